"""A later date: asked, granted, refused, cancelled, or set by staff."""

import datetime as dt

import pytest

from decisions import lifecycle
from decisions.lifecycle import Account
from decisions.models import ExtensionRequest, Reminder

from .conftest import at, refusal

ASKED, WHY = dt.date(2026, 3, 27), "Ждём смету"


@pytest.fixture
def request_(cast, head, now):
    return lifecycle.ask_extension(cast.assignment, ASKED, WHY, by=head, now=now)


def test_asking_moves_nothing(cast, request_):
    cast.assignment.refresh_from_db()
    assert (cast.assignment.due_on, cast.assignment.due_version) == (dt.date(2026, 3, 20), 0)
    assert (request_.old_due_on, request_.new_due_on, request_.state) == (dt.date(2026, 3, 20), ASKED, "asked")
    told = cast.assignment.reminders.filter(kind=Reminder.Kind.EXTENSION_ASKED)
    assert [one.person for one in told] == [cast.controller.person]


@pytest.mark.parametrize(
    ("day", "reason", "message"),
    [
        (ASKED, " ", "Напишите, почему нужно больше времени."),
        (dt.date(2026, 3, 9), WHY, "Новый срок уже прошёл."),
        (dt.date(2026, 3, 20), WHY, "Новый срок должен быть позже текущего, 20.03.2026."),
        (dt.date(2026, 3, 19), WHY, "Новый срок должен быть позже текущего, 20.03.2026."),  # a working day
        # Sunday rolls back to the Friday that is the deadline
        (
            dt.date(2026, 3, 22), WHY,
            "22.03.2026 — нерабочий день, с переносом срок не продлится: выберите рабочий день.",
        ),
        (dt.date(2026, 4, 21), WHY, "Продлить можно не далее чем до 20.04.2026."),
    ],
)  # fmt: skip
def test_asking_is_refused(cast, head, now, day, reason, message):
    assert refusal(lifecycle.ask_extension, cast.assignment, day, reason, by=head, now=now) == message
    assert not ExtensionRequest.objects.exists()


def test_when_late_the_limit_counts_from_today(cast, head):
    now = at(dt.date(2026, 5, 12))
    request = lifecycle.ask_extension(cast.assignment, dt.date(2026, 6, 11), WHY, by=head, now=now)
    assert request.state == "asked"


def test_the_limit_is_a_working_day(cast, head):
    now = at(dt.date(2026, 5, 12))
    holiday = dt.date(2026, 6, 12)
    message = refusal(lifecycle.ask_extension, cast.assignment, holiday, WHY, by=head, now=now)
    assert message == "Продлить можно не далее чем до 11.06.2026."


def test_one_request_at_a_time(cast, request_, head, now):
    message = refusal(lifecycle.ask_extension, cast.assignment, ASKED, WHY, by=head, now=now)
    assert message == "Просьба о продлении уже рассматривается."


def test_what_is_reported_is_not_extended(cast, head, now):
    lifecycle.report(cast.assignment, Account(), by=head, now=now)
    message = refusal(lifecycle.ask_extension, cast.assignment, ASKED, WHY, by=head, now=now)
    assert message == "Продлить нельзя: поручение на приёмке."


@pytest.mark.parametrize(
    ("chosen", "due_on"),
    [(None, ASKED), (dt.date(2026, 3, 25), dt.date(2026, 3, 25)), (dt.date(2026, 3, 29), dt.date(2026, 3, 27))],
)
def test_granted(cast, request_, now, chosen, due_on):
    lifecycle.grant_extension(request_, by=cast.controller, now=now, due_on=chosen, answer="Хорошо")
    cast.assignment.refresh_from_db()
    request_.refresh_from_db()
    assert (cast.assignment.due_on, cast.assignment.due_version) == (due_on, 1)
    assert cast.assignment.original_due_on == dt.date(2026, 3, 20)
    assert (request_.state, request_.granted_due_on, request_.answered_by) == ("granted", due_on, cast.controller)
    assert cast.assignment.reminders.filter(kind=Reminder.Kind.EXTENDED, person=cast.head.person).count() == 1


def test_refused_by_letter(cast, request_, now):
    lifecycle.refuse_extension(request_, by=cast.controller, now=now, reason="Срок утверждён планом")
    cast.assignment.refresh_from_db()
    request_.refresh_from_db()
    assert cast.assignment.due_on == dt.date(2026, 3, 20)
    assert (request_.state, request_.answer) == ("refused", "Срок утверждён планом")
    assert cast.assignment.reminders.filter(kind=Reminder.Kind.NOT_EXTENDED, person=cast.head.person).count() == 1


def test_it_is_answered_once(cast, request_, head, now):
    lifecycle.cancel_extension(request_, by=head, now=now)
    done = "Просьба о продлении уже рассмотрена: отозвана."
    assert refusal(lifecycle.grant_extension, request_, by=cast.staff, now=now) == done
    assert refusal(lifecycle.refuse_extension, request_, by=cast.staff, now=now, reason="Нет") == done
    assert refusal(lifecycle.cancel_extension, request_, by=head, now=now) == done


def test_a_second_extension_keeps_the_first_date_of_all(cast, request_, head, now):
    lifecycle.grant_extension(request_, by=cast.controller, now=now)
    again = lifecycle.ask_extension(cast.assignment, dt.date(2026, 4, 10), WHY, by=head, now=now)
    lifecycle.grant_extension(again, by=cast.controller, now=now)
    cast.assignment.refresh_from_db()
    assert (cast.assignment.original_due_on, cast.assignment.due_version) == (dt.date(2026, 3, 20), 2)


def test_staff_correct_a_date(cast, request_, now):
    lifecycle.correct_due(cast.assignment, dt.date(2026, 3, 18), "Совещание перенесли", by=cast.staff, now=now)
    cast.assignment.refresh_from_db()
    request_.refresh_from_db()
    assert (cast.assignment.due_on, cast.assignment.due_version) == (dt.date(2026, 3, 18), 1)
    assert request_.state == ExtensionRequest.State.CANCELLED
    assert cast.assignment.reminders.filter(kind=Reminder.Kind.CORRECTED, person=cast.head.person).count() == 1


@pytest.mark.parametrize(
    ("day", "reason", "message"),
    [
        (dt.date(2026, 3, 18), "", "Укажите причину изменения срока."),
        (dt.date(2026, 3, 20), "Так", "Срок уже такой."),
        (dt.date(2026, 3, 21), "Так", "Срок уже такой."),  # Saturday rolls back to it
    ],
)
def test_a_correction_is_refused(cast, now, day, reason, message):
    assert refusal(lifecycle.correct_due, cast.assignment, day, reason, by=cast.staff, now=now) == message


def test_a_date_moved_there_and_back_is_a_new_edition_each_time(cast, now):
    for day in (dt.date(2026, 3, 18), dt.date(2026, 3, 20)):
        lifecycle.correct_due(cast.assignment, day, "Так", by=cast.staff, now=now)
    cast.assignment.refresh_from_db()
    assert (cast.assignment.due_on, cast.assignment.due_version) == (dt.date(2026, 3, 20), 2)


def test_staff_do_not_grant_a_day_off_that_rolls_back_to_the_deadline(cast, request_, now):
    sunday = dt.date(2026, 3, 22)
    message = refusal(lifecycle.grant_extension, request_, by=cast.staff, now=now, due_on=sunday)
    assert message == "22.03.2026 — нерабочий день, с переносом срок не продлится: выберите рабочий день."
    cast.assignment.refresh_from_db()
    assert (cast.assignment.due_on, cast.assignment.due_version) == (dt.date(2026, 3, 20), 0)


@pytest.mark.parametrize("day", [dt.date(206, 3, 27), dt.date(9999, 12, 31)])
def test_a_slip_in_the_year_is_said(cast, now, day):
    message = refusal(lifecycle.correct_due, cast.assignment, day, WHY, by=cast.staff, now=now)
    assert message == f"Проверьте год: {day.year}."
