"""«не менее трёх публикаций в неделю»: periods, and how much evidence falls into each. Derived, never stored."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

QuotaPeriod = Literal["day", "week", "month", "quarter", "half_year", "year"]
_MONTHS: dict[QuotaPeriod, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


@dataclass(frozen=True, slots=True)
class QuotaResult:
    """`is_met` is None while the period runs and its target is not reached yet."""

    start: date
    end: date
    count: int
    is_met: bool | None


def quota_periods(period: QuotaPeriod, since: date, until: date) -> list[tuple[date, date]]:
    """First and last days of the calendar periods from `since` to the one that `until` is in.

    A period more than half over on `since` does not count: nobody owes three publications of a week on its Friday.
    """
    start = _start(period, since)
    end = _end(period, start)
    found = []
    while start <= until:
        if (since - start).days * 2 <= (end - start).days:
            found.append((start, end))
        start = end + timedelta(days=1)
        end = _end(period, start)
    return found


def quota_results(
    target: int, period: QuotaPeriod, evidence: Iterable[date], *, since: date, today: date
) -> list[QuotaResult]:
    days = sorted(evidence)
    results = []
    for start, end in quota_periods(period, since, today):
        count = bisect_right(days, end) - bisect_left(days, start)
        is_met = True if count >= target else False if end < today else None
        results.append(QuotaResult(start, end, count, is_met))
    return results


def _start(period: QuotaPeriod, day: date) -> date:
    if period == "day":
        return day
    if period == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(month=(day.month - 1) // _MONTHS[period] * _MONTHS[period] + 1, day=1)


def _end(period: QuotaPeriod, start: date) -> date:
    if period == "day":
        return start
    if period == "week":
        return start + timedelta(days=6)
    year, month = divmod(start.year * 12 + start.month - 1 + _MONTHS[period], 12)
    return date(year, month + 1, 1) - timedelta(days=1)
