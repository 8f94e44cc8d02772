"""«Мои поручения»."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import own
from ..rules import current_calendar


@require_safe
def my_assignments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    mine = own.assignments_of(request.user.person, today)
    protocol, text = request.GET.get("protocol", ""), request.GET.get("q", "").replace("\0", "").strip()
    is_filtered = bool(protocol or text)
    sections = own.sections(
        own.found(mine, protocol=protocol, text=text),
        today,
        current_calendar(),
        closed=own.CLOSED_FOUND if is_filtered else own.CLOSED_SHOWN,
    )
    shown = [card.assignment.organization_id for section in sections for card in section.cards]
    context = {
        "sections": sections,
        "today": today,
        "protocols": own.protocols_of(mine, protocol),
        "chosen": protocol,
        "text": text,
        "is_filtered": is_filtered,
        "is_empty": not any(section.cards for section in sections),
        "several": sum(len(section.cards) for section in sections if section.key not in ("waiting", "done")) > 1,
        "many_organizations": len(set(shown)) > 1,
    }
    return render(request, "decisions/own.html", context)
