"""Seals over history: what a night's rows were, so that a later change of any of them shows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class HistorySeal(models.Model):
    """The rows of one table of history after the seal before it, up to `last_id`; its digest covers that seal too.

    `marks` are eight bytes of each row's own digest, in order: they tell which row was changed. `seen_id` is the
    newest row that was there then: the next seal goes so far.
    """

    table = models.CharField(max_length=63)
    previous = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    last_id = models.BigIntegerField()
    seen_id = models.BigIntegerField()
    columns = models.JSONField()
    digest = models.CharField(max_length=64)
    marks = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        verbose_name = "печать истории"
        verbose_name_plural = "печати истории"
        ordering = ["table", "id"]
        constraints = [models.UniqueConstraint(fields=["table"], condition=Q(previous=None), name="one_first_seal")]

    def __str__(self) -> str:
        return f"{self.table}: до {self.last_id}"
