"""The department corrects a decision in force: its words, its date, its parties. What was reported stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
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
from .assigning import Handling, Party, assign, insert, new_row
from .ending import end
from .extending import drop_request
from .rows import Refused, acting, for_update, given, locked, occasion_of, require, save, signed

State = Assignment.State
DATES = frozenset({"deadline_kind", "due_on", "control_on", "other_due"})


class Outdated(Refused):
    """Somebody saved after the page was opened: both texts are to be shown, nothing is overwritten."""


def in_force(decision: Decision, seen_version: int | None) -> Decision:
    """The row as it is now, locked. Raises `Outdated` when it is not the one that was on the screen."""
    fresh = Decision.objects.select_for_update().select_related(None).get(pk=decision.pk)
    require(fresh.state == Decision.State.IN_FORCE, f"Решение не на контроле: {fresh.get_state_display()}.")
    if seen_version is not None and seen_version != fresh.version:
        raise Outdated("Пока вы правили, решение изменили: другой сотрудник или вы сами в другой вкладке.")
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
    it keeps its own, and a report that waits for its answer keeps the date that it answered for. The other deadlines
    of the decision follow the same way: see `_move_dates`.
    """
    reason = given(reason, "Укажите причину исправления.")
    fresh = in_force(decision, seen_version)
    changed = {name: value for name, value in changes.items() if getattr(fresh, name) != value}
    names = [str(Decision._meta.get_field(name).verbose_name) for name in changed]
    before = list(fresh.other_due)
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
        _move_dates(fresh, before, by=by, now=now, reason=reason)
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


def _move_dates(decision: Decision, before: Sequence[str], *, by: Actor | User, now: dt.datetime, reason: str) -> None:
    """`before` are the other deadlines as they were. One that gave way to another takes its assignments along; one
    that is simply gone ends them, one that is simply new begins them for every party that is still there."""
    main, others = decision.due_on and decision.due_on.isoformat(), decision.other_due
    require(main not in others, "Другой срок совпадает с основным: уберите его из других.")
    for day in others:
        dates.require_likely(dt.date.fromisoformat(day))
    published_on = timezone.localdate(decision.protocol.published_at or now)
    dues = {due.period: due for due in dates.first_dues(decision, published_on, current_rules())}
    parties = _parties(decision)
    known = set(decision.assignments.values_list("period", flat=True))
    gone, new = [day for day in before if day not in others], [day for day in others if day not in before]
    moved = dict(zip(gone, (day for day in new if day not in known), strict=False))
    if "" in dues:
        _follow("", dues[""], decision, by=by, now=now, reason=reason)
    for old, day in moved.items():
        _follow(old, dues[day], decision, by=by, now=now, reason=reason)
    remove_parties(decision.assignments.filter(period__in=gone), by=by, now=now, reason=reason)
    for day in set(new) - set(moved.values()):
        _begin(dues[day], decision, parties, by=by, now=now, reason=reason)


def _parties(decision: Decision) -> list[Party]:
    rows = decision.assignments.exclude(state=State.WITHDRAWN).filter(is_archived=False)
    found = {
        (row.organization_id, row.person_id): Party(row.organization, row.person, row.is_lead, row.source_group)
        for row in rows.select_related("organization", "person", "source_group")
    }
    return list(found.values())


def _follow(period: str, due: Due, decision: Decision, *, by: Actor | User, now: dt.datetime, reason: str) -> None:
    """All of a period take its new name with them, so that the period is not given out twice."""
    for one in decision.assignments.filter(period=period).order_by("pk"):
        with locked(one) as row:
            if row.state == State.IN_PROGRESS and _is_moved(row, due):
                _move(row, due, by=by, now=now, reason=reason)
            elif row.period != due.period:
                row.period = due.period
                save(row, "period", by=by, now=now, why=f"Срок решения исправлен: {reason}")


def _begin(
    due: Due, decision: Decision, parties: Sequence[Party], *, by: Actor | User, now: dt.datetime, reason: str
) -> None:
    """Told with all that was corrected, not apart."""
    rules, before = current_rules(), decision.assignments.filter(period=due.period)
    for row in before.filter(state=State.WITHDRAWN):
        _open_again(row, by=by, now=now, reason=reason)
    rows = [new_row(decision, party, due, Handling.in_force(), now, rules) for party in parties]
    insert(rows, by=by, now=now, why=f"Поставлено на контроль. {reason}")


def _is_moved(row: Assignment, due: Due) -> bool:
    extended = row.due_on != row.original_due_on and row.due_on and due.due_on and row.due_on > due.due_on
    return row.due_on != due.due_on and not extended


def _move(row: Assignment, due: Due, *, by: Actor | User, now: dt.datetime, reason: str) -> None:
    drop_request(row, by=by, now=now, why="Срок изменён департаментом")
    why = f"{dates.told_move(row.due_on, due.due_on, now)}: {reason}"
    row.due_on, row.why_due, row.period = due.due_on, due.why, due.period
    row.original_due_on = row.original_due_on or due.due_on
    row.due_version += 1
    save(row, "due_on", "original_due_on", "why_due", "period", "due_version", by=by, now=now, why=why)


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
    with locked(assignment, with_decision=True) as row:
        require(row.state == State.WITHDRAWN, f"Поручение не прекращено: {row.get_state_display()}.")
        require(row.decision.state == Decision.State.IN_FORCE, "Решение не на контроле.")
        _open_again(row, by=by, now=now, reason=reason)
        reminders.tell(row, Reminder.Kind.NEW, occasion=occasion_of(row), now=now)
        return row


def _open_again(row: Assignment, *, by: Actor | User, now: dt.datetime, reason: str) -> None:
    row.state, row.closed_at, row.close_reason = State.IN_PROGRESS, None, ""
    row.late_at_start = row.late_at_start or row.is_overdue(timezone.localdate(now))
    save(row, "state", "closed_at", "close_reason", "late_at_start", by=by, now=now, why=f"Возобновлено. {reason}")


@transaction.atomic
def remove_parties(rows: Iterable[Assignment], *, by: Actor | User, now: dt.datetime, reason: str) -> int:
    """Those of them still open are withdrawn; what is done stays done."""
    reason = given(reason, "Укажите причину прекращения.")
    named = list(rows)
    list(Decision.objects.select_for_update().filter(pk__in={row.decision_id for row in named}).order_by("pk"))
    still_open = list(for_update().filter(pk__in=[row.pk for row in named], state__in=Assignment.OPEN).order_by("pk"))
    end(still_open, by=by, now=now, reason=reason, why=f"Прекращено: {reason}")
    return len(still_open)
