"""The history of one assignment in plain words, newest first: its own changes and those of what hangs on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clusters.models import User

from .models import Assignment, ExtensionRequest, PlannedDate, PointMark, QuotaEvidence, Report


@dataclass(frozen=True, slots=True)
class Entry:
    at: dt.datetime
    who: str
    what: str


def story_of(assignment: Assignment) -> list[Entry]:
    """Rows that one verb changed share its moment, author and words, and are one entry."""
    of_row = {"assignment_id": assignment.pk}
    of_plan = {"decision_id": assignment.decision_id, "organization_id": assignment.organization_id}
    sources = [
        Assignment.history.filter(id=assignment.pk),
        Report.history.filter(**of_row).exclude(state=Report.State.DRAFT),
        *(model.history.filter(**of_row) for model in (ExtensionRequest, PointMark, QuotaEvidence)),
        PlannedDate.history.filter(**of_plan),
    ]
    found: dict[tuple[dt.datetime, int | None, str], User | None] = {}
    for rows in sources:
        for row in rows.select_related("history_user__person").order_by("-history_date", "-history_id"):
            if row.history_change_reason:
                found.setdefault((row.history_date, row.history_user_id, row.history_change_reason), row.history_user)
    entries = [Entry(at, str(user) if user else "", what) for (at, _, what), user in found.items()]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)
