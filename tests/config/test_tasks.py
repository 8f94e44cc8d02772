import datetime as dt

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from config.tasks import forget_sessions
from tests import factories as make


@pytest.mark.django_db
def test_what_was_noted_of_a_session_ends_with_it():
    user, now = make.user(), timezone.now()
    for key, hours in (("alive", 1), ("ended", -1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + dt.timedelta(hours=hours))
        UserSession.objects.create(user=user, session_key=key, ip="192.0.2.1", user_agent="a browser")
    forget_sessions()
    for rows in (Session.objects, UserSession.objects):
        assert list(rows.values_list("session_key", flat=True)) == ["alive"]
