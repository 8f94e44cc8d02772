"""Deadlines of assignments: the pure rules of `decisions.deadlines` fed with what staff have set."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from decisions.models import Assignment, DayOverride, Decision, ReminderPolicy
from decisions.workdays import Calendar


@dataclass(frozen=True)
class Rules:
    policy: ReminderPolicy
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of one period: "" for a one-off; `why` explains the date to the one who must keep it."""

    period: str
    due_on: dt.date | None
    why: str


def rules() -> Rules:
    overrides = dict(DayOverride.objects.values_list("date", "is_workday"))
    return Rules(ReminderPolicy.current(), Calendar(overrides))


def chosen(day: dt.date, reason: str, rules: Rules) -> tuple[dt.date, str]:
    """A date that staff chose, rolled off a day off like any other."""
    due_on = rules.calendar.roll(day, rules.policy.roll)  # type: ignore[arg-type]
    moved = f" {day:%d.%m.%Y} — выходной, перенос по правилам." if due_on != day else ""
    return due_on, f"Срок установлен департаментом: {reason.rstrip('.')}.{moved}"


def extended(day: dt.date, row: Assignment, rules: Rules) -> tuple[dt.date, str]:
    due_on = rules.calendar.roll(day, rules.policy.roll)  # type: ignore[arg-type]
    return due_on, f"Срок продлён с {row.due_on:%d.%m.%Y}, первоначальный — {row.original_due_on:%d.%m.%Y}."


def next_control(row: Assignment, today: dt.date, rules: Rules) -> tuple[dt.date, str]:
    day = dt.date(max(today, row.due_on or today).year + 1, rules.policy.permanent_month, rules.policy.permanent_day)
    return rules.calendar.roll(day, rules.policy.roll), "Следующая контрольная дата."  # type: ignore[arg-type]


def first_dues(decision: Decision, today: dt.date, rules: Rules) -> list[Due]:
    days = [("", decision.due_on), *((text, dt.date.fromisoformat(text)) for text in decision.other_due)]
    return [
        Due(period, day and rules.calendar.roll(day, rules.policy.roll), decision.deadline_text) for period, day in days
    ]
