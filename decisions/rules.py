"""The rules that stand now: what staff have set, as the pure `deadlines` and `workdays` take it."""

from __future__ import annotations

from .deadlines import DeadlineRules
from .models import DayOverride, ReminderPolicy
from .workdays import Calendar


def current_calendar() -> Calendar:
    return Calendar(dict(DayOverride.objects.values_list("date", "is_workday")))


def current_rules() -> DeadlineRules:
    policy = ReminderPolicy.current()
    return DeadlineRules(
        calendar=current_calendar(),
        roll=policy.roll,
        permanent_month=policy.permanent_month,
        permanent_day=policy.permanent_day,
        recurring_day=policy.recurring_day,
        month_when_none=policy.month_when_none,
        plan_days=policy.plan_days,
        periods_ahead=policy.periods_ahead,
        stages_before=_days(policy.stages_before),
        stages_after=_days(policy.stages_after),
    )


def _days(listed: str) -> tuple[int, ...]:
    return tuple(int(number) for number in listed.split(","))
