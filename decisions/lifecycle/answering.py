"""What the department answers to a report: accepted, or returned for rework."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from clusters.models import User
from decisions import reminders
from decisions.access import Actor
from decisions.models import Assignment, Reminder, Report
from decisions.rules import current_rules

from . import dates
from .reporting import finish, newest_sent, reopen
from .rows import acting, given, locked, occasion_of, require, save

State = Assignment.State
UNREAD = "Пока вы читали, прислан другой отчёт: прочтите его."


def accept(
    assignment: Assignment, *, by: Actor | User, now: dt.datetime, answer: str = "", seen: int | None = None
) -> Assignment:
    """`seen` is the id of the report that was read: one sent meanwhile is not accepted unread."""
    with locked(assignment) as row:
        require(row.state == State.ON_ACCEPTANCE, f"Принимать нечего: поручение {row.get_state_display()}.")
        why = f"Отчёт принят. {answer}".rstrip(" .")
        sent = Report.objects.get(pk=newest_sent(row))
        require(seen in (None, sent.pk), UNREAD)
        _answer(sent, Report.State.ACCEPTED, answer, by=by, now=now, why=why)
        finish(row, by=acting(by), now=now, why=why)
        reminders.tell(row, Reminder.Kind.ACCEPTED, occasion=occasion_of(row), now=now)
        return row


def return_for_rework(
    assignment: Assignment,
    *,
    by: Actor | User,
    now: dt.datetime,
    reason: str,
    new_due_on: dt.date | None = None,
    seen: int | None = None,
) -> Assignment:
    """A report that waits, or one that was final; also the last one of «постоянно», whose next date is set already."""
    with locked(assignment) as row:
        reason = given(reason, "Напишите, что нужно доработать.")
        answerable = Report.objects.filter(is_final=True, state__in=(Report.State.SENT, Report.State.ACCEPTED))
        sent = answerable.filter(pk=newest_sent(row)).first()
        require(sent and row.state != State.WITHDRAWN, f"Возвращать нечего: поручение {row.get_state_display()}.")
        require(seen in (None, sent.pk), UNREAD)
        due_on = new_due_on and _new_due(new_due_on, reason, timezone.localdate(now))
        why = f"Возвращено на доработку: {reason}"
        _answer(sent, Report.State.RETURNED, reason, by=by, now=now, why=why)
        reopen(row, sent, due_on=due_on, by=acting(by), now=now, why=why)
        reminders.tell(row, Reminder.Kind.RETURNED, occasion=occasion_of(row), now=now)
        return row


def _new_due(day: dt.date, reason: str, today: dt.date) -> tuple[dt.date, str]:
    require(day >= today, "Новый срок уже прошёл.")
    return dates.chosen(day, reason, current_rules(), today=today)


def _answer(sent: Report, state: str, answer: str, *, by: Actor | User, now: dt.datetime, why: str) -> None:
    sent.state, sent.answer, sent.answered_at, sent.answered_by = state, answer.strip(), now, acting(by).user
    save(sent, "state", "answer", "answered_at", "answered_by", by=by, now=now, why=why)
