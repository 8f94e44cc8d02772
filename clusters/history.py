"""Who changed a row and why: simple-history's two attributes, set in one place."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from .models import User


def save(row: Model, *, by: User | None, reason: str = "", fields: Iterable[str] | None = None) -> None:
    """Save the named fields (all of a new row) and write history with the person and the reason.

    The snapshot is taken from memory: lock and re-read the row before changing it.
    """
    row._history_user, row._change_reason = by, reason
    row.save(update_fields=fields)


def delete(row: Model, *, by: User | None, reason: str = "") -> None:
    row._history_user, row._change_reason = by, reason
    row.delete()
