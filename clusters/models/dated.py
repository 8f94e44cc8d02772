"""Rows that hold for a time."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet["Any"]):
    """Rows with `since` and `until`, both inclusive; an empty end is open."""

    def on(self, day: dt.date) -> DatedQuerySet:
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


class Dated(models.Model):
    since = models.DateField("с", null=True, blank=True, help_text="Пусто — всегда.")
    until = models.DateField("по", null=True, blank=True, help_text="Включительно. Пусто — бессрочно.")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": "Дата «по» раньше даты «с»."})


def dated_order(name: str) -> models.CheckConstraint:
    """The database's own guard that a period does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
        name=name,
        violation_error_message="Дата «по» раньше даты «с».",
    )
