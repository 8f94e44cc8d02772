"""By a link of a letter its receiver reports, without a password, on the items named in it and on nothing else.

The token is 256 random bits; the database keeps its hash. The link dies with the post, a changed address, revocation,
and after `link_days`; an item is spent by its POST.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clusters.directory import heads_on
from clusters.models import Person, Substitution

from . import access, letters, outbox
from .letters import addresses
from .models import Assignment, Letter, PersonalLink, PersonalLinkItem, ReminderPolicy, Report


class State(Enum):
    """Why a link does not open. `EXPIRED` may be renewed to the same address; nothing is said of the others."""

    VALID = "valid"
    EXPIRED = "expired"
    DEAD = "dead"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Opened:
    state: State
    link: PersonalLink | None = None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def link_for(
    token: str, *, person: Person, address: str, letter: Letter, now: dt.datetime, policy: ReminderPolicy
) -> PersonalLink:
    """Not saved: a run of letters saves its links together."""
    return PersonalLink(
        token_hash=hash_of(token),
        person=person,
        address=address,
        letter=letter,
        created_at=now,
        expires_at=now + dt.timedelta(days=policy.link_days),
    )


def find(token: str, now: dt.datetime) -> Opened:
    """What a token from a letter opens today. A GET with it changes nothing."""
    link = PersonalLink.objects.select_related("person", "letter").filter(token_hash=hash_of(token)).first()
    return look_at(link, now)


def look_at(link: PersonalLink | None, now: dt.datetime) -> Opened:
    """As `find`, for the link that a page's cookie names."""
    if link is None:
        return Opened(State.UNKNOWN)
    if not ReminderPolicy.current().act_from_letter:  # switched off, it is switched off for letters already sent
        return Opened(State.DEAD, link)
    if link.revoked_at or not link.person.is_active or link.address not in addresses_of(link.person, now):
        return Opened(State.DEAD, link)
    return Opened(State.EXPIRED if link.expires_at <= now else State.VALID, link)


def addresses_of(person: Person, now: dt.datetime) -> set[str]:
    """Their own, the extra one, and that of an organization they act for."""
    today = timezone.localdate(now)
    absent = Substitution.objects.on(today).filter(substitute=person).values("absent")
    posts = heads_on(today)
    posts = posts.filter(person=person) | posts.filter(person__in=absent)
    return {person.email, person.extra_email, *posts.values_list("organization__email", flat=True)} - {""}


def open_items(link: PersonalLink, today: dt.date) -> list[Assignment]:
    """Named in the letter, still open, not spent, and still this person's to report on."""
    unspent = link.items.filter(spent_at=None).values("assignment")
    rows = assignments(link).filter(state=Assignment.State.IN_PROGRESS, is_archived=False, pk__in=unspent)
    return [row for row in rows if access.may_report(link.person, row, today)]


def assignments(link: PersonalLink) -> QuerySet[Assignment]:
    named = Assignment.objects.filter(pk__in=link.items.values("assignment"))
    return named.select_related("decision__protocol", "decision__controller", "organization").order_by("due_on", "id")


def actor(link: PersonalLink, assignment: Assignment, today: dt.date) -> access.Actor:
    """«по ссылке из письма», in place of the absent when they substitute."""
    place = access.acts_for(link.person, assignment, today)
    return access.Actor(
        person=link.person, via=Report.Via.LINK, on_behalf_of=place if place and place != link.person else None
    )


def spend(link: PersonalLink, assignment: Assignment, now: dt.datetime) -> bool:
    """Inside the transaction of the report; False when the item was spent before, or is not of this link."""
    rows = PersonalLinkItem.objects.filter(link=link, assignment=assignment, spent_at=None)
    return rows.update(spent_at=now) == 1


def revoke(person: Person, now: dt.datetime) -> int:
    """Every living link of the person, who asks for it; how many these were."""
    return PersonalLink.objects.filter(person=person, revoked_at=None, expires_at__gt=now).update(revoked_at=now)


@transaction.atomic
def renew(link: PersonalLink, now: dt.datetime) -> bool:
    """«Прислать новую»: to the same address, for what is still open of the same letter. Once a quarter of an hour."""
    today = timezone.localdate(now)
    rows = open_items(link, today)
    policy = ReminderPolicy.current()
    recent = Letter.objects.filter(
        kind="link_renewed", person=link.person, to=link.address, created_at__gt=now - dt.timedelta(minutes=15)
    )
    if look_at(link, now).state != State.EXPIRED or not rows or not policy.act_from_letter or recent.exists():
        return False
    send_new(link, rows, now, policy)
    return True


def send_new(link: PersonalLink, rows: Iterable[Assignment], now: dt.datetime, policy: ReminderPolicy) -> None:
    token, rows = new_token(), list(rows)
    context = {
        "person": link.person,
        "count": len(rows),
        "url": addresses.link_page(token),
        "days": policy.link_days,
    }
    letter = letters.queued("link_renewed", context, to=link.address, person=link.person, now=now, secrets=[token])
    fresh = link_for(token, person=link.person, address=link.address, letter=letter, now=now, policy=policy)
    fresh.save()
    PersonalLinkItem.objects.bulk_create(PersonalLinkItem(link=fresh, assignment=row) for row in rows)
    outbox.knock_after_commit()
