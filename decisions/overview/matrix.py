"""Decisions × organizations, grouped by cluster: one object for the screen, for paper and for XLSX."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from clusters.jinja import url as address
from clusters.models import Membership, Organization
from clusters.templatetags.russian import counted, day
from clusters.templatetags.ui import SIGNS
from decisions.models import Assignment, Decision
from decisions.workdays import Calendar

from .states import WORKDAYS, Standing, standing_of

# of several assignments in one cell the first of these is shown
WORST_FIRST = (
    "overdue", "rework", "today", "on_acceptance", "in_progress", "undated", "quota", "by_plan", "permanent",
    "done_late", "done", "withdrawn",
)  # fmt: skip
SHORT = {
    "done": "исп.",
    "on_acceptance": "приёмка",
    "undated": "без срока",
    "quota": "норма",
    "by_plan": "план",
    "permanent": "пост.",
    "withdrawn": "снято",
    "overdue": "просроч.",
}
FINISHED = ("done", "done_late")
NOTHING = (0, 0)
READ = (
    "decision_id", "organization_id", "state", "period", "due_on", "reported_at", "executed_on",
)  # fmt: skip
OUTSIDE = "Вне кластеров"


@dataclass(frozen=True, slots=True)
class Cell:
    """What one organization has done of one decision; `spoken` is the same in whole words.

    `score` is of what can be done at all: how many are done, of how many.
    """

    sign: str
    text: str
    spoken: str
    url: str
    signs: tuple[str, ...]
    score: tuple[int, int]

    @property
    def colour(self) -> str:
        return SIGNS[self.sign].colour

    @property
    def icon(self) -> str:
        return SIGNS[self.sign].icon

    @property
    def is_late(self) -> bool:
        return self.sign == "overdue"


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    organizations: list[Organization]


@dataclass(frozen=True, slots=True)
class Row:
    decision: Decision
    cells: list[Cell | None]

    @property
    def score(self) -> tuple[int, int]:
        return total(self.cells)

    @property
    def told(self) -> str:
        """«исполнено 3 из 5»; of what no report ends, that it is so."""
        if self.score == NOTHING and self.decision.stays_open:
            return str(self.decision.get_deadline_kind_display())
        return in_score(self.score)


@dataclass(slots=True)
class Matrix:
    groups: list[Group]
    rows: list[Row]
    signs: list[str] = field(default_factory=list)

    @property
    def organizations(self) -> list[Organization]:
        return [organization for group in self.groups for organization in group.organizations]

    @property
    def scores(self) -> list[tuple[int, int]]:
        """Of each organization, in the order of the columns."""
        return [total(row.cells[column] for row in self.rows) for column in range(len(self.organizations))]


def total(cells: Iterable[Cell | None]) -> tuple[int, int]:
    scores = [cell.score for cell in cells if cell]
    return sum(done for done, _ in scores), sum(number for _, number in scores)


def in_score(score: tuple[int, int]) -> str:
    return f"исполнено {score[0]} из {score[1]}" if score != NOTHING else ""


def score_of(several: Sequence[Assignment], signs: Sequence[str]) -> tuple[int, int]:
    """Done, of those not withdrawn and not without end: «постоянно» and «по планам» would never be done."""
    done = sum(sign in FINISHED for sign in signs)
    endless = [row.decision.stays_open and not row.period for row in several]
    open_now = sum(
        sign not in (*FINISHED, "withdrawn") and not never for sign, never in zip(signs, endless, strict=True)
    )
    return done, done + open_now


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of the matrix is shown; a row or column without a wanted cell is left out."""

    cluster: int | None = None
    organization: int | None = None
    late: bool = False


def matrix_of(rows: QuerySet[Assignment], wanted: Wanted, *, on: dt.date, today: dt.date, calendar: Calendar) -> Matrix:
    """Clusters as they stood `on` that day. Five queries, however many cells."""
    found: dict[tuple[int, int], list[Assignment]] = defaultdict(list)
    # a decision and an organization are made once, not for each of their cells
    decisions = Decision.objects.in_bulk(rows.order_by().values_list("decision", flat=True).distinct())
    organizations = Organization.objects.in_bulk(rows.order_by().values_list("organization", flat=True).distinct())
    for row in rows.only(*READ).order_by("due_on"):
        row.decision = decisions[row.decision_id]
        found[row.decision_id, row.organization_id].append(row)
    cells = {key: cell_of(several, today, calendar) for key, several in found.items()}
    if wanted.late:
        cells = {key: cell for key, cell in cells.items() if cell.is_late}
    groups = grouped([organizations[pk] for pk in {pk for _, pk in cells}], wanted, on)
    return _assembled(cells, sorted(decisions.values(), key=lambda one: (one.position, one.pk)), groups)


def _assembled(cells: dict[tuple[int, int], Cell], decisions: Collection[Decision], groups: list[Group]) -> Matrix:
    columns = [organization.pk for group in groups for organization in group.organizations]
    rows = [Row(decision, [cells.get((decision.pk, column)) for column in columns]) for decision in decisions]
    rows = [row for row in rows if any(row.cells)]
    met = {sign for row in rows for cell in row.cells if cell for sign in cell.signs}
    return Matrix(groups, rows, [sign for sign in WORST_FIRST if sign in met])


def grouped(organizations: Collection[Organization], wanted: Wanted, on: dt.date) -> list[Group]:
    """Each organization once: under the cluster it leads, else the first it is in; the leading one comes first."""
    places = Membership.objects.on(on).filter(organization__in=organizations, cluster__is_active=True)
    if wanted.cluster:
        places = places.filter(cluster=wanted.cluster)
    home: dict[int, Membership] = {}
    for place in places.select_related("cluster").order_by("role", "cluster__short_name"):  # «leading» sorts first
        home.setdefault(place.organization_id, place)
    named = defaultdict(list)
    for organization in sorted(organizations, key=lambda one: (_is_member(home.get(one.pk)), one.short_name)):
        place = home.get(organization.pk)
        if wanted.organization in (None, organization.pk) and (place or not wanted.cluster):
            named[place.cluster.short_name if place else OUTSIDE].append(organization)
    return [Group(name, named[name]) for name in sorted(named, key=lambda name: (name == OUTSIDE, name))]


def _is_member(place: Membership | None) -> bool:
    return place is None or place.role != Membership.Role.LEADING


def cell_of(several: Sequence[Assignment], today: dt.date, calendar: Calendar) -> Cell:
    standings = [standing_of(row, today, calendar) for row in several]
    worst = min(range(len(several)), key=lambda number: WORST_FIRST.index(standings[number].sign))
    row, standing = several[worst], standings[worst]
    signs = tuple(one.sign for one in standings)
    text, spoken, score = short(row, standing), in_words(row, standing, today), score_of(several, signs)
    if len(several) > 1 and score != NOTHING:
        text, spoken = f"{text} {score[0]}/{score[1]}", f"{spoken}; {in_score(score)}"
    return Cell(standing.sign, text, spoken, _address(several), signs, score)


def _address(several: Sequence[Assignment]) -> str:
    first = several[0]
    if len(several) == 1:
        return address("decisions:assignment", first.pk)
    return f"{address('decisions:assignments')}?decision={first.decision_id}&organization={first.organization_id}"


def short(row: Assignment, standing: Standing) -> str:
    if standing.sign == "done_late":
        return f"+{standing.delay} дн."
    if standing.sign == "overdue" and standing.delay:
        return f"−{standing.delay} дн."
    if standing.sign in SHORT:
        return SHORT[standing.sign]
    return f"до {row.due_on:%d.%m}" if row.due_on else ""


def in_words(row: Assignment, standing: Standing, today: dt.date) -> str:
    """«Просрочено на 3 рабочих дня, срок 27 февраля»"""
    words = standing.label
    if (standing.sign == "overdue" and standing.delay) or standing.sign == "done_late":
        words += f" на {counted(standing.delay, WORKDAYS)}"
    return f"{words}, срок {day(row.due_on, today)}" if row.due_on else words
