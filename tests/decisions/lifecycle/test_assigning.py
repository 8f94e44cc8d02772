"""Who gets a decision, for which dates; and how it moves to others."""

import datetime as dt

import pytest

from clusters.models import Appointment
from decisions import access, lifecycle
from decisions.lifecycle import Account, Handling, Party
from decisions.models import Assignment, Decision, Reminder
from tests import factories as make

from .conftest import TODAY, at, refusal

State = Assignment.State
PUBLISHED = at(dt.date(2026, 3, 2), 15)


@pytest.fixture
def party(cast):
    return Party(cast.college)


def assigned(cast, party, handling=None, now=PUBLISHED, **fields):
    decision = make.decision(cast.protocol, **fields)
    return lifecycle.assign(decision, [party], by=cast.staff, now=now, handling=handling or Handling.in_force())


@pytest.mark.parametrize(
    ("fields", "dues"),
    [
        ({"due_on": dt.date(2026, 3, 20)}, [("", dt.date(2026, 3, 20))]),
        ({"due_on": dt.date(2026, 3, 21)}, [("", dt.date(2026, 3, 20))]),  # Saturday
        (
            {"due_on": dt.date(2026, 3, 20), "other_due": ["2026-06-19"]},
            [("", dt.date(2026, 3, 20)), ("2026-06-19", dt.date(2026, 6, 19))],
        ),
        ({"deadline_kind": Decision.Kind.PERMANENT}, [("", dt.date(2027, 1, 20))]),
        ({"deadline_kind": Decision.Kind.PERMANENT, "control_on": dt.date(2026, 9, 1)}, [("", dt.date(2026, 9, 1))]),
        # ten working days after 2 March; the 9th is a day off for Sunday the 8th
        ({"deadline_kind": Decision.Kind.BY_PLAN}, [("", dt.date(2026, 3, 17))]),
        ({"deadline_kind": Decision.Kind.NONE}, [("", None)]),
        (
            {"deadline_kind": Decision.Kind.RECURRING, "recurrence": "FREQ=MONTHLY;BYMONTHDAY=5"},
            [("2026-03", dt.date(2026, 3, 5))],
        ),
    ],
)
def test_dates(cast, party, fields, dues):
    made = assigned(cast, party, **fields)
    assert [(one.period, one.due_on) for one in made] == dues
    assert [one.original_due_on for one in made] == [day for _, day in dues]
    assert all(one.why_due for one in made)
    assert {one.created_on for one in made} == {dt.date(2026, 3, 2)}


def test_each_party_is_told_and_history_says_who(cast, party):
    (made,) = assigned(cast, party, due_on=dt.date(2026, 3, 20))
    assert made.reminders.filter(kind=Reminder.Kind.NEW, person=cast.head.person).count() == 1
    entry = made.history.get()
    assert (entry.history_user, entry.history_date, entry.history_change_reason) == (
        cast.staff,
        PUBLISHED,
        "Поставлено на контроль",
    )


def test_nobody_gets_a_decision_twice(cast, party):
    first = lifecycle.assign(cast.decision, [party, Party(cast.other_college)], by=cast.staff, now=PUBLISHED)
    assert [one.organization for one in first] == [cast.other_college]  # the cast's college has it already
    assert lifecycle.assign(cast.decision, [party, Party(cast.other_college)], by=cast.staff, now=PUBLISHED) == []


def test_a_rule_that_is_none_is_refused(cast, party):
    message = refusal(assigned, cast, party, deadline_kind=Decision.Kind.RECURRING, recurrence="каждый четверг")
    assert message == "п. 2: правило повторения не понято — «каждый четверг»."


PAST = {"due_on": dt.date(2026, 2, 27)}


def test_past_and_in_force_is_late_from_the_start(cast, party):
    (made,) = assigned(cast, party, Handling.in_force(), **PAST)
    assert (made.state, made.due_on, made.late_at_start) == (State.IN_PROGRESS, dt.date(2026, 2, 27), True)


def test_past_with_a_new_date(cast, party):
    (made,) = assigned(cast, party, Handling.new_date(dt.date(2026, 3, 28), "Протокол утверждён позже"), **PAST)
    assert (made.due_on, made.original_due_on) == (dt.date(2026, 3, 27), dt.date(2026, 2, 27))
    assert "Протокол утверждён позже" in made.why_due


def test_past_and_done(cast, party):
    (made,) = assigned(cast, party, Handling.done(dt.date(2026, 2, 26), "Отчёт получен на бумаге"), **PAST)
    assert (made.state, made.executed_on, made.closed_at) == (State.DONE, dt.date(2026, 2, 26), PUBLISHED)
    assert not made.reminders.exists()


@pytest.mark.parametrize("due_on", [dt.date(2026, 2, 27), dt.date(2026, 3, 20)])
def test_archived_is_kept_without_letters(cast, party, due_on):
    (made,) = assigned(cast, party, Handling.archive(), due_on=due_on)
    assert (made.is_archived, made.reminders.count()) == (True, 0)


@pytest.mark.parametrize(
    ("handling", "message"),
    [
        (Handling.new_date(dt.date(2026, 3, 27), ""), "Укажите причину."),
        (Handling.new_date(dt.date(2026, 2, 28), "Так"), "Новый срок уже прошёл."),
        (Handling.done(dt.date(2026, 3, 3), "Так"), "Дата исполнения ещё не наступила."),
    ],
)
def test_handling_is_refused(cast, party, handling, message):
    assert refusal(assigned, cast, party, handling, **PAST) == message


def test_what_is_not_past_is_not_handled(cast, party):
    (made,) = assigned(cast, party, Handling.done(dt.date(2026, 2, 1), "Так"), due_on=dt.date(2026, 3, 20))
    assert made.state == State.IN_PROGRESS


def test_a_thousand_parties_cost_few_queries(cast, django_assert_max_num_queries):
    decision = make.decision(cast.protocol, due_on=dt.date(2026, 3, 20))
    parties = [Party(make.college()) for _ in range(30)]
    with django_assert_max_num_queries(16):
        lifecycle.assign(decision, parties, by=cast.staff, now=PUBLISHED)


def test_reassigned_to_another_college_without_what_the_first_reported(cast, head, now):
    lifecycle.report(cast.assignment, Account(text="Наше", is_final=False), by=head, now=now)
    moved = lifecycle.reassign(
        cast.assignment, by=cast.staff, now=now, organization=cast.other_college, reason="Не их кластер"
    )
    cast.assignment.refresh_from_db()
    assert (cast.assignment.state, cast.assignment.close_reason) == (State.WITHDRAWN, "Не их кластер")
    assert (moved.state, moved.organization, moved.due_on) == (
        State.IN_PROGRESS,
        cast.other_college,
        cast.assignment.due_on,
    )
    assert not moved.reports.exists()
    assert cast.assignment.reminders.filter(kind=Reminder.Kind.WITHDRAWN, person=cast.head.person).count() == 1
    assert moved.reminders.filter(kind=Reminder.Kind.NEW, person=cast.other_head.person).count() == 1


def test_reassigning_is_refused(cast, head, now):
    def attempt(organization, reason="Так"):
        return refusal(
            lifecycle.reassign, cast.assignment, by=cast.staff, now=now, organization=organization, reason=reason
        )

    assert attempt(cast.other_college, " ") == "Укажите причину переадресации."
    assert attempt(cast.college) == "Поручение уже у этого исполнителя."
    make.assignment(cast.decision, cast.other_college)
    assert attempt(cast.other_college) == "Колледж сервиса: это поручение у организации уже есть."
    lifecycle.report(cast.assignment, Account(), by=head, now=now)
    assert attempt(make.college()) == "По поручению отправлен отчёт: сначала верните его."


def test_handed_to_a_colleague_who_may_then_send(cast, head, now):
    row = lifecycle.hand_to(cast.assignment, cast.deputy.person, by=head, now=now)
    assert access.may_report(cast.deputy.person, row, TODAY)
    assert row.reminders.filter(kind=Reminder.Kind.NEW, person=cast.deputy.person).count() == 1
    assert lifecycle.hand_to(row, None, by=head, now=now).handed_to is None


def test_handing_on_is_refused(cast, head, now):
    stranger = make.person()
    make.appoint(stranger, cast.other_college, Appointment.Post.DEPUTY)
    message = refusal(lifecycle.hand_to, cast.assignment, stranger, by=head, now=now)
    assert message == f"{stranger} не работает в этой организации."
    lifecycle.hand_to(cast.assignment, cast.deputy.person, by=head, now=now)
    message = refusal(lifecycle.hand_to, cast.assignment, cast.deputy.person, by=head, now=now)
    assert message == "Поручение уже у этого человека."
