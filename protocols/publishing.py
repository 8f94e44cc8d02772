"""Draft → in force: executors expanded, assignments made, letters promised, in one transaction; and off control again.

`plan` shows who will get what, so that staff can confirm it by name; `publish` does exactly what was shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from clusters import history
from clusters.directory import acting_heads, expand, posts_of
from clusters.models import Appointment, Organization, Person, User
from decisions import lifecycle
from decisions.deadlines import DeadlineRules, Due
from decisions.lifecycle import Handling, Party, Refused, dates
from decisions.models import Assignment, Decision, Executor
from decisions.rules import current_rules

from . import continuity, search
from .models import Protocol

ARCHIVE_AFTER = dt.timedelta(days=30)  # every dated deadline passed longer ago: «в архив» is proposed
DATED = (Decision.Kind.DATE, Decision.Kind.PERIOD, Decision.Kind.RELATIVE)


@dataclass(slots=True)
class Step:
    """One decision of the plan: who will get it, and what is doubtful about that."""

    decision: Decision
    place: int  # among all decisions of the protocol, from 0: so the draft's page names its rows
    parties: list[Party] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)  # groups nobody is in on that day, people without an organization
    unknown: list[str] = field(default_factory=list)  # wordings that the directory does not know
    several: list[str] = field(default_factory=list)  # people with posts in more than one organization
    promised: list[dt.date] = field(default_factory=list)  # deadlines of its assignments, rolled off days off
    past_on: list[dt.date] = field(default_factory=list)  # of these those that have passed
    is_over: bool = False  # it comes again by a rule that has ended: nobody would get anything
    controller: Person | None = None  # proposed: a receiver of the report whom the department employs

    @property
    def stated(self) -> list[dt.date]:
        """What the protocol says, where it is not what is promised."""
        others = map(dt.date.fromisoformat, self.decision.other_due)
        days = [day for day in (self.decision.due_on, *others) if day]
        return days if sorted(days) != sorted(self.promised) else []


@dataclass(slots=True)
class Plan:
    protocol: Protocol
    expanded_on: dt.date
    steps: list[Step]
    headless: list[Organization]
    unreachable: list[Organization]
    unreachable_people: list[Person]  # named, without an address
    archive_proposed: bool

    @property
    def several(self) -> list[Step]:
        return [step for step in self.steps if step.several]

    @property
    def unknown(self) -> list[Step]:
        return [step for step in self.steps if step.unknown]

    @property
    def empty(self) -> list[Step]:
        return [step for step in self.steps if step.empty or not (step.parties or step.unknown)]

    @property
    def over(self) -> list[Step]:
        return [step for step in self.steps if step.is_over]

    @property
    def assignments(self) -> int:
        return sum(len(step.parties) for step in self.steps if not step.is_over)

    @property
    def organizations(self) -> list[Organization]:
        return sorted(
            {party.organization for step in self.steps for party in step.parties}, key=lambda one: one.short_name
        )


@dataclass(slots=True)
class Choices:
    """What staff chose when they were asked once."""

    expanded_on: dt.date
    left_out: frozenset[tuple[int, tuple[int, int | None]]] = frozenset()  # (decision, key of the party)
    controllers: dict[int, Person | None] = field(default_factory=dict)  # by decision; absent: as entered
    handling: dict[int, Handling] = field(default_factory=dict)  # by decision with a deadline already past
    archive: bool = False


def plan(protocol: Protocol, *, today: dt.date, expanded_on: dt.date | None = None) -> Plan:
    """Who will get what. Groups are expanded as of the meeting's date unless staff choose another day."""
    on = expanded_on or protocol.date
    decisions = protocol.decisions.prefetch_related(
        "executors__group", "executors__organization", "executors__person", "receivers__person"
    )
    rules = current_rules()
    steps = [_step(decision, place, on, today, rules) for place, decision in enumerate(decisions) if decision.is_task]
    parties = [party for step in steps for party in step.parties]
    headless, unreachable = _without_head({party.organization for party in parties if not party.person}, today)
    people = {
        party.person for party in parties if party.person and not (party.person.email or party.organization.email)
    }
    dated = [step.decision.due_on for step in steps if step.decision.deadline_kind in DATED and step.decision.due_on]
    archive = bool(dated) and max(dated) < today - ARCHIVE_AFTER
    return Plan(protocol, on, steps, headless, unreachable, sorted(people, key=str), archive)


def _step(decision: Decision, place: int, on: dt.date, today: dt.date, rules: DeadlineRules) -> Step:
    dues = _dues(decision, today, rules)
    promised = [due.due_on for due in dues or () if due.due_on]
    step = Step(
        decision,
        place,
        promised=promised,
        past_on=[day for day in promised if day < today],
        is_over=decision.deadline_kind == Decision.Kind.RECURRING and dues == [],
        controller=decision.controller or _employed_receiver(decision, today),
    )
    taken: set[tuple[int, int | None]] = set()
    for position, executor in enumerate(decision.executors.all()):
        if executor.target is None:
            step.unknown.append(executor.wording)
            continue
        found = parties_of(executor, is_lead=position == 0, on=on)
        if not found:
            step.empty.append(str(executor))
        if executor.person and (others := _elsewhere(executor, found, on)):
            step.several.append(f"{executor.person} исполняет за «{found[0].organization}», а работает и в «{others}»")
        for party in found:
            if party.key not in taken:
                taken.add(party.key)
                step.parties.append(party)
    return step


def _dues(decision: Decision, today: dt.date, rules: DeadlineRules) -> list[Due] | None:
    try:
        return dates.first_dues(decision, today, rules)
    except ValueError:  # no rule at all: `publish` says so
        return None


def _employed_receiver(decision: Decision, today: dt.date) -> Person | None:
    employed = Appointment.objects.on(today).filter(organization__kind=Organization.Kind.DEPARTMENT).values("person")
    receiver = decision.receivers.filter(person__in=employed).select_related("person").first()
    return receiver.person if receiver else None


def parties_of(executor: Executor, *, is_lead: bool, on: dt.date) -> list[Party]:
    """The first named is the lead; a group expands into equals; a person acts for the organization they work in."""
    if executor.group:
        return [Party(one, None, is_lead, executor.group) for one in expand(executor.group, on)]
    if executor.organization:
        return [Party(executor.organization, None, is_lead, None)]
    posts = posts_of(executor.person, on, executor.wording) if executor.person else []
    return [Party(post.organization, executor.person, is_lead, None) for post in posts[:1]]


def _elsewhere(executor: Executor, found: list[Party], on: dt.date) -> str:
    posts = posts_of(executor.person, on, executor.wording) if executor.person else []
    here = {party.organization for party in found}
    return "», «".join(sorted({str(post.organization) for post in posts if post.organization not in here}))


def _without_head(
    organizations: Iterable[Organization], today: dt.date
) -> tuple[list[Organization], list[Organization]]:
    """Those that nobody heads today, and those whose head has no address."""
    acting = acting_heads(today, [one.pk for one in organizations])
    ordered = sorted(organizations, key=lambda one: one.short_name)
    headless = [one for one in ordered if one.pk not in acting or acting[one.pk].head is None]
    unreachable = [one for one in ordered if one not in headless and not acting[one.pk].has_address]
    return headless, unreachable


@transaction.atomic
def publish(protocol: Protocol, choices: Choices, *, by: User, now: dt.datetime) -> list[Assignment]:
    """Put the protocol in force, or into the archive. Raises `Refused` when it is not a draft any more,
    when an executor is unknown, or when nobody would get anything."""
    protocol = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if not protocol.is_draft:
        raise Refused(f"{protocol} уже введён в действие.")
    made_plan = plan(protocol, today=timezone.localdate(now), expanded_on=choices.expanded_on)
    if made_plan.unknown:
        wordings = "; ".join(word for step in made_plan.unknown for word in step.unknown)
        raise Refused(f"Не найдены в справочнике: {wordings}. Укажите исполнителей в черновике.")
    made = [one for step in made_plan.steps for one in _put_in_force(step, choices, by=by, now=now)]
    protocol.state = Protocol.State.ARCHIVE if choices.archive else Protocol.State.IN_FORCE
    protocol.expanded_on, protocol.published_at, protocol.published_by = choices.expanded_on, now, by
    protocol.version += 1
    reason = "Внесён в архив" if choices.archive else f"Введён в действие, поручений: {len(made)}"
    fields = ["state", "expanded_on", "published_at", "published_by", "version"]
    history.save(protocol, by=by, reason=reason, fields=fields, now=now)
    search.index_protocol(protocol)
    return made


def _put_in_force(step: Step, choices: Choices, *, by: User, now: dt.datetime) -> list[Assignment]:
    decision = step.decision
    decision.controller = choices.controllers.get(decision.pk, decision.controller)
    decision.state = Decision.State.OFF_CONTROL if choices.archive else Decision.State.IN_FORCE
    decision.version += 1
    history.save(decision, by=by, reason="Введено в действие", fields=["controller", "state", "version"], now=now)
    if not choices.archive:
        continuity.take_off_replaced(decision, by=by, now=now)
    parties = [party for party in step.parties if (decision.pk, party.key) not in choices.left_out]
    handling = Handling.archive() if choices.archive else choices.handling.get(decision.pk, Handling.in_force())
    return lifecycle.assign(decision, parties, by=by, now=now, handling=handling)


def open_decisions(protocol: Protocol) -> list[Decision]:
    """Decisions still on control: dated ones with an open assignment, and those that a report never closes."""
    return [
        one
        for one in protocol.decisions.filter(state=Decision.State.IN_FORCE, is_task=True)
        if one.stays_open or has_open(one)
    ]


def has_open(decision: Decision) -> bool:
    return decision.assignments.filter(state__in=Assignment.OPEN).exists()


def may_close(protocol: Protocol) -> bool:
    """Offered when every dated assignment is done or withdrawn; permanent ones are closed by name or carried on."""
    in_force = protocol.state == Protocol.State.IN_FORCE
    return in_force and all(one.stays_open for one in open_decisions(protocol))


@transaction.atomic
def close(protocol: Protocol, *, ends: Iterable[Decision], reason: str, basis: str, by: User, now: dt.datetime) -> None:
    """Take the protocol off control. Of its permanent decisions those in `ends` end with it, the others carry on.
    Raises `Refused` naming what is still open."""
    protocol = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if protocol.state != Protocol.State.IN_FORCE:
        raise Refused(f"{protocol} не на контроле.")
    if not reason.strip():
        raise Refused("Укажите причину снятия с контроля.")
    still_open = [one for one in open_decisions(protocol) if not one.stays_open]
    if still_open:
        raise Refused("Ещё не исполнено: " + ", ".join(str(one) for one in still_open) + ".")
    ending = {one.pk for one in ends}
    for decision in protocol.decisions.filter(state=Decision.State.IN_FORCE):
        if decision.pk in ending or not decision.stays_open:
            lifecycle.take_off_control(decision, reason=reason, basis=basis, by=by, now=now)
    protocol.state, protocol.closed_on, protocol.closed_reason = (
        Protocol.State.OFF_CONTROL,
        timezone.localdate(now),
        reason,
    )
    protocol.version += 1
    fields = ["state", "closed_on", "closed_reason", "version"]
    history.save(protocol, by=by, reason=reason, fields=fields, now=now)
