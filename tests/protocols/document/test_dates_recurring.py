"""Wordings of what comes again, and of several deadlines at once; the meeting is on Thursday, 6 February 2025."""

from datetime import date

import pytest

from protocols.document.dates import read_deadlines

MEETING = date(2025, 2, 6)

RECURRING = {
    "ежедневно": "FREQ=DAILY",
    "ежедневно в период проведения смены": "FREQ=DAILY",
    "еженедельно": "FREQ=WEEKLY",
    "ежемесячно": "FREQ=MONTHLY",
    "ежеквартально": "FREQ=MONTHLY;INTERVAL=3",
    "ежегодно": "FREQ=YEARLY",
    "раз в неделю": "FREQ=WEEKLY",
    "1 раз в месяц": "FREQ=MONTHLY",
    "один раз в месяц": "FREQ=MONTHLY",
    "раз в 2 недели": "FREQ=WEEKLY;INTERVAL=2",
    "один раз в две недели": "FREQ=WEEKLY;INTERVAL=2",
    "раз в два месяца": "FREQ=MONTHLY;INTERVAL=2",
    "не реже одного раза в квартал": "FREQ=MONTHLY;INTERVAL=3",
    "не реже, чем раз в полгода": "FREQ=MONTHLY;INTERVAL=6",
    "раз в полугодие": "FREQ=MONTHLY;INTERVAL=6",
    "два раза в год": "FREQ=MONTHLY;INTERVAL=6",
    "четыре раза в год": "FREQ=MONTHLY;INTERVAL=3",
    "каждый месяц": "FREQ=MONTHLY",
    "каждый квартал": "FREQ=MONTHLY;INTERVAL=3",
    "каждые две недели": "FREQ=WEEKLY;INTERVAL=2",
    "каждую неделю": "FREQ=WEEKLY",
    "каждый вторник": "FREQ=WEEKLY;BYDAY=TU",
    "каждую пятницу до 15:00": "FREQ=WEEKLY;BYDAY=FR",
    "по понедельникам": "FREQ=WEEKLY;BYDAY=MO",
    "по понедельникам каждой недели": "FREQ=WEEKLY;BYDAY=MO",
    "по вторникам и четвергам": "FREQ=WEEKLY;BYDAY=TU,TH",
    "еженедельно: понедельник, среда, пятница": "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "вт, чт": "FREQ=WEEKLY;BYDAY=TU,TH",
    "еженедельно по средам": "FREQ=WEEKLY;BYDAY=WE",
    "еженедельно, каждую среду": "FREQ=WEEKLY;BYDAY=WE",
    "еженедельно до пятницы": "FREQ=WEEKLY;BYDAY=FR",
    "еженедельно (пятница)": "FREQ=WEEKLY;BYDAY=FR",
    "раз в две недели по вторникам": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "первый понедельник месяца": "FREQ=MONTHLY;BYDAY=1MO",
    "2 раза в месяц (1 и 15 числа)": "FREQ=MONTHLY;BYMONTHDAY=1,15",
    "ежемесячно, вторая среда": "FREQ=MONTHLY;BYDAY=2WE",
    "раз в месяц (в последнюю пятницу)": "FREQ=MONTHLY;BYDAY=-1FR",
    "каждый второй четверг месяца": "FREQ=MONTHLY;BYDAY=2TH",
    "последняя пятница каждого месяца": "FREQ=MONTHLY;BYDAY=-1FR",
    "ежемесячно, в последнюю пятницу месяца": "FREQ=MONTHLY;BYDAY=-1FR",
    "последний рабочий день месяца": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "ежемесячно до 5 числа": "FREQ=MONTHLY;BYMONTHDAY=5",
    "ежемесячно, до 5-го числа": "FREQ=MONTHLY;BYMONTHDAY=5",
    "ежемесячно не позднее пятого числа": "FREQ=MONTHLY;BYMONTHDAY=5",
    "до 5 числа ежемесячно": "FREQ=MONTHLY;BYMONTHDAY=5",
    "до 5 числа каждого месяца": "FREQ=MONTHLY;BYMONTHDAY=5",
    "каждого 5 числа месяца": "FREQ=MONTHLY;BYMONTHDAY=5",
    "5-го числа каждого месяца": "FREQ=MONTHLY;BYMONTHDAY=5",
    "до 5 числа месяца, следующего за отчетным": "FREQ=MONTHLY;BYMONTHDAY=5",
    "не позднее 5 числа месяца, следующего за отчётным месяцем": "FREQ=MONTHLY;BYMONTHDAY=5",
    "ежемесячно до 10 и 25 числа": "FREQ=MONTHLY;BYMONTHDAY=10,25",
    "до 5 числа месяца, следующего за отчетным кварталом": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5",
    "до 5 числа месяца, следующего за кварталом": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5",
    "ежеквартально, до 5 числа": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=5",
    "ежеквартально не позднее 10 числа месяца, следующего за кварталом": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10",
    "до 20 числа второго месяца, следующего за отчетным кварталом": "FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=20",
    "раз в полугодие до 15 числа": "FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY=15",
    "ежегодно до 1 сентября": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1",
    "ежегодно, не позднее 1 сентября": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1",
    "до 1 сентября ежегодно": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1",
    "каждый год к 1 сентября": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1",
    "до 1 сентября каждого года": "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1",
    "ежегодно до 20 января года, следующего за отчётным": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=20",
    "до 20 января года, следующего за отчетным годом": "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=20",
    "ежегодно в августе": "FREQ=YEARLY;BYMONTH=8",
    "ежегодно: март, сентябрь": "FREQ=YEARLY;BYMONTH=3,9",
    "ежегодно, IV квартал": "FREQ=YEARLY;BYMONTH=12",
    "ежемесячно до 31.12.2025": "FREQ=MONTHLY;UNTIL=20251231",
    "ежемесячно в течение 2025 года": "FREQ=MONTHLY;UNTIL=20251231",
    "еженедельно по пятницам до 30 мая 2025 г.": "FREQ=WEEKLY;BYDAY=FR;UNTIL=20250530",
    "с 1 марта 2025 г. ежемесячно до 5 числа": "FREQ=MONTHLY;BYMONTHDAY=5",
    "по мере необходимости, но не реже одного раза в месяц": "FREQ=MONTHLY",
    "до 20 числа последнего месяца квартала": "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20",
    "последний рабочий день квартала": "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "ежемесячно с 1 по 5 число": "FREQ=MONTHLY;BYMONTHDAY=5",
    "до последнего дня месяца": "FREQ=MONTHLY;BYMONTHDAY=-1",
    "каждый рабочий день": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "2 раза в месяц": "FREQ=MONTHLY;BYMONTHDAY=15,-1",
    "дважды в год": "FREQ=MONTHLY;INTERVAL=6",
    "по кварталам": "FREQ=MONTHLY;INTERVAL=3",
    "ежегодно, начиная с 2025 года": "FREQ=YEARLY",
    "с 1 марта по 31 декабря ежегодно": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31",
    "не реже 1 раза в 3 года": "FREQ=YEARLY;INTERVAL=3",
    "еженедельно (чт)": "FREQ=WEEKLY;BYDAY=TH",
    "2 раза в год: июнь, декабрь": "FREQ=YEARLY;BYMONTH=6,12",
    "до 5-го рабочего дня месяца, следующего за отчётным": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5",
    "ежемесячно, последний рабочий день": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "первый рабочий день квартала": "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
    "до 3-го числа каждого месяца, начиная с марта 2025 г.": "FREQ=MONTHLY;BYMONTHDAY=3",
    "в течение 2025 года (ежеквартально)": "FREQ=MONTHLY;INTERVAL=3;UNTIL=20251231",
    "каждое полугодие, до 10 июля и 10 января": "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=10",
}


@pytest.mark.parametrize(("raw", "rule"), RECURRING.items())
def test_what_comes_again_is_a_rule(raw: str, rule: str) -> None:
    assert [(one.kind, one.due_on, one.recurrence) for one in read_deadlines(raw, MEETING)] == [
        ("recurring", None, rule)
    ]


SEVERAL = {
    "проект – до 3 марта, итог – до 28 марта 2025 г.": ["2025-03-03", "2025-03-28"],
    "до 03.03.2025 и до 28.03.2025": ["2025-03-03", "2025-03-28"],
    "3, 10 и 17 марта 2025 года": ["2025-03-03", "2025-03-10", "2025-03-17"],
    "I этап – 1 апреля; II этап – 1 июня": ["2025-04-01", "2025-06-01"],
    "I, III кварталы 2025 года": ["2025-03-31", "2025-09-30"],
    "апрель, октябрь 2025 г.": ["2025-04-30", "2025-10-31"],
    "до 03.03.2025, далее ежемесячно до 5 числа": ["2025-03-03", "FREQ=MONTHLY;BYMONTHDAY=5"],
    "до 3 марта, далее – ежеквартально": ["2025-03-03", "FREQ=MONTHLY;INTERVAL=3"],
    "до 3 марта 2025 г., затем постоянно": ["2025-03-03", "permanent"],
    "ежегодно до 1 июня и до 15 декабря":
        ["FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=1", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"],
    "ежеквартально до 10 апреля, 10 июля, 10 октября, 10 января": ["FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=10"],
    "ежемесячно до 5 числа, ежегодно до 20 января":
        ["FREQ=MONTHLY;BYMONTHDAY=5", "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=20"],
    "в течение 3 дней, а по срочным обращениям – незамедлительно": ["2025-02-09", "2025-02-06"],
}  # fmt: skip


@pytest.mark.parametrize(("raw", "expected"), SEVERAL.items())
def test_several_deadlines_in_one_wording(raw: str, expected: list[str]) -> None:
    found = read_deadlines(raw, MEETING)
    assert [one.due_on or one.recurrence or one.kind for one in found] == expected


def test_each_of_several_keeps_its_own_words() -> None:
    found = read_deadlines("проект – до 3 марта, итог – до 28 марта 2025 г.", MEETING)
    assert [one.raw for one in found] == ["проект – до 3 марта", "итог – до 28 марта 2025 г."]
