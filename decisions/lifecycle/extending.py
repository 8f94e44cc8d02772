"""A later date: asked for and answered, or set by staff. The original date is kept beside it."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from clusters.models import User
from decisions import reminders
from decisions.access import Actor
from decisions.deadlines import DeadlineRules
from decisions.models import Assignment, ExtensionRequest, Reminder, ReminderPolicy
from decisions.rules import current_rules
from decisions.workdays import Calendar

from . import dates
from .rows import create, given, locked, occasion_of, require, save

State = ExtensionRequest.State
STAYS = "{day:%d.%m.%Y} — нерабочий день, с переносом срок не продлится: выберите рабочий день."


def ask_extension(
    assignment: Assignment, new_due_on: dt.date, reason: str, *, by: Actor, now: dt.datetime
) -> ExtensionRequest:
    """At most `extension_max_days` after the deadline, or after today when that is past."""
    today = timezone.localdate(now)
    with locked(assignment) as row:
        reason = given(reason, "Напишите, почему нужно больше времени.")
        require(row.state == Assignment.State.IN_PROGRESS, f"Продлить нельзя: поручение {row.get_state_display()}.")
        require(row.due_on, "У поручения нет срока, продлевать нечего.")
        require(not row.extensions.filter(state=State.ASKED).exists(), "Просьба о продлении уже рассматривается.")
        _require_possible(row.due_on, new_due_on, today, current_rules())
        request = ExtensionRequest(
            assignment=row,
            asked_by=by.person,
            asked_at=now,
            old_due_on=row.due_on,
            new_due_on=new_due_on,
            reason=reason,
        )
        create(request, by=by, now=now, why=f"Просьба продлить до {new_due_on:%d.%m.%Y}: {reason}")
        reminders.tell(row, Reminder.Kind.EXTENSION_ASKED, occasion=occasion_of(request), now=now)
        return request


def latest_extension(due_on: dt.date, today: dt.date, calendar: Calendar) -> dt.date:
    """A working day, so that it may be asked for as it is shown."""
    base = max(due_on, today)
    latest = base + dt.timedelta(days=ReminderPolicy.current().extension_max_days)
    return max(calendar.roll(latest, "back"), calendar.first_workday_after(base))


def _require_possible(due_on: dt.date, new_due_on: dt.date, today: dt.date, rules: DeadlineRules) -> None:
    latest = latest_extension(due_on, today, rules.calendar)
    require(new_due_on >= today, "Новый срок уже прошёл.")
    require(new_due_on > due_on, f"Новый срок должен быть позже текущего, {due_on:%d.%m.%Y}.")
    require(new_due_on <= latest, f"Продлить можно не далее чем до {latest:%d.%m.%Y}.")
    rolled = rules.calendar.roll(new_due_on, rules.roll)
    require(rolled > due_on, STAYS.format(day=new_due_on))


def grant_extension(
    request: ExtensionRequest, *, by: Actor | User, now: dt.datetime, due_on: dt.date | None = None, answer: str = ""
) -> Assignment:
    """To the date asked for, or another that staff choose."""
    with locked(request.assignment) as row:
        fresh = _asked(request)
        day = due_on or fresh.new_due_on
        require(row.due_on is None or day > row.due_on, "Новый срок должен быть позже текущего.")
        moved, why_due = dates.extended(day, row, current_rules(), today=timezone.localdate(now))
        require(row.due_on is None or moved > row.due_on, STAYS.format(day=day))
        row.due_on, row.why_due = moved, why_due
        fresh.granted_due_on = row.due_on
        why = f"Срок продлён до {row.due_on:%d.%m.%Y}. {answer}".rstrip(" .")
        _answer(fresh, State.GRANTED, answer, by=by, now=now, why=why)
        row.due_version += 1
        save(row, "due_on", "why_due", "due_version", by=by, now=now, why=why)
        reminders.tell(row, Reminder.Kind.EXTENDED, occasion=occasion_of(row), now=now)
        return row


def refuse_extension(request: ExtensionRequest, *, by: Actor | User, now: dt.datetime, reason: str) -> ExtensionRequest:
    with locked(request.assignment) as row:
        reason = given(reason, "Напишите, почему в продлении отказано.")
        fresh = _asked(request)
        _answer(fresh, State.REFUSED, reason, by=by, now=now, why=f"В продлении отказано: {reason}")
        reminders.tell(row, Reminder.Kind.NOT_EXTENDED, occasion=occasion_of(fresh), now=now)
        return fresh


def cancel_extension(request: ExtensionRequest, *, by: Actor, now: dt.datetime) -> ExtensionRequest:
    """By those who asked."""
    with locked(request.assignment):
        fresh = _asked(request)
        fresh.state = State.CANCELLED
        save(fresh, "state", by=by, now=now, why="Просьба о продлении отозвана")
        return fresh


def _asked(request: ExtensionRequest) -> ExtensionRequest:
    fresh = ExtensionRequest.objects.get(pk=request.pk)
    require(fresh.state == State.ASKED, f"Просьба о продлении уже рассмотрена: {fresh.get_state_display()}.")
    return fresh


def _answer(
    request: ExtensionRequest, state: str, answer: str, *, by: Actor | User, now: dt.datetime, why: str
) -> None:
    request.state, request.answer, request.answered_at = state, answer.strip(), now
    request.answered_by = by.user if isinstance(by, Actor) else by
    save(request, "state", "answer", "answered_at", "answered_by", "granted_due_on", by=by, now=now, why=why)


def drop_request(row: Assignment, *, by: Actor | User, now: dt.datetime, why: str) -> None:
    """A request that nobody need answer any more, inside another verb."""
    for request in row.extensions.filter(state=State.ASKED):
        request.state = State.CANCELLED
        save(request, "state", by=by, now=now, why=why)


def correct_due(
    assignment: Assignment, due_on: dt.date, reason: str, *, by: Actor | User, now: dt.datetime
) -> Assignment:
    """Staff move a date, earlier or later, and say why."""
    with locked(assignment) as row:
        reason = given(reason, "Укажите причину изменения срока.")
        require(row.state == Assignment.State.IN_PROGRESS, f"Срок не изменить: поручение {row.get_state_display()}.")
        moved, why_due = dates.chosen(due_on, reason, current_rules(), today=timezone.localdate(now))
        require(moved != row.due_on, "Срок уже такой.")
        drop_request(row, by=by, now=now, why="Срок изменён департаментом")
        why = f"{dates.told_move(row.due_on, moved, now)}: {reason}"
        row.due_on, row.why_due = moved, why_due
        row.original_due_on = row.original_due_on or moved
        row.due_version += 1
        save(row, "due_on", "original_due_on", "why_due", "due_version", by=by, now=now, why=why)
        reminders.tell(row, Reminder.Kind.CORRECTED, occasion=occasion_of(row), now=now)
        return row
