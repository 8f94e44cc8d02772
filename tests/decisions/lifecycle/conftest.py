import datetime as dt

import pytest
from django.utils import timezone

from decisions import access, lifecycle

TODAY = dt.date(2026, 3, 10)  # a Tuesday; the deadline of the cast's assignment is Friday 20 March 2026


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def refusal(verb, *args, **kwargs) -> str:
    with pytest.raises(lifecycle.Refused) as refused:
        verb(*args, **kwargs)
    return str(refused.value)


@pytest.fixture
def now():
    return at(TODAY)


@pytest.fixture
def head(cast):
    """The head as actor on the cast's assignment."""
    return access.actor_for(cast.head, cast.assignment, TODAY)


@pytest.fixture
def final(cast):
    """The cast's decision without a controller: the head's mark is final."""
    cast.decision.controller = None
    cast.decision.save(update_fields=["controller"])
    return cast.decision
