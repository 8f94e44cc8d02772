"""Rows that a verb locks while others point to them."""

from __future__ import annotations

from typing import Any

from django.db import models


class LockingQuerySet(models.QuerySet[Any]):
    """For every model whose rows are locked and to which foreign keys point; a test holds that none is forgotten."""

    def select_for_update(self, *, no_key: bool = True, **how: Any) -> LockingQuerySet:
        """FOR NO KEY UPDATE: verbs still wait for each other, but whoever only writes a row that points here does not.

        With PostgreSQL's plain FOR UPDATE staff who hold a decision and want its assignment, and a head who holds
        the assignment and writes a promise that points to the decision, wait for each other for ever. The key of a
        row never changes here, so it need not be guarded.
        """
        return super().select_for_update(no_key=no_key, **how)
