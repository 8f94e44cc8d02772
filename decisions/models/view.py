"""A search of all assignments that somebody wants again tomorrow. A convenience of one user: no history."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.http import QueryDict
from django.urls import reverse


class SavedView(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField("название", max_length=80)
    query = models.CharField("условия", max_length=2000)

    class Meta:
        verbose_name = "сохранённый вид"
        verbose_name_plural = "сохранённые виды"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('decisions:assignments')}?{self.query}"

    @staticmethod
    def conditions_of(asked: QueryDict) -> str:
        """The search itself, without the page that happens to be open and without empty fields."""
        kept = QueryDict(mutable=True)
        for name in sorted(asked):
            values = [value for value in asked.getlist(name) if value]
            if values and name not in ("page", "csrfmiddlewaretoken"):
                kept.setlist(name, values)
        return kept.urlencode()
