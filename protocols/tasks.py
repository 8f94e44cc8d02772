"""What takes longer than a person should wait for. Running a task twice does no harm."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from django.core.files.base import ContentFile
from django.utils import timezone

from .document.model import Unreadable
from .models import StatementFile
from .statement import Subject, made

KEPT = dt.timedelta(days=7)


@shared_task
def write_statement_file(pk: int) -> None:
    wanted = StatementFile.objects.filter(pk=pk, ready_at=None).select_related("asked_by__person").first()
    if wanted is None:
        return
    now = timezone.now()
    try:
        content = made(
            Subject.from_json(wanted.subject),
            wanted.kind,
            today=timezone.localdate(now),
            signed_by=str(wanted.asked_by),
        )
    except Unreadable as error:
        wanted.error = str(error)
        wanted.save(update_fields=["error"])
        return
    wanted.file.save(wanted.name, ContentFile(content), save=False)
    wanted.ready_at, wanted.error = now, ""
    wanted.save(update_fields=["file", "ready_at", "error"])
    sweep(now)


def sweep(now: dt.datetime) -> None:
    for old in StatementFile.objects.filter(asked_at__lt=now - KEPT):
        old.file.delete(save=False)
        old.delete()
