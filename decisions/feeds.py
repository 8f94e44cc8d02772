"""The secret address of a person's calendar: made anew at will, dead after half a year of silence."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db.models import Q, QuerySet
from django.utils import timezone

from clusters.models import User

from . import access
from .models import Assignment, CalendarFeed

UNUSED_FOR = dt.timedelta(days=180)
SHOWN_AFTER_END = dt.timedelta(days=60)


def renew(user: User, now: dt.datetime) -> str:
    """The new token, shown once; the old address ends."""
    token = secrets.token_urlsafe(32)
    fresh = {"token_hash": _hash(token), "created_at": now, "used_on": timezone.localdate(now)}
    CalendarFeed.objects.update_or_create(user=user, defaults=fresh)
    return token


def end(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def owner_of(token: str, today: dt.date) -> User | None:
    """None for an address that opens nothing, whatever the reason."""
    feed = CalendarFeed.objects.select_related("user__person").filter(token_hash=_hash(token)).first()
    if feed is None or not feed.user.is_active or feed.used_on < today - UNUSED_FOR:
        return None
    if feed.used_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(used_on=today)
    return feed.user


def assignments_for(user: User, now: dt.datetime) -> QuerySet[Assignment]:
    """Their own open ones; for two months also those withdrawn, so that a calendar strikes them out."""
    lately = Q(state=Assignment.State.WITHDRAWN, closed_at__gte=now - SHOWN_AFTER_END)
    mine = access.of_person(user.person, timezone.localdate(now)).filter(is_archived=False, due_on__isnull=False)
    return mine.filter(Q(state=Assignment.State.IN_PROGRESS) | lately).select_related("decision__protocol")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
