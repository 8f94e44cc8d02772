"""When letters go, to whom, and what becomes of a promise that is no longer worth keeping."""

import datetime as dt

import pytest

from clusters.models import Appointment, Person, Substitution
from decisions import letters as letters_package
from decisions import lifecycle, outbox, reminders
from decisions.access import Actor
from decisions.lifecycle import Account
from decisions.models import Letter, PersonalLink, Reminder, ReminderPolicy
from decisions.reminders import delivering
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


class TestHours:
    @pytest.mark.parametrize(
        ("now", "sent"),
        [
            (at(2, 7, 59), 0),
            (at(2, 8), 1),
            (at(2, 18, 59), 1),
            (at(2, 19), 0),
            (at(7, 12), 0),  # Saturday
            (at(9, 12), 0),  # a transferred holiday
            (at(10, 8), 1),
        ],
    )
    def test_new_goes_at_once_within_hours(self, assignment, now, sent):
        tell(assignment, "new", now=at(2, 7))
        assert reminders.deliver(now)["sent"] == sent

    def test_on_any_day_when_staff_want_so(self, assignment):
        ReminderPolicy.objects.create(pk=1, workdays_only=False)
        tell(assignment, "new", now=at(7, 12))
        assert reminders.deliver(at(7, 12))["sent"] == 1

    def test_events_are_gathered_for_ten_minutes(self, college, assignment):
        tell(assignment, now=at(2, 10))
        tell(make(college), now=at(2, 10, 8))
        assert [reminders.deliver(at(2, 10, minute))["sent"] for minute in (0, 5, 9, 10, 30)] == [0, 0, 0, 1, 0]
        assert letters()[0].reminders.count() == 2

    def test_one_letter_for_each_protocol(self, college, head):
        for _ in range(2):
            tell(make(college), "new")
        assert reminders.deliver(at(2))["sent"] == 2

    def test_a_digest_at_its_hour_once_a_day(self, assignment):
        sent = [run(at(20, hour))["sent"] for hour in (8, 9, 10, 18)]
        assert (sent, [letter.kind for letter in letters()]) == ([0, 1, 0, 0], ["digest"])

    def test_before_the_hour_events_wait_for_the_digest(self, college, assignment):
        tell(make(college), "new", now=at(19, 20))
        assert [run(at(20, hour))["sent"] for hour in (8, 9)] == [0, 1]
        (letter,) = letters()
        assert letter.subject == "2 сегодня, новые: 1"

    def test_a_deadline_that_stays_on_a_day_off_is_told_the_working_day_before(self, college, head):
        ReminderPolicy.objects.create(pk=1, roll="none")
        make(college, due_on=dt.date(2026, 3, 21))
        run(at(20))
        assert Reminder.objects.get().occasion == "v0:today"


class TestPeople:
    def test_one_letter_for_a_head_of_two_organizations(self, head, assignment):
        other = factories.college("Лесной")
        factories.appoint(head, other)
        make(other)
        run(at(20))
        (letter,) = letters()
        assert "Озёрский, п. 1" in letter.text
        assert "Лесной, п. 1" in letter.text

    def test_few_letters(self, head, assignment):
        head.letters_wanted = Person.Letters.FEW
        head.save(update_fields=["letters_wanted"])
        sent = {day: run(at(day))["sent"] for day in (11, 17, 19, 20, 23)}
        assert sent == {11: 0, 17: 0, 19: 0, 20: 1, 23: 1}

    def test_a_copy_to_the_extra_address_with_a_link_of_its_own(self, head, assignment):
        head.extra_email = "extra@college.example"
        head.save(update_fields=["extra_email"])
        run(at(20))
        assert [letter.to for letter in letters()] == ["head@college.example", "extra@college.example"]
        assert sorted(PersonalLink.objects.values_list("address", flat=True)) == [
            "extra@college.example",
            "head@college.example",
        ]
        assert [run(at(20, 10))["sent"], run(at(23))["sent"]] == [0, 2]

    def test_the_organizations_address_stands_in(self, college, head, assignment):
        Person.objects.update(email="")
        college.email = "office@college.example"
        college.save(update_fields=["email"])
        run(at(20))
        assert [letter.to for letter in letters()] == ["office@college.example"]

    def test_no_address_is_shown_to_staff_until_there_is_one(self, college, head, assignment):
        Person.objects.filter(pk=head.pk).update(email="")
        assert run(at(20))["sent"] == 0
        assert states() == [("no_address", "нет адреса")]
        assert list(reminders.unreachable()) == list(Reminder.objects.all())
        assert list(reminders.organizations_without_address(dt.date(2026, 3, 20))) == [college]
        Person.objects.filter(pk=head.pk).update(email="new@college.example")
        assert run(at(23))["sent"] == 1
        assert list(reminders.organizations_without_address(dt.date(2026, 3, 20))) == []

    def test_an_organization_without_a_head_is_shown_to_staff(self):
        college = factories.college()
        make(college)
        run(at(20))
        assert list(reminders.organizations_without_address(dt.date(2026, 3, 20))) == [college]

    def test_an_organization_switched_off_with_work_still_open_is_shown_too(self, college, head, assignment):
        type(college).objects.update(is_active=False)
        assert list(reminders.organizations_without_address(dt.date(2026, 3, 20))) == [college]

    def test_a_new_head_inherits(self, college, head, assignment):
        run(at(19))
        Appointment.objects.filter(person=head).update(until=dt.date(2026, 3, 19))
        factories.appoint(factories.person(email="next@college.example"), college, since=dt.date(2026, 3, 20))
        run(at(20))
        assert [letter.to for letter in letters()] == ["head@college.example", "next@college.example"]

    def test_the_substitute_reads_it_too(self, college, head, assignment):
        substitute = factories.person(email="deputy@college.example")
        Substitution.objects.create(
            absent=head, substitute=substitute, since=dt.date(2026, 3, 16), until=dt.date(2026, 3, 20)
        )
        run(at(20))
        assert sorted(letter.to for letter in letters()) == ["deputy@college.example", "head@college.example"]
        assert {link.person for link in PersonalLink.objects.all()} == {head, substitute}

    def test_a_contact_reads_but_may_not_report_by_link(self, college, head, assignment):
        contact = factories.person(email="contact@college.example")
        factories.appoint(contact, college, Appointment.Post.CONTACT, gets_letters=True)
        run(at(20))
        assert len(letters()) == 2
        assert PersonalLink.objects.get().person == head
        assert "/l/" not in Letter.objects.get(to="contact@college.example").text


class TestRecheck:
    def test_done_meanwhile(self, assignment, head):
        reminders.promise(at(20, 8))
        lifecycle.report(assignment, Account("Сделано"), by=Actor(person=head), now=at(20, 8, 30))
        assert reminders.deliver(at(20))["sent"] == 0
        assert states("stage") == [("dropped", "исполнено")]

    def test_a_date_that_moved(self, assignment):
        reminders.promise(at(20, 8))
        assignment.due_on, assignment.due_version = dt.date(2026, 4, 20), 1
        assignment.save(update_fields=["due_on", "due_version"])
        assert run(at(20))["sent"] == 0
        assert states("stage") == [("dropped", "срок изменён")]
        assert run(at(20, month=4))["sent"] == 1

    def test_moved_there_and_back_is_told_again(self, assignment):
        run(at(20))
        assignment.due_version = 2
        assignment.save(update_fields=["due_version"])
        Letter.objects.update(formed_at=at(1), key=None)
        assert run(at(20, 12))["sent"] == 1

    def test_only_the_newest_of_unsent_stages(self, assignment):
        for day in (11, 17, 19):
            reminders.promise(at(day))
        run(at(20))
        assert states("stage") == [("superseded", "есть более новое")] * 3 + [("in_letter", "")]

    def test_what_another_letter_has_said_today_is_not_said_again(self, assignment):
        tell(assignment, "extended", now=at(20, 8))
        assert [run(at(20, 8, 15))["sent"], run(at(20))["sent"]] == [0, 1]
        tell(assignment, "corrected", now=at(23, 8))
        assert reminders.deliver(at(23, 8, 30))["sent"] == 1
        assert run(at(23))["sent"] == 0
        assert states("stage")[-1] == ("superseded", "об этом уже сказано в письме от 23.03.2026")

    def test_archived(self, assignment):
        tell(assignment, "new")
        assignment.is_archived = True
        assignment.save(update_fields=["is_archived"])
        assert run(at(2))["sent"] == 0
        assert states() == [("dropped", "поручение в архиве")]

    def test_an_inactive_person(self, head, assignment):
        tell(assignment, "new")
        Person.objects.filter(pk=head.pk).update(is_active=False)
        assert run(at(2))["sent"] == 0
        assert states() == [("dropped", "человек больше не работает")]


class TestUnsent:
    @pytest.fixture
    def refusing(self, monkeypatch, settings):
        """A mail server that refuses for now, until it is told otherwise."""
        settings.SMTP_URL = "smtp://mail.example.org"
        answers = {"refuse": True, "everyone": False, "taken": []}

        def send(line, to, raw):
            if answers["refuse"]:
                raise outbox.smtp.Refusal("450 later", everyone=answers["everyone"])
            answers["taken"].append(raw)

        monkeypatch.setattr(outbox.smtp.Line, "send", send)
        return answers

    def test_sent_again_unchanged_while_it_says_what_is_so(self, assignment, refusing):
        run(at(20))
        (before,) = letters()
        refusing["refuse"] = False
        run(at(20, 11))
        (after,) = letters()
        assert (after.state, after.message_id, refusing["taken"]) == ("sent", before.message_id, [bytes(before.raw)])

    def test_formed_anew_when_an_item_was_closed_meanwhile(self, college, head, assignment, refusing):
        other = make(college)
        run(at(20))
        lifecycle.report(other, Account("Сделано"), by=Actor(person=head), now=at(20, 10))
        refusing["refuse"] = False
        run(at(20, 11))
        run(at(20, 11, 1))
        old, new = letters()
        assert (old.state, old.error) == ("dropped", "изменилось до отправки: составлено новое письмо")
        assert (new.state, new.subject, new.refused_since) == ("sent", "1 сегодня", old.refused_since)
        assert PersonalLink.objects.get(letter=old).revoked_at is not None

    @pytest.fixture
    def with_copy(self, head):
        head.extra_email = "extra@college.example"
        head.save(update_fields=["extra_email"])

    def report(self, head, row):
        lifecycle.report(row, Account("Сделано"), by=Actor(person=head), now=at(20, 10))

    def sent(self):
        return [(letter.to, letter.subject) for letter in letters() if letter.state == "sent"]

    def test_a_copy_is_formed_anew_with_its_original(self, college, head, assignment, with_copy, refusing):
        other = make(college)
        run(at(20))
        self.report(head, other)
        refusing["refuse"] = False
        for minute in (0, 1, 2):
            run(at(20, 11, minute))
        assert [letter.state for letter in letters()] == ["dropped", "dropped", "sent", "sent"]
        assert self.sent() == [("head@college.example", "1 сегодня"), ("extra@college.example", "1 сегодня")]

    @pytest.fixture
    def one_refused(self, refusing, monkeypatch):
        """`refused.add(address)`: the server takes letters for the others."""
        refused = set()

        def send(line, to, raw):
            if to in refused:
                raise outbox.smtp.Refusal("450 later", everyone=False)

        monkeypatch.setattr(outbox.smtp.Line, "send", send)
        return refused

    def test_a_copy_of_what_was_sent_waits_no_longer_than_it_is_so(self, head, assignment, with_copy, one_refused):
        one_refused.add("extra@college.example")
        run(at(20))
        self.report(head, assignment)
        one_refused.clear()
        run(at(20, 11))
        assert [(letter.to, letter.state) for letter in letters()] == [
            ("head@college.example", "sent"), ("extra@college.example", "dropped"),
        ]  # fmt: skip

    def test_a_copy_of_what_was_sent_follows_while_it_is_so(self, assignment, with_copy, one_refused):
        one_refused.add("extra@college.example")
        run(at(20))
        one_refused.clear()
        run(at(20, 11))
        assert [to for to, _ in self.sent()] == ["head@college.example", "extra@college.example"]

    def test_a_copy_that_was_sent_is_no_hindrance_to_the_original_told_anew(
        self, college, head, assignment, with_copy, one_refused
    ):
        other = make(college)
        one_refused.add("head@college.example")
        run(at(20))
        self.report(head, other)
        one_refused.clear()
        for minute in (0, 1):
            run(at(20, 11, minute))
        assert self.sent() == [("extra@college.example", "2 сегодня"), ("head@college.example", "1 сегодня")]

    def test_an_outage_of_days_ends_in_one_current_digest(self, college, assignment, refusing):
        refusing["everyone"] = True
        run(at(19))
        tell(make(college, due_on=dt.date(2026, 4, 30)), now=at(19, 12))
        for day in (20, 23):
            for hour in (9, 12, 15):
                run(at(day, hour))
        refusing["refuse"] = False
        for minute in (0, 1, 2):
            run(at(24, 9, minute))
        sent = [letter for letter in letters() if letter.state == "sent"]
        assert [letter.kind for letter in sent] == ["digest"]
        assert sent[0].subject == "1 просрочено, возвращено на доработку: 1"

    def test_at_night_it_waits_for_the_morning(self, assignment, refusing):
        tell(assignment, "new", now=at(2, 18, 50))
        reminders.deliver(at(2, 18, 50))
        refusing["refuse"] = False
        assert reminders.deliver(at(2, 20))["sent"] == 0
        assert reminders.deliver(at(3, 8))["sent"] + reminders.deliver(at(3, 8, 1))["sent"] == 1

    def test_one_that_cannot_be_written_holds_up_nobody(self, head, assignment, refusing, monkeypatch, caplog):
        other = factories.college()
        factories.head(other, email="other@college.example")
        make(other)
        build = letters_package.build

        def fails_for_one(name, context):
            if context["person"] == head:
                raise ValueError("no such filter")
            return build(name, context)

        monkeypatch.setattr(letters_package, "build", fails_for_one)
        refusing["refuse"] = False
        assert run(at(20))["sent"] == 1
        assert [letter.to for letter in letters()] == ["other@college.example"]
        assert f"the letter of person {head.pk} cannot be written" in caplog.text
        monkeypatch.undo()
        assert Reminder.objects.get(person=head).state == "promised"

    def test_one_that_cannot_be_read_again_holds_up_nobody(self, assignment, refusing, monkeypatch):
        run(at(20))
        other = factories.college()
        factories.head(other, email="other@college.example")
        tell(make(other, due_on=dt.date(2026, 4, 30)), "new", now=at(20, 11))
        refusing["refuse"] = False
        monkeypatch.setattr(delivering, "still_reads", lambda letter, moment: 1 / 0)
        assert reminders.deliver(at(20, 11))["sent"] == 1
        waits = Letter.objects.get(state="queued")
        assert waits.error == "не удалось перечитать: division by zero"

    def test_a_dead_workers_letter_is_taken_over(self, assignment, refusing, monkeypatch):
        reminders.promise(at(20))
        (formed,) = delivering.Former()(at(20), 10)  # and the worker dies
        refusing["refuse"] = False
        assert reminders.deliver(at(20))["sent"] == 0
        Letter.objects.update(lease_until=at(20) - dt.timedelta(days=3000))
        assert reminders.sweep(at(20)) == {"taken_over": 1}
        assert reminders.deliver(at(20))["sent"] == 1
        assert refusing["taken"] == [formed.raw]
