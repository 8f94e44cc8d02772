"""Who changed a row and why: simple-history's two attributes, set in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Model

from .models import User


def save(
    row: Model,
    *,
    by: User | None,
    reason: str = "",
    fields: Iterable[str] | None = None,
    now: dt.datetime | None = None,
) -> None:
    """Save the named fields (all of a new row) and write history with the person, the reason and, if given, the moment.

    The snapshot is taken from memory: lock and re-read the row before changing it.
    """
    _sign(row, by, reason, now)
    row.save(update_fields=fields)


def delete(row: Model, *, by: User | None, reason: str = "", now: dt.datetime | None = None) -> None:
    _sign(row, by, reason, now)
    row.delete()


def _sign(row: Model, by: User | None, reason: str, now: dt.datetime | None) -> None:
    row._history_user, row._change_reason = by, reason
    if now:
        row._history_date = now
