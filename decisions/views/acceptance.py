"""«Приёмка»: reports and requests that wait for the department's answer, one after another or several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clusters.doors import staff_only
from clusters.templatetags.russian import counted
from clusters.typed import whole

from .. import lifecycle, overview
from ..forms import Day
from ..models import Assignment, ExtensionRequest, Report
from ..overview.queue import Place, place
from ..rules import current_calendar
from .rows import attempt, set_date

SHOWN = 200
ANSWERABLE = (Report.State.SENT, Report.State.ACCEPTED)
SENT = (Report.State.SENT, Report.State.ACCEPTED, Report.State.RETURNED)


class AcceptForm(forms.Form):
    answer = forms.CharField(
        label="Что передать исполнителю", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReturnForm(forms.Form):
    reason = forms.CharField(label="Что доработать", max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    new_due_on = forms.DateField(
        label="Новый срок", required=False, widget=Day(), help_text="Пусто — срок остаётся прежним."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def acceptance(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        _accept_several(request)
        return redirect("decisions:acceptance")
    today, calendar = timezone.localdate(), current_calendar()
    person = request.user.person
    queue = overview.acceptance_queue(person)
    asked = overview.asked_extensions(person)
    context = {
        "rows": [
            (row, report, overview.standing_of(row, today, calendar)) for row, report in _with_reports(queue[:SHOWN])
        ],
        "total": queue.count(),
        "asked": asked[:SHOWN],
        "asked_total": asked.count(),
        "today": today,
        "shown": SHOWN,
    }
    return render(request, "decisions/acceptance/index.html", context)


def _with_reports(rows: list[Assignment]) -> Iterator[tuple[Assignment, Report]]:
    """Each with the report that waits. Two queries more, whatever their number."""
    rows = list(rows)
    sent = Report.objects.filter(assignment__in=rows, state=Report.State.SENT).select_related("person", "author")
    newest = {one.assignment_id: one for one in sent.prefetch_related("files").order_by("sent_at", "id")}
    return ((row, newest[row.pk]) for row in rows if row.pk in newest)


def _accept_several(request: HttpRequest) -> None:
    """Each by its own transaction: what cannot be accepted any more does not hold the others up."""
    accepted = 0
    for assignment, report in _chosen(request):
        try:
            lifecycle.accept(assignment, by=request.user, now=timezone.now(), seen=report)
        except lifecycle.Refused as refused:
            messages.error(request, f"{assignment.organization}: {refused}")
        else:
            accepted += 1
    if accepted:
        messages.success(request, f"Принято: {counted(accepted, 'отчёт,отчёта,отчётов')}.")


def _chosen(request: HttpRequest) -> Iterator[tuple[Assignment, int]]:
    """«assignment:report» for each box that was ticked."""
    pairs = [value.split(":") for value in request.POST.getlist("chosen")]
    numbers = [[whole(part) for part in pair] for pair in pairs if len(pair) == 2]
    seen = {row: report for row, report in numbers if row is not None and report is not None}
    rows = Assignment.objects.filter(pk__in=seen, is_archived=False).select_related("organization")
    return ((row, seen[row.pk]) for row in rows.order_by("reported_at", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def acceptance_item(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Assignment.objects.filter(is_archived=False).select_related(
        "decision__protocol", "decision__controller", "organization", "person"
    )
    row = get_object_or_404(rows, pk=pk)
    at = _place(overview.acceptance_queue(request.user.person), row.pk)
    is_return = request.POST.get("do") == "return"
    accepting = AcceptForm(request.POST if request.method == "POST" and not is_return else None)
    returning = ReturnForm(request.POST if is_return else None)
    if _answered(request, row, returning if is_return else accepting):
        # from outside the queue one comes by the assignment's page
        return _next("decisions:acceptance_item", at) if at.number else redirect("decisions:assignment", row.pk)
    today = timezone.localdate()
    context = {"row": row, "at": at, "accepting": accepting, "returning": returning, "today": today}
    return render(request, "decisions/acceptance/item.html", {**context, **_read(row, today)})


def _place(queue: QuerySet, key: int) -> Place:
    return place(list(queue.values_list("pk", flat=True)[:SHOWN]), key, queue.count())


def _answered(request: HttpRequest, row: Assignment, form: AcceptForm | ReturnForm) -> bool:
    if not form.is_valid():
        return False
    given = {name: value for name, value in form.cleaned_data.items() if value}
    given["seen"] = whole(request.POST.get("seen", "")) or 0
    if isinstance(form, ReturnForm):
        done = f"{row.organization}: отчёт возвращён на доработку."
        return bool(attempt(request, done, lifecycle.return_for_rework, row, by=request.user, **given))
    return bool(attempt(request, f"{row.organization}: отчёт принят.", lifecycle.accept, row, by=request.user, **given))


def _next(name: str, at: Place) -> HttpResponse:
    """On to what comes after; from the last back to what was skipped."""
    if at.following or at.previous:
        return redirect(name, at.following or at.previous)
    return redirect("decisions:acceptance")


def _read(row: Assignment, today: dt.date) -> dict[str, object]:
    """What is needed to answer: the newest report, those before it, the points ticked."""
    sent = row.reports.filter(state__in=SENT).select_related("person", "author", "on_behalf_of", "answered_by")
    report, *earlier = list(sent.prefetch_related("files").order_by("-sent_at", "-id")) or [None]
    ticked = set(row.marks.values_list("point", flat=True))
    return {
        "report": report,
        "earlier": earlier,
        "may_return": bool(
            report and report.is_final and report.state in ANSWERABLE and row.state != Assignment.State.WITHDRAWN
        ),
        "points": [(point, point.pk in ticked) for point in row.decision.points.all()],
        "standing": overview.standing_of(row, today, current_calendar()),
        "receivers": row.decision.receivers.select_related("person"),
    }


class GrantForm(forms.Form):
    due_on = forms.DateField(label="Новый срок", widget=Day())
    answer = forms.CharField(label="Пояснение", required=False, max_length=5000)


class RefuseForm(forms.Form):
    reason = forms.CharField(label="Почему отказано", max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def extension_answer(request: HttpRequest, pk: int) -> HttpResponse:
    asked = get_object_or_404(
        ExtensionRequest.objects.select_related(
            "assignment__decision__protocol", "assignment__organization", "assignment__decision__controller", "asked_by"
        ),
        pk=pk,
    )
    at = _place(overview.asked_extensions(request.user.person), asked.pk)
    is_refusal = request.POST.get("do") == "refuse"
    posted = request.POST if request.method == "POST" else None
    granting = GrantForm(None if is_refusal else posted, initial={"due_on": asked.new_due_on})
    refusing = RefuseForm(posted if is_refusal else None)
    if _decided(request, asked, refusing if is_refusal else granting):
        return _next("decisions:extension_answer", at)
    before = asked.assignment.extensions.exclude(pk=asked.pk).select_related("answered_by")
    context = {"asked": asked, "row": asked.assignment, "at": at, "granting": granting, "refusing": refusing}
    context |= {"before": before, "today": timezone.localdate()}
    return render(request, "decisions/acceptance/extension.html", context)


def _decided(request: HttpRequest, asked: ExtensionRequest, form: GrantForm | RefuseForm) -> bool:
    if not form.is_valid():
        return False
    who = asked.assignment.organization
    if isinstance(form, RefuseForm):
        done = f"{who}: в продлении отказано."
        return bool(attempt(request, done, lifecycle.refuse_extension, asked, by=request.user, **form.cleaned_data))

    def granted(row: Assignment) -> str:
        return f"{who}: срок продлён {set_date(form.cleaned_data['due_on'], row.due_on, timezone.localdate())}."

    return bool(attempt(request, granted, lifecycle.grant_extension, asked, by=request.user, **form.cleaned_data))
