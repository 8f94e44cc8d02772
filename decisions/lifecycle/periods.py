"""What comes again: periods of recurring decisions, dates of a college's plan, evidence of a quota."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence

from django.db import transaction
from django.db.models import CharField, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from clusters.models import User
from decisions.access import Actor
from decisions.deadlines import DeadlineRules, Due, in_words, is_key_of, periods_due, settle
from decisions.models import Assignment, Decision, PlannedDate, QuotaEvidence
from decisions.rules import current_rules

from . import dates
from .assigning import Handling, Party, announce, insert, new_row
from .reporting import NOT_IN_PROGRESS, StoredFile, stays_open
from .rows import create, delete, locked, require, save

State = Assignment.State
log = logging.getLogger(__name__)


def open_periods(now: dt.datetime) -> list[Assignment]:
    """Every period due within `periods_ahead` working days that is not there yet; missed ones are made up.

    Two runs at once make one: the decision is locked, and a period that is there is not made again.
    """
    rules = current_rules()
    horizon = rules.calendar.add_workdays(timezone.localdate(now), rules.periods_ahead)
    owing = [*_recurring_with_periods(horizon, rules), *_plans_with_dates(horizon)]
    return [made for pk in owing for made in _open_for(pk, now, rules)]


def _recurring_with_periods(horizon: dt.date, rules: DeadlineRules) -> Iterator[int]:
    """One query for all: a run costs what is due, not every decision that recurs."""
    recurring = Decision.objects.filter(state=Decision.State.IN_FORCE, deadline_kind=Decision.Kind.RECURRING)
    kept = ~Q(assignments__state=State.WITHDRAWN)  # a further deadline that was left out may lie far ahead
    known = recurring.annotate(
        start=Min("assignments__created_on"), newest=Max("assignments__original_due_on", filter=kept)
    ).exclude(start=None)
    for pk, rule, start, newest, other_due in known.values_list("pk", "recurrence", "start", "newest", "other_due"):
        # a further deadline of the same decision may lie far ahead of the periods: then each is looked at
        since = newest + dt.timedelta(days=1) if newest and not other_due else start
        try:
            owes = periods_due(rule, start=start, since=since, until=horizon, rules=rules)
        except ValueError:
            # staff wrote a rule that is none: the other decisions do not wait for it
            log.exception("decision %s: its recurrence rule cannot be read", pk)
            continue
        if owes:
            yield pk


def _plans_with_dates(horizon: dt.date) -> QuerySet[PlannedDate]:
    given_out = Assignment.objects.filter(
        decision=OuterRef("decision"), organization=OuterRef("organization"), period=Cast(OuterRef("date"), CharField())
    )
    near = PlannedDate.objects.filter(date__lte=horizon, decision__state=Decision.State.IN_FORCE)
    return near.exclude(Exists(given_out)).values_list("decision", flat=True).distinct().order_by()


@transaction.atomic
def _open_for(pk: int, now: dt.datetime, rules: DeadlineRules) -> list[Assignment]:
    decision = Decision.objects.select_for_update().filter(pk=pk, state=Decision.State.IN_FORCE).first()
    if decision is None:
        return []
    dues = _recurring_dues if decision.deadline_kind == Decision.Kind.RECURRING else _planned_dues
    horizon = rules.calendar.add_workdays(timezone.localdate(now), rules.periods_ahead)
    rows = [
        new_row(decision, party_of(latest), due, Handling.in_force(), now, rules)
        for latest in continuing(decision)
        for due in dues(decision, latest, horizon, rules)
    ]
    made = insert(rows, by=Actor(), now=now, why="Открыт очередной период")
    announce(made, now)
    return made


def continuing(decision: Decision) -> Iterable[Assignment]:
    """The newest period of each party. Withdrawn, it was the last; what stands in the archive is never continued.

    Further deadlines of the decision are no periods of it; of a plan the assignment that asks for its dates counts.
    """
    rows = decision.assignments.exclude(period__in=decision.other_due)
    if decision.deadline_kind == Decision.Kind.BY_PLAN:
        rows = rows.filter(period="")
    if decision.deadline_kind == Decision.Kind.RECURRING:
        keys = rows.values_list("period", flat=True).distinct().order_by()
        rows = rows.filter(period__in=[key for key in keys if is_key_of(decision.recurrence, key)])
    rows = rows.select_related("organization", "person", "source_group")
    newest = {(row.organization_id, row.person_id): row for row in rows.order_by("original_due_on", "id")}
    return [row for row in newest.values() if row.state != State.WITHDRAWN and not row.is_archived]


def party_of(row: Assignment) -> Party:
    return Party(row.organization, row.person, row.is_lead, row.source_group)


def _recurring_dues(decision: Decision, latest: Assignment, horizon: dt.date, rules: DeadlineRules) -> list[Due]:
    start = decision.assignments.aggregate(first=Min("created_on"))["first"]
    since = latest.original_due_on or latest.created_on
    found = periods_due(decision.recurrence, start=start, since=since, until=horizon, rules=rules)
    return [Due(period.key, *settle(period.stated_on, period.reason, rules)) for period in found]


def _planned_dues(decision: Decision, latest: Assignment, horizon: dt.date, rules: DeadlineRules) -> list[Due]:
    planned = PlannedDate.objects.filter(decision=decision, organization=latest.organization, date__lte=horizon)
    return [
        Due(one.date.isoformat(), *settle(one.date, f"Дата из плана организации{_noted(one)}", rules))
        for one in planned
    ]


def _noted(planned: PlannedDate) -> str:
    return f": {planned.note}" if planned.note else ""


def add_planned_dates(
    assignment: Assignment, entries: Sequence[tuple[dt.date, str]], *, by: Actor | User, now: dt.datetime
) -> list[PlannedDate]:
    """The college's own plan, for «по планам …»: (date, what is planned). Each date becomes a period in its time."""
    today = timezone.localdate(now)
    with locked(assignment) as row:
        _require_plan(row)
        there = set(planned_dates(row).values_list("date", flat=True))
        fresh = {day: note.strip() for day, note in entries if day not in there}
        require(fresh, "Эти даты уже внесены.")
        for day in fresh:
            dates.require_likely(day)
        require(min(fresh) >= today, f"{in_words(min(fresh))} уже прошло: внесите даты начиная с сегодняшней.")
        made = [_plan(row, day, note, by=by, now=now) for day, note in sorted(fresh.items())]
        listed = ", ".join(f"{one.date:%d.%m.%Y}" for one in made)
        _ask_again(row, by=by, now=now, why=f"Внесены плановые даты: {listed}")
    _open_for(row.decision_id, now, current_rules())
    return made


def remove_planned_date(planned: PlannedDate, *, by: Actor | User, now: dt.datetime) -> None:
    """While its period is not given out; after that the department withdraws the assignment."""
    with transaction.atomic():
        Decision.objects.select_for_update().get(pk=planned.decision_id)
        key = {"decision": planned.decision_id, "organization": planned.organization_id}
        given_out = Assignment.objects.filter(**key, period=planned.date.isoformat()).exists()
        require(not given_out, "По этой дате поручение уже открыто: попросите департамент прекратить его.")
        delete(planned, by=by, now=now, why=f"Плановая дата убрана: {planned.date:%d.%m.%Y}")
        base = Assignment.objects.filter(**key, period="").select_related("decision").first()
        if base and base.state == State.IN_PROGRESS:
            with locked(base) as row:
                _ask_again(row, by=by, now=now, why=f"Плановая дата убрана: {planned.date:%d.%m.%Y}")


def _require_plan(row: Assignment) -> None:
    by_plan = row.decision.deadline_kind == Decision.Kind.BY_PLAN and stays_open(row)
    require(by_plan, "Плановые даты вносят только к поручениям «по планам».")
    require(row.state == State.IN_PROGRESS, NOT_IN_PROGRESS.get(row.state, ""))


def planned_dates(row: Assignment) -> QuerySet[PlannedDate]:
    return PlannedDate.objects.filter(decision=row.decision_id, organization=row.organization_id)


def _plan(row: Assignment, day: dt.date, note: str, *, by: Actor | User, now: dt.datetime) -> PlannedDate:
    planned = PlannedDate(decision=row.decision, organization=row.organization, date=day, note=note)
    create(planned, by=by, now=now, why="Внесена плановая дата")
    return planned


def _ask_again(row: Assignment, *, by: Actor | User, now: dt.datetime, why: str) -> None:
    """The plan itself is asked for again after its last date."""
    following = dates.next_date(row, now)
    row.due_on, row.why_due = following.due_on, following.why
    row.due_version += 1
    save(row, "due_on", "why_due", "due_version", by=by, now=now, why=why)


def add_evidence(
    assignment: Assignment,
    happened_on: dt.date,
    *,
    links: Sequence[str] = (),
    files: Sequence[StoredFile] = (),
    by: Actor,
    now: dt.datetime,
) -> list[QuotaEvidence]:
    """Towards a quota; a link that is there already counts once and is left out."""
    with locked(assignment) as row:
        _require_quota(row)
        require(happened_on <= timezone.localdate(now), "Эта дата ещё не наступила.")
        there = set(row.evidence.values_list("link", flat=True))
        rows = [QuotaEvidence(link=link) for link in dict.fromkeys(links) if link not in there]
        rows += [QuotaEvidence(file=file.path, name=file.name) for file in files]
        require(rows, "Эти ссылки уже добавлены.")
        for one in rows:
            one.assignment, one.happened_on, one.added_by = row, happened_on, by.person
            create(one, by=by, now=now, why=f"Добавлено подтверждение: {one}")
        return rows


def remove_evidence(evidence: QuotaEvidence, *, by: Actor, now: dt.datetime) -> None:
    with locked(evidence.assignment) as row:
        _require_quota(row)
        delete(evidence, by=by, now=now, why=f"Подтверждение убрано: {evidence}")


def _require_quota(row: Assignment) -> None:
    require(row.decision.quota_on, "К этому поручению норма не ведётся.")
    require(row.is_open, NOT_IN_PROGRESS.get(row.state, ""))
