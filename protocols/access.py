"""Whose protocols a user reads."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from clusters.models import User
from decisions import access

from .models import Protocol

PUBLISHED = (Protocol.State.IN_FORCE, Protocol.State.OFF_CONTROL)


def visible_to(user: User, today: dt.date) -> QuerySet[Protocol]:
    """Staff all; leadership all but drafts; a college those in force that give it an assignment."""
    if user.is_active and user.is_staff:
        return Protocol.objects.all()
    if user.sees_everything:
        return Protocol.objects.exclude(state=Protocol.State.DRAFT)
    decisions = access.visible_to(user, today).values("decision__protocol")
    return Protocol.objects.filter(state__in=PUBLISHED, pk__in=decisions)
