"""What a letter says: what is near and nothing else, each assignment once, and a subject that counts what is shown."""

import datetime as dt

import pytest

from clusters.models import Appointment
from decisions import reminders
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
