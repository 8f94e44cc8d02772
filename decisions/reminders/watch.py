"""Does the engine of reminders run? Silence is the failure that nobody reports."""

from __future__ import annotations

import datetime as dt

from django.db.models import Min
from django.db.models.functions import Now

from decisions import outbox
from decisions.models import Letter, Reminder

from .forming import owed
from .moment import Moment

TURN_MISSED = dt.timedelta(minutes=10)  # promises have a turn every five minutes, letters every minute
LATE = dt.timedelta(minutes=15)
LEASE_OVER = dt.timedelta(minutes=5)

NO_PROMISES = "Напоминания не проверялись дольше 10 минут: не работает расписание (beat) или обработчик (worker)."
NO_DELIVERY = "Письма не отправлялись дольше 10 минут: не работает расписание (beat) или обработчик (worker)."
PROMISE_LATE = "Есть напоминания, которые ждут письма дольше 15 минут."
LETTER_STUCK = "Есть письма, которые взял в работу и не отправил обработчик."


def trouble(now: dt.datetime) -> list[str]:
    """What staff should know, one Russian sentence each; empty when all is well."""
    office = outbox.office.office()
    found = outbox.trouble(now)
    if is_missed(office.promised_at, now):
        found.append(NO_PROMISES)
    if is_missed(office.delivered_at, now):
        found.append(NO_DELIVERY)
    if not outbox.closed(office, now) and late_promises(now).exists():
        found.append(PROMISE_LATE)
    if Letter.objects.filter(state=Letter.State.SENDING, lease_until__lt=Now() - LEASE_OVER).exists():
        found.append(LETTER_STUCK)
    return found


def is_missed(turn: dt.datetime | None, now: dt.datetime) -> bool:
    return turn is None or turn < now - TURN_MISSED


def late_promises(now: dt.datetime):
    """Owed a quarter of an hour ago already, by the hours and days on which letters go, and still in no letter."""
    before = Moment.of(now - LATE)
    if not (before.is_working and Moment.of(now).is_working):
        return Reminder.objects.none()
    return owed(before).filter(created_at__lte=now - LATE)


def oldest_promise(now: dt.datetime) -> dt.datetime | None:
    """When the oldest promise was made that makes a letter now."""
    return owed(Moment.of(now)).aggregate(oldest=Min("created_at"))["oldest"]


def oldest_letter() -> dt.datetime | None:
    """Since when the oldest letter waits that nobody has refused."""
    waiting = Letter.objects.filter(state__in=[Letter.State.QUEUED, Letter.State.SENDING])
    return waiting.filter(refused_since=None).aggregate(oldest=Min("next_at"))["oldest"]
