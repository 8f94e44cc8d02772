"""Withdrawn for one organization; the whole decision off control."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions import lifecycle
from decisions.lifecycle import Account
from decisions.models import Assignment, Decision, Reminder
from tests import factories as make

from .conftest import TODAY, refusal

State = Assignment.State


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.ON_ACCEPTANCE])
def test_withdrawn_from_any_open_state(cast, now, state):
    Assignment.objects.filter(pk=cast.assignment.pk).update(state=state)
    lifecycle.withdraw(cast.assignment, by=cast.staff, now=now, reason="Колледж реорганизован")
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.closed_at) == (State.WITHDRAWN, now)
    assert cast.assignment.close_reason == "Колледж реорганизован"
    assert cast.assignment.reminders.filter(kind=Reminder.Kind.WITHDRAWN, person=cast.head.person).count() == 1


def test_withdrawing_is_refused(cast, now):
    assert refusal(lifecycle.withdraw, cast.assignment, by=cast.staff, now=now, reason="") == (
        "Укажите причину прекращения."
    )
    lifecycle.withdraw(cast.assignment, by=cast.staff, now=now, reason="Так")
    message = refusal(lifecycle.withdraw, cast.assignment, by=cast.staff, now=now, reason="Так")
    assert message == "Поручение уже закрыто: прекращено."


def test_off_control_ends_what_is_open_and_keeps_what_is_done(cast, now):
    done = make.assignment(cast.decision, cast.other_college, state=State.DONE, closed_at=now)
    lifecycle.take_off_control(cast.decision, by=cast.staff, now=now, reason="Утратило силу", basis="Приказ № 5")
    cast.decision.refresh_from_db()
    assert (cast.decision.state, cast.decision.closed_on) == (Decision.State.OFF_CONTROL, TODAY)
    assert (cast.decision.closed_reason, cast.decision.closed_basis) == ("Утратило силу", "Приказ № 5")
    states = dict(cast.decision.assignments.values_list("pk", "state"))
    assert states == {cast.assignment.pk: State.WITHDRAWN, done.pk: State.DONE}
    newest = cast.decision.history.latest("history_id")
    assert (newest.history_user, newest.history_change_reason) == (
        cast.staff,
        "Решение снято с контроля: Утратило силу",
    )


def test_off_control_waits_for_the_answer_to_a_report(cast, head, now):
    lifecycle.report(cast.assignment, Account(), by=head, now=now)
    message = refusal(lifecycle.take_off_control, cast.decision, by=cast.staff, now=now, reason="Так")
    assert message == "Сначала рассмотрите отчёты: Колледж связи."
    cast.decision.refresh_from_db()
    assert cast.decision.state == Decision.State.IN_FORCE


def test_off_control_once(cast, now):
    lifecycle.take_off_control(cast.decision, by=cast.staff, now=now, reason="Так")
    message = refusal(lifecycle.take_off_control, cast.decision, by=cast.staff, now=now, reason="Так")
    assert message == "Решение не на контроле: снято с контроля."


def test_many_end_in_as_few_statements_as_some_and_each_is_told(cast, head, now):
    """Each has its own history row, its head a letter, and a request that waited is withdrawn with it."""

    def spent(count):
        colleges = [make.college() for _ in range(count)]
        for one in colleges:
            make.head(one)
        rows = [make.assignment(cast.decision, one) for one in colleges]
        with CaptureQueriesContext(connection) as queries:
            ended = lifecycle.remove_parties(rows, by=cast.staff, now=now, reason="Вышли из группы")
        assert ended == count
        told = {(row.state, row.reminders.get().kind, row.history.latest("history_id").history_change_reason) for row in
                cast.decision.assignments.filter(pk__in=[row.pk for row in rows])}  # fmt: skip
        assert told == {("withdrawn", "withdrawn", "Прекращено: Вышли из группы")}
        return len(queries)

    assert spent(3) == spent(30)
    request = lifecycle.ask_extension(cast.assignment, dt.date(2026, 3, 27), "Ждём смету", by=head, now=now)
    lifecycle.remove_parties([cast.assignment], by=cast.staff, now=now, reason="Вышли из группы")
    request.refresh_from_db()
    assert request.state == "cancelled"
    newest = cast.assignment.history.latest("history_id")
    assert (newest.state, newest.history_type, newest.history_user, newest.history_date) == (
        "withdrawn", "~", cast.staff, now,
    )  # fmt: skip
