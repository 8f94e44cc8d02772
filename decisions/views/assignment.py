"""One assignment: what was decided, by when and why, what was reported and answered; and the small verbs on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clusters.typed import whole

from .. import access, lifecycle
from ..deadlines import period_label, quota_results
from ..forms import EvidenceForm, HandForm
from ..models import Assignment, DecisionPoint, ExtensionRequest, ReminderPolicy, Report
from ..own import Card
from ..rules import current_calendar
from ..story import story_of
from .rows import Rights, allowed, attempt, seen

State = Assignment.State


@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    row, rights = seen(request, pk)
    if rights.draft:
        lifecycle.opened(row, request.user.person, timezone.now())
    return render(request, "decisions/assignment.html", _context(row, rights))


def _context(row: Assignment, rights: Rights) -> dict[str, object]:
    in_progress = row.state == State.IN_PROGRESS
    reports = row.reports.select_related("person", "author__person", "on_behalf_of", "answered_by__person")
    written = list(reports.prefetch_related("files").order_by("-sent_at", "-id"))
    sent = [one for one in written if one.state != Report.State.DRAFT]
    draft = next((one for one in written if one.state == Report.State.DRAFT), None)
    extensions = list(row.extensions.all())
    return {
        "assignment": row,
        "card": Card(row, rights.today, current_calendar()),
        "report_to": ", ".join(str(one) for one in row.decision.receivers.select_related("person")),
        "rights": rights,
        "today": rights.today,
        "points": _points(row),
        "reports": sent,
        "recallable": _recallable(row, rights, sent),
        "draft": draft if rights.enter and in_progress else None,
        "asked": next((one for one in extensions if one.state == ExtensionRequest.State.ASKED), None),
        "extensions": [one for one in extensions if one.state != ExtensionRequest.State.ASKED],
        "hand_form": HandForm(assignment=row, today=rights.today) if rights.head and in_progress else None,
        "planned": lifecycle.planned_dates(row) if row.decision.deadline_kind == "by_plan" else None,
        "is_plan": lifecycle.stays_open(row) and row.decision.deadline_kind == "by_plan",
        "period": period_label(row.period),
        "quota": _quota(row, rights),
        "counts": _counts(row),
        "story": story_of(row),
        "may_work": in_progress and rights.draft,
    }


def _points(row: Assignment) -> list[tuple[DecisionPoint, bool]]:
    """With whether the organization has ticked it."""
    points = list(row.decision.points.all())
    ticked = set(row.marks.values_list("point", flat=True)) if points else set()
    return [(point, point.pk in ticked) for point in points]


def _recallable(row: Assignment, rights: Rights, sent: list[Report]) -> Report | None:
    """The newest report, while its author may take it back."""
    newest = next((one for one in sent if one.state != Report.State.RECALLED), None)
    person = rights.user.person_id
    if newest is None or newest.state != Report.State.SENT or person not in (newest.person_id, newest.on_behalf_of_id):
        return None
    in_time = row.state == State.ON_ACCEPTANCE or rights.today <= lifecycle.recall_until(newest)
    return newest if person and in_time and row.state != State.WITHDRAWN else None


def _counts(row: Assignment) -> tuple[int, int] | None:
    """«исполнено 7 из 12», where the department shows it, there is anybody else, and it can be done at all."""
    if lifecycle.stays_open(row) or not ReminderPolicy.current().show_counts:
        return None
    others = row.decision.assignments.filter(is_archived=False, period=row.period).exclude(state=State.WITHDRAWN)
    states = list(others.values_list("state", flat=True))
    return (states.count(State.DONE), len(states)) if len(states) > 1 else None


def _quota(row: Assignment, rights: Rights) -> dict[str, object] | None:
    decision = row.decision
    if not decision.quota_on:
        return None
    evidence = list(row.evidence.select_related("added_by").order_by("-happened_on", "-id"))
    days = [one.happened_on for one in evidence]
    results = quota_results(
        decision.quota_target, decision.quota_period, days, since=row.created_on, today=rights.today
    )
    return {
        "results": list(reversed(results)),
        "met": sum(one.is_met is True for one in results),
        "ended": sum(one.end < rights.today for one in results),
        "evidence": evidence,
        "form": EvidenceForm(today=rights.today) if rights.draft and row.is_open else None,
    }


@require_POST
def points(request: HttpRequest, pk: int) -> HttpResponse:
    row, rights = seen(request, pk)
    allowed(rights.draft)
    ticked = {number for value in request.POST.getlist("points") if (number := whole(value)) is not None}
    attempt(request, "Отметки сохранены.", lifecycle.mark_points, row, ticked, by=rights.actor)
    return redirect("decisions:assignment", row.pk)


@require_POST
def hand(request: HttpRequest, pk: int) -> HttpResponse:
    row, rights = seen(request, pk)
    allowed(rights.head)
    form = HandForm(request.POST, assignment=row, today=rights.today)
    if form.is_valid():
        colleague = form.cleaned_data["colleague"]
        done = (
            f"Поручение передано, его ведёт {colleague}; отвечает за него по-прежнему организация."
            if colleague
            else "Поручение снова у вас."
        )
        attempt(request, done, lifecycle.hand_to, row, colleague, by=rights.actor)
    return redirect("decisions:assignment", row.pk)


@require_POST
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    sent = get_object_or_404(Report, pk=pk, assignment__in=access.visible_to(request.user, today))
    row, rights = seen(request, sent.assignment_id)
    allowed(rights.send)
    done = "Отчёт отозван и снова стал черновиком: исправьте его и отправьте."
    if attempt(request, done, lifecycle.recall, sent, by=rights.actor):
        return redirect("decisions:report", row.pk)
    return redirect("decisions:assignment", row.pk)
