"""Claim a few, send them one after another over a kept-open connection, settle each; more connections in threads."""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Queue

from django.conf import settings
from django.db import InternalError, OperationalError, connection

from decisions.models import Letter

from . import office, queue
from .smtp import BrokenLineError, Line, Refusal

log = logging.getLogger(__name__)

Source = Callable[[dt.datetime, int], list[Letter]]
Tray = Queue[tuple[Letter, float] | None]

BATCH = 50
SUSPICIOUS = 3  # letters in a row that broke the line or met a policy: then it is not the letters
PUT_OFF = 10  # letters that were all to come later: then it is not the addresses
ROUND_TRIPS = 5  # MAIL, RCPT, DATA, its end, RSET: each may last EMAIL_TIMEOUT


class Clock:
    """The caller's now, going on."""

    def __init__(self, now: dt.datetime):
        self.start, self.began = now, time.monotonic()

    def __call__(self) -> dt.datetime:
        return self.start + dt.timedelta(seconds=time.monotonic() - self.began)


class Round:
    """One run: the letters that the sources give, and what became of them."""

    def __init__(self, now: dt.datetime, sources: Sequence[Source], limit: int | None):
        self.clock = Clock(now)
        self.sources = sources
        self.left = limit
        self.tally: Counter[str] = Counter()
        self.put_off = 0  # for a while, and nothing taken between
        self.over = threading.Event()
        self.lock = threading.Lock()

    def letters(self, *, probing: bool) -> Iterator[tuple[Letter, float]]:
        """Each with the monotonic time after which the lease may be another's. A probe begins with one letter."""
        size = 1 if probing else BATCH
        while True:
            # Counted from before the claim, so our end of the lease never comes after the database's.
            good_until = time.monotonic() + settings.LETTER_LEASE - ROUND_TRIPS * settings.EMAIL_TIMEOUT
            batch = self._batch(size if self.left is None else min(size, self.left))
            if not batch:
                return
            if self.left is not None:
                self.left -= len(batch)
            yield from ((letter, good_until) for letter in batch)
            size = BATCH

    def _batch(self, size: int) -> list[Letter]:
        """Whatever the first source that has anything gives; nothing while the office is closed."""
        now = self.clock()
        if not size or self.over.is_set() or office.closed(office.office(), now):
            return []
        return next(filter(None, (source(now, size) for source in self.sources)), [])

    def count(self, outcome: str) -> None:
        with self.lock:
            self.tally[outcome] += 1
            self.put_off = 0 if outcome == "sent" else self.put_off + (outcome == "postponed")


class Postman:
    """One connection."""

    def __init__(self, shift: Round):
        self.round = shift
        self.line = Line(settings.SMTP_URL) if settings.SMTP_URL else None
        self.odd = 0  # in a row

    def work(self, letters: Iterable[tuple[Letter, float]]) -> None:
        try:
            for letter, good_until in letters:
                if time.monotonic() > good_until:
                    self.round.over.set()  # the next run goes on: claimed again in this one, it might never end
                if self.round.over.is_set():
                    queue.release([letter])
                else:
                    self._carry(letter)
        finally:
            if self.line:
                self.line.quit()

    def _carry(self, letter: Letter) -> None:
        if not letter.raw:  # an empty letter would count as told
            queue.failed(letter, "письмо пусто: его содержание не сохранилось")
            self.round.count("failed")
            return
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
        everyone = isinstance(error, Refusal) and error.everyone
        if everyone and not error.addressed:
            queue.release([letter], str(error))
        else:  # its own pause too, so that an odd address never stands at the head of the queue for ever
            permanent = isinstance(error, Refusal) and error.permanent
            queue.refused(letter, str(error), now, permanent=permanent)
            self.round.count("bounced" if permanent else "postponed")
            self.odd = 0 if permanent else self.odd + self._is_odd(error)
        if everyone or self.odd >= SUSPICIOUS or self.round.put_off >= PUT_OFF:
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
    letters = shift.letters(probing=probing)
    if count == 1:
        Postman(shift).work(letters)
    else:
        side_by_side(shift, letters, count)
    if probing and shift.tally["sent"] and not office.closed(office.office(), shift.clock()):
        office.reopen()
    return shift.tally


def side_by_side(shift: Round, letters: Iterable[tuple[Letter, float]], count: int) -> None:
    """One forms the letters, which takes the processor; the others wait for the server, each with its own letter."""
    tray: Tray = Queue(BATCH)
    with ThreadPoolExecutor(count, "postman") as pool:
        postmen = [pool.submit(in_thread, shift, tray) for _ in range(count)]
        try:
            for letter in letters:
                tray.put(letter)
        finally:
            for _ in postmen:
                tray.put(None)
        for postman in postmen:
            postman.result()


def in_thread(shift: Round, tray: Tray) -> None:
    """After an error no more is formed, and what lies in the tray is taken out, so that nobody waits for room in it:
    the leases run out by themselves."""
    letters = iter(tray.get, None)
    try:
        Postman(shift).work(letters)
    except BaseException:
        shift.over.set()
        for _ in letters:
            pass
        raise
    finally:
        connection.close()


def insist(settle: Callable[[], None], tries: int = 20) -> None:
    """The server has taken the letter: a database that restarts is waited for, so that it is not sent again.

    One that only reads for a while, say in the middle of a failover, is an InternalError to Django.
    """
    for attempt in range(tries):
        try:
            settle()
        except (OperationalError, InternalError) as error:
            if attempt == tries - 1:
                raise
            log.warning("the database is away, a sent letter waits to be settled: %s", error)
            connection.close()
            time.sleep(1)
        else:
            return
