"""Claim a few, send them one after another over a kept-open connection, settle each; several connections in threads."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import OperationalError, connection

from decisions.models import Letter

from . import office, queue
from .smtp import BrokenLineError, Line, Refusal

log = logging.getLogger(__name__)

Source = Callable[[dt.datetime, int], list[Letter]]

BATCH = 50
SUSPICIOUS = 3  # letters in a row that broke the line or met a policy: then it is not the letters
ROUND_TRIPS = 5  # MAIL, RCPT, DATA, its end, RSET: each may last EMAIL_TIMEOUT


class Clock:
    """The caller's now, going on."""

    def __init__(self, now: dt.datetime):
        self.start, self.began = now, time.monotonic()

    def __call__(self) -> dt.datetime:
        return self.start + dt.timedelta(seconds=time.monotonic() - self.began)


class Round:
    """What the connections of one run share."""

    def __init__(self, now: dt.datetime, sources: Sequence[Source], limit: int | None):
        self.clock = Clock(now)
        self.sources = sources
        self.left = limit
        self.tally: Counter[str] = Counter()
        self.over = threading.Event()
        self.lock = threading.Lock()

    def batch(self, size: int) -> list[Letter]:
        """Whatever the first source that has anything gives; nothing while the office is closed."""
        now = self.clock()
        if self.over.is_set() or office.closed(office.office(), now):
            return []
        wanted = self._reserve(size)
        for source in self.sources if wanted else ():
            if letters := source(now, wanted):
                self._reserve(len(letters) - wanted)
                return letters
        self._reserve(-wanted)
        return []

    def _reserve(self, count: int) -> int:
        if self.left is None:
            return count
        with self.lock:
            granted = min(count, self.left)
            self.left -= granted
            return granted

    def count(self, outcome: str) -> None:
        with self.lock:
            self.tally[outcome] += 1


class Postman:
    """One connection."""

    def __init__(self, shift: Round):
        self.round = shift
        self.line = Line(settings.SMTP_URL) if settings.SMTP_URL else None
        self.odd = 0  # in a row

    def work(self, probing: bool) -> None:
        size = 1 if probing else BATCH
        try:
            while True:
                # Counted from before the claim, so our end of the lease never comes after the database's.
                good_until = time.monotonic() + settings.LETTER_LEASE - ROUND_TRIPS * settings.EMAIL_TIMEOUT
                letters = self.round.batch(size)
                if not letters:
                    return
                self._carry_all(letters, good_until)
                size = BATCH
        finally:
            if self.line:
                self.line.quit()

    def _carry_all(self, letters: list[Letter], good_until: float) -> None:
        for place, letter in enumerate(letters):
            if self.round.over.is_set() or time.monotonic() > good_until:
                queue.release(letters[place:])
                return
            self._carry(letter)

    def _carry(self, letter: Letter) -> None:
        try:
            if self.line:
                self.line.send(letter.to, bytes(letter.raw))
        except (Refusal, BrokenLineError) as error:
            self._refused(letter, error)
        else:
            self.odd = 0
            insist(lambda: queue.sent(letter, self.round.clock(), keep_secrets=self.line is None))
            self.round.count("sent")

    def _refused(self, letter: Letter, error: Refusal | BrokenLineError) -> None:
        now = self.round.clock()
        if isinstance(error, Refusal) and error.everyone:
            queue.release([letter], str(error))
            self._close(str(error), now)
            return
        permanent = isinstance(error, Refusal) and error.permanent
        queue.refused(letter, str(error), now, permanent=permanent)
        self.round.count("bounced" if permanent else "postponed")
        self.odd = 0 if permanent else self.odd + self._is_odd(error)
        if self.odd >= SUSPICIOUS:
            self._close(str(error), now)

    @staticmethod
    def _is_odd(error: Refusal | BrokenLineError) -> bool:
        return isinstance(error, BrokenLineError) or error.policy

    def _close(self, reason: str, now: dt.datetime) -> None:
        self.round.over.set()
        office.close(reason, now)


def send_waiting(
    now: dt.datetime,
    *,
    limit: int | None = None,
    connections: int | None = None,
    sources: Sequence[Source] = (queue.claim,),
) -> Counter[str]:
    """Send what the sources give until they give nothing; how many were sent, postponed, bounced."""
    shift = Round(now, sources, limit)
    probing = office.office().closed_since is not None
    count = 1 if probing or not settings.SMTP_URL else connections or settings.SMTP_CONNECTIONS
    if count == 1:
        Postman(shift).work(probing)
    else:
        with ThreadPoolExecutor(count, "postman") as pool:
            for done in [pool.submit(in_thread, shift) for _ in range(count)]:
                done.result()
    if probing and shift.tally["sent"] and not shift.over.is_set():
        office.reopen()
    return shift.tally


def in_thread(shift: Round) -> None:
    try:
        Postman(shift).work(probing=False)
    finally:
        connection.close()


def insist(settle: Callable[[], None], tries: int = 20) -> None:
    """The server has taken the letter: a database that restarts is waited for, so that it is not sent again."""
    for attempt in range(tries):
        try:
            settle()
        except OperationalError as error:
            if attempt == tries - 1:
                raise
            log.warning("the database is away, a sent letter waits to be settled: %s", error)
            connection.close()
            time.sleep(1)
        else:
            return
