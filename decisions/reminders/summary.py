"""Once a week, to staff and leadership: what became overdue, what waits, whom mail misses, what nobody opened."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from clusters.models import Appointment, Organization, User
from decisions import letters
from decisions.deadlines import delay_workdays
from decisions.letters import Section, addresses
from decisions.models import Assignment, Letter, Opening, Reminder

from .moment import Moment

State = Assignment.State


def write(moment: Moment) -> int:
    """On the first working day of a week, at the hour of the digest; each reader once a week."""
    if not (moment.is_digest_time and is_first_workday(moment)):
        return 0
    week = moment.today - dt.timedelta(days=moment.today.weekday())
    waiting = [reader for reader in readers() if not Letter.objects.filter(key=key_of(reader, week)).exists()]
    if not waiting:
        return 0
    context = context_of(moment)
    if not context["sections"] and not context["unreached"]:
        return 0
    for reader in waiting:
        personal = {**context, "person": reader.person, "all_url": addresses.page("overview")}
        # another worker may be writing it at this moment: the key lets one of them
        with suppress(IntegrityError), transaction.atomic():
            letters.queued(
                "weekly", personal, to=reader.email, person=reader.person, key=key_of(reader, week), now=moment.now
            )
    return len(waiting)


def is_first_workday(moment: Moment) -> bool:
    monday = moment.today - dt.timedelta(days=moment.today.weekday())
    return moment.rules.calendar.first_workday_after(monday - dt.timedelta(days=1)) == moment.today


def key_of(reader: User, week: dt.date) -> str:
    return f"weekly:{reader.pk}:{week}"


def readers() -> QuerySet[User]:
    active = User.objects.filter(is_active=True).select_related("person")
    return (active.filter(is_staff=True) | active.filter(is_leadership=True)).order_by("pk")


def context_of(moment: Moment) -> dict[str, Any]:
    week_ago = moment.today - dt.timedelta(days=7)
    rows = Assignment.objects.filter(is_archived=False).select_related("decision__protocol", "organization")
    became_late = rows.filter(state=State.IN_PROGRESS, due_on__gte=week_ago, due_on__lt=moment.today)
    waiting = rows.filter(state=State.ON_ACCEPTANCE).order_by("reported_at")
    unopened = not_opened(rows, moment)
    sections = [
        section("Стало просрочено за неделю", became_late.order_by("due_on"), moment, late=True),
        section("Ждёт приёмки", waiting, moment),
        section("Никто из организации не открыл", unopened, moment),
    ]
    return {
        "today": moment.today,
        "since": week_ago,
        "sections": [one for one in sections if one.items],
        "unreached": unreached(moment),
    }


def section(heading: str, rows: QuerySet[Assignment], moment: Moment, *, late: bool = False) -> Section:
    items = [
        letters.item_of(
            row,
            today=moment.today,
            calendar=moment.rules.calendar,
            url=addresses.assignment_page(row.pk),
            note=waits(row, moment),
            with_organization=True,
        )
        for row in rows[: letters.SHOWN]
    ]
    return Section(heading, items, late, max(0, rows.count() - len(items)))


def waits(row: Assignment, moment: Moment) -> str:
    if row.state != State.ON_ACCEPTANCE or row.reported_at is None:
        return ""
    days = delay_workdays(timezone.localdate(row.reported_at), moment.today, moment.rules.calendar)
    return f"отчёт ждёт, рабочих дней: {days}"


def not_opened(rows: QuerySet[Assignment], moment: Moment) -> QuerySet[Assignment]:
    """«Не открыто»: a letter went three working days ago or more, and nobody opened the page or pressed a button."""
    before = moment.rules.calendar.add_workdays(moment.today, -3)
    told = Reminder.objects.filter(assignment=OuterRef("pk"), kind=Reminder.Kind.NEW, tell_on__lte=before)
    opened = Opening.objects.filter(assignment=OuterRef("pk"))
    return rows.filter(Exists(told), ~Exists(opened), state=State.IN_PROGRESS).order_by("due_on", "pk")


def unreached(moment: Moment) -> list[str]:
    """«Колледж: адрес не принял (причина)», «Колледж: нет руководителя или адреса»."""
    week_ago = moment.now - dt.timedelta(days=7)
    refused = Letter.objects.filter(
        state__in=[Letter.State.BOUNCED, Letter.State.FAILED], created_at__gte=week_ago
    ).select_related("person", "organization")
    lines = [f"{letter.organization or letter.person or ''} {letter.to}: {letter.error}".strip() for letter in refused]
    silent = organizations_without_address(moment.today)
    return list(dict.fromkeys(lines)) + [f"{one}: нет руководителя или адреса" for one in silent]


def organizations_without_address(today: dt.date) -> QuerySet[Organization]:
    """With open assignments of the organization itself, and nobody in office who can be written to: nobody acts for an
    organization that is switched off either. For staff."""
    heads = Appointment.objects.on(today).filter(
        organization=OuterRef("pk"), post=Appointment.Post.HEAD, person__is_active=True
    )
    work = Assignment.objects.filter(
        organization=OuterRef("pk"), person=None, state__in=Assignment.OPEN, is_archived=False
    )
    reached = Q(is_active=True) & (Exists(heads.exclude(person__email="")) | Exists(heads) & ~Q(email=""))
    return Organization.objects.filter(Exists(work)).exclude(reached)


def unreachable() -> QuerySet[Reminder]:
    """Promises that found no address, of assignments still open. For staff."""
    rows = Reminder.objects.filter(state=Reminder.State.NO_ADDRESS, assignment__state__in=Assignment.OPEN)
    return rows.select_related("person", "assignment__organization", "assignment__decision__protocol")
