"""Promises become letters and letters are sent; what was formed before is read again first."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter

from django.db import DatabaseError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from decisions import outbox
from decisions.models import Letter, PersonalLink, PostOffice, Reminder

from . import reasons, recheck, summary
from .content import Mail
from .forming import COPY, Former, Sheet
from .moment import Moment
from .shown import shown_to

log = logging.getLogger(__name__)

KINDS = ("digest", "new", "event")
KEEP_LINKS = dt.timedelta(days=90)
CHANGED = "изменилось до отправки: составлено новое письмо"
BY_STAFF = "по просьбе сотрудника составляется новое письмо"


def deliver(now: dt.datetime, *, limit: int | None = None, connections: int | None = None) -> Counter[str]:
    """Send what is owed by now. Any number of workers at once; how many were sent, postponed, bounced."""
    if not outbox.closed(outbox.office.office(), now):
        summary.write(Moment.of(now))
    tally = outbox.send_waiting(now, limit=limit, connections=connections, sources=(claim_readable, Former()))
    PostOffice.objects.filter(pk=1).update(delivered_at=now)
    return tally


def claim_readable(now: dt.datetime, limit: int) -> list[Letter]:
    """Waiting letters that still say what is so. The others are dropped, and their promises told anew."""
    moment = Moment.of(now)
    claimed = outbox.claim(now, limit, without=() if moment.is_working else KINDS)
    return [letter for letter in claimed if letter.kind not in KINDS or is_current(letter, moment)]


def is_current(letter: Letter, moment: Moment) -> bool:
    """False when it is dropped for another; one that cannot be read again waits, and holds up nobody else."""
    try:
        if still_reads(letter, moment):
            return True
        tell_anew(letter, moment.now)
    except DatabaseError:
        raise
    except Exception as error:
        log.exception("letter %s cannot be read again", letter.pk)
        outbox.queue.refused(letter, f"не удалось перечитать: {error}", moment.now, permanent=False)
    return False


def still_reads(letter: Letter, moment: Moment) -> bool:
    """Written now it would be the same, word for word. A copy has no promises of its own: its original's count."""
    same_day = letter.formed_at is not None and timezone.localdate(letter.formed_at) == moment.today
    original = (letter.key or "").removesuffix(COPY)
    promises = Reminder.objects.filter(letter__key=original).select_related("person", "letter").order_by("id")
    reminders = list(promises) if same_day and original else []
    if not reminders:
        return False
    person = reminders[0].person
    shown = shown_to([person.pk], [one.assignment_id for one in reminders], today=moment.today, horizon=moment.horizon)
    if recheck.keep(reminders, shown, moment) != reminders:
        return False
    near = shown.of(person.pk) if letter.kind == "digest" else []
    mail = Mail(letter.kind, original, person, reminders, near, reasons.of(reminders))
    token = letter.secrets[0] if letter.secrets else None
    written = Sheet(mail, letter.to, is_copy=False).write(shown, moment, token)
    return (written.subject, written.text) == (letter.subject, letter.text)


@transaction.atomic
def tell_anew(letter: Letter, now: dt.datetime, why: str = CHANGED) -> None:
    """Its promises keep the old letter's number until they are in a new one: refusals are counted from the first.

    A copy that waits goes with its original, and is made again with it.
    """
    waiting = Letter.objects.filter(key=f"{letter.key}{COPY}", state=Letter.State.QUEUED)
    dropped = [letter, *outbox.queue.take(list(waiting.select_for_update().values_list("pk", flat=True)))]
    for one in dropped:
        outbox.queue.drop(one, why)
    told_by(letter).update(state=Reminder.State.PROMISED)
    PersonalLink.objects.filter(letter__in=dropped).update(revoked_at=now)


def may_go_again(letter: Letter) -> bool:
    """Refused, and there is something to send: promises to be told anew, or its own bytes."""
    if letter.state not in outbox.queue.REFUSED:
        return False
    return bool(letter.raw) or told_by(letter).exists()


@transaction.atomic
def send_again(pk: int, now: dt.datetime) -> bool:
    """A refused letter's promises are told anew, to the person's address of today; a letter without promises goes as it
    was written, to the same address. False when it was not refused, or nothing of it is left."""
    letter = Letter.objects.select_for_update().get(pk=pk)
    if not may_go_again(letter):
        return False
    outbox.queue.forgive(letter, now)
    if told_by(letter).exists():
        for one in outbox.queue.take([letter.pk]):
            tell_anew(one, now, BY_STAFF)
    outbox.knock_after_commit()
    return True


def told_by(letter: Letter) -> QuerySet[Reminder]:
    return letter.reminders.filter(state=Reminder.State.IN_LETTER)


def sweep(now: dt.datetime) -> Counter[str]:
    """What nobody else would tidy: a dead sender's letters are knocked for, links long expired are deleted."""
    swept: Counter[str] = Counter()
    swept["links"], _ = PersonalLink.objects.filter(expires_at__lt=now - KEEP_LINKS).delete()
    swept["taken_over"] = outbox.waiting(now).filter(state=Letter.State.SENDING).count()
    if swept["taken_over"]:
        outbox.knock()
    return +swept
