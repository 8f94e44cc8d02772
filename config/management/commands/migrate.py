from __future__ import annotations

import time
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management.commands import migrate
from django.db import OperationalError, connection

from config import rights

ONE_AT_A_TIME = 7_163_004  # the number of our advisory lock: nobody else's in this database
TRIES = 5
PAUSE = 10  # seconds
LOCK_TIMEOUT = "2s"


class Command(migrate.Command):
    """Django's own, and on PostgreSQL: one at a time, waiting for no lock so long that writers wait behind it."""

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            super().handle(*args, **options)
            return
        with one_at_a_time():
            self.patiently(*args, **options)
            if settings.APP_ROLE and not options["check_unapplied"] and not options["plan"]:
                rights.grant(settings.APP_ROLE)

    def patiently(self, *args: Any, **options: Any) -> None:
        """A migration that found a table busy is rolled back as a whole, and tried again."""
        for attempt in range(1, TRIES + 1):
            try:
                with connection.cursor() as cursor:
                    cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
                super().handle(*args, **options)
            except OperationalError as error:
                if attempt == TRIES or "lock timeout" not in str(error):
                    raise
                self.stderr.write(f"Таблица занята, попытка {attempt} из {TRIES}; ещё одна через {PAUSE} с.")
                time.sleep(PAUSE)
            else:
                return


@contextmanager
def one_at_a_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = DEFAULT")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
