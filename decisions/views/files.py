"""Attached files: only for those who see the assignment, always as an attachment."""

from __future__ import annotations

import mimetypes

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clusters.attachments import attachment

from .. import access, lifecycle
from ..models import QuotaEvidence, Report, ReportFile
from .rows import allowed, attempt, seen


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = _file(request, pk)
    return attachment(request, one.file, one.name, one.content_type)


def _file(request: HttpRequest, pk: int) -> ReportFile:
    """A draft is read by those who may write it: nobody else looks over their shoulder."""
    seen_rows = access.visible_to(request.user, timezone.localdate())
    one = get_object_or_404(ReportFile.objects.select_related("report"), pk=pk, report__assignment__in=seen_rows)
    if one.report.state == Report.State.DRAFT and not seen(request, one.report.assignment_id)[1].enter:
        raise Http404
    return one


@require_POST
def file_drop(request: HttpRequest, pk: int) -> HttpResponse:
    one = _file(request, pk)
    row, rights = seen(request, one.report.assignment_id)
    allowed(rights.enter)
    attempt(request, f"Файл убран: {one.name}", lifecycle.drop_file, one, by=rights.actor)
    return redirect("decisions:report", row.pk)


@require_safe
def evidence_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    seen_rows = access.visible_to(request.user, timezone.localdate())
    one = get_object_or_404(QuotaEvidence.objects.exclude(file=""), pk=pk, assignment__in=seen_rows)
    return attachment(request, one.file, one.name, mimetypes.guess_type(one.name)[0] or "application/octet-stream")
