"""Claim by conditional update, settle by conditional update. The lease runs by the database's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from decisions.models import Letter

from . import office

State = Letter.State
REFUSED = (State.BOUNCED, State.FAILED)
GIVE_UP = dt.timedelta(hours=72)
LONGEST_PAUSE = dt.timedelta(minutes=30)


# The one statement that runs for each letter by itself.
SENT = "UPDATE decisions_letter SET state = 'sent', sent_at = %s, lease_until = NULL, error = ''{} "
SENT += "WHERE id = %s AND attempts = %s"
SENT, SENT_AND_ERASED = SENT.format(""), SENT.format(", secrets = '[]', raw = %s")


def lease() -> dt.timedelta:
    return dt.timedelta(seconds=settings.LETTER_LEASE)


def waiting(now: dt.datetime) -> QuerySet[Letter]:
    """Whose time has come, and what a dead sender held. Only a refused letter has to wait: another computer's
    clock that ran ahead when it queued one holds up none."""
    return Letter.objects.filter(
        Q(state=State.QUEUED) & (Q(next_at__lte=now) | Q(refused_since=None))
        | Q(state=State.SENDING, lease_until__lt=Now()),
        state__in=[State.QUEUED, State.SENDING],  # so that the partial index serves
    ).order_by("next_at", "id")


def claim(now: dt.datetime, limit: int, *, without: Sequence[str] = ()) -> list[Letter]:
    """Ours for the length of a lease; committed before anything is sent. `without`: kinds that must wait."""
    with transaction.atomic():
        rows = waiting(now).exclude(kind__in=without).select_for_update(skip_locked=True)
        ids = list(rows.values_list("pk", flat=True)[:limit])
        ids = ids[: office.allowance(len(ids), now)] if ids else ids
        return take(ids)


def take(ids: list[int]) -> list[Letter]:
    """`attempts` fences: whoever held the letter before finds another number there."""
    if not ids:
        return []
    rows = Letter.objects.filter(pk__in=ids)
    rows.update(state=State.SENDING, lease_until=Now() + lease(), attempts=F("attempts") + 1)
    return list(rows.order_by("next_at", "id"))


def claimed() -> dict[str, Any]:
    """The fields of a letter that is claimed as it is made."""
    return {"state": State.SENDING, "lease_until": Now() + lease(), "attempts": 1}


def mine(letter: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=letter.pk, state=State.SENDING, attempts=letter.attempts)


def sent(letter: Letter, now: dt.datetime, *, keep_secrets: bool) -> None:
    """Settled even when the lease was lost meanwhile: the server has it. Secrets are erased with the same update."""
    erases = bool(letter.secrets) and not keep_secrets
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        nothing = [b""] if erases else []
        cursor.execute(SENT_AND_ERASED if erases else SENT, [moment, *nothing, letter.pk, letter.attempts])


def refused(letter: Letter, error: str, now: dt.datetime, *, permanent: bool) -> None:
    """A permanent refusal is shown to staff at once, a temporary one after three days of trying. What was given up
    keeps its bytes, so that it may go again; with a secret in them they are erased."""
    since = letter.refused_since or now
    given_up = now - since >= GIVE_UP and office.office().closed_since is None  # not for a fault of the server
    state = State.BOUNCED if permanent else State.FAILED if given_up else State.QUEUED
    wait = office.pause(now - since, LONGEST_PAUSE) + dt.timedelta(seconds=letter.pk % 7)  # not all at once again
    erased = {"raw": b"", "secrets": []} if letter.secrets and state != State.QUEUED else {}
    mine(letter).update(
        state=state, error=error, refused_since=Coalesce("refused_since", now), next_at=now + wait, lease_until=None,
        **erased,
    )  # fmt: skip


def failed(letter: Letter, error: str) -> None:
    """It cannot be sent at all, whatever the server says."""
    mine(letter).update(state=State.FAILED, error=error, lease_until=None)


def forgive(letter: Letter, now: dt.datetime) -> None:
    """Staff want a refused letter to go again: back into the queue, and three days begin anew."""
    refused_one = Letter.objects.filter(pk=letter.pk, state__in=REFUSED)
    refused_one.update(state=State.QUEUED, next_at=now, refused_since=None, attempts=0, error="")


def release(letters: list[Letter], error: str = "") -> None:
    """Back into the queue, not counted against them: the cause was not theirs."""
    for letter in letters:
        mine(letter).update(state=State.QUEUED, lease_until=None, error=error)


def drop(letter: Letter, reason: str) -> None:
    """Its key is free again for the letter that takes its place."""
    mine(letter).update(state=State.DROPPED, error=reason, key=None, lease_until=None, raw=b"", secrets=[])
