"""Whose letters show which assignments: one query for all the people of a run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import connection

from clusters.models import Organization
from decisions.models import Assignment, Decision

from . import audience
from .ledger import ABOUT_COLUMNS, ABOUT_TABLES

ABOUT = f"SELECT {ABOUT_COLUMNS}, '' AS occasion, a.created_on AS tell_on, false AS early FROM {ABOUT_TABLES}"  # noqa: S608
POSTS = """
    SELECT p.organization_id FROM clusters_appointment p WHERE p.person_id IN ({people})
    UNION SELECT p.organization_id FROM clusters_appointment p
    JOIN clusters_substitution s ON s.absent_id = p.person_id
    WHERE s.substitute_id IN ({people}) AND s.since <= %(day)s AND s.until >= %(day)s
"""


@dataclass(slots=True)
class Shown:
    """`told[person]` maps assignments to whether that person may report on them.

    Among them are those that events of the same run are about, whoever is told of the event and however far they are.
    """

    horizon: dt.date
    told: dict[int, dict[int, bool]] = field(default_factory=dict)
    rows: dict[int, Assignment] = field(default_factory=dict)

    def of(self, person: int) -> list[Assignment]:
        """Open, due by the horizon, told to the person; nearest first."""
        rows = (self.rows[pk] for pk in self.told.get(person, {}))
        near = [row for row in rows if row.state == Assignment.State.IN_PROGRESS and not row.is_archived]
        return sorted((row for row in near if self.is_near(row)), key=lambda row: (row.due_on, row.pk))

    def is_near(self, row: Assignment) -> bool:
        return row.due_on is not None and row.due_on <= self.horizon

    def may_report(self, person: int, assignment: int) -> bool:
        return self.told.get(person, {}).get(assignment, False)


def shown_to(people: Collection[int], events: Iterable[int], *, today: dt.date, horizon: dt.date) -> Shown:
    """What is overdue or due by `horizon`, and the assignments of the events; with all that a letter says of them."""
    ids = ", ".join(map(str, {0, *events}))
    who = ", ".join(map(str, people))
    near = f"""{ABOUT} WHERE a.state = 'in_progress' AND NOT a.is_archived AND a.due_on <= %(far)s
        AND a.organization_id IN ({POSTS.format(people=who)})"""
    query = f"""
        WITH about AS ({near} UNION {ABOUT} WHERE a.id IN ({ids})), {audience.ACTING}, told AS ({audience.EXECUTORS})
        SELECT person_id, assignment_id, MAX(acts) FROM told
        WHERE person_id IN ({who}) GROUP BY person_id, assignment_id
    """  # noqa: S608  constants and integers
    day = connection.ops.adapt_datefield_value
    shown = Shown(horizon)
    with connection.cursor() as cursor:
        cursor.execute(query, {"day": day(today), "far": day(horizon)})
        for person, assignment, acts in cursor.fetchall():
            shown.told.setdefault(person, {})[assignment] = bool(acts)
    wanted = {pk for told in shown.told.values() for pk in told} | set(events)
    shown.rows = with_decisions(wanted)
    return shown


def with_decisions(wanted: Iterable[int]) -> dict[int, Assignment]:
    """Many assignments share few decisions, so each decision is read once."""
    rows = Assignment.objects.in_bulk(wanted)
    decisions = Decision.objects.select_related("protocol", "controller").in_bulk(
        {row.decision_id for row in rows.values()}
    )
    organizations = Organization.objects.in_bulk({row.organization_id for row in rows.values()})
    for row in rows.values():
        row.decision, row.organization = decisions[row.decision_id], organizations[row.organization_id]
    return rows
