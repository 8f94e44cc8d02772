"""The department ends it: for one organization, or the whole decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from clusters.models import User
from decisions import reminders
from decisions.access import Actor
from decisions.models import Assignment, Decision, ExtensionRequest, Reminder

from .extending import drop_request
from .rows import Refused, given, locked, occasion_of, require, save, save_all

State = Assignment.State


def withdraw(assignment: Assignment, *, by: Actor | User, now: dt.datetime, reason: str) -> Assignment:
    """The department takes it off this organization."""
    with locked(assignment) as row:
        reason = given(reason, "Укажите причину прекращения.")
        require(row.is_open, f"Поручение уже закрыто: {row.get_state_display()}.")
        end([row], by=by, now=now, reason=reason, why=f"Прекращено: {reason}")
        return row


def end(rows: Sequence[Assignment], *, by: Actor | User, now: dt.datetime, reason: str, why: str) -> None:
    """Rows that the caller has locked: a few statements however many they are. One event, told to each of them."""
    if not rows:
        return
    for row in rows:
        row.state, row.closed_at, row.close_reason = State.WITHDRAWN, now, reason
    asked = ExtensionRequest.objects.filter(assignment__in=rows, state=ExtensionRequest.State.ASKED)
    for request in asked.select_related("assignment"):
        drop_request(request.assignment, by=by, now=now, why=why)
    save_all(rows, "state", "closed_at", "close_reason", by=by, now=now, why=why)
    ended = [row.pk for row in rows]
    reminders.tell_all(ended, Reminder.Kind.WITHDRAWN, occasion=occasion_of(rows[-1]), now=now)


@transaction.atomic
def take_off_control(
    decision: Decision, *, by: Actor | User, now: dt.datetime, reason: str, basis: str = ""
) -> Decision:
    """Ends the decision and what is still open of it. Raises `Refused` while a report waits for its answer."""
    reason = given(reason, "Укажите причину снятия с контроля.")
    fresh = Decision.objects.select_for_update().get(pk=decision.pk)
    require(fresh.state == Decision.State.IN_FORCE, f"Решение не на контроле: {fresh.get_state_display()}.")
    rows = fresh.assignments.select_for_update(of=("self",)).select_related("decision", "organization")
    still_open = list(rows.filter(state__in=Assignment.OPEN, is_archived=False))
    waiting = [str(row.organization) for row in still_open if row.state == State.ON_ACCEPTANCE]
    if waiting:
        raise Refused("Сначала рассмотрите отчёты: " + ", ".join(sorted(waiting)) + ".")
    why = f"Решение снято с контроля: {reason}"
    end(still_open, by=by, now=now, reason=reason, why=why)
    _close(fresh, Decision.State.OFF_CONTROL, reason, basis, by=by, now=now, why=why)
    return fresh


@transaction.atomic
def withdraw_decision(
    decision: Decision, *, by: Actor | User, now: dt.datetime, reason: str, basis: str = ""
) -> Decision:
    """As if it had not been decided: whatever is open of it ends, reports that wait included; what is done stays."""
    reason = given(reason, "Укажите причину отмены.")
    fresh = Decision.objects.select_for_update().get(pk=decision.pk)
    require(fresh.state == Decision.State.IN_FORCE, f"Решение не на контроле: {fresh.get_state_display()}.")
    rows = fresh.assignments.select_for_update(of=("self",)).select_related("decision", "organization")
    why = f"Решение отменено: {reason}"
    end(list(rows.filter(state__in=Assignment.OPEN)), by=by, now=now, reason=reason, why=why)
    _close(fresh, Decision.State.WITHDRAWN, reason, basis, by=by, now=now, why=why)
    return fresh


def _close(
    fresh: Decision, state: str, reason: str, basis: str, *, by: Actor | User, now: dt.datetime, why: str
) -> None:
    fresh.state, fresh.closed_on = state, timezone.localdate(now)
    fresh.closed_reason, fresh.closed_basis = reason, basis.strip()
    fresh.version += 1
    save(fresh, "state", "closed_on", "closed_reason", "closed_basis", "version", by=by, now=now, why=why)
