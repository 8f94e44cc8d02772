"""How posts change hands: a new head ends the old one's term, a post given up ends at once."""

from __future__ import annotations

import datetime as dt

from . import history
from .models import Appointment, User

DAY = dt.timedelta(days=1)


def end_earlier_terms(new: Appointment, *, by: User | None) -> list[Appointment]:
    """Close the terms of other heads that run into the new one's: their last day is the day before it."""
    if new.post != Appointment.Post.HEAD or new.since is None:
        return []
    others = Appointment.objects.on(new.since).filter(organization=new.organization_id, post=Appointment.Post.HEAD)
    ended = [other for other in others.exclude(pk=new.pk) if other.since is None or other.since < new.since]
    for other in ended:
        other.until = new.since - DAY
        history.save(other, by=by, reason=f"Назначен новый руководитель: {new.person}", fields=["until"])
    return ended


def give_up(post: Appointment, *, today: dt.date, by: User | None, reason: str = "") -> None:
    """The post is held no more from today on; one that began today or later leaves no trace but history."""
    if post.since is not None and post.since >= today:
        history.delete(post, by=by, reason=reason)
        return
    post.until = today - DAY
    history.save(post, by=by, reason=reason, fields=["until"])
