"""Two people at once: one wins, the other gets a clear message, nothing is lost."""

import datetime as dt
import threading
import time
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import connection, transaction

from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, Party, Refused, assigning, correcting, reporting
from decisions.models import Assignment, Decision, Reminder
from tests import factories as make
from tests.cast import DUE

from .conftest import TODAY, at

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ROUNDS, NOW = 8, at(TODAY)


def at_once(*verbs) -> list[str]:
    """What each was told, "" for the one that went through, all let go at the same moment."""
    barrier, told = threading.Barrier(len(verbs)), {}

    def run(place, verb):
        barrier.wait()
        try:
            verb()
            told[place] = ""
        except Refused as refused:
            told[place] = str(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(verbs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [told[place] for place in range(len(verbs))]


def fresh(cast):
    """An assignment a round: emptying the tables between tests costs more than the rounds."""
    for _ in range(ROUNDS):
        yield make.assignment(make.decision(cast.protocol, due_on=DUE, controller=cast.controller.person), cast.college)


def actor(cast, name="head"):
    user = getattr(cast, name)
    return Actor(user=user, person=user.person)


def test_two_heads_report(cast):
    for assignment in fresh(cast):
        report = partial(lifecycle.report, assignment, now=NOW)
        told = at_once(
            partial(report, Account("Один"), by=actor(cast)),
            partial(report, Account("Другой"), by=actor(cast, "substitute")),
        )
        assert sorted(told) == ["", "Отчёт уже отправлен и ждёт приёмки."]
        assert [one.text for one in assignment.reports.all()] == [("Один", "Другой")[told.index("")]]
        assert assignment.history.count() == 2


def test_without_the_lock_both_would_be_sent(cast, monkeypatch):
    """The guard of the guard: these rounds are a race indeed."""
    both_have_read = threading.Barrier(2)

    @contextmanager
    def unlocked(assignment):
        with transaction.atomic():
            row = Assignment.objects.select_related("decision", "organization").get(pk=assignment.pk)
            both_have_read.wait()
            yield row

    monkeypatch.setattr(reporting, "locked", unlocked)
    report = partial(lifecycle.report, cast.assignment, by=actor(cast), now=NOW)
    assert at_once(partial(report, Account("Один")), partial(report, Account("Другой"))) == ["", ""]
    assert cast.assignment.reports.count() == 2


def test_a_triple_click_on_a_partial_report(cast):
    for assignment in fresh(cast):
        click = partial(lifecycle.report, assignment, Account(is_final=False), by=actor(cast), now=NOW, reports_seen=0)
        told = at_once(click, click, click)
        assert sorted(told) == ["", *["Пока вы писали, по этому поручению уже отправлен отчёт."] * 2]
        assert assignment.reports.count() == 1


def test_accepted_while_it_is_taken_back(cast):
    for assignment in fresh(cast):
        sent = lifecycle.report(assignment, Account(), by=actor(cast), now=NOW)
        told = at_once(
            partial(lifecycle.accept, assignment, by=cast.controller, now=NOW),
            partial(lifecycle.recall, sent, by=actor(cast), now=NOW),
        )
        assignment.refresh_from_db()
        assert (told, assignment.state) in (
            (["", "Отчёт уже не отозвать: принят."], "done"),
            (["Принимать нечего: поручение в работе.", ""], "in_progress"),
        )


def test_granted_and_refused(cast):
    for assignment in fresh(cast):
        later = dt.date(2026, 3, 27)
        request = lifecycle.ask_extension(assignment, later, "Ждём смету", by=actor(cast), now=NOW)
        told = at_once(
            partial(lifecycle.grant_extension, request, by=cast.controller, now=NOW),
            partial(lifecycle.refuse_extension, request, by=cast.staff, now=NOW, reason="Нет"),
        )
        assert told.count("") == 1
        kinds = set(assignment.reminders.filter(person=cast.head.person).values_list("kind", flat=True))
        assert kinds == {Reminder.Kind.EXTENDED if told[0] == "" else Reminder.Kind.NOT_EXTENDED}


def test_a_head_reports_while_staff_hold_the_decision(cast):
    """Neither waits for the other: what a report writes beside the decision needs only that its key stays."""
    (assignment, *_) = fresh(cast)
    report = threading.Thread(
        target=at_once, args=[partial(lifecycle.report, assignment, Account(), by=actor(cast), now=NOW)]
    )
    with transaction.atomic():
        correcting.in_force(assignment.decision, None)
        report.start()
        report.join(timeout=10)
        went_through = not report.is_alive()
    report.join()
    assert went_through
    assert assignment.reports.count() == 1


def test_a_decision_that_ends_leaves_nothing_behind_that_is_just_being_reassigned(cast, monkeypatch):
    (assignment, *_), other = fresh(cast), make.college()
    half_done, insert = threading.Event(), assigning.insert

    def late(*args, **how):
        half_done.set()
        time.sleep(0.3)  # until the other waits for us
        return insert(*args, **how)

    def end():
        half_done.wait()
        lifecycle.withdraw_decision(assignment.decision, by=cast.staff, now=NOW, reason="Отменено")

    monkeypatch.setattr(assigning, "insert", late)
    reassign = partial(lifecycle.reassign, assignment, by=cast.staff, now=NOW, organization=other, reason="Не их")
    told = at_once(reassign, end)
    assert told == ["", ""]
    assert set(assignment.decision.assignments.values_list("organization", "state")) == {
        (cast.college.pk, "withdrawn"),
        (other.pk, "withdrawn"),
    }


def test_two_beats_open_a_period_once(cast):
    for _ in range(ROUNDS):
        rule = "FREQ=MONTHLY;BYMONTHDAY=5"
        decision = make.decision(cast.protocol, deadline_kind=Decision.Kind.RECURRING, recurrence=rule)
        lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=at(dt.date(2026, 3, 2)))
        beat = partial(lifecycle.open_periods, at(dt.date(2026, 5, 22)))
        at_once(beat, beat)
        periods = decision.assignments.order_by("period").values_list("period", flat=True)
        assert list(periods) == ["2026-03", "2026-04", "2026-05", "2026-06"]
