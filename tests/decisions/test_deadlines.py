"""Dates are those of real calendars: 23 and 24 February 2023 were days off, 27 February 2027 is a Saturday."""

from datetime import date
from typing import Any

import pytest

from decisions.deadlines import (
    DeadlineRules,
    Due,
    delay_workdays,
    due_dates,
    nearness,
    next_control,
    next_plan_control,
    period_label,
    periods_due,
    quota_periods,
    quota_results,
    section,
    stage_on_or_before,
    stages,
    why,
)
from decisions.workdays import Calendar

RULES = DeadlineRules()
FEB = [date(2023, 2, day) for day in range(1, 29)]


def day(text: str) -> date:
    return date.fromisoformat(text)


def due(kind: Any, due_on: str | None = None, published_on: str = "2023-02-02", **more: Any) -> list[tuple[str, str]]:
    """(period, ISO date) of every assignment a decision begins with."""
    rules = more.pop("rules", RULES)
    found = due_dates(kind, due_on and day(due_on), published_on=day(published_on), rules=rules, **more)  # type: ignore[arg-type]
    return [(one.period, str(one.due_on)) for one in found]


# --- what date an assignment gets


@pytest.mark.parametrize(
    ("kind", "due_on", "expected"),
    [
        ("date", "2023-02-27", "2023-02-27"),
        ("date", "2027-02-27", "2027-02-26"),
        ("date", "2023-02-24", "2023-02-22"),
        ("period", "2023-04-30", "2023-04-28"),
        ("relative", "2024-03-28", "2024-03-28"),
        ("relative", None, "None"),
        ("period", None, "None"),
        ("permanent", None, "2024-01-19"),
        ("by_plan", None, "2023-02-16"),
        ("none", None, "None"),
    ],
)
def test_each_kind_has_its_date(kind: str, due_on: str | None, expected: str) -> None:
    assert due(kind, due_on) == [("", expected)]


@pytest.mark.parametrize(
    ("changed", "kind", "due_on", "expected"),
    [
        ({"roll": "forward"}, "date", "2027-02-27", "2027-03-01"),
        ({"roll": "none"}, "date", "2027-02-27", "2027-02-27"),
        ({"permanent_month": 6, "permanent_day": 30}, "permanent", None, "2024-06-28"),
        ({"plan_days": 3}, "by_plan", None, "2023-02-07"),
        ({"month_when_none": True}, "none", None, "2023-03-02"),
        ({"calendar": Calendar({date(2023, 2, 27): False})}, "date", "2023-02-27", "2023-02-22"),
    ],
)
def test_every_rule_is_a_setting(changed: dict[str, Any], kind: str, due_on: str | None, expected: str) -> None:
    assert due(kind, due_on, rules=DeadlineRules(**changed)) == [("", expected)]


@pytest.mark.parametrize(
    ("published_on", "expected"),
    [("2025-01-31", "2025-02-28"), ("2024-01-31", "2024-02-29"), ("2025-12-15", "2026-01-15")],
)
def test_no_deadline_is_one_month_or_the_last_day_of_a_shorter_one(published_on: str, expected: str) -> None:
    assert due("none", None, published_on, rules=DeadlineRules(month_when_none=True)) == [("", expected)]


@pytest.mark.parametrize("kind", ["permanent", "by_plan", "none", "relative"])
def test_a_control_date_that_staff_chose_wins_and_is_rolled(kind: str) -> None:
    assert due(kind, None, control_on=date(2023, 2, 26)) == [("", "2023-02-22")]


def test_further_deadlines_of_a_decision_are_periods_of_their_own() -> None:
    other = [date(2023, 4, 30), date(2023, 2, 27), date(2023, 4, 30)]
    assert due("date", "2023-02-27", other_due=other) == [("", "2023-02-27"), ("2023-04-30", "2023-04-28")]


@pytest.mark.parametrize(("days", "said"), [(1, "1 рабочий день."), (2, "2 рабочих дня."), (10, "10 рабочих дней.")])
def test_the_days_for_a_plan_agree_with_their_number(days: int, said: str) -> None:
    (only,) = due_dates("by_plan", None, published_on=day("2023-02-02"), rules=DeadlineRules(plan_days=days))
    assert only.why.endswith(f"внести плановые даты за {said}")


def test_each_planned_date_is_a_period_of_its_own() -> None:
    planned = [date(2023, 5, 14), date(2023, 3, 15)]
    assert due("by_plan", planned=planned) == [("2023-03-15", "2023-03-15"), ("2023-05-14", "2023-05-12")]


def test_permanent_is_asked_again_next_year() -> None:
    assert next_control(date(2024, 1, 19), date(2024, 1, 17), RULES).due_on == date(2025, 1, 20)
    assert next_control(date(2024, 1, 19), date(2023, 12, 25), RULES).due_on == date(2025, 1, 20)
    assert next_control(date(2024, 1, 19), date(2025, 2, 3), RULES).due_on == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("planned", "today", "expected"),
    [
        ([], "2023-02-16", "2023-02-22"),  # Thursday 23 February is a day off
        ([], "2023-02-24", "2023-03-02"),
        ([], "2023-03-09", "2023-03-16"),
        (["2023-03-10", "2023-03-03"], "2023-02-17", "2023-03-13"),
        (["2023-02-10"], "2023-02-17", "2023-02-22"),
    ],
)
def test_plan_dates_are_asked_for_weekly_and_again_after_the_last(
    planned: list[str], today: str, expected: str
) -> None:
    found = next_plan_control([day(text) for text in planned], date(2023, 2, 16), day(today), RULES)
    assert (found.period, found.due_on) == ("", day(expected))


# --- recurring


@pytest.mark.parametrize(
    ("rule", "start", "until", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=5", "2026-01-15", "2026-04-30",
         [("2026-02", "2026-02-05"), ("2026-03", "2026-03-05"), ("2026-04", "2026-04-03")]),
        ("FREQ=MONTHLY", "2026-02-02", "2026-05-01", [("2026-02", "2026-03-10"), ("2026-03", "2026-04-10")]),
        ("FREQ=MONTHLY;INTERVAL=3", "2025-10-15", "2026-05-01", [("2025-Q4", "2025-12-30"), ("2026-Q1", "2026-04-10")]),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5", "2024-03-14", "2024-08-01",
         [("2024-Q1", "2024-04-05"), ("2024-Q2", "2024-07-05")]),
        ("FREQ=MONTHLY;INTERVAL=6", "2026-02-10", "2027-02-01", [("2026-H1", "2026-07-10"), ("2026-H2", "2026-12-30")]),
        ("FREQ=MONTHLY;BYDAY=3TH", "2026-02-10", "2026-03-31", [("2026-02", "2026-02-19"), ("2026-03", "2026-03-19")]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2024-04-01", "2024-05-31",
         [("2024-04", "2024-04-27"), ("2024-05", "2024-05-31")]),
        ("FREQ=MONTHLY;BYMONTHDAY=30", "2026-02-01", "2026-04-15",
         [("2026-02", "2026-02-27"), ("2026-03", "2026-03-30")]),
        ("FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-02-01", "2026-07-01",
         [("2026-03", "2026-03-31"), ("2026-06", "2026-06-30")]),
        ("FREQ=MONTHLY;INTERVAL=2", "2026-01-15", "2026-05-20", [("2026-02", "2026-03-10"), ("2026-04", "2026-05-08")]),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "2026-02-10", "2026-03-01",
         [("2026-02-15", "2026-02-13"), ("2026-02-28", "2026-02-27")]),
        ("FREQ=WEEKLY;BYDAY=FR", "2026-02-25", "2026-03-13",
         [("2026-W09", "2026-02-27"), ("2026-W10", "2026-03-06"), ("2026-W11", "2026-03-13")]),
        ("FREQ=WEEKLY", "2026-02-25", "2026-03-06", [("2026-W09", "2026-02-27"), ("2026-W10", "2026-03-06")]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "2026-02-11", "2026-03-12",
         [("2026-W09", "2026-02-24"), ("2026-W11", "2026-03-10")]),
        ("FREQ=WEEKLY;BYDAY=TU,FR", "2026-02-25", "2026-03-03",
         [("2026-02-27", "2026-02-27"), ("2026-03-03", "2026-03-03")]),
        ("FREQ=DAILY", "2026-02-19", "2026-02-25",
         [("2026-02-19", "2026-02-19"), ("2026-02-20", "2026-02-20"), ("2026-02-24", "2026-02-24"),
          ("2026-02-25", "2026-02-25")]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15", "2025-11-19", "2026-12-31",
         [("2025", "2025-12-15"), ("2026", "2026-12-15")]),
        ("FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=25", "2026-01-10", "2026-06-01",
         [("2026-02", "2026-02-25"), ("2026-05", "2026-05-25")]),
        ("FREQ=YEARLY;BYMONTH=8", "2026-01-10", "2026-12-31", [("2026", "2026-08-31")]),
        ("FREQ=YEARLY", "2026-02-10", "2028-02-01", [("2026", "2027-01-20"), ("2027", "2028-01-20")]),
        ("FREQ=YEARLY;INTERVAL=5", "2022-02-10", "2030-02-01", [("2026", "2027-01-20")]),
        ("FREQ=WEEKLY;UNTIL=20260301;BYDAY=FR", "2026-02-18", "2026-05-01",
         [("2026-W08", "2026-02-20"), ("2026-W09", "2026-02-27")]),
        ("FREQ=MONTHLY;UNTIL=20261231", "2026-11-20", "2027-06-01",
         [("2026-11", "2026-12-10"), ("2026-12", "2026-12-30")]),
    ],
)  # fmt: skip
def test_a_recurring_decision_has_a_date_and_a_key_for_each_period(
    rule: str, start: str, until: str, expected: list[tuple[str, str]]
) -> None:
    found = periods_due(rule, start=day(start), since=day(start), until=day(until), rules=RULES)
    assert [(period.key, str(period.due_on)) for period in found] == expected


def test_periods_made_day_by_day_are_those_made_at_once() -> None:
    """Missed days lose no period, and a second run finds no new key."""
    start, end = date(2025, 11, 1), date(2026, 11, 1)
    for rule in ("FREQ=MONTHLY", "FREQ=WEEKLY;BYDAY=SU", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "FREQ=DAILY"):
        at_once = periods_due(rule, start=start, since=start, until=end, rules=RULES)
        days = (date.fromordinal(ordinal) for ordinal in range(start.toordinal(), end.toordinal() + 1))
        daily = [period for one in days for period in periods_due(rule, start=start, since=one, until=one, rules=RULES)]
        assert daily == at_once
        assert len({period.key for period in at_once}) == len(at_once) > 3


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=5", [("2023-03", "2023-03-03")]),
        ("FREQ=YEARLY;INTERVAL=5", [("2027", "2028-01-20")]),
        ("FREQ=WEEKLY;UNTIL=20230101", []),
    ],
)
def test_a_recurring_decision_begins_with_its_next_period(rule: str, expected: list[tuple[str, str]]) -> None:
    assert due("recurring", published_on="2023-02-06", recurrence=rule) == expected


def test_a_text_that_is_no_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="not a recurrence rule"):
        due("recurring", recurrence="каждый месяц")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("", ""),
        ("2026", "2026 год"),
        ("2026-H1", "I полугодие 2026 г."),
        ("2026-Q4", "IV квартал 2026 г."),
        ("2026-03", "март 2026 г."),
        ("2026-W10", "неделя с 2 марта 2026 г. по 8 марта 2026 г."),
        ("2026-03-09", "9 марта 2026 г."),
    ],
)
def test_a_period_has_a_russian_name(key: str, label: str) -> None:
    assert period_label(key) == label


# --- why this date


@pytest.mark.parametrize(
    ("roll", "expected"),
    [
        (
            "back",
            "27 февраля 2027 г. — суббота, выходной; срок перенесён на предшествующий рабочий день, 26 февраля 2027 г.",
        ),
        (
            "forward",
            "27 февраля 2027 г. — суббота, выходной; срок перенесён на следующий рабочий день, 1 марта 2027 г.",
        ),
        (
            "none",
            "27 февраля 2027 г. — суббота, выходной; срок с выходного не переносится.",
        ),
    ],
)
def test_a_moved_date_says_how_in_plain_words(roll: Any, expected: str) -> None:
    assert why(date(2027, 2, 27), "", DeadlineRules(roll=roll)) == expected


def test_the_wording_stands_first_and_an_unknown_year_is_said() -> None:
    known = due_dates("date", date(2023, 2, 27), published_on=date(2023, 2, 2), rules=RULES, text="до 27.02.2023 г.")
    assert known == [Due("", date(2023, 2, 27), "Срок по протоколу: «до 27.02.2023 г.».")]
    unknown = due_dates("date", date(2040, 2, 27), published_on=date(2023, 2, 2), rules=RULES)
    assert unknown[0].why == (
        "Срок указан в протоколе. Производственный календарь на 2040 год ещё не известен: "
        "переносы выходных дней не учтены."
    )


def test_permanent_and_recurring_say_their_rule() -> None:
    permanent = due_dates("permanent", None, published_on=date(2025, 2, 3), rules=RULES)[0]
    assert permanent.why == (
        "Срок «постоянно»: отчёт один раз в год, не позднее 20 января года, следующего за отчётным."
    )
    recurring = due_dates("recurring", None, published_on=date(2026, 2, 3), rules=RULES, recurrence="FREQ=MONTHLY")[0]
    assert recurring == Due(
        "2026-02",
        date(2026, 3, 10),
        "Периодическое поручение за февраль 2026 г.: день не назван, срок — до 10 числа месяца, следующего за отчётным "
        "периодом.",
    )


# --- on which days people are told


def test_the_stages_of_a_deadline() -> None:
    found = [(stage.name, stage.told_on.day) for stage in stages(date(2023, 2, 10), RULES, date(2023, 2, 28))]
    assert found == [
        ("before-7", 1), ("before-3", 7), ("before-1", 9), ("today", 10),
        ("overdue+1", 13), ("overdue+3", 15), ("overdue+5", 17), ("overdue+10", 28),
    ]  # fmt: skip


def test_a_deadline_left_on_a_day_off_is_told_the_working_day_before() -> None:
    rules = DeadlineRules(roll="none")
    found = [(stage.name, str(stage.told_on)) for stage in stages(date(2027, 2, 28), rules, date(2027, 3, 2))]
    assert found[-4:] == [
        ("before-3", "2027-02-24"), ("before-1", "2027-02-26"), ("today", "2027-02-26"), ("overdue+1", "2027-03-01"),
    ]  # fmt: skip
    assert stage_on_or_before(date(2027, 2, 28), date(2027, 2, 26), rules).name == "today"  # type: ignore[union-attr]


PROTOCOL = {"i1": date(2023, 2, 27), "i3": date(2023, 2, 10), "i5": date(2023, 2, 3)}
PUBLISHED = date(2023, 2, 2)


def letters(reported: dict[str, date]) -> dict[int, list[str]]:
    """Day of February 2023 → what one head is told that day of items still open, as «i3-1»; from the day after
    publication, for on that day all items were told at once."""
    told: dict[int, list[str]] = {}
    for item, due_on in PROTOCOL.items():
        for stage in stages(due_on, RULES, date(2023, 2, 28)):
            if PUBLISHED < stage.told_on <= reported.get(item, date.max):
                told.setdefault(stage.told_on.day, []).append(f"{item}{stage.step:+d}" if stage.step else item)
    return dict(sorted(told.items()))


def test_the_protocol_of_2_february_2023_to_the_day() -> None:
    assert letters({}) == {
        3: ["i5"], 6: ["i5+1"], 7: ["i3-3"], 8: ["i5+3"], 9: ["i3-1"], 10: ["i3", "i5+5"], 13: ["i3+1"],
        14: ["i1-7"], 15: ["i3+3"], 17: ["i3+5", "i5+10"], 20: ["i1-3"], 22: ["i1-1"], 27: ["i1"],
        28: ["i1+1", "i3+10", "i5+15"],
    }  # fmt: skip


def test_the_same_with_two_items_reported() -> None:
    assert letters({"i5": date(2023, 2, 3), "i3": date(2023, 2, 9)}) == {
        3: ["i5"], 7: ["i3-3"], 9: ["i3-1"], 14: ["i1-7"], 20: ["i1-3"], 22: ["i1-1"], 27: ["i1"], 28: ["i1+1"],
    }  # fmt: skip


def test_sections_and_marks_on_the_way() -> None:
    item5 = PROTOCOL["i5"]
    assert [section(item5, today) for today in (FEB[1], FEB[2], FEB[5])] == ["Скоро", "Сегодня", "Просрочено"]
    marks = {
        "2023-02-02": "завтра", "2023-02-03": "сегодня", "2023-02-06": "просрочено на 1 рабочий день",
        "2023-02-04": "просрочено", "2023-02-08": "просрочено на 3 рабочих дня",
        "2023-02-10": "просрочено на 5 рабочих дней", "2023-02-01": "через 2 рабочих дня",
    }  # fmt: skip
    assert {text: nearness(item5, day(text), RULES.calendar) for text in marks} == marks
    assert [delay_workdays(item5, today, RULES.calendar) for today in (FEB[1], FEB[2], FEB[4], FEB[27])] == [
        0,
        0,
        0,
        15,
    ]


def test_after_days_of_silence_only_the_newest_stage_is_told() -> None:
    found = [stage_on_or_before(date(2023, 2, 10), today, RULES) for today in FEB]
    assert [stage.step if stage else None for stage in found] == [
        -7, -7, -7, -7, -7, -7, -3, -3, -1, 0, 0, 0, 1, 1, 3, 3, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 10,
    ]  # fmt: skip
    assert stage_on_or_before(date(2023, 2, 10), date(2023, 1, 31), RULES) is None


def test_the_newest_stage_is_always_one_of_the_stages() -> None:
    for due_on in (date(2023, 2, 27), date(2024, 12, 31), date(2025, 5, 3)):
        for ordinal in range(due_on.toordinal() - 20, due_on.toordinal() + 90):
            today = date.fromordinal(ordinal)
            all_by_today = stages(due_on, RULES, today)
            assert stage_on_or_before(due_on, today, RULES) == (all_by_today[-1] if all_by_today else None)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"stages_before": (), "stages_after": (2,), "then_every": 3},
         ["today", "overdue+2", "overdue+5", "overdue+8"]),
        ({"stages_before": (1,), "stages_after": ()}, ["before-1", "today"]),
        ({"stages_before": (1,), "stages_after": (1, 2), "then_every": 0},
         ["before-1", "today", "overdue+1", "overdue+2"]),
    ],
)  # fmt: skip
def test_stages_are_a_setting(changed: dict[str, Any], expected: list[str]) -> None:
    rules = DeadlineRules(**changed)
    assert [stage.name for stage in stages(date(2023, 2, 10), rules, date(2023, 2, 22))] == expected
    assert stage_on_or_before(date(2023, 2, 10), date(2023, 2, 22), rules).name == expected[-1]  # type: ignore[union-attr]


# --- quotas


@pytest.mark.parametrize(
    ("period", "since", "until", "expected"),
    [
        ("week", "2023-02-02", "2023-02-12", [("2023-01-30", "2023-02-05"), ("2023-02-06", "2023-02-12")]),
        ("week", "2023-02-03", "2023-02-12", [("2023-02-06", "2023-02-12")]),
        ("month", "2023-02-10", "2023-03-01", [("2023-02-01", "2023-02-28"), ("2023-03-01", "2023-03-31")]),
        ("quarter", "2023-02-28", "2023-04-02", [("2023-04-01", "2023-06-30")]),
        ("half_year", "2023-02-02", "2023-02-02", [("2023-01-01", "2023-06-30")]),
        ("year", "2023-02-02", "2023-12-31", [("2023-01-01", "2023-12-31")]),
        ("day", "2023-02-02", "2023-02-03", [("2023-02-02", "2023-02-02"), ("2023-02-03", "2023-02-03")]),
    ],
)
def test_quota_periods(period: Any, since: str, until: str, expected: list[tuple[str, str]]) -> None:
    found = quota_periods(period, day(since), day(until))
    assert [(str(start), str(end)) for start, end in found] == expected


def test_quota_is_counted_from_the_days_of_the_evidence() -> None:
    evidence = [date(2023, 2, 12), date(2023, 2, 6), date(2023, 2, 8), date(2023, 2, 13), date(2023, 1, 2)]
    found = quota_results(3, "week", evidence, since=date(2023, 2, 1), today=date(2023, 2, 15))
    assert [(str(one.start), one.count, one.is_met) for one in found] == [
        ("2023-01-30", 0, False), ("2023-02-06", 3, True), ("2023-02-13", 1, None),
    ]  # fmt: skip
