"""«Мои поручения»: everything that is this person's, as sections of cards. Reads only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from clusters.typed import whole

from . import access
from .deadlines import nearness, period_label
from .letters import source_of
from .models import Assignment, ExtensionRequest, ReportReceiver
from .workdays import Calendar

CLOSED_SHOWN = 10
CLOSED_FOUND = 100
State = Assignment.State


@dataclass(frozen=True)
class Card:
    """One assignment as the college reads it: who may not send a report may still write one, or only look."""

    assignment: Assignment
    today: dt.date
    calendar: Calendar
    may_report: bool = True
    may_draft: bool = True

    @cached_property
    def near(self) -> str:
        row = self.assignment
        return nearness(row.due_on, self.today, self.calendar) if row.due_on and row.state == State.IN_PROGRESS else ""

    @property
    def is_late(self) -> bool:
        return self.assignment.is_overdue(self.today)

    @property
    def sign(self) -> str:
        """Which badge of `clusters.templatetags.ui` says its state."""
        row = self.assignment
        if row.state == State.DONE:
            late = row.due_on and row.reported_at and timezone.localdate(row.reported_at) > row.due_on
            return "done_late" if late else "done"
        if row.state != State.IN_PROGRESS:
            return row.state
        if self.is_late:
            return "overdue"
        return "today" if row.due_on == self.today else self._lasting or "in_progress"

    @property
    def is_lasting(self) -> bool:
        """A report does not end it."""
        return self.assignment.decision.stays_open and not self.assignment.period

    @property
    def is_plan(self) -> bool:
        return self._lasting == "by_plan"

    @property
    def _lasting(self) -> str:
        decision = self.assignment.decision
        if decision.quota_on:
            return "quota"
        return decision.deadline_kind if self.is_lasting else ""

    @property
    def colour(self) -> str:
        if self.is_late:
            return "late"
        colours = {"today": "wait", "on_acceptance": "wait", "in_progress": "work", "done": "done", "done_late": "done"}
        return colours.get(self.sign, "lasting" if self._lasting else "")

    @property
    def section(self) -> str:
        row = self.assignment
        if row.state == State.ON_ACCEPTANCE:
            return "waiting"
        if not row.is_open:
            return "done"
        if row.due_on and row.due_on <= self.today:
            return "overdue" if self.is_late else "today"
        if row.due_on and row.due_on <= sunday_of(self.today):
            return "week"
        return "lasting" if self._lasting else "later"

    @property
    def source(self) -> str:
        return source_of(self.assignment)

    @property
    def period(self) -> str:
        return period_label(self.assignment.period)

    @property
    def report_to(self) -> str:
        """Of rows of `for_cards`."""
        return ", ".join(str(one) for one in self.assignment.decision.addressees)

    @property
    def asks_extension(self) -> bool:
        """Of rows of `for_cards`."""
        return bool(self.assignment.asked)


@dataclass
class Section:
    key: str
    title: str
    cards: list[Card] = field(default_factory=list)


TITLES = {
    "overdue": "Просрочено",
    "today": "Сегодня",
    "week": "На этой неделе",
    "later": "Позже",
    "lasting": "Постоянные и нормы",
    "waiting": "Ждут приёмки",
    "done": "Последние исполненные и закрытые",
}


def sunday_of(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=6 - day.weekday())


def of_many(rows: Iterable[Assignment]) -> bool:
    """Whether each must say whose it is: of one person who heads two colleges."""
    return len({row.organization_id for row in rows}) > 1


def for_cards(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """What cards show, in as many queries whatever their number.

    Lists of their own spare a queryset for each row, which costs more than the query.
    """
    asked = ExtensionRequest.objects.filter(state=ExtensionRequest.State.ASKED)
    receivers = ReportReceiver.objects.select_related("person")
    return rows.select_related(
        "decision__protocol", "decision__controller", "organization", "person", "handed_to"
    ).prefetch_related(
        Prefetch("decision__receivers", receivers, to_attr="addressees"), Prefetch("extensions", asked, to_attr="asked")
    )


def found(rows: QuerySet[Assignment], *, protocol: str = "", text: str = "") -> QuerySet[Assignment]:
    if (number := whole(protocol)) is not None:
        rows = rows.filter(decision__protocol=number)
    for word in text.split():
        rows = rows.filter(
            Q(decision__text__icontains=word)
            | Q(decision__number__iexact=word)
            | Q(decision__protocol__number__iexact=word)
            | Q(decision__protocol__title__icontains=word)
        )
    return rows


def protocols_of(rows: QuerySet[Assignment], chosen: str) -> list[tuple[int, str, str]]:
    """Of what is open, and the one chosen: key, number, date as «02.02.2023», the newest first. In ten years a head
    has answered to a thousand; those are found by their number."""
    columns = ("decision__protocol__date", "decision__protocol", "decision__protocol__number")
    told = set(rows.filter(state__in=Assignment.OPEN).values_list(*columns).distinct())
    if (number := whole(chosen)) is not None:
        told |= set(rows.filter(decision__protocol=number).values_list(*columns)[:1])
    return [(pk, number, f"{date:%d.%m.%Y}") for date, pk, number in sorted(told, reverse=True)]


def sections(
    rows: QuerySet[Assignment], places: access.Places, today: dt.date, calendar: Calendar, *, closed: int
) -> list[Section]:
    """Open ones all; of the closed the newest, so many. First only their keys: a head has closed thousands."""
    keys = list(rows.filter(state__in=Assignment.OPEN).order_by("due_on", "id").values_list("pk", flat=True))
    newest = rows.exclude(state__in=Assignment.OPEN).order_by("-closed_at", "-id")
    keys += newest.values_list("pk", flat=True)[:closed]
    read = for_cards(Assignment.objects.all()).in_bulk(keys)
    made = {key: Section(key, title) for key, title in TITLES.items()}
    for row in (read[key] for key in keys if key in read):
        card = Card(row, today, calendar, places.may_report(row), places.may_draft(row))
        made[card.section].cards.append(card)
    return list(made.values())
