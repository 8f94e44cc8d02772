"""A protocol in force with one decision, for two leading colleges."""

import datetime as dt

import pytest
from django.utils import timezone

from protocols import publishing
from protocols.publishing import Choices
from tests import factories as make

MEETING = dt.date(2026, 3, 2)


@pytest.fixture
def staff():
    return make.user(make.person("Зорин"), is_staff=True)


def leading(name):
    college = make.college(name)
    make.head(college)
    make.cluster(leading=college)
    return college


@pytest.fixture
def protocol(staff):
    leading("А"), leading("Б")
    draft = make.protocol(MEETING)
    decision = make.decision(draft, due_on=dt.date(2026, 3, 20))
    make.executor(decision, make.leading_group())
    for place, text in enumerate(("сети", "парты")):
        decision.points.create(text=text, position=place)
    publishing.publish(draft, Choices(MEETING), by=staff, now=timezone.make_aware(dt.datetime(2026, 3, 2, 15)))
    draft.refresh_from_db()
    return draft


@pytest.fixture
def decision(protocol):
    return protocol.decisions.get()
