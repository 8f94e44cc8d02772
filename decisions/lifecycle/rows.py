"""How a verb touches rows: lock, re-read, refuse, save the named fields with who and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from simple_history.utils import bulk_update_with_history

from clusters import history
from clusters.models import User
from decisions.access import Actor
from decisions.models import Assignment, Decision


class Refused(Exception):
    """The verb does not apply now. The message is one Russian sentence for the person who tried."""


def acting(by: Actor | User) -> Actor:
    """A bare user is somebody of the department."""
    return by if isinstance(by, Actor) else Actor.staff(by)


@contextmanager
def locked(assignment: Assignment, *, with_decision: bool = False) -> Iterator[Assignment]:
    """One transaction over the row as it is now, not as the caller remembers it.

    `with_decision`: for a verb that begins an assignment or opens one again, so that the decision does not end
    meanwhile and leave it behind. A decision is always locked before its assignments.
    """
    with transaction.atomic():
        if with_decision:
            Decision.objects.select_for_update().get(pk=assignment.decision_id)
        yield for_update().get(pk=assignment.pk)


def for_update() -> models.QuerySet[Assignment]:
    """Rows locked, with what a verb reads of them. On SQLite, without row locks, the whole transaction is exclusive."""
    return Assignment.objects.select_for_update(of=("self",)).select_related("decision", "organization")


def require(holds: object, message: str) -> None:
    if not holds:
        raise Refused(message)


def given(text: str, message: str) -> str:
    """A reason that is more than spaces."""
    require(text.strip(), message)
    return text.strip()


def save(row: models.Model, *fields: str, by: Actor | User, now: dt.datetime, why: str) -> None:
    """Exactly one history row, dated by the verb: rows changed by one verb share its moment, author and reason."""
    history.save(row, by=acting(by).user, reason=signed(why, by), fields=fields, now=now)


def save_all(rows: Sequence[Any], *fields: str, by: Actor | User, now: dt.datetime, why: str) -> None:
    """As `save`, for rows of one model that change alike: the same history rows, in a few statements."""
    signature = {"default_user": acting(by).user, "default_change_reason": signed(why, by), "default_date": now}
    bulk_update_with_history(rows, type(rows[0]), fields, batch_size=500, **signature)


def create(row: models.Model, *, by: Actor | User, now: dt.datetime, why: str) -> None:
    history.save(row, by=acting(by).user, reason=signed(why, by), now=now)


def delete(row: models.Model, *, by: Actor | User, now: dt.datetime, why: str) -> None:
    history.delete(row, by=acting(by).user, reason=signed(why, by), now=now)


def signed(why: str, by: Actor | User) -> str:
    signature = acting(by).signature
    return f"{why} ({signature})" if signature else why


def occasion_of(row: Any) -> str:
    """The history row that the verb has just written: one event, one promise, however often it is repeated."""
    newest = row.history.order_by("-history_id").values_list("history_id", flat=True)[0]
    return f"{type(row).__name__.lower()}:{newest}"
