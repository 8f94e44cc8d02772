"""One head's letters, day by day, after a protocol of 2 February 2023 comes into force at 15:00 in Tomsk.

The decisions, their deadlines and the days are those of a real protocol; 23 and 24 February were days off.
"""

import datetime as dt

import pytest
from django.utils import timezone

from decisions import lifecycle, reminders
from decisions.access import Actor
from decisions.lifecycle import Account, Party
from decisions.models import Assignment, Decision, Letter, Reminder
from tests import factories

TOMSK = timezone.get_default_timezone()
MEETING = dt.date(2023, 2, 2)
DAY = dt.timedelta(days=1)
Kind = Decision.Kind

ITEMS = {
    1: (Kind.DATE, dt.date(2023, 2, 27), "до 27.02.2023 г."),
    2: (Kind.PERMANENT, None, "постоянно"),
    3: (Kind.DATE, dt.date(2023, 2, 10), "до 10.02.2023 г."),
    4: (Kind.BY_PLAN, None, "в соответствии с планами заседаний советов"),
    5: (Kind.DATE, dt.date(2023, 2, 3), "до 03.02.2023 г."),
}

pytestmark = pytest.mark.django_db


def at(day, hour, minute=0):
    return dt.datetime(2023, 2, day, hour, minute, tzinfo=TOMSK)


@pytest.fixture
def head():
    college = factories.college("Озёрский")
    head = factories.head(college, surname="Берёзова", name="Анна", patronymic="Игоревна")
    protocol = factories.in_force(MEETING, number="1")
    for number, (kind, due_on, words) in ITEMS.items():
        deadline = {"deadline_kind": kind, "due_on": due_on, "deadline_text": words}
        decision = factories.decision(protocol, number=str(number), text=f"Решение {number}", **deadline)
        lifecycle.assign(decision, [Party(college)], by=Actor(), now=at(2, 15))
    return head


def run(now):
    reminders.promise(now)
    reminders.deliver(now)


def walk(head, reports):
    """As beat would, and what the head reports at the end of a day."""
    for day in range(2, 29):
        for now in (at(day, hour) for hour in (0, 8, 9, 15, 18)):
            if now >= at(2, 15):
                run(now)
        if number := reports.get(day):
            row = Assignment.objects.get(decision__number=number)
            lifecycle.report(row, Account("Сделано"), by=Actor(person=head), now=at(day, 23, 45))


STEPS = {"before-7": "i{}-7", "before-3": "i{}-3", "before-1": "i{}-1", "today": "i{}"}


def said(reminder):
    number = reminder.assignment.decision.number
    if reminder.kind == "new":
        return f"new i{number}"
    step = reminder.occasion.partition(":")[2]
    return STEPS.get(step, "i{}" + step.removeprefix("overdue")).format(number)


def by_day(head):
    """What each day's letter was sent for; exactly one letter a day."""
    letters = Letter.objects.filter(person=head).order_by("created_at")
    days = [timezone.localdate(letter.created_at).day for letter in letters]
    assert len(days) == len(set(days))
    assert {letter.state for letter in letters} == {"sent"}
    causes = [sorted(map(said, letter.reminders.select_related("assignment__decision"))) for letter in letters]
    return dict(zip(days, causes, strict=True))


ALL_NEW = ["new i1", "new i2", "new i3", "new i4", "new i5"]


def test_nothing_reported(head):
    walk(head, {})
    letters = by_day(head)
    assert {day: [one for one in causes if "i4" not in one or "new" in one] for day, causes in letters.items()} == {
        2: ALL_NEW,
        3: ["i5"],
        6: ["i5+1"],
        7: ["i3-3"],
        8: ["i5+3"],
        9: ["i3-1"],
        10: ["i3", "i5+5"],
        13: ["i3+1"],
        14: ["i1-7"],
        15: ["i3+3"],
        17: ["i3+5", "i5+10"],
        20: ["i1-3"],
        22: ["i1-1"],
        27: ["i1"],
        28: ["i1+1", "i3+10", "i5+15"],
    }
    # The dates of «по планам» are asked for on the tenth working day and weekly, with a letter that goes anyway.
    assert [day for day, causes in letters.items() if {"i4", "i4+5"} & {*causes}] == [17, 27]


def test_two_reported(head):
    walk(head, {3: "5", 9: "3"})
    letters = by_day(head)
    assert {day: [one for one in causes if "i4" not in one or "new" in one] for day, causes in letters.items()} == {
        2: ALL_NEW,
        3: ["i5"],
        7: ["i3-3"],
        9: ["i3-1"],
        14: ["i1-7"],
        20: ["i1-3"],
        22: ["i1-1"],
        27: ["i1"],
        28: ["i1+1"],
    }
    assert [day for day, causes in letters.items() if {"i4", "i4+5"} & {*causes}] == [20, 27]


def test_all_five_at_once_and_the_fifth_is_for_tomorrow(head):
    run(at(2, 15))
    letter = Letter.objects.get()
    assert letter.subject == "5 новых поручений: протокол № 1 от 02.02.2023"
    assert "до 3\N{NO-BREAK SPACE}февраля — завтра\n  Решение 5\n" in letter.text
    assert letter.formed_at.replace(microsecond=0) == at(2, 15)


def test_the_digest_shows_all_that_is_late_or_near(head):
    walk(head, {})
    letter = Letter.objects.get(key=f"digest:{head.pk}:2023-02-10")
    assert letter.subject == "1 просрочено, 1 сегодня, 1 скоро"
    lines = [line for line in letter.text.splitlines() if line.startswith(("ПРО", "СЕГ", "СКО", "* ", "  Реш"))]
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines] == [
        "ПРОСРОЧЕНО",
        "* до 3 февраля — просрочено на 5 рабочих дней",
        "  Решение 5",
        "СЕГОДНЯ",
        "* до 10 февраля — сегодня",
        "  Решение 3",
        "СКОРО",
        "* до 16 февраля — через 4 рабочих дня",
        "  Решение 4",
    ]


def test_ten_runs_more_make_no_letter_more(head):
    run(at(2, 15))
    run(at(3, 9))
    before = Letter.objects.count(), Reminder.objects.count()
    for minute in range(10):
        run(at(3, 9, minute))
    assert (Letter.objects.count(), Reminder.objects.count()) == before == (2, 6)
