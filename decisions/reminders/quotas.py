"""Weeks of a quota that were not met: derived from the evidence each time, never stored."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from decisions.deadlines import quota_periods
from decisions.models import Assignment, Decision, QuotaEvidence

PREFIX = "quota:"


def missed(decision: Decision, today: dt.date) -> list[tuple[str, list[int]]]:
    """The occasion of the period that ended last, and the open assignments that did not meet it."""
    rows = Assignment.objects.filter(decision=decision, state="in_progress", is_archived=False)
    found: dict[str, list[int]] = defaultdict(list)
    for pk, created_on in rows.values_list("pk", "created_on"):
        ended = [period for period in quota_periods(decision.quota_period, created_on, today) if period[1] < today]
        if ended and (today - ended[-1][1]).days <= 7:
            found[f"{PREFIX}{ended[-1][0]}:{ended[-1][1]}"].append(pk)
    return [(occasion, ids) for occasion, all_ids in found.items() if (ids := not_met(decision, occasion, all_ids))]


def period_of(occasion: str) -> tuple[dt.date, dt.date]:
    start, end = occasion.removeprefix(PREFIX).split(":")
    return dt.date.fromisoformat(start), dt.date.fromisoformat(end)


def not_met(decision: Decision, occasion: str, assignments: list[int]) -> list[int]:
    start, end = period_of(occasion)
    return [pk for pk in assignments if count(pk, start, end) < (decision.quota_target or 0)]


def count(assignment: int, start: dt.date, end: dt.date) -> int:
    return QuotaEvidence.objects.filter(assignment=assignment, happened_on__range=(start, end)).count()
