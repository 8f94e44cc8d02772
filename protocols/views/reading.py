"""Protocols as they read on paper; for those who see everything, with the state beside each decision."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.attachments import attachment
from decisions import access as assignment_access
from decisions import overview
from decisions.corrections import corrections_of
from decisions.forms import Day, Span
from decisions.models import Assignment
from decisions.overview import Tally, discipline
from decisions.overview.discipline import Period

from .. import access, official, publishing, registry
from ..models import Protocol

PAGE = 30


class PeriodForm(Span):
    """Which protocols: by the date of the meeting, by words, by state."""

    q = forms.CharField(label="Номер или слова заголовка", required=False, max_length=200)
    since = forms.DateField(label="Совещания с", required=False, widget=Day())
    until = forms.DateField(label="по", required=False, widget=Day())
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "Любое"), *Protocol.State.choices])

    def found(self, protocols: QuerySet[Protocol]) -> QuerySet[Protocol]:
        if not self.is_valid():
            return protocols.none()
        given = self.cleaned_data
        if text := given["q"].strip().removeprefix("№").strip():
            protocols = protocols.filter(Q(number__iexact=text) | Q(title__icontains=text))
        if given["since"]:
            protocols = protocols.filter(date__gte=given["since"])
        if given["until"]:
            protocols = protocols.filter(date__lte=given["until"])
        return protocols.filter(state=given["state"]) if given["state"] else protocols


@require_safe
def protocols(request: HttpRequest) -> HttpResponse:
    """By month, one bar each; the sum of the period is over all its pages. A college sees no bars."""
    today = timezone.localdate()
    form = PeriodForm(request.GET)
    found = form.found(access.visible_to(request.user, today)).order_by("-date", "-id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": today, "years": _years(today)}
    if request.user.sees_everything:
        context["total"] = overview.tally(Assignment.objects.filter(decision__protocol__in=found.order_by()), today)
        entries = registry.with_tallies(page.object_list, today)
    else:
        entries = [registry.Entry(one, Tally()) for one in page]
    context["months"] = registry.by_month(entries)
    return render(request, "protocols/list.html", context)


def _years(today: dt.date) -> list[tuple[str, str]]:
    """The usual periods, each as a query."""
    month = discipline.month_of(today)
    periods = [
        ("Этот месяц", month),
        ("Прошлый месяц", month.before),
        (f"{today.year} год", Period(dt.date(today.year, 1, 1), dt.date(today.year, 12, 31))),
        (f"{today.year - 1} год", Period(dt.date(today.year - 1, 1, 1), dt.date(today.year - 1, 12, 31))),
    ]
    return [(name, f"since={period.since}&until={period.until}") for name, period in periods]


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    protocol = get_object_or_404(access.visible_to(request.user, today).select_related("published_by__person"), pk=pk)
    decisions = protocol.decisions.select_related("agenda_item", "controller").prefetch_related(
        "points", "executors__group", "executors__organization", "executors__person", "receivers__person"
    )
    seen = assignment_access.visible_to(request.user, today).filter(decision__protocol=protocol)
    states = overview.tallies(seen, "decision", today)
    corrected = defaultdict(list)
    for one in corrections_of(decision.pk for decision in decisions):
        corrected[one.decision].append(one.dated)
    context = {
        "protocol": protocol,
        "today": today,
        "attendance": protocol.attendance.select_related("person"),
        "agenda": protocol.agenda.all(),
        "decisions": [(decision, states.get(decision.pk), corrected[decision.pk]) for decision in decisions],
        "total": sum(states.values(), Tally()),
        "papers": [decision for decision in decisions if decision.is_task],
        "pdf": official.may_make_pdf(),
        "may_close": request.user.is_staff and publishing.may_close(protocol),
    }
    return render(request, "protocols/detail.html", context)


@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed file, for whoever reads the protocol."""
    seen = access.visible_to(request.user, timezone.localdate()).exclude(source_file="")
    protocol = get_object_or_404(seen, pk=pk)
    return attachment(request, protocol.source_file, protocol.source_name)
