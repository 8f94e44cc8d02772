"""In what state an assignment is on a day: one vocabulary for lists, bars, cells and statistics."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import DateField, F, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from clusters.templatetags.russian import counted
from clusters.templatetags.ui import SIGNS
from decisions.deadlines import delay_workdays, nearness
from decisions.models import Assignment, Decision, Report
from decisions.workdays import Calendar

State = Assignment.State
LASTING = (Decision.Kind.PERMANENT, Decision.Kind.BY_PLAN)
WORKDAYS = "рабочий день,рабочих дня,рабочих дней"

OPEN = Q(state__in=Assignment.OPEN)
REPORTED = Q(state__in=(State.DONE, State.ON_ACCEPTANCE))
# what was entered as done before it came into force has no report, only the date that staff named
REPORTED_ON = Coalesce(TruncDate("reported_at"), "executed_on", output_field=DateField())
REPORTED_IN_TIME = REPORTED & (Q(due_on=None) | Q(reported_on__lte=F("due_on")))
REPORTED_LATE = REPORTED & Q(due_on__isnull=False) & ~Q(reported_on__lte=F("due_on"))


def late(today: dt.date) -> Q:
    return Q(state=State.IN_PROGRESS, due_on__lt=today)


def lasting() -> Q:
    """«постоянно» and «по планам» themselves: no report ends them. A planned date of theirs is like any other."""
    return Q(decision__deadline_kind__in=LASTING, period="")


@dataclass(frozen=True, slots=True)
class Standing:
    """`sign` is a key of the signs of the house; `note` says how far from the deadline."""

    sign: str
    note: str = ""
    delay: int = 0  # working days

    @property
    def label(self) -> str:
        return SIGNS[self.sign].label


def standing_of(row: Assignment, today: dt.date, calendar: Calendar) -> Standing:
    """`row.decision` is read; `row.newest_report`, when the query gave it, tells rework from work."""
    if row.state == State.WITHDRAWN:
        return Standing("withdrawn")
    if row.state == State.IN_PROGRESS:
        return _of_open(row, today, calendar)
    delay = delay_of_report(row, calendar)
    note = f"на {counted(delay, WORKDAYS)} позже" if delay else ""
    if row.state == State.ON_ACCEPTANCE:
        return Standing("on_acceptance", note, delay)
    return Standing("done_late" if delay else "done", note, delay)


def _of_open(row: Assignment, today: dt.date, calendar: Calendar) -> Standing:
    if row.due_on is None:
        return Standing("undated")
    near = nearness(row.due_on, today, calendar)
    if row.is_overdue(today):
        return Standing("overdue", near.removeprefix("просрочено").strip(), delay_workdays(row.due_on, today, calendar))
    if row.due_on == today:
        return Standing("today")
    if getattr(row, "newest_report", None) == Report.State.RETURNED:
        return Standing("rework", near)
    if row.decision.deadline_kind in LASTING and not row.period:
        return Standing("quota" if row.decision.quota_on else row.decision.deadline_kind, near)
    return Standing("in_progress", near)


def delay_of_report(row: Assignment, calendar: Calendar) -> int:
    """How many working days after the deadline the final report was sent."""
    reported_on = timezone.localdate(row.reported_at) if row.reported_at else row.executed_on
    if row.due_on is None or reported_on is None or reported_on <= row.due_on:
        return 0
    # sent on a day off after the deadline is late too, though no working day has passed
    return max(1, delay_workdays(row.due_on, reported_on, calendar))
