"""«Все ответы получены»: those to whom the report goes are told once, when nobody owes an answer any more."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction

from clusters.models import Person
from decisions.models import Assignment, Decision, Reminder

from .ledger import tell

State = Assignment.State


def tell_if_collected_after_commit(row: Assignment, now: dt.datetime) -> None:
    """Of two who answer last at once, the later to commit sees both. «постоянно» is never collected: it stays open."""
    transaction.on_commit(partial(tell_if_collected, row.decision_id, row.period, now), robust=True)


def tell_if_collected(decision_id: int, period: str, now: dt.datetime) -> int:
    rows = Assignment.objects.filter(decision=decision_id, period=period, is_archived=False)
    rows = rows.exclude(state=State.WITHDRAWN).order_by("pk")
    if rows.filter(state=State.IN_PROGRESS).exists():
        return 0
    first = rows.select_related("decision__controller").first()
    if first is None:
        return 0
    people = _told(first.decision, several=rows.count() > 1)
    # always of the first assignment, so that the ledger knows it was told, whoever answered last
    return tell(first, Reminder.Kind.COLLECTED, occasion=f"collected:{period}", now=now, people=people) if people else 0


def _told(decision: Decision, *, several: bool) -> list[Person]:
    """The controller is told of each report anyway: of the end of one alone it would be the same news."""
    people = [one.person for one in decision.receivers.select_related("person") if one.person]
    return [*people, *([decision.controller] if several and decision.controller else [])]
