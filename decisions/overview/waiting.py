"""What waits for the department: answers to reports and requests, names, addresses; and what falls due next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from clusters.models import Organization, Person
from decisions.models import Assignment, Decision, Executor, ExtensionRequest, Letter, Report
from decisions.workdays import Calendar

from .states import State, late

DAYS = 14


def _own_first(controller: str, person: Person | None) -> Case:
    own = When(**{controller: person}, then=Value(0)) if person else When(pk__in=[], then=Value(0))
    return Case(own, default=Value(1), output_field=IntegerField())


def acceptance_queue(person: Person | None) -> QuerySet[Assignment]:
    """Reports that wait for an answer: the controller's own first, then by how long they wait."""
    rows = Assignment.objects.filter(state=State.ON_ACCEPTANCE, is_archived=False)
    rows = rows.select_related("decision__protocol", "decision__controller", "organization", "person")
    return rows.alias(own=_own_first("decision__controller", person)).order_by("own", "reported_at", "pk")


def asked_extensions(person: Person | None) -> QuerySet[ExtensionRequest]:
    """The controller's own first, then by the deadline that comes first."""
    rows = ExtensionRequest.objects.filter(state=ExtensionRequest.State.ASKED).select_related(
        "assignment__decision__protocol", "assignment__decision__controller", "assignment__organization", "asked_by"
    )
    return rows.alias(own=_own_first("assignment__decision__controller", person)).order_by("own", "old_due_on", "pk")


def with_returned(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Adds `newest_report`: the state of the newest report ever sent, which tells rework from work."""
    newest = Report.objects.filter(assignment=OuterRef("pk")).exclude(
        state__in=(Report.State.DRAFT, Report.State.RECALLED)
    )
    return rows.annotate(newest_report=Subquery(newest.order_by("-sent_at", "-id").values("state")[:1]))


@dataclass(frozen=True, slots=True)
class Day:
    date: dt.date
    count: int
    is_workday: bool


def fortnight(today: dt.date, calendar: Calendar) -> list[Day]:
    """How many open assignments fall due on each of the next fourteen days, today included. One query."""
    last = today + dt.timedelta(days=DAYS - 1)
    rows = Assignment.objects.filter(state=State.IN_PROGRESS, is_archived=False, due_on__range=(today, last))
    counts = dict(rows.order_by().values_list("due_on").annotate(Count("pk")))
    days = [today + dt.timedelta(days=number) for number in range(DAYS)]
    return [Day(day, counts.get(day, 0), calendar.is_workday(day)) for day in days]


def latest_organizations(today: dt.date, shown: int = 5) -> list[tuple[Organization, int]]:
    """Who has most that is overdue."""
    rows = Assignment.objects.filter(late(today), is_archived=False).order_by().values("organization")
    counts = list(rows.annotate(number=Count("pk")).order_by("-number", "organization")[:shown])
    names = Organization.objects.in_bulk([row["organization"] for row in counts])
    return [(names[row["organization"]], row["number"]) for row in counts]


def unknown_parties() -> QuerySet[Executor]:
    """«Отв.» of drafts that the directory does not know: nobody would get these assignments."""
    nobody = Q(group=None, organization=None, person=None)
    drafts = Executor.objects.filter(nobody, decision__state=Decision.State.DRAFT, decision__is_task=True)
    return drafts.select_related("decision__protocol").order_by("decision__protocol", "decision__position")


def undelivered(since: dt.datetime) -> QuerySet[Letter]:
    """Letters refused for good; the caller says how far back they still matter."""
    return Letter.objects.filter(state__in=(Letter.State.BOUNCED, Letter.State.FAILED), created_at__gte=since)
