"""The circuit: a refusal that concerns all of us closes the office for a while and keeps the queue."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction

from decisions.models import Letter, PostOffice, ReminderPolicy

log = logging.getLogger(__name__)

LONGEST_PAUSE = dt.timedelta(minutes=10)
QUEUE_ALARM = dt.timedelta(minutes=15)
REFUSED_ALARM = dt.timedelta(hours=1)
OLDEST = dt.timedelta(days=4)  # a letter waits no longer: three days of refusals, and a little


def office() -> PostOffice:
    return PostOffice.objects.get_or_create(pk=1)[0]


def pause(refused_for: dt.timedelta, longest: dt.timedelta) -> dt.timedelta:
    """1, 1, 2, 4, 8 … minutes: as long again as it has lasted."""
    return max(dt.timedelta(minutes=1), min(refused_for, longest))


def close(reason: str, now: dt.datetime) -> None:
    with transaction.atomic():
        row = PostOffice.objects.select_for_update().get(pk=office().pk)
        if row.closed_until and row.closed_until > now:
            return
        row.closed_since = row.closed_since or now
        row.closed_until = now + pause(now - row.closed_since, LONGEST_PAUSE)
        row.closed_reason = reason
        row.save(update_fields=["closed_since", "closed_until", "closed_reason"])
    log.error("mail is not taken, the queue waits until %s: %s", row.closed_until.isoformat(), reason)


def reopen() -> None:
    """A letter was taken, or staff say that the cause is gone."""
    PostOffice.objects.filter(pk=1).update(closed_since=None, closed_until=None, closed_reason="")


def closed(row: PostOffice, now: dt.datetime) -> bool:
    return row.held or (row.closed_until is not None and row.closed_until > now)


def allowance(wanted: int, now: dt.datetime) -> int:
    """How many of the letters wanted this minute still allows, for all workers together. Inside a transaction."""
    limit = ReminderPolicy.current().letters_per_minute
    if not limit:
        return wanted
    row = PostOffice.objects.select_for_update().get(pk=office().pk)
    minute = now.replace(second=0, microsecond=0)
    used = row.minute_letters if row.minute == minute else 0
    granted = max(0, min(wanted, limit - used))
    row.minute, row.minute_letters = minute, used + granted
    row.save(update_fields=["minute", "minute_letters"])
    return granted


def put_off(now: dt.datetime) -> str:
    """What was said last of letters that are tried in vain for over an hour, when none was taken in their time: one odd
    address among letters that go is its own affair. A letter that waits for the morning is not being tried."""
    tried = Letter.objects.filter(
        state__in=[Letter.State.QUEUED, Letter.State.SENDING], next_at__gt=now - QUEUE_ALARM,
        refused_since__lte=now - REFUSED_ALARM,
    )  # fmt: skip
    last = tried.order_by("refused_since").last()
    if last is None:
        return ""
    taken = Letter.objects.filter(created_at__gte=last.refused_since - OLDEST, sent_at__gte=last.refused_since)
    return "" if taken.exists() else last.error


def trouble(now: dt.datetime) -> list[str]:
    """What staff should know of the mail, one Russian sentence each; empty when all is well."""
    row = office()
    found = []
    if row.held:
        found.append("Отправка писем остановлена до разрешения сотрудника.")
    if row.closed_since:
        found.append(f"Почтовый сервер не принимает письма: {row.closed_reason}")
    elif not row.held and (answer := put_off(now)):
        found.append(f"Больше часа не уходит ни одно письмо: {answer}")
    late = Letter.objects.filter(state__in=[Letter.State.QUEUED, Letter.State.SENDING], next_at__lt=now - QUEUE_ALARM)
    if late.filter(refused_since=None).exists():
        found.append("Есть письма, которые ждут отправки дольше 15 минут.")
    return found
