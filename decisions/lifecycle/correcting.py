"""The department corrects a decision in force: its words, its date, its parties. What was reported stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusters import history
from clusters.models import User
from decisions import reminders
from decisions.access import Actor
from decisions.deadlines import Due
from decisions.models import Assignment, Decision, DecisionPoint, Reminder
from decisions.rules import current_rules

from . import dates
from .assigning import Party, assign
from .ending import withdraw
from .extending import drop_request
from .rows import Refused, acting, given, locked, occasion_of, require, save, signed

State = Assignment.State
DATES = frozenset({"deadline_kind", "due_on", "control_on"})


class Outdated(Refused):
    """Somebody saved after the page was opened: both texts are to be shown, nothing is overwritten."""


def in_force(decision: Decision, seen_version: int | None) -> Decision:
    """The row as it is now, locked. Raises `Outdated` when it is not the one that was on the screen."""
    fresh = Decision.objects.select_for_update().select_related(None).get(pk=decision.pk)
    require(fresh.state == Decision.State.IN_FORCE, f"Решение не на контроле: {fresh.get_state_display()}.")
    if seen_version is not None and seen_version != fresh.version:
        raise Outdated("Пока вы правили, решение изменил другой сотрудник.")
    return fresh


@transaction.atomic
def correct(
    decision: Decision,
    changes: Mapping[str, Any],
    *,
    by: Actor | User,
    now: dt.datetime,
    reason: str,
    points: Sequence[str] | None = None,
    others: Sequence[str] = (),
    seen_version: int | None = None,
) -> Decision:
    """`changes` are fields of the decision, `others` the names of what the caller changes around it («ответственные»).

    Every open assignment of it is told once. A new date moves those in progress; one that has been extended beyond
    it keeps its own, and a report that waits for its answer keeps the date that it answered for.
    """
    reason = given(reason, "Укажите причину исправления.")
    fresh = in_force(decision, seen_version)
    changed = {name: value for name, value in changes.items() if getattr(fresh, name) != value}
    names = [str(Decision._meta.get_field(name).verbose_name) for name in changed]
    names += (["пункты"] if points is not None else []) + list(others)
    require(names, "Ничего не изменено.")
    why = f"Исправлено: {', '.join(names)}. {reason}"
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.version += 1
    save(fresh, *changed, "version", by=by, now=now, why=why)
    if points is not None:
        reword_points(fresh, points, by=by, now=now, why=why)
    if DATES & changed.keys():
        _move_dates(fresh, by=by, now=now, reason=reason)
    still_open = fresh.assignments.filter(state__in=Assignment.OPEN).values_list("pk", flat=True)
    reminders.tell_all(still_open, Reminder.Kind.CORRECTED, occasion=occasion_of(fresh), now=now)
    return fresh


def reword_points(decision: Decision, texts: Sequence[str], *, by: Actor | User, now: dt.datetime, why: str) -> None:
    """A point that is only reworded keeps its row and the ticks on it. Raises `Refused` for one ticked and left out."""
    free = list(decision.points.all())
    rows: list[DecisionPoint | None] = [_take(free, text) for text in texts]
    for position, text in enumerate(texts):
        row = rows[position] or (free.pop(0) if free else DecisionPoint(decision=decision))
        if row.pk is None or (row.text, row.position) != (text, position):
            row.text, row.position = text, position
            history.save(row, by=acting(by).user, reason=signed(why, by), now=now)
    for row in free:
        require(not row.marks.exists(), f"Пункт уже отмечен исполнителями, его нельзя убрать: «{row}».")
        history.delete(row, by=acting(by).user, reason=signed(why, by), now=now)


def _take(free: list[DecisionPoint], text: str) -> DecisionPoint | None:
    found = next((point for point in free if point.text == text), None)
    if found:
        free.remove(found)
    return found


def _move_dates(decision: Decision, *, by: Actor | User, now: dt.datetime, reason: str) -> None:
    published_on = timezone.localdate(decision.protocol.published_at or now)
    due = next((one for one in dates.first_dues(decision, published_on, current_rules()) if one.period == ""), None)
    if due is None:
        return
    rows = decision.assignments.filter(state=State.IN_PROGRESS, period="").order_by("pk")
    for one in rows:
        with locked(one) as row:
            if row.state == State.IN_PROGRESS and _is_moved(row, due):
                _move(row, due, by=by, now=now, reason=reason)


def _is_moved(row: Assignment, due: Due) -> bool:
    extended = row.due_on != row.original_due_on and row.due_on and due.due_on and row.due_on > due.due_on
    return row.due_on != due.due_on and not extended


def _move(row: Assignment, due: Due, *, by: Actor | User, now: dt.datetime, reason: str) -> None:
    drop_request(row, by=by, now=now, why="Срок изменён департаментом")
    why = f"{dates.told_move(row.due_on, due.due_on, now)}: {reason}"
    row.due_on, row.why_due = due.due_on, due.why
    row.original_due_on = row.original_due_on or due.due_on
    row.due_version += 1
    save(row, "due_on", "original_due_on", "why_due", "due_version", by=by, now=now, why=why)


@transaction.atomic
def add_parties(
    decision: Decision, parties: Sequence[Party], *, by: Actor | User, now: dt.datetime, reason: str
) -> list[Assignment]:
    """A party whose assignment was withdrawn gets the same one again, with all that it reported before."""
    reason = given(reason, "Укажите причину.")
    fresh = in_force(decision, None)
    withdrawn: dict[tuple[int, int | None], Assignment] = {}
    for row in fresh.assignments.filter(state=State.WITHDRAWN).order_by("original_due_on", "pk"):
        withdrawn[row.organization_id, row.person_id] = row
    back = [row for party in parties if (row := withdrawn.get(party.key))]
    new = [party for party in parties if party.key not in withdrawn]
    made = assign(fresh, new, by=by, now=now, why=f"Поставлено на контроль. {reason}")
    return [*(resume(row, by=by, now=now, reason=reason) for row in back), *made]


def resume(assignment: Assignment, *, by: Actor | User, now: dt.datetime, reason: str) -> Assignment:
    """Withdrawn by mistake, or needed again: the same row goes on, with its date and its reports."""
    reason = given(reason, "Укажите причину.")
    with locked(assignment) as row:
        require(row.state == State.WITHDRAWN, f"Поручение не прекращено: {row.get_state_display()}.")
        require(row.decision.state == Decision.State.IN_FORCE, "Решение не на контроле.")
        row.state, row.closed_at, row.close_reason = State.IN_PROGRESS, None, ""
        row.late_at_start = row.late_at_start or row.is_overdue(timezone.localdate(now))
        save(row, "state", "closed_at", "close_reason", "late_at_start", by=by, now=now, why=f"Возобновлено. {reason}")
        reminders.tell(row, Reminder.Kind.NEW, occasion=occasion_of(row), now=now)
        return row


@transaction.atomic
def remove_parties(rows: Sequence[Assignment], *, by: Actor | User, now: dt.datetime, reason: str) -> int:
    """Those of them still open are withdrawn; what is done stays done."""
    still_open = [row for row in rows if row.is_open]
    for row in still_open:
        withdraw(row, by=by, now=now, reason=reason)
    return len(still_open)
