"""What is owed by today and not yet promised. Costs what is near its date or past it, never what is stored."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, QuerySet
from django.utils import timezone

from decisions import outbox
from decisions.deadlines import DeadlineRules, Stage, stage_on_or_before
from decisions.models import Assignment, Decision, PostOffice, Reminder, ReminderPolicy
from decisions.rules import current_rules

from . import audience, quotas
from .ledger import ABOUT_COLUMNS, ABOUT_TABLES, about_tables, insert

Kind = Reminder.Kind
WEEKLY = 5  # working days from one request for plan dates to the next
RIDES_ALONG = 4  # working days that a request for plan dates waits for a letter to travel with

# For «по планам» the dates themselves are asked for: on the control date and weekly, not before it.
STAGES = f"""stage (due_on, name, step, told_on, asked_on, asks) AS (VALUES {{rows}}),
about AS (
    SELECT {ABOUT_COLUMNS}, 'v' || a.due_version || ':' || stage.name AS occasion,
        CASE WHEN d.deadline_kind = 'by_plan' AND a.period = '' THEN stage.asked_on ELSE stage.told_on END AS tell_on,
        stage.step < 0 AS early
    FROM stage JOIN {about_tables("a.due_on = stage.due_on")}
    WHERE a.state = 'in_progress' AND NOT a.is_archived AND stage.told_on > a.created_on
        AND (d.deadline_kind = 'by_plan' AND a.period = '') = stage.asks {{also}}
)"""  # noqa: S608  constants

NOT_LATE_FROM_BEFORE = "AND (NOT a.late_at_start OR a.due_version > 0)"

ACCEPTANCE = f"""waiting (since, until, occasion, tell_on) AS (VALUES {{rows}}),
about AS (
    SELECT {ABOUT_COLUMNS}, waiting.occasion, waiting.tell_on, false AS early
    FROM waiting JOIN {about_tables("a.reported_at >= waiting.since AND a.reported_at < waiting.until")}
    WHERE a.state = 'on_acceptance' AND NOT a.is_archived
)"""  # noqa: S608

SUPERSEDE = """
UPDATE decisions_reminder SET state = 'superseded', reason = 'есть более новое'
WHERE state = 'promised' AND kind IN ('stage', 'acceptance', 'escalation') AND EXISTS (
    SELECT 1 FROM decisions_reminder newer
    WHERE newer.assignment_id = decisions_reminder.assignment_id AND newer.person_id = decisions_reminder.person_id
        AND newer.kind = decisions_reminder.kind AND newer.id > decisions_reminder.id
)"""

ADDRESS_FOUND = """
UPDATE decisions_reminder SET state = 'promised', reason = ''
WHERE state = 'no_address' AND (EXISTS (
    SELECT 1 FROM clusters_person p
    WHERE p.id = decisions_reminder.person_id AND (p.email <> '' OR p.extra_email <> '')
) OR EXISTS (
    SELECT 1 FROM decisions_assignment a
    JOIN clusters_organization o ON o.id = a.organization_id AND o.email <> ''
    JOIN clusters_appointment p ON p.organization_id = o.id AND p.post = 'head'
    WHERE a.id = decisions_reminder.assignment_id AND p.person_id = decisions_reminder.person_id
))"""


def promise(now: dt.datetime) -> Counter[str]:
    """Every run promises whatever is missing by today: a missed day heals itself. How many, by kind."""
    today, rules, policy = timezone.localdate(now), current_rules(), ReminderPolicy.current()
    made: Counter[str] = Counter()
    with transaction.atomic():
        for due, asks in ((stages_due(today, rules), False), (plans_due(today, rules), True)):
            late = [(day, stage) for day, stage in due if stage.step >= policy.escalate_after]
            given: dict[str, Any] = {"asks": asks, "now": now, "rules": rules}
            made[Kind.STAGE] += promise_stages(Kind.STAGE, due, **given)
            made[Kind.ESCALATION] += promise_stages(Kind.ESCALATION, late, **given, also=NOT_LATE_FROM_BEFORE)
        made[Kind.ACCEPTANCE] = promise_acceptance(now, today, rules, policy)
        made[Kind.QUOTA] = promise_quotas(now, today)
        with connection.cursor() as cursor:
            cursor.execute(SUPERSEDE)
            cursor.execute(ADDRESS_FOUND)
        PostOffice.objects.filter(pk=outbox.office.office().pk).update(promised_at=now)
    return +made


def stages_due(today: dt.date, rules: DeadlineRules) -> list[tuple[dt.date, Stage]]:
    """The newest stage of each deadline that has one by today, for the deadlines there really are."""
    far = rules.calendar.add_workdays(today, max(rules.stages_before, default=0) + 1)
    open_now = Assignment.objects.filter(state="in_progress", is_archived=False, due_on__lte=far)
    return _newest_stages(open_now, today, rules)


def plans_due(today: dt.date, rules: DeadlineRules) -> list[tuple[dt.date, Stage]]:
    """The same of the control dates of plans: asked for on the day and weekly, whatever stages staff have set."""
    open_now = Assignment.objects.filter(state="in_progress", is_archived=False, due_on__lte=today)
    weekly = replace(rules, stages_before=(), stages_after=(WEEKLY,), then_every=WEEKLY)
    return _newest_stages(open_now.filter(decision__deadline_kind="by_plan", period=""), today, weekly)


def _newest_stages(rows: QuerySet[Assignment], today: dt.date, rules: DeadlineRules) -> list[tuple[dt.date, Stage]]:
    days = rows.order_by("due_on").values_list("due_on", flat=True).distinct()
    found = ((day, stage_on_or_before(day, today, rules)) for day in days)
    return [(day, stage) for day, stage in found if stage]


def promise_stages(
    kind: str,
    due: Sequence[tuple[dt.date, Stage]],
    *,
    asks: bool,
    now: dt.datetime,
    rules: DeadlineRules,
    also: str = "",
) -> int:
    rows = [
        (
            day_value(day),
            stage.name,
            stage.step,
            day_value(stage.told_on),
            day_value(rules.calendar.add_workdays(stage.told_on, RIDES_ALONG)),
            asks,
        )
        for day, stage in due
    ]
    return insert_rows(STAGES, rows, kind, now, also=also)


def promise_acceptance(now: dt.datetime, today: dt.date, rules: DeadlineRules, policy: ReminderPolicy) -> int:
    """To the controller, 1, 3, 5 … working days after the report was sent."""
    waiting = Assignment.objects.filter(state="on_acceptance", is_archived=False)
    oldest = waiting.aggregate(oldest=Min("reported_at"))["oldest"]
    if oldest is None:
        return 0
    steps = tuple(int(step) for step in policy.acceptance_stages.split(","))
    after_report = replace(rules, stages_before=(), stages_after=steps)
    rows, day = [], timezone.localdate(oldest)
    while day < today:
        stage = stage_on_or_before(day, today, after_report)
        if stage and stage.step > 0:
            since, until = (midnight(day), midnight(day + dt.timedelta(days=1)))
            rows.append((since, until, f"{day}:{stage.name}", day_value(stage.told_on)))
        day += dt.timedelta(days=1)
    return insert_rows(ACCEPTANCE, rows, Kind.ACCEPTANCE, now)


def promise_quotas(now: dt.datetime, today: dt.date) -> int:
    """The period that ended last and was not met: a line in a digest of the week after, never a letter."""
    made = 0
    decisions = Decision.objects.filter(quota_on=True, state=Decision.State.IN_FORCE)
    for decision in decisions:
        for occasion, ids in quotas.missed(decision, today):
            about = f"""about AS (
                SELECT {ABOUT_COLUMNS}, %(occasion)s AS occasion, %(day)s AS tell_on, false AS early
                FROM {ABOUT_TABLES} WHERE a.id IN ({", ".join(map(str, ids))})
            )"""  # noqa: S608  constants and integers
            tables = f"{about}, {audience.ACTING}"
            made += insert(tables, audience.EXECUTORS, kind=Kind.QUOTA, day=today, now=now, occasion=occasion)
    return made


def insert_rows(tables: str, rows: Sequence[tuple[Any, ...]], kind: str, now: dt.datetime, also: str = "") -> int:
    if not rows:
        return 0
    places = ", ".join(
        "(" + ", ".join(f"%(r{row}c{place})s" for place in range(len(rows[row]))) + ")" for row in range(len(rows))
    )
    values = {f"r{row}c{place}": value for row, cells in enumerate(rows) for place, value in enumerate(cells)}
    tables = f"{tables.format(rows=places, also=also)}, {audience.ACTING}"
    return insert(tables, audience.of(kind), kind=kind, day=timezone.localdate(now), now=now, **values)


def day_value(day: dt.date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def midnight(day: dt.date) -> Any:
    return connection.ops.adapt_datetimefield_value(timezone.make_aware(dt.datetime.combine(day, dt.time())))
