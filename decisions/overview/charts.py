"""Columns that the server draws: heights for an SVG, words for the ear, an address for the list behind each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from clusters.templatetags.russian import MONTHS_ALONE, WEEKDAYS, counted, day

from .discipline import Figures, month_of
from .waiting import Day

HEIGHT = 100
SHORT_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


@dataclass(frozen=True, slots=True)
class Column:
    number: str
    label: str
    spoken: str
    height: int  # of HEIGHT
    url: str = ""
    tone: str = "work"
    under: str = ""  # a second line of the label

    @property
    def top(self) -> int:
        return HEIGHT - self.height


def of_days(days: Sequence[Day], today: dt.date) -> list[Column]:
    most = max((one.count for one in days), default=0) or 1
    return [_of_day(one, most, today) for one in days]


def _of_day(one: Day, most: int, today: dt.date) -> Column:
    weekday = one.date.weekday()
    return Column(
        number=str(one.count),
        label=SHORT_WEEKDAYS[weekday],
        under=f"{one.date:%d.%m}",
        spoken=f"{WEEKDAYS[weekday]}, {day(one.date, today)}: {counted(one.count, 'поручение,поручения,поручений')}",
        height=round(HEIGHT * one.count / most),
        url=_table(state="in_progress", since=one.date, until=one.date) if one.count else "",
        tone="wait" if one.date == today else "work" if one.is_workday else "plain",
    )


def of_months(months: Sequence[tuple[dt.date, Figures]]) -> list[Column]:
    """Share in time; each leads to the discipline of that month."""
    return [_of_month(first, figures) for first, figures in months]


def _of_month(first: dt.date, figures: Figures) -> Column:
    name = f"{MONTHS_ALONE[first.month - 1]} {first.year}"
    share, period = figures.share, month_of(first)
    told = "сроков не было" if share is None else f"{share} % в срок, {figures.in_time} из {figures.settled}"
    return Column(
        number="—" if share is None else f"{share} %",
        label=MONTHS_ALONE[first.month - 1][:3],
        spoken=f"{name}: {told}",
        height=share or 0,
        url=f"{reverse('decisions:discipline')}?{urlencode({'since': period.since, 'until': period.until})}",
        tone="done",
    )


def _table(**conditions: object) -> str:
    return f"{reverse('decisions:assignments')}?{urlencode(conditions)}"
