"""What beat asks for. Thin: each takes the clock once and calls one function; running twice does no harm."""

import logging

from celery import shared_task
from django.utils import timezone

from . import lifecycle, reminders

log = logging.getLogger(__name__)


@shared_task
def promise() -> None:
    log.info("promised: %s", dict(reminders.promise(timezone.now())))


@shared_task
def deliver() -> None:
    log.info("delivered: %s", dict(reminders.deliver(timezone.now())))


@shared_task
def sweep() -> None:
    log.info("swept: %s", dict(reminders.sweep(timezone.now())))


@shared_task
def open_periods() -> None:
    log.info("opened: %s", lifecycle.open_periods(timezone.now()))
