"""«Поручения»: one table of everything, what is seen of it as XLSX, and searches kept for tomorrow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clusters.doors import overseers_only

from .. import overview
from ..exports import sheets
from ..models import Assignment, SavedView
from ..overview.table import AssignmentFilter, lines, order_of, ordered, with_names
from ..paging import CappedPaginator
from ..rules import current_calendar
from ..workdays import Calendar

PAGE = 50
SHEET_ROWS = 50_000
USUAL = QueryDict("state=open")
COLUMNS = [
    sheets.Column("Протокол", 12),
    sheets.Column("Дата протокола", 14),
    sheets.Column("Пункт", 8),
    sheets.Column("Решение", 60),
    sheets.Column("Организация", 32),
    sheets.Column("Лично", 20),
    sheets.Column("Срок", 12),
    sheets.Column("Первоначальный срок", 14),
    sheets.Column("Состояние", 24),
    sheets.Column("Задержка, рабочих дней", 12),
    sheets.Column("Отчёт отправлен", 14),
    sheets.Column("Контролёр", 20),
]


@require_safe
@overseers_only
def assignments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    asked = request.GET or USUAL
    found = AssignmentFilter(asked, today=today)
    page = CappedPaginator(ordered(_rows(found), asked), PAGE).get_page(asked.get("page"))
    page.object_list = lines(page.object_list)
    context = {
        "filter": found,
        "page": page,
        "rows": standings(page.object_list, today, current_calendar()),
        "today": today,
        "about": _about(found),
        "conditions": SavedView.conditions_of(asked),
        "quick": _quick_views(today),
        "saved": request.user.saved_views.all(),
        "sheet_rows": SHEET_ROWS,
        "sort": order_of(asked),
    }
    return render(request, "decisions/assignments.html", context)


def _rows(found: AssignmentFilter) -> QuerySet[Assignment]:
    """A date that is none finds nothing, and the form says why."""
    return found.qs if found.is_valid() else Assignment.objects.none()


def standings(
    rows: Iterable[Assignment], today: dt.date, calendar: Calendar
) -> Iterator[tuple[Assignment, overview.Standing]]:
    return ((row, overview.standing_of(row, today, calendar)) for row in rows)


def _quick_views(today: dt.date) -> list[tuple[str, str]]:
    soon = today + dt.timedelta(days=overview.DAYS - 1)
    return [
        ("Не закрытые", "state=open"),
        ("Просроченные", "overdue=on"),
        ("Две недели", f"since={today}&state=in_progress&until={soon}"),
        ("На приёмке", "state=on_acceptance"),
        ("Все", "sort=-due"),
    ]


def _about(found: AssignmentFilter) -> list[str]:
    """What a link from another page narrowed the table to, in words: these have no field in the form."""
    if not found.is_valid():
        return []
    given = found.form.cleaned_data
    protocol = given["protocol"] and Assignment.objects.filter(decision__protocol=given["protocol"])
    first = protocol and protocol.select_related("decision__protocol").first()
    decision = given["decision"]
    outcomes = dict(found.filters["outcome"].extra["choices"])
    return [
        *([str(first.decision.protocol)] if first else []),
        *([f"{decision.protocol}, {decision}"] if decision else []),
        *([outcomes[given["outcome"]]] if given["outcome"] else []),
    ]


@require_safe
@overseers_only
def assignments_sheet(request: HttpRequest) -> FileResponse:
    today = timezone.localdate()
    asked = request.GET or USUAL
    rows = with_names(ordered(_rows(AssignmentFilter(asked, today=today)), asked))[:SHEET_ROWS]
    told = (_line(row, standing) for row, standing in standings(rows.iterator(2000), today, current_calendar()))
    return sheets.download(sheets.sheet("Поручения", COLUMNS, told), f"Поручения {today:%d.%m.%Y}.xlsx")


def _line(row: Assignment, standing: overview.Standing) -> list[object]:
    decision, protocol = row.decision, row.decision.protocol
    moved = row.original_due_on if row.original_due_on != row.due_on else None
    return [
        protocol.number,
        protocol.date,
        decision.number,
        decision.text,
        row.organization.short_name,
        row.person and str(row.person),
        row.due_on,
        moved,
        standing.label,
        standing.delay or None,
        row.reported_at and timezone.localdate(row.reported_at),
        decision.controller and str(decision.controller),
    ]


class SavedViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ("name", "query")


@require_POST
@overseers_only
def view_save(request: HttpRequest) -> HttpResponse:
    """A name that is already there gets the new conditions."""
    query = SavedView.conditions_of(QueryDict(request.POST.get("query", "")))
    form = SavedViewForm({"name": request.POST.get("name", "").strip(), "query": query})
    if not form.is_valid():
        messages.error(request, "Назовите вид: не больше 80 знаков, и хотя бы одно условие.")
        return redirect(f"{reverse('decisions:assignments')}?{query}")
    saved, _ = SavedView.objects.update_or_create(
        user=request.user, name=form.cleaned_data["name"], defaults={"query": query}
    )
    messages.success(request, f"Вид «{saved.name}» сохранён.")
    return redirect(saved)


@require_POST
@overseers_only
def view_delete(request: HttpRequest, pk: int) -> HttpResponse:
    saved = get_object_or_404(request.user.saved_views, pk=pk)
    saved.delete()
    messages.success(request, f"Вид «{saved.name}» убран.")
    return redirect("decisions:assignments")
