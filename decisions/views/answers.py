"""«Сбор ответов» of one decision: for its receiver, its controller, staff and leadership; strangers get 404."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from clusters.templatetags.russian import counted

from .. import answers
from ..answers import COLUMNS, Answers
from ..exports import sheets
from ..exports.sheets import Column
from ..models import Decision

ORGANIZATIONS = "организации,организациям,организациям"
WIDTHS = (34, 14, 14, 24, 14, 14, 80, 40)


def _seen(request: HttpRequest, pk: int) -> Decision:
    rows = answers.visible_to(request.user, timezone.localdate()).select_related("protocol", "controller")
    return get_object_or_404(rows.prefetch_related("receivers__person"), pk=pk)


def _found(request: HttpRequest, pk: int) -> Answers:
    return answers.answers_to(_seen(request, pk), timezone.localdate())


def _name(decision: Decision) -> str:
    return f"Ответы, протокол № {decision.protocol.number}, {decision}".replace("/", "-")


@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    context = {"answers": _found(request, pk), "today": timezone.localdate(), "may_remind": _may_remind(request, pk)}
    return render(request, "decisions/answers.html", context)


def _may_remind(request: HttpRequest, pk: int) -> bool:
    """Leadership reads; the receiver and the controller may ask for what is theirs."""
    user = request.user
    if user.is_staff or user.person_id is None:
        return user.is_staff
    receives = Decision.objects.filter(pk=pk, receivers__person=user.person_id)
    return receives.exists() or Decision.objects.filter(pk=pk, controller=user.person_id).exists()


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    columns = [Column(heading, width) for heading, width in zip(COLUMNS, WIDTHS, strict=True)]
    stored = sheets.sheet("Ответы", columns, answers.rows_of(found))
    return sheets.download(stored, f"{_name(found.decision)}.xlsx")


@require_safe
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    response = StreamingHttpResponse(answers.archive(found), content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{_name(found.decision)}.zip")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _seen(request, pk)
    if not _may_remind(request, pk):
        raise PermissionDenied
    if decision.state != Decision.State.IN_FORCE:
        messages.error(request, f"{decision}: {decision.get_state_display()}, напоминать не о чем.")
        return redirect("decisions:answers", decision.pk)
    now_told, told_before = answers.remind(decision, timezone.now())
    before = f" Остальным ({told_before}) сегодня уже напоминали." if told_before else ""
    if now_told:
        messages.success(request, f"Письмо уйдёт {counted(now_told, ORGANIZATIONS)}.{before}")
    else:
        messages.info(request, "Сегодня всем уже напоминали." if told_before else "Напоминать некому.")
    return redirect("decisions:answers", decision.pk)
