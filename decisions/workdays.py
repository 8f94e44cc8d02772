"""The Russian production calendar: which days are worked, and what happens to a deadline on a day off.

Holidays, transferred days off and Saturdays made working come from the `holidays` library; a regional day or
an emergency decree that it does not carry comes in as an override. Reads no clock and no database.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Literal

RollRule = Literal["back", "forward", "none"]


@dataclass(frozen=True)
class _Year:
    """Ordinals of the working days of one year, ascending."""

    workdays: tuple[int, ...]
    as_set: frozenset[int]


@dataclass(frozen=True)
class Calendar:
    """`overrides` maps a day to True (worked) or False (off) and wins over the production calendar."""

    overrides: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_workday(self, day: date) -> bool:
        return day.toordinal() in self._year(day.year).as_set

    def roll(self, day: date, rule: RollRule = "back") -> date:
        """The day itself when it is worked; else the working day before ("back") or after ("forward").

        "back" is the regulation of the Sverdlovsk region, item 17 («подлежит исполнению в предшествующий ему
        рабочий день», docs.cntd.ru/document/453106005) and of the Ministry of Defence, item 66.
        "forward" is the rule of the Civil Code, article 193, for those whose own instruction follows it.
        """
        if rule == "none" or self.is_workday(day):
            return day
        return self.last_workday_before(day) if rule == "back" else self.first_workday_after(day)

    def last_workday_before(self, day: date) -> date:
        return self.add_workdays(day, -1)

    def first_workday_after(self, day: date) -> date:
        return self.add_workdays(day, 1)

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after `day` (before it when negative), the day itself not counted."""
        if count == 0:
            return day
        year, ordinal = day.year, day.toordinal()
        workdays = self._year(year).workdays
        # The wanted place among the year's working days; while it lies outside, the neighbour year is looked up.
        place = bisect_right(workdays, ordinal) + count - 1 if count > 0 else bisect_left(workdays, ordinal) + count
        while place < 0:
            if year == MINYEAR:
                return date.min
            year -= 1
            workdays = self._year(year).workdays
            place += len(workdays)
        while place >= len(workdays):
            if year == MAXYEAR:
                return date.max
            place -= len(workdays)
            year += 1
            workdays = self._year(year).workdays
        return date.fromordinal(workdays[place])

    def workdays_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` is earlier.

        For «на N рабочих дней позже»: from a Friday to the next Monday is 1, to Saturday 0.
        """
        if end < start:
            return -self.workdays_between(end, start)
        whole_years = sum(len(self._year(year).workdays) for year in range(start.year, end.year))
        return whole_years + self._passed(end) - self._passed(start)

    def knows(self, year: int) -> bool:
        """Whether the library carries the transferred days of that year; staff are told when it does not."""
        first, last = _years_with_transfers()
        return first <= year <= last

    def _passed(self, day: date) -> int:
        return bisect_right(self._year(day.year).workdays, day.toordinal())

    def _year(self, year: int) -> _Year:
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._overridden(year)
        return known

    def _overridden(self, year: int) -> _Year:
        changes = {day.toordinal(): worked for day, worked in self.overrides.items() if day.year == year}
        base = _production_year(year)
        if not changes:
            return base
        days = base.as_set - changes.keys() | {ordinal for ordinal, worked in changes.items() if worked}
        return _Year(tuple(sorted(days)), frozenset(days))


@cache
def _production_year(year: int) -> _Year:
    country = _russia().Russia(years=year)
    ordinals = range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    worked = tuple(ordinal for ordinal in ordinals if country.is_working_day(date.fromordinal(ordinal)))
    return _Year(worked, frozenset(worked))


@cache
def _years_with_transfers() -> tuple[int, int]:
    years = _russia().RussiaStaticHolidays.special_public_holidays
    return min(years), max(years)


@cache
def _russia() -> ModuleType:
    """Russia out of the library and no more: its package loads 250 countries, 7 MB of each process.

    When it is first asked for, since most readings of a document count no working days.
    """
    import holidays  # noqa: PLC0415

    path = Path(holidays.__file__).parent / "countries" / "russia.py"
    spec = spec_from_file_location("holidays_russia", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"the library holidays has no {path.name}")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
