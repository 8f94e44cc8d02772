"""«Справка об исполнении»: decisions in the order of their paper, each with what every organization did. Reads only."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from clusters.models import Organization
from clusters.templatetags.russian import counted

from .deadlines import period_label, quota_results
from .models import Assignment, Decision, ExtensionRequest, QuotaEvidence, Report
from .overview.states import Standing, standing_of
from .workdays import Calendar

PERIODS = {
    "day": "день,дня,дней",
    "week": "неделя,недели,недель",
    "month": "месяц,месяца,месяцев",
    "quarter": "квартал,квартала,кварталов",
    "half_year": "полугодие,полугодия,полугодий",
    "year": "год,года,лет",
}
UNSENT = (Report.State.DRAFT, Report.State.RECALLED)
COUNTED = {
    "done": "исполнено в срок",
    "done_late": "исполнено с опозданием",
    "on_acceptance": "на приёмке",
    "overdue": "просрочено",
    "work": "в работе",
    "lasting": "постоянно, по планам и нормы",
    "withdrawn": "прекращено",
}
LASTING = ("permanent", "by_plan", "quota")


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment: how it stands today, what was reported, how often its date was moved at their request."""

    assignment: Assignment
    standing: Standing
    reports: list[Report]
    extensions: int
    quota: str = ""

    @property
    def who(self) -> str:
        row = self.assignment
        return f"{row.organization}, {row.person}" if row.person else str(row.organization)

    @property
    def period(self) -> str:
        return period_label(self.assignment.period)

    @property
    def executed_on(self) -> dt.date | None:
        row = self.assignment
        return row.executed_on or (timezone.localdate(row.reported_at) if row.reported_at else None)

    @property
    def counts_as(self) -> str:
        sign = self.standing.sign
        return "lasting" if sign in LASTING else sign if sign in COUNTED else "work"

    @property
    def files(self) -> list[str]:
        return [file.name for report in self.reports for file in report.files.all()]


@dataclass(slots=True)
class Item:
    decision: Decision
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Statement:
    items: list[Item]
    today: dt.date

    def lines(self) -> Iterator[Line]:
        return (line for item in self.items for line in item.lines)

    def counts(self) -> list[tuple[str, int]]:
        found = Counter(line.counts_as for line in self.lines())
        return [(label, found[key]) for key, label in COUNTED.items() if found[key]]

    def summary(self) -> str:
        """«Поручений: 24, из них исполнено в срок — 18, просрочено — 2.»"""
        parts = ", ".join(f"{label} — {number}" for label, number in self.counts())
        total = sum(number for _, number in self.counts())
        return f"Поручений: {total}, из них {parts}." if total else "Поручений нет."

    def extensions(self) -> int:
        return sum(line.extensions for line in self.lines())


def decisions_told(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those that stand in a справка, in the order of the papers."""
    executors = ("executors__group", "executors__organization", "executors__person")
    ordered = decisions.exclude(state=Decision.State.DRAFT).order_by("protocol__date", "protocol", "position", "id")
    return ordered.select_related("protocol", "agenda_item", "controller").prefetch_related(*executors, "points")


def assignments_told(decisions: QuerySet[Decision], organization: Organization | None) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(decision__in=decisions.values("pk"))
    return rows.filter(organization=organization) if organization else rows


def statement_of(
    decisions: QuerySet[Decision], *, today: dt.date, calendar: Calendar, organization: Organization | None = None
) -> Statement:
    """Of one organization only those decisions that concern it. As many queries for a thousand lines as for one."""
    items = {one.pk: Item(one) for one in decisions_told(decisions)}
    rows = assignments_told(decisions, organization).select_related("organization", "person")
    rows = rows.prefetch_related(_reports(), _granted())
    evidence = _evidence(decisions)
    for row in rows.order_by("organization__short_name", "person__surname", "due_on", "period", "pk"):
        if item := items.get(row.decision_id):
            row.decision = item.decision
            item.lines.append(_line(row, evidence.get(row.pk, ()), today, calendar))
    told = [item for item in items.values() if item.lines or (organization is None)]
    return Statement(told, today)


def _reports() -> Prefetch:
    sent = Report.objects.exclude(state__in=UNSENT).select_related("person").prefetch_related("files")
    return Prefetch("reports", sent.order_by("sent_at", "pk"), to_attr="sent_reports")


def _granted() -> Prefetch:
    granted = ExtensionRequest.objects.filter(state=ExtensionRequest.State.GRANTED)
    return Prefetch("extensions", granted, to_attr="granted")


def _evidence(decisions: QuerySet[Decision]) -> dict[int, list[dt.date]]:
    days: dict[int, list[dt.date]] = defaultdict(list)
    rows = QuotaEvidence.objects.filter(assignment__decision__in=decisions.values("pk"))
    for pk, day in rows.values_list("assignment", "happened_on"):
        days[pk].append(day)
    return days


def _line(row: Assignment, days: Iterable[dt.date], today: dt.date, calendar: Calendar) -> Line:
    reports: list[Report] = row.sent_reports  # type: ignore[attr-defined]
    row.newest_report = reports[-1].state if reports else None  # type: ignore[attr-defined]
    counting = [one for one in reports if one.state != Report.State.RETURNED] or reports
    quota = quota_met(row, days, today)
    return Line(row, standing_of(row, today, calendar), counting, len(row.granted), quota)  # type: ignore[attr-defined]


def quota_met(row: Assignment, days: Iterable[dt.date], today: dt.date) -> str:
    """«41 из 52 недель»: of the periods that have ended."""
    decision = row.decision
    if not decision.quota_on:
        return ""
    results = quota_results(decision.quota_target, decision.quota_period, days, since=row.created_on, today=today)
    ended = [one for one in results if one.end < today]
    met = sum(one.is_met is True for one in ended)
    # the number governs the genitive: «из 1 недели», «из 52 недель»
    words = PERIODS[decision.quota_period].split(",")
    of = f"{len(ended)} {words[1] if len(ended) % 10 == 1 and len(ended) % 100 != 11 else words[2]}"
    return f"{met} из {of}" if ended else "период ещё идёт"


def moved(number: int) -> str:
    return f"срок продлён {counted(number, 'раз,раза,раз')}" if number else ""
