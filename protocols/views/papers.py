"""Official papers as files: .docx to sign, .pdf to send."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.attachments import download
from clusters.doors import staff_only
from decisions.models import Decision
from decisions.rules import current_calendar

from .. import access, official
from ..document.model import Unreadable
from ..document.write import Extras, default_template
from ..models import Protocol

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"docx": DOCX, "pdf": "application/pdf"}


@require_safe
def protocol(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The protocol as signed: for whoever reads it."""
    shown = _visible(request, pk)
    return _answer(request, shown, lambda: official.paper(shown), f"Протокол № {shown.number}", kind)


@require_safe
def marked(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """With marks of execution: they tell of every organization, so only for those who see everything."""
    shown = _visible(request, pk)
    if not request.user.sees_everything:
        raise PermissionDenied
    marks = official.marks_of(shown, timezone.localdate(), current_calendar())
    name = f"Протокол № {shown.number} с отметками"
    return _answer(request, shown, lambda: official.paper(shown, Extras(marks=marks)), name, kind)


@require_safe
def excerpt(request: HttpRequest, pk: int, decision: int, kind: str) -> HttpResponse:
    shown = _visible(request, pk)
    one = get_object_or_404(Decision.objects.select_related("protocol"), pk=decision, protocol=shown)
    name = f"Выписка из протокола № {shown.number}, {one}"
    return _answer(request, shown, lambda: official.excerpt(one), name, kind)


@require_safe
@staff_only
def template(request: HttpRequest) -> HttpResponse:
    """The template in use, to be changed in Word and uploaded again."""
    return download(official.template() or default_template(), "Шаблон протокола.docx", DOCX)


def _visible(request: HttpRequest, pk: int) -> Protocol:
    return get_object_or_404(access.visible_to(request.user, timezone.localdate()), pk=pk)


def _answer(request: HttpRequest, shown: Protocol, make, name: str, kind: str) -> HttpResponse:  # type: ignore[no-untyped-def]
    if kind not in KINDS:
        raise Http404
    try:
        made = make()
        content = official.as_pdf(made) if kind == "pdf" else made
    except Unreadable as error:
        messages.error(request, str(error))
        return redirect(shown)
    return download(content, f"{name.replace('/', '-')}.{kind}", KINDS[kind])
