"""The n-th working day or weekday of a month: «до первого рабочего дня февраля», «последняя пятница ноября»."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from decisions.workdays import Calendar

from .days import MONTH, WEEKDAY, YEAR, weekday
from .days import month as month_of
from .days import year as year_of
from .pieces import Found, Piece, Recogniser
from .spans import nth

_CALENDAR = Calendar()


def _nth_of_month(match: re.Match[str], meeting: date | None) -> Found:
    """Without a year: the first such day from the meeting on."""
    place, month, year = nth(match["nth"]), month_of(match["month"]), year_of(match["year"], meeting)
    if not place:
        return None
    years = [year] if year else range(meeting.year, meeting.year + 2) if meeting else []
    found = [day for at_year in years for day in _such_days(match["day"], at_year, month)[place - (place > 0) :][:1]]
    due = next((day for day in found if year or (meeting and day >= meeting)), None)
    return Piece(match.start(), match.end(), "day", due, due.day if due else 0, month, year)


def _such_days(word: str, year: int, month: int) -> list[date]:
    days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    if word.startswith("раб"):
        return [day for day in days if _CALENDAR.is_workday(day)]
    return [day for day in days if day.weekday() == weekday(word)]


RECOGNISERS: list[Recogniser] = [
    (
        re.compile(
            r"(?<![а-я])(?:(?:до|к|ко|в|во|не\s+позднее|не\s+позже)\s+)?(?P<nth>(?:перв|втор|трет|четверт|последн)[а-я]+)"
            rf"\s+(?P<day>раб(?:\.|оч[а-я]+)\s+д(?:ень|ня|ню)|{WEEKDAY})\s+(?P<month>{MONTH})(?:\s+(?P<year>{YEAR}))?"
        ),
        _nth_of_month,
    )
]
