"""What is searched: one row a protocol, decision, report and file, with the stems of its words."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Lookup

from .assignment import Assignment, Report, ReportFile
from .decision import Decision


class StemsField(models.TextField):
    """Words between single spaces, one before the first and one after the last: « план утверд »."""


@StemsField.register_lookup
class AnyOf(Lookup):
    """Holds one of the words. PostgreSQL asks the GIN index of the words as an array; SQLite reads the texts."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        each = " OR ".join(f"instr({left}, %s) > 0" for _ in self.rhs)
        return f"({each})", [value for word in self.rhs for value in (*params, f" {word} ")]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, params = self.process_lhs(compiler, connection)
        return f"string_to_array({left}, ' ') && %s::text[]", [*params, list(self.rhs)]


class SearchEntry(models.Model):
    """Derived from what it points at; rebuilt at any time by `rebuild_search`. No history."""

    class Kind(models.IntegerChoices):
        PROTOCOL = 1, "протокол"
        DECISION = 2, "решение"
        REPORT = 3, "отчёт"
        FILE = 4, "файл"

    kind = models.PositiveSmallIntegerField(choices=Kind)
    object_id = models.BigIntegerField()
    protocol = models.ForeignKey("protocols.Protocol", models.CASCADE, related_name="+")
    decision = models.ForeignKey(Decision, models.CASCADE, null=True, related_name="+")
    assignment = models.ForeignKey(Assignment, models.CASCADE, null=True, related_name="+")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="+")
    file = models.ForeignKey(ReportFile, models.CASCADE, null=True, related_name="+")
    on = models.DateField()
    stems = StemsField()

    class Meta:
        verbose_name = "запись поиска"
        verbose_name_plural = "записи поиска"
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once")]
        indexes = [models.Index(fields=["-on", "kind", "-id"], name="search_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.object_id}"
