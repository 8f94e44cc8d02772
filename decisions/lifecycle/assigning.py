"""Who gets a decision, and each period of it: assignments begin here and are moved from party to party here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from clusters.models import ExecutorGroup, Organization, Person, User
from decisions import reminders
from decisions.access import Actor
from decisions.deadlines import DeadlineRules, Due
from decisions.models import Assignment, Decision, Reminder
from decisions.rules import current_rules

from . import dates
from .ending import end
from .rows import Refused, acting, given, locked, occasion_of, require, save, signed


@dataclass(frozen=True, slots=True)
class Party:
    """An executor: an organization, or a person who acts for it; `source_group` is where it came from."""

    organization: Organization
    person: Person | None = None
    is_lead: bool = True
    source_group: ExecutorGroup | None = None

    @property
    def key(self) -> tuple[int, int | None]:
        """Two people of one organization are two parties."""
        return self.organization.pk, self.person.pk if self.person else None


@dataclass(frozen=True, slots=True)
class Handling:
    """What staff chose for a deadline that is already past when the decision comes into force."""

    mode: Literal["in_force", "new_date", "done", "archive"] = "in_force"
    day: dt.date | None = None
    reason: str = ""

    @classmethod
    def in_force(cls) -> Handling:
        """On control as it is: late from the start, and nobody is blamed for it."""
        return cls()

    @classmethod
    def new_date(cls, due_on: dt.date, reason: str) -> Handling:
        return cls("new_date", due_on, reason)

    @classmethod
    def done(cls, executed_on: dt.date, reason: str) -> Handling:
        return cls("done", executed_on, reason)

    @classmethod
    def archive(cls) -> Handling:
        """Kept, but without letters and in no statistic; past or not."""
        return cls("archive")


@transaction.atomic
def assign(
    decision: Decision,
    parties: Sequence[Party],
    *,
    by: Actor | User,
    now: dt.datetime,
    handling: Handling = Handling(),
    why: str = "Поставлено на контроль",
) -> list[Assignment]:
    """One assignment for each party and each deadline; a party that already has it gets no second one.

    Raises `Refused` when a new date or a reason that `handling` needs is missing.
    """
    today = timezone.localdate(now)
    rules = current_rules()
    try:
        dues = dates.first_dues(decision, today, rules)
    except ValueError as error:
        raise Refused(f"{decision}: правило повторения не понято — «{decision.recurrence}».") from error
    rows = [new_row(decision, party, due, handling, now, rules) for party in parties for due in dues]
    made = insert(rows, by=by, now=now, why=why)
    announce(made, now)
    return made


def new_row(
    decision: Decision, party: Party, due: Due, handling: Handling, now: dt.datetime, rules: DeadlineRules
) -> Assignment:
    today = timezone.localdate(now)
    row = Assignment(
        decision=decision,
        organization=party.organization,
        person=party.person,
        is_lead=party.is_lead,
        source_group=party.source_group,
        period=due.period,
        due_on=due.due_on,
        original_due_on=due.due_on,
        why_due=due.why,
        created_on=today,
    )
    if handling.mode == "archive":
        row.is_archived = True
    elif due.due_on is not None and due.due_on < today:
        _handle_past(row, handling, now, rules)
    return row


def _handle_past(row: Assignment, handling: Handling, now: dt.datetime, rules: DeadlineRules) -> None:
    row.late_at_start = handling.mode != "new_date"
    if handling.mode == "in_force":
        return
    reason = given(handling.reason, "Укажите причину.")
    require(handling.day, "Укажите дату.")
    if handling.mode == "new_date":
        require(handling.day > timezone.localdate(now) - dt.timedelta(days=1), "Новый срок уже прошёл.")
        row.due_on, row.why_due = dates.chosen(handling.day, reason, rules, today=timezone.localdate(now))
        row.due_version = 1
    else:
        require(handling.day <= timezone.localdate(now), "Дата исполнения ещё не наступила.")
        row.state, row.executed_on = Assignment.State.DONE, handling.day
        row.closed_at, row.close_reason = now, reason


def insert(rows: Sequence[Assignment], *, by: Actor | User, now: dt.datetime, why: str) -> list[Assignment]:
    """Those of the rows that are not there yet; the caller holds the decision or has just put it in force."""
    decisions = {row.decision_id for row in rows}
    there = set(Assignment.objects.filter(decision__in=decisions).values_list(*IDENTITY))
    fresh = {_identity(row): row for row in rows if _identity(row) not in there}
    made: list[Assignment] = bulk_create_with_history(
        list(fresh.values()),
        Assignment,
        default_user=acting(by).user,
        default_change_reason=signed(why, by),
        default_date=now,
    )
    return made


IDENTITY = ("decision_id", "organization_id", "person_id", "period")


def _identity(row: Assignment) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in IDENTITY)


def announce(made: Sequence[Assignment], now: dt.datetime) -> None:
    told = [row.pk for row in made if row.is_open and not row.is_archived]
    reminders.tell_all(told, Reminder.Kind.NEW, occasion="assigned", now=now)


def reassign(
    assignment: Assignment,
    *,
    by: Actor | User,
    now: dt.datetime,
    organization: Organization,
    person: Person | None = None,
    reason: str,
) -> Assignment:
    """To another organization or person. What the first reported stays theirs: the other gets a row of its own."""
    reason = given(reason, "Укажите причину переадресации.")
    with locked(assignment, with_decision=True) as row:
        require(row.is_open, f"Поручение уже закрыто: {row.get_state_display()}.")
        require(row.state == Assignment.State.IN_PROGRESS, "По поручению отправлен отчёт: сначала верните его.")
        require(
            (row.organization_id, row.person_id) != (organization.pk, person and person.pk),
            "Поручение уже у этого исполнителя.",
        )
        taken = Assignment.objects.filter(
            decision=row.decision_id, organization=organization, person=person, period=row.period
        )
        require(not taken.exists(), f"{organization}: это поручение у организации уже есть.")
        to = f"{organization}, {person}" if person else str(organization)
        end([row], by=by, now=now, reason=reason, why=f"Переадресовано: {to}. {reason}")
        return _begin_there(
            row, organization, person, by=by, now=now, why=f"Переадресовано от {row.organization}. {reason}"
        )


def _begin_there(
    row: Assignment, organization: Organization, person: Person | None, *, by: Actor | User, now: dt.datetime, why: str
) -> Assignment:
    moved = Assignment(
        decision=row.decision,
        organization=organization,
        person=person,
        is_lead=row.is_lead,
        period=row.period,
        due_on=row.due_on,
        original_due_on=row.original_due_on,
        why_due=row.why_due,
        created_on=timezone.localdate(now),
        late_at_start=row.is_overdue(timezone.localdate(now)),
    )
    (made,) = insert([moved], by=by, now=now, why=why)
    announce([made], now)
    return made


def hand_to(assignment: Assignment, colleague: Person | None, *, by: Actor | User, now: dt.datetime) -> Assignment:
    """To a colleague of the organization, or back to the head (None). The duty stays with the organization."""
    today = timezone.localdate(now)
    with locked(assignment) as row:
        require(row.is_open, f"Поручение уже закрыто: {row.get_state_display()}.")
        require(row.handed_to_id != (colleague and colleague.pk), "Поручение уже у этого человека.")
        if colleague:
            posts = colleague.appointments.on(today).filter(organization=row.organization_id)
            require(colleague.is_active and posts.exists(), f"{colleague} не работает в этой организации.")
        row.handed_to = colleague
        why = f"Передано внутри организации: {colleague}" if colleague else "Возвращено руководителю"
        save(row, "handed_to", by=by, now=now, why=why)
        if colleague:
            reminders.tell(row, Reminder.Kind.NEW, occasion=occasion_of(row), now=now, people=[colleague])
        return row
