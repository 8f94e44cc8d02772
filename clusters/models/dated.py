"""Rows that hold for a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with `since` and `until`, both inclusive; an empty end is open."""

    def on(self, day: dt.date) -> DatedQuerySet:
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


class Dated(models.Model):
    since = models.DateField("с", null=True, blank=True, help_text="Пусто — всегда.")
    until = models.DateField("по", null=True, blank=True, help_text="Включительно. Пусто — бессрочно.")

    objects = DatedQuerySet.as_manager()
    together: Collection[int] = ()  # rows of this table that one form saves: it compares them as they will be

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": "Дата «по» раньше даты «с»."})

    def refuse_beside(self, others: Iterable[Any]) -> None:
        """Raises ValidationError on the first of the others beside which this row may not stand."""
        for other in others:
            if said := self.clash(other):
                raise ValidationError(said)

    def clash(self, other: Any) -> dict[str, str]:
        """What forbids this row beside the other, by field; empty if nothing does."""
        return {}

    def overlaps(self, other: Dated) -> bool:
        return all(
            first.since is None or last.until is None or first.since <= last.until
            for first, last in ((self, other), (other, self))
        )


def dated_order(name: str) -> models.CheckConstraint:
    """The database's own guard that a period does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
        name=name,
        violation_error_message="Дата «по» раньше даты «с».",
    )
