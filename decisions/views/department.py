"""What staff change of one assignment, always with a reason: its date, whose it is, whether it goes on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clusters.doors import staff_only

from .. import lifecycle
from ..forms import DueForm, ReassignForm, WithReason
from ..models import Assignment
from .rows import seen, set_date

HEADINGS = {"due": "Изменить срок", "reassign": "Переадресовать поручение", "withdraw": "Прекратить поручение"}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def change(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    if what not in HEADINGS:
        raise Http404
    row, rights = seen(request, pk)
    form = _form(what, request.POST or None, rights.today)
    if form.is_valid():
        try:
            changed = _do(what, row, form.cleaned_data, by=request.user, now=timezone.now())
        except lifecycle.Refused as refused:
            form.add_error(None, str(refused))
        else:
            chosen = form.cleaned_data.get("due_on")
            done = f"Установлен срок {set_date(chosen, changed.due_on, rights.today)}." if chosen else "Изменено."
            messages.success(request, f"{done} Те, кого это касается, получат письмо.")
            return redirect("decisions:assignment", changed.pk)
    context = {"form": form, "assignment": row, "heading": HEADINGS[what], "today": rights.today}
    return render(request, "decisions/change.html", context)


def _form(what: str, data: Any, today: dt.date) -> Form:
    if what == "reassign":
        return ReassignForm(data, today=today)
    return DueForm(data) if what == "due" else WithReason(data)


def _do(what: str, row: Assignment, given: dict[str, Any], **signed: Any) -> Assignment:
    """The assignment to go on with: another one after «Переадресовать»."""
    if what == "due":
        return lifecycle.correct_due(row, given["due_on"], given["reason"], **signed)
    if what == "reassign":
        return lifecycle.reassign(row, **given, **signed)
    return lifecycle.withdraw(row, reason=given["reason"], **signed)
