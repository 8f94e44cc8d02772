"""Promises are rows: inserted if missing, by one statement, so any number of runs makes one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from clusters.models import Person
from decisions.models import Assignment, Reminder
from decisions.outbox.knock import knock_after_commit

from . import audience

# What `about` is made of; an assignment in the archive is told of to nobody. A person named, or handed it, who no
# longer works there is as if not named: the duty is the organization's.
ABOUT_COLUMNS = """
    a.id AS assignment_id, a.organization_id, named.id AS named_id, handed.id AS handed_id,
    controller.id AS controller_id
"""
_WORKS = """{0}.is_active AND EXISTS (
        SELECT 1 FROM clusters_appointment w WHERE w.person_id = {0}.id AND w.organization_id = a.organization_id
            AND (w.since IS NULL OR w.since <= %(day)s) AND (w.until IS NULL OR w.until >= %(day)s)
    )"""
ABOUT_TABLES = f"""
    decisions_assignment a
    JOIN decisions_decision d ON d.id = a.decision_id
    LEFT JOIN clusters_person controller ON controller.id = d.controller_id AND controller.is_active
    LEFT JOIN clusters_person named ON named.id = a.person_id AND {_WORKS.format("named")}
    LEFT JOIN clusters_person handed ON handed.id = a.handed_to_id AND {_WORKS.format("handed")}
"""


def about_tables(on: str) -> str:
    """The same, joined to what stands before."""
    return ABOUT_TABLES.replace("decisions_assignment a", f"decisions_assignment a ON {on}")


# A person who asked for few letters is told of the new, on the day and after: not early.
INSERT = """
INSERT INTO decisions_reminder (assignment_id, person_id, kind, occasion, tell_on, state, reason, created_at)
WITH {tables}, told AS ({audience})
SELECT told.assignment_id, told.person_id, %(kind)s, told.occasion, told.tell_on, 'promised', '', %(now)s
FROM told JOIN clusters_person person ON person.id = told.person_id
WHERE person.is_active AND (person.letters_wanted = 'all' OR NOT told.early)
ON CONFLICT DO NOTHING
"""


def tell(
    assignment: Assignment,
    kind: str,
    *,
    occasion: str,
    now: dt.datetime,
    people: Iterable[Person] | None = None,
) -> int:
    """Promise one event of one assignment, inside the caller's transaction; the number of people newly promised.

    `occasion` names the event and makes it unique, usually the history row ("h123"): a second «возвращено» is a
    second promise. `people` overrides who is told.
    """
    return tell_all([assignment.pk], kind, occasion=occasion, now=now, people=people)


def tell_all(
    assignments: Iterable[int],
    kind: str,
    *,
    occasion: str,
    now: dt.datetime,
    people: Iterable[Person] | None = None,
) -> int:
    """As `tell`, for many assignments (their ids) in one statement."""
    ids = ", ".join(str(int(pk)) for pk in assignments)
    told = audience.of(kind) if people is None else audience.named([person.pk for person in people] or [0])
    if not ids:
        return 0
    about = f"""about AS (
        SELECT {ABOUT_COLUMNS}, %(occasion)s AS occasion, %(day)s AS tell_on, false AS early
        FROM {ABOUT_TABLES} WHERE a.id IN ({ids}) AND NOT a.is_archived
    )"""  # noqa: S608  constants and integers
    day = timezone.localdate(now)
    made = insert(f"{about}, {audience.ACTING}", told, kind=kind, day=day, now=now, occasion=occasion)
    if made and kind == Reminder.Kind.NEW:
        knock_after_commit()
    return made


def insert(tables: str, told: str, *, day: dt.date, now: dt.datetime, **values: Any) -> int:
    params = {
        "day": connection.ops.adapt_datefield_value(day),
        "now": connection.ops.adapt_datetimefield_value(now),
        **values,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT.format(tables=tables, audience=told), params)
        return max(cursor.rowcount, 0)
