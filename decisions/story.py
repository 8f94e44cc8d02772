"""The history of one assignment in plain words, newest first: its own changes and those of what hangs on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Model

from clusters.models import User

from .corrections import BEGINS, corrections_of
from .models import Assignment, ExtensionRequest, PlannedDate, PointMark, QuotaEvidence, Report

REASON = "history_change_reason"


DATES = {"due_on", "control_on"}
Told = tuple[dt.datetime, int | None, str]


@dataclass(frozen=True, slots=True)
class Entry:
    at: dt.datetime
    who: str
    what: str


def _rows(model: type[Model], where: str) -> str:
    table = model.history.model._meta.db_table  # type: ignore[attr-defined]
    return f"SELECT history_id, history_date, history_user_id, {REASON} FROM {table} WHERE {where}"  # noqa: S608 - constants


OF_ROW, OF_PLAN = "assignment_id = %s", "decision_id = %s AND organization_id = %s"
# Written out: to compose six querysets takes longer than to run them.
STATEMENT = " UNION ALL ".join(
    [
        _rows(Assignment, "id = %s"),
        _rows(Report, f"{OF_ROW} AND state <> '{Report.State.DRAFT}'"),
        *(_rows(model, OF_ROW) for model in (ExtensionRequest, PointMark, QuotaEvidence)),
        _rows(PlannedDate, OF_PLAN),
    ]
)


def story_of(assignment: Assignment) -> list[Entry]:
    """Rows that one verb changed share its moment, author and words, and are one entry."""
    values = [*[assignment.pk] * 5, assignment.decision_id, assignment.organization_id]
    rows = Assignment.history.model.objects.raw(STATEMENT, values)
    told = {(row.history_date, row.history_user_id, why) for row in rows if (why := row.history_change_reason)}
    told |= _corrections(assignment, told)
    users = User.objects.in_bulk({user for _, user, _ in told if user})
    newest_first = sorted(told, key=lambda key: (key[0], key[2]), reverse=True)  # of one moment always in one order
    return [Entry(at, str(users[user]) if user else "", what) for at, user, what in newest_first]


def _corrections(assignment: Assignment, told: Collection[Told]) -> set[Told]:
    """Of its decision, since it was given out. A date that moved the assignment too is told by the assignment."""
    moments = {at for at, _, _ in told}
    begun = min(moments, default=None)
    return {
        (one.at, one.user, f"Департамент исправил: {one.told().removeprefix(BEGINS)}")
        for one in corrections_of([assignment.decision_id])
        if (begun is None or one.at > begun) and not (one.changed.keys() <= DATES and one.at in moments)
    }
