"""Sign in staff and a few heads in the database of a measurement, and name what they open. Writes JSON."""

import json

import django

django.setup()

from importlib import import_module  # noqa: E402

from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from clusters.models import Appointment, User  # noqa: E402
from decisions.models import Assignment, Decision  # noqa: E402

HEADS = 20


def session_of(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def head_of(appointment: Appointment) -> dict:
    user = User.objects.create_user(appointment.person.email, "a-long-password-of-the-bench", person=appointment.person)
    mine = Assignment.objects.filter(organization=appointment.organization, state="in_progress").order_by("id")
    return {"session": session_of(user), "assignments": list(mine.values_list("pk", flat=True))}


staff = User.objects.create_user("staff@example.org", "a-long-password-of-the-bench", is_staff=True)
heads = Appointment.objects.select_related("person", "organization").order_by("id")[:HEADS]
print(
    json.dumps(
        {
            "staff": session_of(staff),
            "heads": [head_of(one) for one in heads],
            "protocol": Decision.objects.order_by("id").values_list("protocol", flat=True)[0],
        }
    )
)
