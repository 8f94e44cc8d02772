"""Исполнительская дисциплина: who executes in time, by organization, cluster and month.

Counted are dated assignments whose current deadline lies in the period. Not counted, and shown apart: withdrawn,
«постоянно» and «по планам» themselves, quotas, and those whose deadline had passed before they came into force.
The archive is in no statistic. Share in time = in time ÷ (in time + late + missed).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from functools import cache
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncMonth

from decisions.deadlines import delay_workdays
from decisions.models import Assignment
from decisions.workdays import Calendar

from .states import REPORTED_IN_TIME, REPORTED_LATE, REPORTED_ON, State, lasting, late

QUOTA = Q(decision__quota_on=True)
APART = Q(state=State.WITHDRAWN) | lasting() | QUOTA | Q(late_at_start=True)
OUTCOMES = [
    ("due", "к исполнению"),
    ("in_time", "исполнено в срок"),
    ("late", "исполнено с опозданием"),
    ("missed", "не исполнено в срок"),
    ("ahead", "срок не наступил"),
    ("extended", "срок перенесён"),
    ("before", "срок прошёл до введения в действие"),
    ("withdrawn", "прекращено"),
    ("lasting", "постоянно и по планам"),
    ("quotas", "с нормой"),
]


def _conditions(today: dt.date) -> dict[str, Q]:
    counted = ~APART
    kept = ~Q(state=State.WITHDRAWN)
    return {
        "due": counted,
        "in_time": counted & REPORTED_IN_TIME,
        "late": counted & REPORTED_LATE,
        "missed": counted & late(today),
        "ahead": counted & Q(state=State.IN_PROGRESS) & ~late(today),
        "extended": counted & Q(due_on__gt=F("original_due_on")),
        "before": kept & ~lasting() & ~QUOTA & Q(late_at_start=True),
        "withdrawn": Q(state=State.WITHDRAWN),
        "lasting": kept & lasting() & ~QUOTA,
        "quotas": kept & QUOTA,
    }


def with_outcome(rows: QuerySet[Assignment], outcome: str, today: dt.date) -> QuerySet[Assignment]:
    """The rows behind a number of this page; `rows` know `reported_on`."""
    return rows.filter(_conditions(today)[outcome])


@dataclass(frozen=True, slots=True)
class Period:
    since: dt.date
    until: dt.date

    @property
    def before(self) -> Period:
        """As long, just before it; whole months when it is whole months."""
        if self.since.day == 1 and (self.until + dt.timedelta(days=1)).day == 1:
            months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1
            return Period(months_before(self.since, months), self.since - dt.timedelta(days=1))
        length = self.until - self.since + dt.timedelta(days=1)
        return Period(self.since - length, self.since - dt.timedelta(days=1))


def months_before(first: dt.date, months: int) -> dt.date:
    """The first day of the month that many months earlier."""
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


def month_of(day: dt.date) -> Period:
    first = day.replace(day=1)
    return Period(first, months_before(first, -1) - dt.timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Figures:
    """`delays` is the sum of working days by which those executed late were late."""

    due: int = 0
    in_time: int = 0
    late: int = 0
    missed: int = 0
    ahead: int = 0
    extended: int = 0
    before: int = 0
    withdrawn: int = 0
    lasting: int = 0
    quotas: int = 0
    delays: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def settled(self) -> int:
        """Those of which it is known whether they were in time."""
        return self.in_time + self.late + self.missed

    @property
    def share(self) -> int | None:
        """Per cent in time; None when nothing was due yet."""
        return round(100 * self.in_time / self.settled) if self.settled else None

    @property
    def mean_delay(self) -> float | None:
        return round(self.delays / self.late, 1) if self.late else None


def _rows(period: Period) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(is_archived=False, due_on__range=(period.since, period.until)).order_by()
    return rows.alias(reported_on=REPORTED_ON)


def _counts(today: dt.date) -> dict[str, Count]:
    return {f"n_{name}": Count("pk", filter=condition) for name, condition in _conditions(today).items()}


def _figures(row: dict[str, Any], delays: int = 0) -> Figures:
    names = {field.name for field in fields(Figures)} - {"delays"}
    return Figures(**{name: row[f"n_{name}"] for name in names}, delays=delays)


def by_organization(period: Period, today: dt.date, calendar: Calendar) -> dict[int, Figures]:
    """By organization's id. Two queries."""
    rows = _rows(period)
    delays = _delays(rows, calendar, today)
    counted = rows.values("organization").annotate(**_counts(today))
    return {row["organization"]: _figures(row, delays[row["organization"]]) for row in counted}


def _delays(rows: QuerySet[Assignment], calendar: Calendar, today: dt.date) -> dict[int, int]:
    """Working days of delay, summed. The database groups equal pairs of dates; each pair is counted once for all."""
    sums: dict[int, int] = defaultdict(int)
    late_rows = with_outcome(rows, "late", today).annotate(sent_on=REPORTED_ON)
    grouped = late_rows.values_list("due_on", "sent_on", "organization").annotate(number=Count("pk"))

    @cache
    def delay(due_on: dt.date, sent_on: dt.date | None) -> int:
        # sent on a day off after the deadline: late, though no working day has passed
        return max(1, delay_workdays(due_on, sent_on, calendar)) if sent_on else 0

    for due_on, sent_on, organization, number in grouped:
        sums[organization] += delay(due_on, sent_on) * number
    return sums


def total(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())


def by_month(
    until: dt.date, today: dt.date, *, months: int = 12, organizations: Iterable[int] | None = None
) -> list[tuple[dt.date, Figures]]:
    """The trend: the months up to that of `until`, empty ones too. One query."""
    last = month_of(until)
    rows = _rows(Period(months_before(last.since, months - 1), last.until))
    if organizations is not None:
        rows = rows.filter(organization__in=list(organizations))
    counted = rows.annotate(month=TruncMonth("due_on")).values("month").annotate(**_counts(today))
    found = {row["month"]: _figures(row) for row in counted}
    firsts = [months_before(last.since, back) for back in reversed(range(months))]
    return [(first, found.get(first, Figures())) for first in firsts]
