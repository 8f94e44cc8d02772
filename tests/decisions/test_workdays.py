from datetime import date

import pytest

from decisions.workdays import Calendar

CALENDAR = Calendar()


def workdays_of(year: int, calendar: Calendar = CALENDAR) -> int:
    return calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))


@pytest.mark.parametrize(("year", "count"), [(2022, 247), (2023, 247), (2024, 248), (2025, 247), (2026, 247)])
def test_year_has_as_many_working_days_as_the_official_calendar(year: int, count: int) -> None:
    assert workdays_of(year) == count


OFF = [
    "2023-02-24", "2023-05-08", "2024-04-29", "2024-04-30", "2024-12-30", "2024-12-31", "2025-05-02", "2025-05-08",
    "2025-06-13", "2025-11-03", "2025-12-31", "2026-01-09", "2027-02-22", "2027-11-05", "2027-12-31",
    "2023-01-01", "2023-01-08", "2023-02-23", "2026-03-09", "2026-05-11", "2026-11-04", "2026-11-22",
]  # fmt: skip
WORKED = ["2022-03-05", "2024-04-27", "2024-11-02", "2024-12-28", "2025-11-01", "2027-02-20", "2023-02-22"]


@pytest.mark.parametrize("day", OFF)
def test_holidays_and_transferred_days_are_off(day: str) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is False


@pytest.mark.parametrize("day", WORKED)
def test_saturdays_made_working_are_worked(day: str) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is True


@pytest.mark.parametrize(
    ("day", "rule", "rolled"),
    [
        ("2027-02-27", "back", "2027-02-26"),
        ("2027-02-27", "forward", "2027-03-01"),
        ("2027-02-27", "none", "2027-02-27"),
        ("2027-02-26", "back", "2027-02-26"),
        ("2025-01-05", "back", "2024-12-28"),
        ("2025-01-05", "forward", "2025-01-09"),
        ("2023-02-26", "back", "2023-02-22"),
    ],
)
def test_a_day_off_rolls_by_the_rule(day: str, rule: str, rolled: str) -> None:
    assert CALENDAR.roll(date.fromisoformat(day), rule) == date.fromisoformat(rolled)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2024-03-14", 10, "2024-03-28"),
        ("2025-05-22", 15, "2025-06-16"),
        ("2026-02-03", 5, "2026-02-10"),
        ("2023-02-27", -1, "2023-02-22"),
        ("2023-02-27", -3, "2023-02-20"),
        ("2023-02-27", -7, "2023-02-14"),
        ("2023-02-25", 1, "2023-02-27"),
        ("2023-02-25", -1, "2023-02-22"),
        ("2023-02-25", 0, "2023-02-25"),
        ("2024-12-28", 1, "2025-01-09"),
        ("2025-01-09", -1, "2024-12-28"),
        ("2022-12-31", 495, "2024-12-28"),
        ("2025-01-01", -495, "2023-01-09"),
    ],
)
def test_add_workdays(day: str, count: int, expected: str) -> None:
    assert CALENDAR.add_workdays(date.fromisoformat(day), count) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2023-02-10", "2023-02-13", 1),
        ("2023-02-10", "2023-02-11", 0),
        ("2023-02-10", "2023-02-28", 10),
        ("2023-02-10", "2023-02-10", 0),
        ("2023-02-28", "2023-02-10", -10),
        ("2022-12-30", "2023-01-09", 1),
        ("2022-01-01", "2024-12-31", 742),
    ],
)
def test_workdays_between_is_signed(start: str, end: str, count: int) -> None:
    assert CALENDAR.workdays_between(date.fromisoformat(start), date.fromisoformat(end)) == count


def test_adding_and_counting_agree_day_by_day() -> None:
    day, counted = date(2023, 12, 20), 0
    for ordinal in range(day.toordinal() + 1, date(2025, 2, 1).toordinal()):
        other = date.fromordinal(ordinal)
        counted += CALENDAR.is_workday(other)
        assert CALENDAR.workdays_between(day, other) == counted
        if CALENDAR.is_workday(other):
            assert CALENDAR.add_workdays(day, counted) == other


def test_overrides_win_over_the_production_calendar() -> None:
    calendar = Calendar({date(2023, 2, 22): False, date(2023, 2, 25): True})
    assert calendar.is_workday(date(2023, 2, 22)) is False
    assert calendar.is_workday(date(2023, 2, 25)) is True
    assert calendar.add_workdays(date(2023, 2, 27), -1) == date(2023, 2, 25)
    assert calendar.roll(date(2023, 2, 24)) == date(2023, 2, 21)
    assert workdays_of(2023, calendar) == 247
    assert workdays_of(2024, calendar) == 248


def test_it_is_known_which_years_carry_their_transferred_days() -> None:
    assert [CALENDAR.knows(year) for year in (2022, 2026, 2027, 2040)] == [True, True, True, False]


def test_an_unknown_year_still_has_its_weekends_and_holidays() -> None:
    assert [CALENDAR.is_workday(date(2040, 5, day)) for day in (1, 2, 5, 9)] == [False, True, False, False]


@pytest.mark.parametrize(("day", "count"), [(date.max, 3), (date.min, -3)])
def test_the_calendar_ends_where_dates_end(day: date, count: int) -> None:
    assert CALENDAR.add_workdays(day, count) == day
