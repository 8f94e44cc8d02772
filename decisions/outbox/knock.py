"""Celery is a doorbell: a lost knock costs a minute, never a letter, for beat knocks too."""

import logging

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def knock() -> None:
    """Ask a worker to deliver now. When the queue is away the letters wait for the next minute."""
    try:
        current_app.send_task("decisions.tasks.deliver", expires=55, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the queue is away, letters wait for the next turn of beat: %s", error)


def knock_after_commit() -> None:
    """Once a transaction, however many letters it promises."""
    if not any(function is knock for _, function, _ in connection.run_on_commit):
        transaction.on_commit(knock, robust=True)
