"""The history of a whole protocol in sentences: who did what, when and why. Nobody can change it here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.attachments import download
from clusters.doors import overseers_only
from clusters.models import Organization, User
from clusters.templatetags.russian import counted, moment
from clusters.typed import whole
from decisions.exports import sheets
from decisions.models import Decision
from decisions.overview.chronicle import Event, events_of

from .. import access
from ..models import Protocol

SHOWN = 100
SHEET_ROWS = 10_000
KINDS = {"+": "Черновик создан", "~": "Протокол исправлен", "-": "Протокол удалён"}
COLUMNS = [
    sheets.Column("Когда", 18),
    sheets.Column("Кто", 24),
    sheets.Column("К чему относится", 40),
    sheets.Column("Что", 90),
]


@dataclass(frozen=True, slots=True)
class Line:
    event: Event
    who: str
    where: str


@require_safe
@overseers_only
def history(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    protocol = get_object_or_404(access.visible_to(request.user, today), pk=pk)
    shown = min(whole(request.GET.get("shown", "")) or SHOWN, SHEET_ROWS)
    found = _lines(protocol, shown + 1)
    context = {"protocol": protocol, "today": today, "lines": found[:shown]}
    context["more"] = shown + SHOWN if len(found) > shown else None
    return render(request, "protocols/history.html", context)


@require_safe
@overseers_only
def history_sheet(request: HttpRequest, pk: int) -> FileResponse:
    protocol = get_object_or_404(access.visible_to(request.user, timezone.localdate()), pk=pk)
    rows = (
        [f"{timezone.localtime(line.event.at):%d.%m.%Y %H:%M}", line.who, line.where, line.event.what]
        for line in _lines(protocol, SHEET_ROWS)
    )
    name = f"История протокола {protocol.number} от {protocol.date:%d.%m.%Y}.xlsx"
    return sheets.download(sheets.sheet("История", COLUMNS, rows), name)


@require_safe
@overseers_only
def history_text(request: HttpRequest, pk: int) -> FileResponse:
    """A sentence a line, as on the page: «14 марта, 10:32 · Зорин З.З. · п. 3, Колледж связи. Срок перенесён …»"""
    protocol = get_object_or_404(access.visible_to(request.user, timezone.localdate()), pk=pk)
    lines = [
        " · ".join(
            part for part in (moment(line.event.at), line.who, f"{line.where}. {line.event.what}".lstrip(". ")) if part
        )
        for line in _lines(protocol, SHEET_ROWS)
    ]
    text = "\r\n".join([f"История: {protocol}", "", *lines, ""])
    name = f"История протокола {protocol.number} от {protocol.date:%d.%m.%Y}.txt".replace("/", "-")
    return download(text.encode("utf-8-sig"), name, "text/plain; charset=utf-8")


def _lines(protocol: Protocol, newest: int) -> list[Line]:
    decisions = {row.pk: row for row in protocol.decisions.all()}
    events = sorted(
        [*events_of(decisions.keys(), newest), *_of_protocol(protocol, newest)],
        key=lambda event: event.at,
        reverse=True,
    )[:newest]
    people = User.objects.select_related("person").in_bulk({event.user for event in events if event.user})
    organizations = Organization.objects.in_bulk({event.organization for event in events if event.organization})
    return [Line(event, str(people.get(event.user, "")), _where(event, decisions, organizations)) for event in events]


def _of_protocol(protocol: Protocol, newest: int) -> Iterable[Event]:
    rows: Any = protocol.history.order_by("-history_date", "-history_id")[:newest]
    return [
        Event(row.history_date, row.history_user_id, row.history_change_reason or KINDS[row.history_type])
        for row in rows
    ]


def _where(event: Event, decisions: dict[int, Decision], organizations: dict[int, Organization]) -> str:
    """«п. 3, Колледж связи», «п. 3, 12 поручений», nothing for the protocol itself."""
    parts = [str(decisions[event.decision])] if event.decision in decisions else []
    if event.organization in organizations:
        parts.append(str(organizations[event.organization]))
    elif event.count > 1:
        parts.append(counted(event.count, "поручение,поручения,поручений"))
    elif event.decisions > 1:
        parts.append(counted(event.decisions, "решение,решения,решений"))
    return ", ".join(parts)
