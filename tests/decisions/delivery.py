"""A college, its head, an assignment, and the engine run by hand at a moment: for the tests of delivery."""

import datetime as dt

import pytest
from django.utils import timezone

from decisions import reminders
from decisions.models import Letter, Reminder
from tests import factories

TOMSK = timezone.get_default_timezone()
MINUTE = dt.timedelta(minutes=1)


def at(day, hour=9, minute=0, month=3):
    """March 2026: the 2nd is a Monday, the 9th a day off."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=TOMSK)


def run(now):
    reminders.promise(now)
    return reminders.deliver(now)


@pytest.fixture
def college():
    return factories.college("Озёрский")


@pytest.fixture
def head(college):
    return factories.head(college, surname="Берёзова", email="head@college.example")


@pytest.fixture
def assignment(college, head):
    return make(college)


def make(college, due_on=dt.date(2026, 3, 20), **fields):
    decision = factories.decision(
        factories.in_force(), due_on=due_on, **{name: fields.pop(name) for name in DECISION & fields.keys()}
    )
    return factories.assignment(decision, college, **fields)


DECISION = {"controller", "text", "deadline_kind", "quota_on", "quota_target", "quota_period", "quota_unit"}


def tell(assignment, kind="returned", now=None, **fields):
    return reminders.tell(assignment, kind, occasion=f"test:{Reminder.objects.count()}", now=now or at(2), **fields)


def letters():
    return list(Letter.objects.order_by("id"))


def states(kind=None):
    rows = Reminder.objects.filter(kind=kind) if kind else Reminder.objects
    return list(rows.order_by("id").values_list("state", "reason"))
