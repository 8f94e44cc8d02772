"""Letters to the department, of plans and quotas, with links; and what is owed when much happened at once."""

import datetime as dt

import pytest
from django.utils import timezone

from clusters.models import Person
from decisions import lifecycle, outbox, reminders
from decisions.access import Actor
from decisions.lifecycle import Account
from decisions.models import Decision, Letter, PersonalLink, QuotaEvidence, Reminder, ReminderPolicy
from decisions.reminders import forming
from decisions.reminders.moment import Moment
from tests import factories
from tests.decisions.delivery import (  # noqa: F401
    MINUTE,
    TOMSK,
    assignment,
    at,
    college,
    head,
    letters,
    make,
    run,
    states,
    tell,
)

pytestmark = pytest.mark.django_db


class TestDepartment:
    def test_the_controller_is_reminded_while_a_report_waits(self, college, head):
        controller = factories.person(email="controller@dep.example")
        row = make(college, controller=controller)
        lifecycle.report(row, Account("Сделано"), by=Actor(person=head), now=at(3, 12))
        sent = {}
        for day in (3, 4, 5, 6, 10, 11, 12):
            run(at(day, 12, 30))
            sent[day] = [letter.subject for letter in letters() if timezone.localdate(letter.created_at).day == day]
        source = f"п. 1 протокола № {row.decision.protocol.number} от 02.03.2026"
        waits = f"Ждут приёмки: {source}"
        assert sent == {3: [f"Получены отчёты: {source}"], 4: [waits], 5: [], 6: [waits], 10: [], 11: [waits], 12: []}
        assert all(letter.to == "controller@dep.example" for letter in letters())

    def test_leadership_hears_once_a_step(self, college, head, assignment):
        factories.user(factories.person(email="boss@dep.example"), is_leadership=True)
        days = [day for day in range(20, 32) if run(at(day))["sent"] and boss_letters(day)]
        assert days == [27]
        assert [one.occasion for one in Reminder.objects.filter(kind="escalation")] == ["v0:overdue+5"]

    def test_not_of_what_was_late_before_it_came_into_force(self, college, head):
        factories.user(factories.person(), is_leadership=True)
        row = make(college, due_on=dt.date(2026, 2, 16), late_at_start=True)
        for day in range(3, 27):
            run(at(day))
        assert not Reminder.objects.filter(kind="escalation").exists()
        assert Reminder.objects.filter(assignment=row, kind="stage").count() == 4  # +10, +15, +20, +25

    def test_the_weekly_summary_on_the_first_working_day(self, college, head):
        factories.user(factories.person(email="staff@dep.example"), is_staff=True)
        make(college, due_on=dt.date(2026, 3, 6))
        make(factories.college("Без руководителя"))
        for day in range(6, 13):
            run(at(day))
        (letter,) = Letter.objects.filter(kind="weekly")
        assert (letter.to, timezone.localdate(letter.created_at)) == ("staff@dep.example", dt.date(2026, 3, 10))
        assert "СТАЛО ПРОСРОЧЕНО ЗА НЕДЕЛЮ" in letter.text
        assert "* Без руководителя: нет руководителя или адреса" in letter.text


def boss_letters(day):
    return Letter.objects.filter(to="boss@dep.example", kind="digest", key__endswith=f"2026-03-{day:02}").exists()


class TestPlansAndQuotas:
    def test_plan_dates_are_asked_for_by_themselves_only_in_the_end(self, college, head):
        make(college, due_on=dt.date(2026, 3, 16), deadline_kind=Decision.Kind.BY_PLAN)
        days = [day for day in range(2, 28) if run(at(day))["sent"]]
        assert days == [20, 27]
        assert "Внесите даты из вашего плана" in letters()[0].text

    @pytest.fixture
    def quota(self, college, head):
        return make(
            college,
            due_on=dt.date(2026, 12, 1),
            quota_on=True,
            quota_target=3,
            quota_period="week",
            quota_unit="публикаций",
        )

    def test_a_missed_week_is_a_line_in_the_digest(self, college, quota):
        make(college, due_on=dt.date(2026, 3, 10))
        QuotaEvidence.objects.create(
            assignment=quota, happened_on=dt.date(2026, 3, 4), link="https://college.example/1"
        )
        run(at(10))
        (letter,) = letters()
        source = f"п. 1 протокола № {quota.decision.protocol.number} от 02.03.2026"
        assert f"* {source}: с 02.03 по 08.03 — 1 из 3 публикаций" in letter.text

    def test_never_a_letter_of_its_own(self, quota):
        assert [run(at(day))["sent"] for day in (10, 11, 12)] == [0, 0, 0]
        assert states("quota") == [("promised", "")]

    def test_a_week_that_was_met(self, college, quota):
        make(college, due_on=dt.date(2026, 3, 10))
        for day in (2, 3, 8):
            link = f"https://college.example/{day}"
            QuotaEvidence.objects.create(assignment=quota, happened_on=dt.date(2026, 3, day), link=link)
        run(at(10))
        assert "НОРМА" not in letters()[0].text


class TestLink:
    def test_the_items_of_the_letter(self, college, head, assignment):
        near = make(college, due_on=dt.date(2026, 3, 25))
        make(college, due_on=dt.date(2026, 12, 25))
        run(at(20))
        items = PersonalLink.objects.get().items.values_list("assignment", flat=True)
        assert sorted(items) == [assignment.pk, near.pk]

    def test_a_setting_makes_it_a_link_to_sign_in(self, head, assignment):
        ReminderPolicy.objects.create(pk=1, act_from_letter=False)
        run(at(20))
        assert not PersonalLink.objects.exists()
        assert f"http://127.0.0.1:8000/assignments/{assignment.pk}/" in letters()[0].text

    def test_it_is_hidden_in_the_row_and_erased_when_sent(self, assignment, settings, monkeypatch):
        settings.SMTP_URL = "smtp://mail.example.org"
        taken = []
        monkeypatch.setattr(outbox.smtp.Line, "send", lambda line, to, raw: taken.append(raw))
        run(at(20))
        (letter,) = letters()
        assert "/l/••••••/" in letter.text
        assert (letter.secrets, bytes(letter.raw), len(taken)) == ([], b"", 1)

    def test_replies_go_to_the_controller(self, college, head):
        make(college, controller=factories.person(email="controller@dep.example"))
        run(at(20))
        assert b"Reply-To: controller@dep.example" in bytes(letters()[0].raw)


def test_a_limit_per_minute_slows_the_forming_too(head, college):
    ReminderPolicy.objects.create(pk=1, letters_per_minute=2)
    for _ in range(5):
        other = factories.college()
        factories.head(other)
        make(other)
    reminders.promise(at(20))
    assert [reminders.deliver(at(20, 9, minute))["sent"] for minute in range(4)] == [2, 2, 1, 0]


def test_held_after_a_restore(assignment):
    outbox.office.office()
    outbox.office.PostOffice.objects.update(held=True)
    assert run(at(20))["sent"] == 0
    assert letters() == []


class TestOwed:
    """What `deliver` looks for, and what the watch counts as late."""

    def owed(self, now):
        return list(forming.owed(Moment.of(now)))

    def test_nothing_after_the_days_digest(self, college, assignment):
        run(at(20))
        make(college, due_on=dt.date(2026, 3, 20))
        reminders.promise(at(20, 12))
        assert states("stage") == [("in_letter", ""), ("promised", "")]
        assert self.owed(at(20, 12)) == []
        assert len(self.owed(at(23, 9))) == 1

    def test_events_that_wait_for_the_digest_are_not_owed_yet(self, college, assignment):
        tell(make(college), "new", now=at(19, 20))
        reminders.promise(at(20, 8))
        assert self.owed(at(20, 8, 30)) == []
        assert len(self.owed(at(20, 9))) == 3

    def test_an_event_after_the_digest(self, college, assignment):
        run(at(20))
        tell(make(college, due_on=dt.date(2026, 4, 20)), now=at(20, 12))
        assert (len(self.owed(at(20, 12, 9))), len(self.owed(at(20, 12, 10)))) == (0, 1)


def test_an_address_of_the_organization_that_comes_later_heals_the_promise(head, assignment):
    Person.objects.filter(pk=head.pk).update(email="")
    tell(assignment)
    run(at(2, 10))
    assert states() == [("no_address", "нет адреса")]
    type(assignment.organization).objects.update(email="office@college.example")
    run(at(2, 11))
    assert (states(), letters()[0].to) == ([("in_letter", "")], "office@college.example")


def test_plan_dates_are_asked_for_weekly_whatever_stages_staff_set(head, college):
    ReminderPolicy.objects.create(pk=1, stages_before="2", stages_after="2, 4")
    make(college, due_on=dt.date(2026, 3, 2), created_on=dt.date(2026, 2, 2), deadline_kind=Decision.Kind.BY_PLAN)
    for day in range(2, 28):
        reminders.promise(at(day))
    asked = Reminder.objects.order_by("id").values_list("occasion", "kind")
    assert [occasion for occasion, kind in asked if kind == "stage"] == [
        "v0:today",
        "v0:overdue+5",
        "v0:overdue+10",
        "v0:overdue+15",
    ]
