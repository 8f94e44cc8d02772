"""Celery is a doorbell: a lost knock costs a minute, never a letter, for beat knocks too."""

import logging

from celery import Celery
from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def queue() -> Celery:
    app: Celery = import_string(settings.QUEUE)
    return app


def knock() -> None:
    """Ask a worker to deliver now. When the queue is away the letters wait for the next minute."""
    try:
        queue().send_task("decisions.tasks.deliver", expires=55, retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the queue is away, letters wait for the next turn of beat: %s", error)


def send_after_commit(task: str, *args: object) -> None:
    """Ask a worker for something that stands in a row of its own; when the queue is away, it is asked for again."""

    def send() -> None:
        try:
            queue().send_task(task, args=args, retry=False)
        except (OperationalError, OSError) as error:
            log.warning("the queue is away, %s%s waits until it is asked for again: %s", task, args, error)

    transaction.on_commit(send, robust=True)


def knock_after_commit() -> None:
    """Once a transaction, however many letters it promises."""
    if not any(function is knock for _, function, _ in connection.run_on_commit):
        transaction.on_commit(knock, robust=True)
