"""Accepted, or returned for rework."""

import datetime as dt

import pytest

from decisions import lifecycle
from decisions.lifecycle import Account
from decisions.models import Assignment, Decision, Reminder

from .conftest import TODAY, at, refusal

State = Assignment.State
TOMORROW = TODAY + dt.timedelta(days=1)


@pytest.fixture
def waiting(cast, head, now):
    lifecycle.report(cast.assignment, Account(text="Готово"), by=head, now=now)
    return cast.assignment


def test_accepted_is_the_end(cast, waiting, now):
    answered = at(TOMORROW)
    lifecycle.accept(waiting, by=cast.controller, now=answered, answer="Спасибо.")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.closed_at, waiting.reported_at) == (State.DONE, answered, now)
    sent = waiting.reports.get()
    assert (sent.state, sent.answered_by, sent.answered_at, sent.answer) == (
        "accepted",
        cast.controller,
        answered,
        "Спасибо.",
    )
    newest = waiting.history.latest("history_id")
    assert (newest.history_user, newest.history_change_reason) == (cast.controller, "Отчёт принят. Спасибо")


def test_accepted_twice_is_accepted_once(cast, waiting, now):
    lifecycle.accept(waiting, by=cast.controller, now=now)
    rows = waiting.history.count()
    message = refusal(lifecycle.accept, waiting, by=cast.staff, now=now)
    assert message == "Принимать нечего: поручение исполнено."
    assert waiting.history.count() == rows


def test_returned_with_a_reason_and_a_new_date(cast, waiting):
    lifecycle.return_for_rework(
        waiting, by=cast.controller, now=at(TOMORROW), reason="Нет копии плана", new_due_on=dt.date(2026, 3, 28)
    )
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reported_at, waiting.executed_on) == (State.IN_PROGRESS, None, None)
    assert (waiting.due_on, waiting.original_due_on, waiting.due_version) == (
        dt.date(2026, 3, 27),  # the 28th is a Saturday
        dt.date(2026, 3, 20),
        1,
    )
    sent = waiting.reports.get()
    assert (sent.state, sent.answer) == ("returned", "Нет копии плана")
    assert waiting.reminders.filter(kind=Reminder.Kind.RETURNED, person=cast.head.person).count() == 1


def test_returned_without_a_new_date_keeps_the_old_one(cast, waiting, now):
    lifecycle.return_for_rework(waiting, by=cast.controller, now=now, reason="Переделать")
    waiting.refresh_from_db()
    assert (waiting.due_on, waiting.due_version) == (dt.date(2026, 3, 20), 0)


def test_a_final_mark_is_returned_by_staff(cast, final, head, now):
    lifecycle.report(cast.assignment, Account(), by=head, now=now)
    lifecycle.return_for_rework(cast.assignment, by=cast.staff, now=at(TOMORROW), reason="Не то")
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.closed_at) == (State.IN_PROGRESS, None)


def test_returned_twice_promises_two_letters(cast, waiting, head):
    for day in (11, 12):
        lifecycle.return_for_rework(waiting, by=cast.controller, now=at(dt.date(2026, 3, day)), reason="Ещё раз")
        lifecycle.report(waiting, Account(), by=head, now=at(dt.date(2026, 3, day), 15))
    assert waiting.reminders.filter(kind=Reminder.Kind.RETURNED, person=cast.head.person).count() == 2


def test_the_last_report_of_what_is_permanent_is_returned_with_its_date(cast, final, head, now):
    final.deadline_kind = Decision.Kind.PERMANENT
    final.save(update_fields=["deadline_kind"])
    lifecycle.report(cast.assignment, Account(), by=head, now=now)
    lifecycle.return_for_rework(cast.assignment, by=cast.staff, now=now, reason="Мало")
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.due_on) == (State.IN_PROGRESS, dt.date(2026, 3, 20))


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"reason": "  "}, "Напишите, что нужно доработать."),
        ({"reason": "Нет", "new_due_on": dt.date(2026, 3, 9)}, "Новый срок уже прошёл."),
    ],
)
def test_a_return_is_refused(cast, waiting, now, kwargs, message):
    assert refusal(lifecycle.return_for_rework, waiting, by=cast.controller, now=now, **kwargs) == message


def test_there_is_nothing_to_accept_or_return_before_a_report(cast, now):
    assert refusal(lifecycle.accept, cast.assignment, by=cast.staff, now=now) == (
        "Принимать нечего: поручение в работе."
    )
    message = refusal(lifecycle.return_for_rework, cast.assignment, by=cast.staff, now=now, reason="Нет")
    assert message == "Возвращать нечего: поручение в работе."


def test_a_partial_report_is_not_returned(cast, head, now):
    lifecycle.report(cast.assignment, Account(is_final=False), by=head, now=now)
    message = refusal(lifecycle.return_for_rework, cast.assignment, by=cast.staff, now=now, reason="Нет")
    assert message == "Возвращать нечего: поручение в работе."
