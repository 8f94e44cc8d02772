"""What one person's letter says: sections, subject, buttons."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from clusters.models import Person
from clusters.templatetags.russian import counted, plural
from decisions import letters
from decisions.deadlines import delay_workdays
from decisions.letters import Item, Section, addresses
from decisions.models import Assignment, Decision, Reminder

from . import quotas
from .moment import Moment
from .shown import Shown

Kind = Reminder.Kind

HEADINGS = {
    Kind.NEW: "Новые",
    Kind.RETURNED: "Возвращено на доработку",
    Kind.ASKED: "Ждём вашего ответа",
    Kind.EXTENDED: "Срок продлён",
    Kind.NOT_EXTENDED: "В продлении отказано",
    Kind.CORRECTED: "Изменено",
    Kind.ACCEPTED: "Принято",
    Kind.WITHDRAWN: "Прекращено, исполнять не нужно",
    Kind.EXTENSION_ASKED: "Просят продлить срок",
    Kind.REPORTED: "Получены отчёты",
    Kind.COLLECTED: "Все ответы получены",
    Kind.ACCEPTANCE: "Ждут приёмки",
    Kind.ESCALATION: "Просрочено надолго",
}
LATE_HEADINGS = (Kind.RETURNED, Kind.ESCALATION)
CONTROL = (Kind.EXTENSION_ASKED, Kind.REPORTED, Kind.COLLECTED, Kind.ACCEPTANCE, Kind.ESCALATION)
TIME_SECTIONS = ("Просрочено", "Сегодня", "Скоро")


@dataclass(slots=True)
class Mail:
    """`name` is that of the templates; `reminders` are kept by it; `key` keeps it from being made twice."""

    name: str
    key: str
    person: Person
    reminders: list[Reminder]
    near: Sequence[Assignment] = ()
    notes: dict[int, str] = field(default_factory=dict)  # by reminder

    def context(self, shown: Shown, moment: Moment, token: str) -> dict[str, Any]:
        """`token` is empty when buttons lead to pages behind the sign-in."""
        writer = Writer(self, shown, moment, token)
        sections = writer.sections()
        return {
            "person": self.person,
            "today": moment.today,
            "subject": writer.subject(sections),
            "sections": sections,
            "quota_lines": writer.quota_lines(),
            "by_link": bool(token),
            "has_controller": bool(self.reply_to(shown)),
            "link_days": moment.policy.link_days,
            "all_url": writer.all_url(),
            "all_label": writer.all_label(sections),
            "profile_url": addresses.profile_page(),
        }

    def reportable(self, shown: Shown) -> list[int]:
        """The assignments that a personal link of this letter may name."""
        executors = {one.assignment_id for one in self.reminders if one.kind not in CONTROL}
        named = [*executors, *(row.pk for row in self.near if row.pk not in executors)]
        open_now = Assignment.State.IN_PROGRESS
        return [pk for pk in named if shown.rows[pk].state == open_now and shown.may_report(self.person.pk, pk)]

    def reply_to(self, shown: Shown) -> tuple[str, ...]:
        """Controllers of what the letter is about, unless they are the reader."""
        rows = [shown.rows[one.assignment_id] for one in self.reminders if one.kind not in CONTROL]
        controllers = (row.decision.controller for row in rows)
        found = (one.email for one in controllers if one and one.email and one.pk != self.person.pk)
        return tuple(dict.fromkeys(found))[:3]


@dataclass(slots=True)
class Writer:
    mail: Mail
    shown: Shown
    moment: Moment
    token: str
    told: list[list[Reminder]] = field(init=False)

    def __post_init__(self) -> None:
        self.told = by_assignment(self.mail.reminders)

    def sections(self) -> list[Section]:
        by_time: dict[str, list[Item]] = {name: [] for name in TIME_SECTIONS}
        for row in self.near():
            by_time[letters.section_of(row, self.moment.today)].append(self.item(row))
        found = [Section.of(name, items, late=name == "Просрочено") for name, items in by_time.items() if items]
        for kind, heading in HEADINGS.items():
            of_kind = [one for one in self.told if one[-1].kind == kind]
            items = [self.item(self.row(one), one) for one in sorted(of_kind, key=self.place)]
            if items:
                found.append(Section.of(heading, items, late=kind in LATE_HEADINGS))
        return found

    def row(self, told: Sequence[Reminder]) -> Assignment:
        return self.shown.rows[told[-1].assignment_id]

    def place(self, told: Sequence[Reminder]) -> tuple[int, int, int]:
        row = self.row(told)
        return row.decision.protocol_id, row.decision.position, row.pk

    def near(self) -> list[Assignment]:
        """Each assignment once: what an event says of it stands in the event's section."""
        told = {self.row(one).pk for one in self.told}
        return [row for row in self.mail.near if row.pk not in told]

    def item(self, row: Assignment, told: Sequence[Reminder] = ()) -> Item:
        reminder = told[-1] if told else None
        control = reminder is not None and reminder.kind in CONTROL
        may_report = self.token and row.state == row.State.IN_PROGRESS and not control
        by_link = may_report and self.shown.may_report(self.mail.person.pk, row.pk)
        return letters.item_of(
            row,
            today=self.moment.today,
            calendar=self.moment.rules.calendar,
            url=addresses.link_to_item(self.token, row.pk) if by_link else self.page_of(row, reminder),
            action="Отчитаться" if by_link else "Открыть",
            note=" · ".join(dict.fromkeys(note for one in told or [None] if (note := self.note(row, one)))),
            with_organization=control or self.acts_for_several,
        )

    def page_of(self, row: Assignment, reminder: Reminder | None) -> str:
        """Who only receives the reports sees them together, not each assignment."""
        if reminder and reminder.kind == Kind.COLLECTED:
            return addresses.answers_page(row.decision_id)
        return addresses.assignment_page(row.pk)

    def note(self, row: Assignment, reminder: Reminder | None) -> str:
        if reminder and reminder.kind == Kind.ACCEPTANCE and row.reported_at:
            waits = delay_workdays(timezone.localdate(row.reported_at), self.moment.today, self.moment.rules.calendar)
            return f"отчёт ждёт {counted(waits, 'рабочий день,рабочих дня,рабочих дней')}"
        if reminder and (note := self.mail.notes.get(reminder.pk)):
            return note
        if row.decision.deadline_kind == Decision.Kind.BY_PLAN and not row.period:
            return "Внесите даты из вашего плана"
        return ""

    @property
    def acts_for_several(self) -> bool:
        rows = (self.shown.rows[pk] for pk in self.shown.told.get(self.mail.person.pk, ()))
        return len({row.organization_id for row in rows}) > 1

    def quota_lines(self) -> list[str]:
        return [self.quota_line(one) for one in self.mail.reminders if one.kind == Kind.QUOTA]

    def quota_line(self, reminder: Reminder) -> str:
        row = self.shown.rows[reminder.assignment_id]
        start, end = quotas.period_of(reminder.occasion)
        made = quotas.count(row.pk, start, end)
        unit = f" {row.decision.quota_unit}" if row.decision.quota_unit else ""
        return f"{letters.source_of(row)}: с {start:%d.%m} по {end:%d.%m} — {made} из {row.decision.quota_target}{unit}"

    def subject(self, sections: Sequence[Section]) -> str:
        if self.mail.name == "new":
            return self.subject_of_new()
        days = self.days()
        parts = [letters.subject_counts(days, self.moment.today)] if self.mail.name == "digest" and days else []
        if len(self.told) == 1 and not parts:
            (only,) = self.told
            return f"{HEADINGS[Kind(only[-1].kind)]}: {letters.source_of(self.row(only))}"
        by_time = set(TIME_SECTIONS)
        others = (one for one in sections if one.heading not in by_time)
        parts += [f"{one.heading.partition(',')[0].lower()}: {len(one.items) + one.more}" for one in others]
        return ", ".join(parts).capitalize()

    def days(self) -> list[dt.date]:
        """The deadlines that the subject counts: of what is near, and those past or today of what was told."""
        events = [self.row(one) for one in self.told if one[-1].kind not in CONTROL]
        open_now = [row for row in events if row.state == row.State.IN_PROGRESS]
        past = [day for row in open_now if (day := row.due_on) and day <= self.moment.today]
        return [*past, *(day for row in self.near() if (day := row.due_on))]

    def subject_of_new(self) -> str:
        rows = [self.row(one) for one in self.told]
        protocol = rows[0].decision.protocol
        words = plural(len(rows), "новое поручение,новых поручения,новых поручений")
        return f"{len(rows)} {words}: протокол № {protocol.number} от {protocol.date:%d.%m.%Y}"

    def all_url(self) -> str:
        if self.token:
            return addresses.link_page(self.token)
        if all(one.kind in CONTROL for one in self.mail.reminders):
            kinds = {one.kind for one in self.mail.reminders}
            if kinds == {Kind.COLLECTED}:
                return addresses.answers_page(self.shown.rows[self.mail.reminders[0].assignment_id].decision_id)
            return addresses.page("overview" if kinds == {Kind.ESCALATION} else "decisions:acceptance")
        return addresses.own_page()

    def all_label(self, sections: Sequence[Section]) -> str:
        several = sum(len(one.items) for one in sections) > 1
        return ("Отчитаться по всем сразу" if several else "Отчитаться") if self.token else "Открыть в программе"


def by_assignment(reminders: Sequence[Reminder]) -> list[list[Reminder]]:
    """Of each assignment its events, the newest of each kind; the last one heads them.

    A correction heads no other event. What controllers and receivers are told stays apart by kind.
    """
    found: dict[tuple[int, str], dict[str, Reminder]] = defaultdict(dict)
    for one in sorted(reminders, key=lambda one: one.pk):
        if one.kind in HEADINGS:
            of_kind = found[one.assignment_id, one.kind if one.kind in CONTROL else ""]
            of_kind.pop(one.kind, None)
            of_kind[one.kind] = one
    return [sorted(one.values(), key=lambda one: one.kind != Kind.CORRECTED) for one in found.values()]
