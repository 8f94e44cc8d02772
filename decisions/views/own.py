"""«Мои поручения»."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from .. import access, own
from ..rules import current_calendar


@require_GET
def my_assignments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    mine = own.assignments_of(request.user.person, today)
    protocol, text = request.GET.get("protocol", ""), request.GET.get("q", "").replace("\0", "").strip()
    sections = own.sections(own.found(mine, protocol=protocol, text=text), today, current_calendar())
    protocols = mine.order_by("-decision__protocol__date").values_list(
        "decision__protocol", "decision__protocol__number", "decision__protocol__date"
    )
    context = {
        "sections": sections,
        "today": today,
        "protocols": list(dict.fromkeys(protocols)),
        "chosen": protocol,
        "text": text,
        "is_filtered": bool(protocol or text),
        "is_empty": not any(section.cards for section in sections),
        "several": sum(len(section.cards) for section in sections if section.key not in ("waiting", "done")) > 1,
        "organizations": access.organizations_of(request.user.person, today),
    }
    return render(request, "decisions/own.html", context)
