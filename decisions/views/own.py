"""«Мои поручения»."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import access, own
from ..models import Assignment
from ..rules import current_calendar

State = Assignment.State


@require_safe
def my_assignments(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    places = access.places_of(request.user.person, today)
    mine = access.of_places(places).filter(is_archived=False)
    protocol, text = request.GET.get("protocol", ""), request.GET.get("q", "").replace("\0", "").strip()
    is_filtered = bool(protocol or text)
    sections = own.sections(
        own.found(mine, protocol=protocol, text=text),
        places,
        today,
        current_calendar(),
        closed=own.CLOSED_FOUND if is_filtered else own.CLOSED_SHOWN,
    )
    cards = [card for section in sections for card in section.cards]
    context = {
        "sections": sections,
        "today": today,
        "protocols": own.protocols_of(mine, protocol),
        "chosen": protocol,
        "text": text,
        "is_filtered": is_filtered,
        "is_empty": not cards,
        "has_post": bool(places.held),
        "several": sum(card.may_report and card.assignment.state == State.IN_PROGRESS for card in cards) > 1,
        "many_organizations": own.of_many(card.assignment for card in cards),
    }
    return render(request, "decisions/own.html", context)
