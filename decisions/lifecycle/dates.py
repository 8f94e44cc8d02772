"""Dates that a verb sets: rolled off a day off, each with the sentence that explains it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from clusters.templatetags.russian import day, from_to
from decisions.corrections import moved_apart
from decisions.deadlines import DeadlineRules, Due, due_dates, next_control, next_plan_control, settle
from decisions.models import Assignment, Decision, PlannedDate
from decisions.rules import current_rules

from .rows import require

LIKELY = range(2000, 2101)  # another year is a slip of the finger


def first_dues(decision: Decision, published_on: dt.date, rules: DeadlineRules) -> list[Due]:
    """After staff have moved the date away from its wording, the wording alone does not explain it any more."""
    moved = moved_apart(decision) if decision.state == Decision.State.IN_FORCE and decision.due_on else None
    return due_dates(
        decision.deadline_kind,
        decision.due_on,
        published_on=published_on,
        rules=rules,
        text=decision.deadline_text,
        recurrence=decision.recurrence,
        other_due=[dt.date.fromisoformat(day) for day in decision.other_due],
        control_on=decision.control_on,
        moved=f"Срок изменён департаментом {day(timezone.localdate(moved.at))}: {moved.reason}" if moved else "",
    )


def chosen(chosen_on: dt.date, reason: str, rules: DeadlineRules, *, today: dt.date) -> tuple[dt.date, str]:
    """A date that staff chose, and why."""
    require_likely(chosen_on)
    return _not_past(chosen_on, f"Срок установлен департаментом: {reason}", rules, today)


def _not_past(day: dt.date, reason: str, rules: DeadlineRules, today: dt.date) -> tuple[dt.date, str]:
    """A day off from today on that, rolled back, would be late at once is rolled forward."""
    due_on, why = settle(day, reason, rules)
    return (due_on, why) if due_on >= today or day < today else settle(day, reason, replace(rules, roll="forward"))


def require_likely(day: dt.date) -> None:
    require(day.year in LIKELY, f"Проверьте год: {day.year}.")


def extended(until: dt.date, row: Assignment, rules: DeadlineRules, *, today: dt.date) -> tuple[dt.date, str]:
    require_likely(until)
    first = row.original_due_on or until
    return _not_past(until, f"Срок продлён; первоначальный — {first:%d.%m.%Y}", rules, today)


def told_move(old: dt.date | None, new: dt.date | None, now: dt.datetime) -> str:
    """«Срок перенесён с 27 февраля на 6 марта»: what history keeps of it."""
    today = timezone.localdate(now)
    if new is None:
        return "Срок снят"
    return f"Срок перенесён {from_to(old, new, today)}" if old else f"Установлен срок {day(new, today)}"


def next_date(row: Assignment, now: dt.datetime) -> Due:
    """Of an assignment that a report does not close: the next control date."""
    today, rules = timezone.localdate(now), current_rules()
    if row.decision.deadline_kind != Decision.Kind.BY_PLAN:
        return next_control(row.due_on, today, rules)
    planned = PlannedDate.objects.filter(decision=row.decision_id, organization=row.organization_id)
    return next_plan_control(list(planned.values_list("date", flat=True)), row.due_on or today, today, rules)
