"""What a letter says: what is near and nothing else, each assignment once, and a subject that counts what is shown."""

import datetime as dt

import pytest

from clusters.models import Appointment
from decisions import lifecycle, reminders
from decisions.models import Reminder
from tests import factories
from tests.decisions.delivery import (  # noqa: F401
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
FAR = dt.date(2026, 4, 30)


class TestSoon:
    def test_what_is_far_is_not_soon_though_a_colleague_is_told_of_it(self, college, head, assignment):
        contact = factories.person(email="contact@college.example")
        factories.appoint(contact, college, Appointment.Post.CONTACT, gets_letters=True)
        tell(make(college, due_on=FAR, text="Дальнее."), "corrected", now=at(20, 8), people=[contact])
        run(at(20))
        theirs, ours = sorted(letters(), key=lambda letter: letter.to)
        assert "Дальнее." in theirs.text
        assert (ours.subject, "Дальнее." in ours.text + ours.html) == ("1 сегодня", False)

    def test_nor_because_its_quota_is_told(self, college, head, assignment):
        quota = {"quota_on": True, "quota_target": 3, "quota_period": "week", "text": "Публиковать новости."}
        row = make(college, due_on=FAR, **quota)
        reminders.tell(row, Reminder.Kind.QUOTA, occasion="quota:2026-03-09:2026-03-15", now=at(20, 8))
        run(at(20))
        (letter,) = letters()
        assert "НОРМА НЕ ВЫПОЛНЕНА" in letter.text
        assert (letter.subject, "СКОРО" in letter.text) == ("1 сегодня", False)


class TestOnce:
    @pytest.fixture
    def staff(self):
        return factories.user(is_staff=True)

    def plain(self, letter):
        return letter.text.replace("\N{NO-BREAK SPACE}", " ")

    def correct(self, row, staff, now, **changes):
        return lifecycle.correct(row.decision, changes, by=staff, now=now, reason="опечатка")

    def test_the_newest_of_several_corrections(self, college, head, staff):
        row = make(college, due_on=FAR, text="Утвердить план.")
        for minute, day in enumerate((27, 28, 29)):
            self.correct(row, staff, at(19, 12, minute), due_on=dt.date(2026, 4, day))
        run(at(19, 13))
        (letter,) = letters()
        assert letter.subject.startswith("Изменено: п. 1 протокола")
        assert self.plain(letter).count("Утвердить план.") == letter.html.count("Утвердить план.</span>") == 1
        assert "Исправлено: дата (с 28 на 29 апреля). опечатка" in self.plain(letter)
        assert {state for state, _ in states()} == {"in_letter"}

    def test_what_a_text_said_before_is_shortened(self, college, head, staff):
        row = make(college, due_on=FAR, text="Утвердить план. " * 100)
        self.correct(row, staff, at(19, 12), text="Утвердить смету.")
        run(at(19, 13))
        assert letters()[0].text.count("Утвердить план.") < 20

    def test_a_new_one_that_was_corrected_is_only_new(self, college, head, staff):
        row = make(college, due_on=FAR, text="Утвердить план.")
        tell(row, "new", now=at(2, 20))
        self.correct(row, staff, at(2, 21), due_on=dt.date(2026, 4, 29))
        run(at(3, 8))
        (letter,) = letters()
        assert (letter.kind, letter.subject.split(":")[0]) == ("new", "1 новое поручение")
        assert "Исправлено: дата (с 30 на 29 апреля). опечатка" in self.plain(letter)
        assert states() == [("in_letter", "")] * 2
        assert run(at(3, 9))["sent"] == 0

    def test_in_a_digest_too(self, college, head, staff, assignment):
        row = make(college, due_on=FAR, text="Утвердить план.")
        tell(row, "new", now=at(19, 20))
        self.correct(row, staff, at(19, 21), text="Утвердить смету.")
        run(at(20))
        (letter,) = letters()
        assert letter.subject == "1 сегодня, новые: 1"
        assert letter.text.count("Утвердить смету.") == 1
        assert {state for state, _ in states()} == {"in_letter"}

    def test_a_correction_beside_another_event_is_told_with_it(self, college, head, staff):
        row = make(college, due_on=FAR)
        tell(row, "returned", now=at(19, 12))
        self.correct(row, staff, at(19, 12), due_on=dt.date(2026, 4, 29))
        run(at(19, 13))
        (letter,) = letters()
        assert letter.subject.startswith("Возвращено на доработку: п. 1")
        assert "Исправлено: дата (с 30 на 29 апреля)" in self.plain(letter)
        assert states() == [("in_letter", "")] * 2

    def test_withdrawn_and_given_back_is_not_withdrawn(self, college, head, staff):
        row = make(college, due_on=FAR)
        lifecycle.withdraw(row, by=staff, now=at(19, 11), reason="дубль")
        lifecycle.resume(row, by=staff, now=at(19, 12), reason="ошибка")
        run(at(19, 13))
        assert [letter.subject.split(":")[0] for letter in letters()] == ["1 новое поручение"]
        assert states("withdrawn") == [("dropped", "в работе")]


def test_the_subject_counts_what_the_letter_shows(college, head, assignment):
    make(college, due_on=dt.date(2026, 3, 16))
    tell(make(college, due_on=dt.date(2026, 3, 17)), "corrected", now=at(19, 20))
    ended = make(college, due_on=dt.date(2026, 3, 17))
    lifecycle.withdraw(ended, by=factories.user(is_staff=True), now=at(19, 20), reason="дубль")
    run(at(20))
    (letter,) = letters()
    assert letter.text.count("просрочено на") == 2
    assert letter.subject == "2 просрочено, 1 сегодня, изменено: 1, прекращено: 1"
