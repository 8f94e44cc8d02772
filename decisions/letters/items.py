"""A line of a letter: what, by when, how late, from which protocol, and where its button leads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from clusters.templatetags.russian import day, shortened
from decisions.deadlines import nearness, section
from decisions.models import Assignment
from decisions.workdays import Calendar

TEXT_LIMIT = 240  # signs of a decision's text: a letter reminds, the page tells all
SHOWN = 20  # items of one section: Gmail cuts a letter at 102 KB, and an item takes 1.3
FAR = dt.timedelta(days=45)  # beyond it nobody counts working days


@dataclass(frozen=True, slots=True)
class Item:
    """`near` is «завтра», «просрочено на 2 рабочих дня»; `note` says what happened; `url` is the button's address."""

    assignment_id: int
    text: str
    source: str
    due: str
    near: str
    late: bool
    organization: str
    note: str
    url: str
    action: str


@dataclass(frozen=True, slots=True)
class Section:
    """`more` items are only on the page."""

    heading: str
    items: Sequence[Item] = field(default_factory=tuple)
    late: bool = False
    more: int = 0

    @classmethod
    def of(cls, heading: str, items: Sequence[Item], *, late: bool = False) -> Section:
        return cls(heading, items[:SHOWN], late, max(0, len(items) - SHOWN))


def item_of(
    assignment: Assignment,
    *,
    today: dt.date,
    calendar: Calendar,
    url: str,
    action: str = "Открыть",
    note: str = "",
    with_organization: bool = False,
) -> Item:
    decision, due_on = assignment.decision, assignment.due_on
    is_open = assignment.is_open
    return Item(
        assignment_id=assignment.pk,
        text=shortened(decision.text, TEXT_LIMIT),
        source=source_of(assignment),
        due=f"до {day(due_on, today)}" if due_on else "без срока",
        near=nearness(due_on, today, calendar) if due_on and is_open and due_on - today < FAR else "",
        late=assignment.is_overdue(today),
        organization=str(assignment.organization) if with_organization else "",
        note=note,
        url=url,
        action=action,
    )


def source_of(assignment: Assignment) -> str:
    protocol = assignment.decision.protocol
    point = f"п. {assignment.decision.number} " if assignment.decision.number else ""
    return f"{point}протокола № {protocol.number} от {protocol.date:%d.%m.%Y}"


def section_of(assignment: Assignment, today: dt.date) -> str:
    return section(assignment.due_on, today) if assignment.due_on else "Скоро"


def subject_counts(due_days: Sequence[dt.date], today: dt.date) -> str:
    """«2 просрочено, 1 сегодня, 3 на этой неделе»"""
    sunday = today + dt.timedelta(days=6 - today.weekday())
    counts = (
        (sum(due < today for due in due_days), "просрочено"),
        (sum(due == today for due in due_days), "сегодня"),
        (sum(today < due <= sunday for due in due_days), "на этой неделе"),
        (sum(sunday < due for due in due_days), "скоро"),
    )
    return ", ".join(f"{number} {words}" for number, words in counts if number)
