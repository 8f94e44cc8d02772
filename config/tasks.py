"""What beat asks of the whole."""

import logging

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils import timezone

from . import seals

log = logging.getLogger(__name__)


@shared_task
def seal_history() -> None:
    log.info("sealed rows of history: %s", seals.seal(timezone.now()))


@shared_task
def forget_sessions() -> None:
    """Those that ended; the address and the browser noted with one are kept no longer than it."""
    ended, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    log.info("sessions forgotten: %s", ended)
