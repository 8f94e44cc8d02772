"""What happened to many assignments, newest first: rows that one deed changed are one event, however many they were."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Max, Min, QuerySet

from decisions.corrections import corrections_of
from decisions.models import Assignment, Decision, ExtensionRequest, Report

KINDS = {"+": "Решение внесено", "~": "Решение исправлено", "-": "Решение удалено"}


@dataclass(frozen=True, slots=True)
class Event:
    """`decision` and `organization` are ids when it concerned just one; `count` is of assignments."""

    at: dt.datetime
    user: int | None
    what: str
    decision: int | None = None
    organization: int | None = None
    count: int = 0
    decisions: int = 0


def events_of(decisions: Collection[int], newest: int) -> list[Event]:
    """The newest so many; five queries."""
    drafts = Report.history.filter(state=Report.State.DRAFT).values("history_id")
    rows = [
        _grouped(Assignment.history.filter(decision__in=decisions), "decision", "organization", newest),
        _grouped(_of_assignments(Report, decisions).exclude(history_id__in=drafts), *THROUGH, newest),
        _grouped(_of_assignments(ExtensionRequest, decisions), *THROUGH, newest),
    ]
    found: dict[tuple[dt.datetime, int | None, str], Event] = {}
    for event in [*(one for several in rows for one in several), *_of_decisions(decisions, newest)]:
        # a verb signs the report and the assignment alike: one deed
        found.setdefault((event.at, event.user, event.what), event)
    return sorted(found.values(), key=lambda event: event.at, reverse=True)[:newest]


THROUGH = ("assignment__decision", "assignment__organization")


def _of_assignments(model: type[Report] | type[ExtensionRequest], decisions: Collection[int]) -> QuerySet:
    return model.history.filter(assignment__decision__in=decisions)


def _grouped(rows: QuerySet, decision: str, organization: str, newest: int) -> list[Event]:
    told = rows.exclude(history_change_reason=None).exclude(history_change_reason="")
    groups = told.values("history_date", "history_user", "history_change_reason").annotate(
        first_decision=Min(decision), last_decision=Max(decision),
        first_organization=Min(organization), last_organization=Max(organization), number=Count("pk"),
    )  # fmt: skip
    return [
        Event(
            group["history_date"],
            group["history_user"],
            group["history_change_reason"],
            _only(group["first_decision"], group["last_decision"]),
            _only(group["first_organization"], group["last_organization"]),
            group["number"],
        )
        for group in groups.order_by("-history_date")[:newest]
    ]


def _only(first: int, last: int) -> int | None:
    return first if first == last else None


def _of_decisions(decisions: Collection[int], newest: int) -> list[Event]:
    """A deed over all decisions of a protocol is one event too."""
    rows = Decision.history.filter(id__in=decisions).order_by("-history_date", "-history_id")[:newest]
    corrected = {one.row: one.told() for one in corrections_of(decisions)}
    found: dict[tuple[dt.datetime, int | None, str], set[int]] = defaultdict(set)
    for row in rows:
        what = corrected.get(row.history_id) or row.history_change_reason or KINDS[row.history_type]
        found[row.history_date, row.history_user_id, what].add(row.id)
    return [
        Event(at, user, what, min(several) if len(several) == 1 else None, decisions=len(several))
        for (at, user, what), several in found.items()
    ]
