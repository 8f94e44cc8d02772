"""What beat asks of the whole."""

import logging

from celery import shared_task
from django.utils import timezone

from . import seals

log = logging.getLogger(__name__)


@shared_task
def seal_history() -> None:
    log.info("sealed rows of history: %s", seals.seal(timezone.now()))
