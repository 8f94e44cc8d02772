"""A decision in force is corrected with a reason, and no report is lost: its words, its date, who executes it.

Also: the difference between a group as it was expanded and as it is today, offered to staff, never applied by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clusters import history
from clusters.directory import expand
from clusters.models import ExecutorGroup, Membership, Organization, Person, User
from decisions import entry, lifecycle
from decisions.entry import Target
from decisions.lifecycle import Outdated, Party, Refused
from decisions.models import Assignment, Decision, Executor

from . import search
from .models import Protocol
from .publishing import parties_of

REVIEWED = "Состав групп пересмотрен"
Parties = Sequence[tuple[Target | None, str]]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a decision; None leaves it as it is."""

    points: Sequence[str] | None = None
    executors: Parties | None = None
    receivers: Sequence[tuple[Person | None, str]] | None = None


@transaction.atomic
def correct_decision(
    decision: Decision,
    changes: Mapping[str, Any],
    around: Around,
    *,
    by: User,
    now: dt.datetime,
    reason: str,
    seen_version: int,
) -> Decision:
    """Raises `Outdated` when somebody saved meanwhile, `Refused` when it cannot be so."""
    named = {"ответственные": around.executors, "получатели отчёта": around.receivers}
    others = [name for name, given in named.items() if given is not None]
    fresh = lifecycle.correct(
        decision, changes, points=around.points, others=others, by=by, now=now, reason=reason, seen_version=seen_version
    )
    if around.receivers is not None:
        entry.set_receivers(fresh, around.receivers, by=by)
    if around.executors is not None:
        _change_executors(fresh, around.executors, by=by, now=now, reason=reason)
    search.index_protocol(fresh.protocol)
    return fresh


def _change_executors(decision: Decision, executors: Parties, *, by: User, now: dt.datetime, reason: str) -> None:
    """Whoever came by an executor that is left out goes, unless another one means them too."""
    if any(target is None for target, _ in executors):
        raise Refused("Не все исполнители найдены в справочнике: выберите их из списка.")
    today = timezone.localdate(now)
    before, groups = _meant(decision, today), _groups(decision)
    entry.set_executors(decision, executors, by=by)
    after = _meant(decision, today)
    gone = before.keys() - after.keys()
    dropped = groups - _groups(decision)  # of these also whoever has left the group since
    rows = [row for row in _still_open(decision) if key_of(row) not in after]
    leaving = [row for row in rows if key_of(row) in gone or row.source_group_id in dropped]
    lifecycle.remove_parties(leaving, by=by, now=now, reason=reason)
    new = [party for key, party in after.items() if key not in before]
    if new:
        lifecycle.add_parties(decision, new, by=by, now=now, reason=reason)


def _groups(decision: Decision) -> set[int]:
    return set(decision.executors.filter(group__isnull=False).values_list("group", flat=True))


def _meant(decision: Decision, today: dt.date) -> dict[tuple[int, int | None], Party]:
    meant: dict[tuple[int, int | None], Party] = {}
    executors = decision.executors.select_related("group", "organization", "person")
    for place, executor in enumerate(executors):
        for party in parties_of(executor, is_lead=place == 0, on=today) if executor.target else ():
            meant.setdefault(party.key, party)
    return meant


def key_of(row: Assignment) -> tuple[int, int | None]:
    return row.organization_id, row.person_id


def _still_open(decision: Decision) -> QuerySet[Assignment]:
    return decision.assignments.filter(state__in=Assignment.OPEN).select_related("organization", "person")


def executing(decision: Decision) -> dict[tuple[int, int | None], list[Assignment]]:
    """Who has open assignments of the decision, each with all of its periods."""
    found: dict[tuple[int, int | None], list[Assignment]] = {}
    for row in _still_open(decision).order_by("organization__short_name", "due_on"):
        found.setdefault(key_of(row), []).append(row)
    return found


@transaction.atomic
def change_parties(
    decision: Decision,
    *,
    kept: Collection[tuple[int, int | None]],
    added: Sequence[Target],
    by: User,
    now: dt.datetime,
    reason: str,
    seen_version: int,
) -> tuple[int, int]:
    """Take parties out and bring others in; how many assignments ended and began. «Отв.» of the paper grows by those
    brought in, so that a later review of groups knows them."""
    fresh = lifecycle.in_force(decision, seen_version)
    gone = [row for key, rows in executing(fresh).items() if key not in kept for row in rows]
    executors = [
        Executor(decision=fresh, wording=str(one)[:500], position=place, **{entry.field_of(one): one})
        for place, one in enumerate(added, fresh.executors.count())
    ]
    there = executing(fresh).keys()
    found = [party for one in executors for party in parties_of(one, is_lead=False, on=timezone.localdate(now))]
    new = [party for party in found if party.key not in there]
    if not gone and not new:
        raise Refused("Ничего не изменено.")
    _drop_executors(fresh, gone, by=by, reason=reason)
    for executor in executors:
        history.save(executor, by=by, reason=reason, now=now)
    ended = lifecycle.remove_parties(gone, by=by, now=now, reason=reason)
    made = lifecycle.add_parties(fresh, new, by=by, now=now, reason=reason) if new else []
    if not ended and not made:
        raise Refused("Они это поручение уже исполнили: вернуть отчёт на доработку можно на карточке поручения.")
    fresh.version += 1
    history.save(fresh, by=by, reason=f"Изменён состав исполнителей. {reason}", fields=["version"], now=now)
    search.index_protocol(fresh.protocol)
    return ended, len(made)


def _drop_executors(decision: Decision, gone: Iterable[Assignment], *, by: User, reason: str) -> None:
    """An executor that named exactly the party taken out; a group stays as it stands on the paper."""
    people = {row.person_id for row in gone if row.person_id}
    organizations = {row.organization_id for row in gone if row.person_id is None}
    for executor in decision.executors.all():
        if executor.person_id in people or executor.organization_id in organizations:
            history.delete(executor, by=by, reason=reason)


@transaction.atomic
def correct_protocol(
    protocol: Protocol, changes: Mapping[str, Any], *, by: User, now: dt.datetime, reason: str, seen_version: int
) -> Protocol:
    """The head of the paper. The signed file is never touched."""
    fresh = _locked(protocol, seen_version)
    if not reason.strip():
        raise Refused("Укажите причину исправления.")
    changed = {name: value for name, value in changes.items() if getattr(fresh, name) != value}
    if not changed:
        raise Refused("Ничего не изменено.")
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.version += 1
    names = ", ".join(str(Protocol._meta.get_field(name).verbose_name) for name in changed)
    history.save(fresh, by=by, reason=f"Исправлено: {names}. {reason.strip()}", fields=[*changed, "version"], now=now)
    search.index_protocol(fresh)
    if {"number", "date"} & changed.keys():
        search.index_reports(fresh)
    return fresh


def _locked(protocol: Protocol, seen_version: int) -> Protocol:
    fresh = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if fresh.version != seen_version:
        raise Outdated("Пока вы правили, протокол изменили: другой сотрудник или вы сами в другой вкладке.")
    return fresh


@dataclass(slots=True)
class GroupChange:
    """One decision given to one group: who joined it since, and who left with an assignment still open."""

    decision: Decision
    group: ExecutorGroup
    joined: list[Organization] = field(default_factory=list)
    left: list[Assignment] = field(default_factory=list)


def group_changes(protocol: Protocol, today: dt.date) -> list[GroupChange]:
    """As many queries for thirty decisions as for one: groups are expanded once each."""
    if protocol.state != Protocol.State.IN_FORCE or protocol.expanded_on is None:
        return []
    decisions = protocol.decisions.filter(state=Decision.State.IN_FORCE, is_task=True, executors__group__isnull=False)
    executors = Executor.objects.filter(decision__in=decisions).select_related("decision", "group")
    by_group = [one for one in executors.order_by("decision__position", "position") if one.group]
    groups = {one.group_id: one.group for one in by_group}
    news = {pk: _News.of(group, protocol, today) for pk, group in groups.items()}
    rows: dict[int, list[Assignment]] = {}
    for row in Assignment.objects.filter(decision__in=decisions).select_related("organization"):
        rows.setdefault(row.decision_id, []).append(row)
    changes = [_change(one, news[one.group_id], rows.get(one.decision_id, [])) for one in by_group]
    return [change for change in changes if change.joined or change.left]


@dataclass(slots=True)
class _News:
    now: list[Organization]
    joined: list[Organization]

    @classmethod
    def of(cls, group: ExecutorGroup, protocol: Protocol, today: dt.date) -> _News:
        """Whom staff left out at publication was in the group then, and nothing has been entered of them since."""
        now, then = expand(group, today), set(expand(group, protocol.expanded_on or today))
        since = reviewed_at(protocol)
        if group.history.filter(history_date__gt=since).exists():
            return cls(now, now)
        entered = set(Membership.history.filter(history_date__gt=since).values_list("organization_id", flat=True))
        entered |= set(
            Organization.history.filter(history_date__gt=since, history_type="+").values_list("id", flat=True)
        )
        return cls(now, [one for one in now if one not in then or one.pk in entered])


def reviewed_at(protocol: Protocol) -> dt.datetime:
    reviews = protocol.history.filter(history_change_reason__startswith=REVIEWED)
    last = reviews.order_by("-history_date").values_list("history_date", flat=True).first()
    return last or protocol.published_at or protocol.created_at


def _change(executor: Executor, news: _News, rows: list[Assignment]) -> GroupChange:
    have = {row.organization_id for row in rows if row.person_id is None}
    members = {one.pk for one in news.now}
    left = [row for row in rows if row.source_group_id == executor.group_id and row.organization_id not in members]
    return GroupChange(
        executor.decision,
        executor.group,
        [one for one in news.joined if one.pk not in have],
        sorted((row for row in left if row.is_open), key=lambda row: row.organization.short_name),
    )


@transaction.atomic
def apply_group_changes(
    protocol: Protocol,
    *,
    joined: Collection[tuple[int, int]],
    left: Collection[int],
    by: User,
    now: dt.datetime,
    reason: str,
    seen_version: int,
) -> tuple[int, int]:
    """What staff ticked: (decision, organization) to bring in, assignments to end. The rest is not offered again."""
    fresh, today = _locked(protocol, seen_version), timezone.localdate(now)
    if not reason.strip():
        raise Refused("Укажите причину.")
    began = ended = 0
    for change in group_changes(fresh, today):
        new = [one for one in change.joined if (change.decision.pk, one.pk) in joined]
        parties = [Party(one, None, True, change.group) for one in new]
        if parties:
            began += len(lifecycle.add_parties(change.decision, parties, by=by, now=now, reason=reason))
        gone = [row for row in change.left if row.pk in left]
        ended += lifecycle.remove_parties(gone, by=by, now=now, reason=reason)
    fresh.expanded_on = today
    fresh.version += 1
    why = f"{REVIEWED}: добавлено поручений {began}, прекращено {ended}. {reason.strip()}"
    history.save(fresh, by=by, reason=why, fields=["expanded_on", "version"], now=now)
    return began, ended
