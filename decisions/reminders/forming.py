"""Promises → letters, claimed as they are formed: the reminders, the body, Date and Message-ID in one transaction."""

from __future__ import annotations

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from clusters.models import Organization, Person
from decisions import letters, outbox, personal_links
from decisions.models import Letter, PersonalLink, PersonalLinkItem, Reminder

from . import reasons, recheck
from .content import Mail
from .moment import Moment
from .shown import Shown, shown_to

log = logging.getLogger(__name__)

Kind, State = Reminder.Kind, Reminder.State
DIGEST_KINDS = (Kind.STAGE, Kind.ACCEPTANCE, Kind.ESCALATION)
RIDERS = (Kind.QUOTA,)  # never a letter of their own
EVENT_KINDS = tuple(kind for kind in Kind if kind not in (*DIGEST_KINDS, *RIDERS))

COPY = ":copy"  # of the key of a letter to a person's extra address

KEEP = """
UPDATE decisions_reminder SET state = 'in_letter', letter_id = kept.column2
FROM (VALUES {rows}) AS kept WHERE decisions_reminder.id = kept.column1 AND decisions_reminder.state = 'promised'
"""


class TakenByAnotherError(Exception):
    """Somebody else has formed a letter of these promises; nothing of ours is saved."""


class Former:
    """A source of letters for `outbox.send_waiting`: goes once through the people who are owed one.

    Other workers are kept away by locks on the people.
    """

    def __init__(self) -> None:
        self.after = 0

    def __call__(self, now: dt.datetime, limit: int) -> list[Letter]:
        moment = Moment.of(now)
        while moment.is_working and (people := self._next(moment, limit)):
            if formed := formed_for(people, moment):
                return formed
        return []

    def _next(self, moment: Moment, limit: int) -> list[int]:
        rows = owed(moment).filter(person__gt=self.after).order_by("person")
        people = list(rows.values_list("person", flat=True).distinct()[:limit])
        self.after = people[-1] if people else self.after
        return people


def formed_for(people: Sequence[int], moment: Moment) -> list[Letter]:
    """One person's letter that cannot be written must not silence the others: then each is tried alone."""
    try:
        return form(people, moment)
    except TakenByAnotherError:
        log.info("another worker formed these letters first")
    except DatabaseError:
        raise
    except Exception:
        if len(people) > 1:
            return [letter for one in people for letter in formed_for([one], moment)]
        log.exception("the letter of person %s cannot be written", people[0])
    return []


def owed(moment: Moment) -> QuerySet[Reminder]:
    """Promises that make a letter now. What comes after the day's digest waits for the next one."""
    promised_now = Reminder.objects.filter(state=State.PROMISED)
    key = Concat(Value("digest:"), Cast(OuterRef("person"), CharField()), Value(f":{moment.today}"))
    had_digest = Exists(Letter.objects.filter(key=key))
    event = Q(kind=Kind.NEW) | Q(kind__in=EVENT_KINDS, created_at__lte=moment.gathered_by)
    of_digest = Q(kind__in=DIGEST_KINDS, tell_on__lte=moment.today)
    if moment.is_digest_time:
        return promised_now.filter(event | of_digest & ~had_digest)
    gets_digest = Exists(promised_now.filter(of_digest, person=OuterRef("person")))
    return promised_now.filter(event).exclude(gets_digest & ~had_digest)


def form(people: Sequence[int], moment: Moment) -> list[Letter]:
    """The letters of these people, claimed by us. Those whom another worker holds are left to it."""
    with transaction.atomic():
        mine = Person.objects.filter(pk__in=people).select_for_update(skip_locked=True, no_key=True)
        ours = list(mine.values_list("pk", flat=True))
        allowed = outbox.office.allowance(len(ours), moment.now) if ours else 0
        pending = promised(ours[:allowed])
        if not pending:
            return []
        desk = Desk.over(pending, moment)
        return desk.post(desk.mails())


def promised(people: Collection[int]) -> list[Reminder]:
    rows = Reminder.objects.filter(person__in=people, state=State.PROMISED)
    return list(rows.select_related("person", "letter").order_by("person", "id"))


@dataclass(slots=True)
class Desk:
    moment: Moment
    shown: Shown
    kept: list[Reminder]
    digested: set[int]  # people who have had today's digest
    spare: dict[int, str]  # addresses of organizations, for heads without their own

    @classmethod
    def over(cls, pending: list[Reminder], moment: Moment) -> Desk:
        people = {one.person_id for one in pending}
        shown = shown_to(people, {one.assignment_id for one in pending}, today=moment.today, horizon=moment.horizon)
        kept = recheck.keep(pending, shown, moment)
        keys = Letter.objects.filter(key__in=[digest_key(pk, moment.today) for pk in people])
        digested = set(keys.values_list("person", flat=True))
        return cls(moment, shown, kept, digested, spare_addresses(shown, kept))

    def mails(self) -> list[Mail]:
        notes = reasons.of(self.kept)
        by_person: dict[int, list[Reminder]] = defaultdict(list)
        for reminder in self.kept:
            by_person[reminder.person_id].append(reminder)
        return [mail for mine in by_person.values() for mail in self.mails_of(mine[0].person, mine, notes)]

    def mails_of(self, person: Person, mine: list[Reminder], notes: dict[int, str]) -> list[Mail]:
        """Today's digest takes everything along: before its hour events wait for it. Otherwise they go alone."""
        today = self.moment.today
        wants_digest = any(one.kind in DIGEST_KINDS and one.tell_on <= today for one in mine)
        if wants_digest and person.pk not in self.digested:
            near = self.shown.of(person.pk) if self.moment.is_digest_time else []
            digest = Mail("digest", digest_key(person.pk, today), person, self.of_today(mine), near, notes)
            return [digest] if self.moment.is_digest_time else []
        events = [one for one in mine if one.kind in EVENT_KINDS]
        new = with_corrections(events)
        others = [one for one in events if one not in new]
        return [*self.new_by_protocol(person, new, notes), *self.other_events(person, others, notes)]

    def of_today(self, mine: list[Reminder]) -> list[Reminder]:
        """A request for plan dates travels with any digest; a controller's reminder waits for its day."""
        waits = (Kind.ACCEPTANCE, Kind.ESCALATION)
        return [one for one in mine if one.kind not in waits or one.tell_on <= self.moment.today]

    def new_by_protocol(self, person: Person, new: Iterable[Reminder], notes: dict[int, str]) -> list[Mail]:
        protocols: dict[int, list[Reminder]] = defaultdict(list)
        for one in new:
            protocols[self.shown.rows[one.assignment_id].decision.protocol_id].append(one)
        return [
            Mail("new", f"new:{min(one.pk for one in mine)}", person, mine, notes=notes) for mine in protocols.values()
        ]

    def other_events(self, person: Person, mine: Sequence[Reminder], notes: dict[int, str]) -> list[Mail]:
        if not any(one.created_at <= self.moment.gathered_by for one in mine):
            return []
        return [Mail("event", f"event:{min(one.pk for one in mine)}", person, mine, notes=notes)]

    def post(self, mails: Sequence[Mail]) -> list[Letter]:
        """Rows for the addresses of each; without an address the promise stays, and staff see it."""
        sheets = [
            Sheet(mail, to, is_copy=place > 0) for mail in mails for place, to in enumerate(self.addresses(mail.person))
        ]
        sheets = without_copies_sent(sheets)
        homeless = [one.pk for mail in mails if not self.addresses(mail.person) for one in mail.reminders]
        Reminder.objects.filter(pk__in=homeless).update(state=State.NO_ADDRESS, reason="нет адреса")
        for sheet in sheets:
            sheet.write(self.shown, self.moment)
        formed = Letter.objects.bulk_create(sheet.letter for sheet in sheets)
        self.save_links(sheets)
        hand_over(sheets)
        return formed

    def addresses(self, person: Person) -> list[str]:
        main = person.email or self.spare.get(person.pk, "")
        return list(dict.fromkeys(address for address in (main, person.extra_email) if address))

    def save_links(self, sheets: Sequence[Sheet]) -> None:
        linked = [sheet for sheet in sheets if sheet.link]
        PersonalLink.objects.bulk_create(sheet.link for sheet in linked if sheet.link)
        PersonalLinkItem.objects.bulk_create(
            PersonalLinkItem(link=sheet.link, assignment_id=pk) for sheet in linked for pk in sheet.named
        )


class Sheet:
    """One letter to one address; its personal link is its own."""

    letter: Letter
    link: PersonalLink | None = None
    named: Sequence[int] = ()

    def __init__(self, mail: Mail, to: str, *, is_copy: bool):
        self.mail, self.to, self.is_copy = mail, to, is_copy
        self.key = mail.key + COPY if is_copy else mail.key

    def write(self, shown: Shown, moment: Moment, token: str | None = None) -> letters.Formed:
        """`token` is given when the letter was formed before, to see whether it would still read the same."""
        mail = self.mail
        self.named = mail.reportable(shown) if moment.policy.act_from_letter else []
        token = (token or personal_links.new_token()) if self.named else ""
        context = mail.context(shown, moment, token)
        formed = letters.build(mail.name, context)
        identity = outbox.message_id()
        raw = letters.raw_bytes(
            formed,
            to=self.to,
            message_id=identity,
            now=timezone.localtime(moment.now),
            reply_to=mail.reply_to(shown),
            unsubscribe=context["profile_url"],
        )
        secrets = [token] if token else []
        readable = letters.masked(formed, secrets)
        organizations = {shown.rows[one.assignment_id].organization_id for one in mail.reminders}
        self.letter = Letter(
            key=self.key,
            kind=mail.name,
            to=self.to,
            person=mail.person,
            organization_id=organizations.pop() if len(organizations) == 1 else None,
            subject=readable.subject,
            text=readable.text,
            html=readable.html,
            raw=raw,
            secrets=secrets,
            message_id=identity,
            formed_at=moment.now,
            created_at=moment.now,
            next_at=moment.now,
            refused_since=min((one.letter.refused_since for one in mail.reminders if refused(one)), default=None),
            **outbox.queue.claimed(),
        )
        if token:
            self.link = personal_links.link_for(
                token, person=mail.person, address=self.to, letter=self.letter, now=moment.now, policy=moment.policy
            )
        return readable


def with_corrections(events: Sequence[Reminder]) -> list[Reminder]:
    """What is new to the person, and how it was corrected before they read of it."""
    new = {one.assignment_id for one in events if one.kind == Kind.NEW}
    return [one for one in events if one.kind in recheck.WHILE_OPEN and one.assignment_id in new]


def refused(reminder: Reminder) -> bool:
    """It was in a letter that was refused, and is told anew: three days are counted from the first refusal."""
    return reminder.letter is not None and reminder.letter.refused_since is not None


def without_copies_sent(sheets: Sequence[Sheet]) -> list[Sheet]:
    """A letter that is told anew finds the copy of its first form on its way: the extra address has it."""
    copies = [sheet.key for sheet in sheets if sheet.is_copy]
    there = set(Letter.objects.filter(key__in=copies).values_list("key", flat=True)) if copies else set()
    return [sheet for sheet in sheets if sheet.key not in there]


def digest_key(person: int, today: dt.date) -> str:
    return f"digest:{person}:{today}"


def spare_addresses(shown: Shown, kept: Iterable[Reminder]) -> dict[int, str]:
    """«Запасной адрес»: of an organization for which the person may report."""
    without = {one.person_id for one in kept if not one.person.email}
    acting = {
        pk: {shown.rows[row].organization_id for row, acts in shown.told.get(pk, {}).items() if acts} for pk in without
    }
    wanted = {pk for organizations in acting.values() for pk in organizations}
    emails = dict(Organization.objects.filter(pk__in=wanted).exclude(email="").values_list("pk", "email"))
    found = {pk: next((emails[one] for one in sorted(mine) if one in emails), "") for pk, mine in acting.items()}
    return {pk: email for pk, email in found.items() if email}


def hand_over(sheets: Sequence[Sheet]) -> None:
    """The promises are the letter's now; all of them, or somebody else was quicker."""
    pairs = [(one.pk, sheet.letter.pk) for sheet in sheets if not sheet.is_copy for one in sheet.mail.reminders]
    if not pairs:
        return
    rows = ", ".join(f"({reminder}, {letter})" for reminder, letter in pairs)
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(rows=rows))
        if cursor.rowcount != len(pairs):
            raise TakenByAnotherError
