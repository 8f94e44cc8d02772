"""«Исполнительская дисциплина»: by organization and cluster for a period, with the trend and the formula."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.doors import overseers_only
from clusters.models import Cluster, Membership, Organization

from .. import lifecycle
from ..exports import sheets
from ..forms import Day, Span
from ..overview import charts, discipline
from ..overview.discipline import Figures, Period
from ..rules import current_calendar

COLUMNS = [
    sheets.Column("Кластер или организация", 40),
    *(sheets.Column(heading, 14) for heading in (
        "К исполнению", "В срок", "С опозданием", "Не исполнено", "Срок не наступил", "Доля в срок, %",
        "В прошлом периоде, %", "Средняя задержка, рабочих дней", "Срок перенесён", "Срок прошёл до введения",
        "Прекращено", "Постоянно и по планам", "С нормой",
    )),
]  # fmt: skip


class PeriodForm(Span):
    since = forms.DateField(label="Срок с", widget=Day())
    until = forms.DateField(label="Срок по", widget=Day())
    cluster = forms.ModelChoiceField(
        label="Кластер", queryset=Cluster.objects.filter(is_active=True), required=False, empty_label="Все"
    )

    def clean(self) -> dict[str, object]:
        given = super().clean()
        for name in ("since", "until"):
            if given.get(name) and given[name].year not in lifecycle.LIKELY:
                self.add_error(name, "Проверьте год.")
        return given


@dataclass(frozen=True, slots=True)
class Line:
    """An organization or a cluster; `conditions` find its rows in the table of assignments."""

    name: str
    figures: Figures
    before: Figures
    conditions: str

    @property
    def change(self) -> int | None:
        """In points of per cent, against the period before."""
        if self.figures.share is None or self.before.share is None:
            return None
        return self.figures.share - self.before.share


@dataclass(frozen=True, slots=True)
class Report:
    period: Period
    organizations: list[Line]
    clusters: list[Line]
    total: Line


@require_safe
@overseers_only
def index(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form, period, cluster = _asked(request, today)
    report = _report(period, cluster, today)
    members = _members(period, today).get(cluster.pk, set()) if cluster else None
    context = {
        "form": form,
        "report": report,
        "today": today,
        "months": charts.of_months(discipline.by_month(period.until, today, organizations=members)),
        "presets": _presets(today),
        "cluster": cluster,
    }
    return render(request, "decisions/discipline.html", context)


@require_safe
@overseers_only
def sheet(request: HttpRequest) -> FileResponse:
    today = timezone.localdate()
    _, period, cluster = _asked(request, today)
    report = _report(period, cluster, today)
    lines = [*report.clusters, *report.organizations, report.total]
    name = f"Дисциплина {period.since:%d.%m.%Y}–{period.until:%d.%m.%Y}.xlsx"
    return sheets.download(sheets.sheet("Дисциплина", COLUMNS, map(_cells, lines)), name)


def _cells(line: Line) -> list[object]:
    one = line.figures
    return [
        line.name, one.due, one.in_time, one.late, one.missed, one.ahead, one.share, line.before.share, one.mean_delay,
        one.extended, one.before, one.withdrawn, one.lasting, one.quotas,
    ]  # fmt: skip


def _asked(request: HttpRequest, today: dt.date) -> tuple[PeriodForm, Period, Cluster | None]:
    """This month when nothing, or nothing sensible, was asked."""
    usual = discipline.month_of(today)
    asked = request.GET if {"since", "until"} & set(request.GET) else None
    form = PeriodForm(asked, initial={"since": usual.since, "until": usual.until})
    if asked is None or not form.is_valid():
        return form, usual, None
    return form, Period(form.cleaned_data["since"], form.cleaned_data["until"]), form.cleaned_data["cluster"]


def _presets(today: dt.date) -> list[tuple[str, Period]]:
    this = discipline.month_of(today)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return [
        ("Этот месяц", this),
        ("Прошлый месяц", this.before),
        ("Этот квартал", Period(quarter, discipline.months_before(quarter, -3) - dt.timedelta(days=1))),
        ("Этот год", Period(dt.date(today.year, 1, 1), dt.date(today.year, 12, 31))),
        ("Прошлый год", Period(dt.date(today.year - 1, 1, 1), dt.date(today.year - 1, 12, 31))),
    ]


def _members(period: Period, today: dt.date) -> dict[int, set[int]]:
    """By cluster, as it stood on the last day of the period, or today while that is ahead."""
    places = Membership.objects.on(min(period.until, today)).filter(cluster__is_active=True)
    found: dict[int, set[int]] = {}
    for cluster, organization in places.values_list("cluster", "organization"):
        found.setdefault(cluster, set()).add(organization)
    return found


def _report(period: Period, cluster: Cluster | None, today: dt.date) -> Report:
    calendar = current_calendar()
    now = discipline.by_organization(period, today, calendar)
    before = discipline.by_organization(period.before, today, calendar)
    members = _members(period, today)
    chosen = now.keys() if cluster is None else now.keys() & members.get(cluster.pk, set())
    span = f"since={period.since}&until={period.until}"
    names = Organization.objects.filter(pk__in=chosen).in_bulk()
    organizations = [
        Line(str(names[pk]), now[pk], before.get(pk, Figures()), f"{span}&organization={pk}") for pk in chosen
    ]
    clusters = [
        Line(
            str(one),
            _sum(now, members.get(one.pk, ())),
            _sum(before, members.get(one.pk, ())),
            f"{span}&cluster={one.pk}",
        )
        for one in Cluster.objects.filter(is_active=True)
        if cluster is None
    ]
    whole = before.keys() if cluster is None else members.get(cluster.pk, ())
    conditions = f"{span}&cluster={cluster.pk}" if cluster else span
    total = Line("Всего", _sum(now, chosen), _sum(before, whole), conditions)
    return Report(period, sorted(organizations, key=_worst_first), clusters, total)


def _sum(figures: dict[int, Figures], organizations: Iterable[int]) -> Figures:
    return discipline.total(figures[pk] for pk in organizations if pk in figures)


def _worst_first(line: Line) -> tuple[int, str]:
    share = line.figures.share
    return (101 if share is None else share, line.name)
