"""Beat and a worker on Redis and PostgreSQL, and a mail server: what approaches and what has passed is told once."""

import time

import pytest
from django.utils import timezone

from decisions.models import ReminderPolicy
from decisions.workdays import Calendar
from tests import factories
from tests.faults import post


@pytest.fixture
def two_deadlines(transactional_db):
    """One head is a working day before the deadline, the other a working day after it."""
    ReminderPolicy.objects.create(pk=1, **post.ANY_HOUR)
    today, calendar = timezone.localdate(), Calendar()
    for name, days in (("approaches", 1), ("passed", -1)):
        college = factories.college(name)
        factories.head(college, email=f"{name}@college.example")
        protocol = factories.in_force(calendar.add_workdays(today, -20))
        factories.assignment(factories.decision(protocol, due_on=calendar.add_workdays(today, days)), college)


def test_each_puts_one_letter_into_the_right_mailbox(program, smtp, two_deadlines):
    post.quick(program)
    program.worker()
    program.beat()
    post.taken(smtp, 2)
    for _ in range(10):
        post.ring(program, "promise", "deliver", "sweep")
    time.sleep(8)
    print(f"\nletters {[(one.rcpt, one.subject.strip()) for one in smtp.letters()]} after ten runs more")
    assert sorted(one.rcpt for one in smtp.letters()) == ["approaches@college.example", "passed@college.example"]
    (late,) = smtp.letters(to="passed@college.example")
    assert "ПРОСРОЧЕНО" in late.text
