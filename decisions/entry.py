"""What staff enter around one decision: its points, executors and receivers, as rows with history.

Each function makes the rows equal to what was entered and keeps the rows that already say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from clusters import history
from clusters.models import ExecutorGroup, Organization, Person, User

from .models import Decision, DecisionPoint, Executor, ReportReceiver

Target = ExecutorGroup | Organization | Person


def set_points(decision: Decision, texts: Sequence[str], *, by: User | None) -> None:
    """A point whose text stays keeps its row, and with it the marks of the organizations."""
    free = list(decision.points.all())
    for position, text in enumerate(texts):
        row = next((point for point in free if point.text == text), None)
        if row:
            free.remove(row)
        _place(row or DecisionPoint(decision=decision, text=text), position, by)
    for point in free:
        history.delete(point, by=by)


def set_executors(decision: Decision, parties: Sequence[tuple[Target | None, str]], *, by: User | None) -> None:
    """`parties` are targets with their wordings, the lead first; an unknown wording has no target."""
    free = list(decision.executors.select_related("group", "organization", "person"))
    for position, (target, wording) in enumerate(parties):
        row = next((one for one in free if one.target == target and (target or one.wording == wording)), None)
        if row:
            free.remove(row)
        made = row or Executor(decision=decision, wording=wording[:500], **{field_of(target): target} if target else {})
        _place(made, position, by)
    for executor in free:
        history.delete(executor, by=by)


def set_receivers(decision: Decision, parties: Sequence[tuple[Person | None, str]], *, by: User | None) -> None:
    """Whom the text names as receiver of the report; unknown to the directory, it stays a wording."""
    free = list(decision.receivers.select_related("person"))
    for position, (person, wording) in enumerate(parties):
        row = next((one for one in free if (one.person, one.wording) == (person, wording)), None)
        if row:
            free.remove(row)
        _place(row or ReportReceiver(decision=decision, person=person, wording=wording[:300]), position, by)
    for receiver in free:
        history.delete(receiver, by=by)


def field_of(target: Target) -> str:
    """The one field of `Executor` that holds a target of this kind."""
    return {ExecutorGroup: "group", Organization: "organization", Person: "person"}[type(target)]


def _place(row: DecisionPoint | Executor | ReportReceiver, position: int, by: User | None) -> None:
    if row.pk is None or row.position != position:
        row.position = position
        history.save(row, by=by)
