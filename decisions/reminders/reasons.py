"""What the history says of an event: the occasion of a promise names the row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from decisions.corrections import corrections_of
from decisions.letters import TEXT_LIMIT
from decisions.models import Assignment, Decision, ExtensionRequest, Reminder, Report

HISTORIES = {model._meta.model_name: model.history.model for model in (Assignment, Decision, Report, ExtensionRequest)}
SILENT = (Reminder.Kind.NEW, Reminder.Kind.STAGE, Reminder.Kind.QUOTA)


def of(reminders: Iterable[Reminder]) -> dict[int, str]:
    """By reminder; empty for those whose occasion is not a history row."""
    wanted: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in reminders:
        model, _, row = one.occasion.partition(":")
        if one.kind not in SILENT and model in HISTORIES and row.isdigit():
            wanted[model][int(row)].append(one.pk)
    found = {}
    for model, rows in wanted.items():
        for row, reason in HISTORIES[model].objects.filter(pk__in=rows).values_list("pk", "history_change_reason"):
            found |= dict.fromkeys(rows[row], reason or "")
    rows = wanted.get("decision", {})
    for correction in corrections_of(_decisions(rows)) if rows else ():
        found |= dict.fromkeys(rows.get(correction.row, ()), correction.told(TEXT_LIMIT))
    return found


def _decisions(rows: Collection[int]) -> QuerySet:
    return Decision.history.filter(pk__in=rows).values("id")
