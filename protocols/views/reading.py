"""Protocols as they read on paper; for those who see everything, with the state beside each decision."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from clusters.attachments import attachment
from decisions import access as assignment_access
from decisions.models import Assignment

from .. import access, official, publishing


def protocols(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    page = Paginator(access.visible_to(request.user, today).order_by("-date", "-id"), 30).get_page(
        request.GET.get("page")
    )
    return render(request, "protocols/list.html", {"page": page, "today": today})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    protocol = get_object_or_404(access.visible_to(request.user, today), pk=pk)
    decisions = protocol.decisions.select_related("agenda_item", "controller").prefetch_related(
        "points", "executors__group", "executors__organization", "executors__person", "receivers__person"
    )
    context = {
        "protocol": protocol,
        "today": today,
        "attendance": protocol.attendance.select_related("person"),
        "agenda": protocol.agenda.all(),
        "decisions": [(decision, _states(request, decision, today)) for decision in decisions],
        "papers": [decision for decision in decisions if decision.is_task],
        "pdf": official.may_make_pdf(),
        "may_close": request.user.is_staff and publishing.may_close(protocol),
    }
    return render(request, "protocols/detail.html", context)


def _states(request: HttpRequest, decision, today) -> dict[str, int] | None:  # type: ignore[no-untyped-def]
    """How many assignments of the decision are in each state; a college is shown nobody's but its own."""
    own = assignment_access.visible_to(request.user, today).filter(decision=decision)
    counts = dict.fromkeys(("done", "wait", "work", "late"), 0)
    for state, due_on in own.values_list("state", "due_on"):
        late = state == Assignment.State.IN_PROGRESS and due_on is not None and due_on < today
        kind = {"done": "done", "on_acceptance": "wait", "in_progress": "late" if late else "work"}.get(state)
        if kind:
            counts[kind] += 1
    return counts


def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed file, for whoever reads the protocol."""
    seen = access.visible_to(request.user, timezone.localdate()).exclude(source_file="")
    protocol = get_object_or_404(seen, pk=pk)
    return attachment(protocol.source_file, protocol.source_name)
