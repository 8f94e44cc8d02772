import datetime as dt

import pytest
import time_machine
from django.utils import timezone

TODAY = dt.date(2026, 3, 10)


@pytest.fixture(autouse=True)
def clock():
    """Tuesday 10 March 2026, noon in Tomsk: ten days before the deadline of the cast's assignment."""
    with time_machine.travel(timezone.make_aware(dt.datetime(2026, 3, 10, 12)), tick=False):
        yield


@pytest.fixture
def as_(client, cast):
    """`as_("head")`: the client signed in as one of the cast."""

    def sign_in(name):
        client.force_login(getattr(cast, name))
        return client

    return sign_in


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
