"""The history of one assignment in plain words, newest first: its own changes and those of what hangs on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clusters.models import User

from .models import Assignment, ExtensionRequest, PlannedDate, PointMark, QuotaEvidence, Report

REASON = "history_change_reason"


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
    first, *others = (rows.order_by().values_list("history_date", "history_user_id", REASON) for rows in sources)
    told = {key for key in first.union(*others) if key[2]}
    users = User.objects.in_bulk({user for _, user, _ in told if user})
    newest_first = sorted(told, key=lambda key: (key[0], key[2]), reverse=True)  # of one moment always in one order
    return [Entry(at, str(users[user]) if user else "", what) for at, user, what in newest_first]
