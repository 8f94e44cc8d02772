"""Rows → the official paper: the protocol, the protocol with marks of execution, the excerpt of one decision."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from decisions.models import Assignment, Decision
from decisions.workdays import Calendar

from .document.model import Deadline, NamedPost, ParsedDecision, ParsedProtocol
from .document.read.limits import Limits
from .document.read.office import converted, program
from .document.write import Extras, write
from .models import Attendance, PaperTemplate, Protocol

State = Assignment.State


def reading_of(protocol: Protocol) -> ParsedProtocol:
    """The protocol as the reader would give it back: what stands on paper, and nothing of what came after."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in protocol.attendance.select_related("person"):
        names[one.kind].append(str(one))
    agenda = list(protocol.agenda.all())
    places = {item.pk: place for place, item in enumerate(agenda, 1)}
    return ParsedProtocol(
        number=protocol.number,
        date=protocol.date.isoformat(),
        title=protocol.title,
        place=protocol.place or None,
        approved_by=_post(protocol.approved_by_name, protocol.approved_by_post),
        approved_on=protocol.approved_on.isoformat() if protocol.approved_on else None,
        chair=_post(protocol.chair_name, protocol.chair_post),
        secretary=_post(protocol.secretary_name, protocol.secretary_post),
        attendees=names[Attendance.Kind.PRESENT],
        absent=names[Attendance.Kind.ABSENT],
        invited=names[Attendance.Kind.INVITED],
        agenda=[item.text for item in agenda],
        decisions=[_decision(one, places.get(one.agenda_item_id)) for one in decisions_of(protocol)],
    )


def decisions_of(protocol: Protocol) -> list[Decision]:
    executors = ("executors__group", "executors__organization", "executors__person")
    return list(protocol.decisions.prefetch_related("points", "receivers__person", *executors))


def _post(name: str, post: str) -> NamedPost | None:
    return NamedPost(name, post) if name else None


def _decision(decision: Decision, agenda: int | None) -> ParsedDecision:
    return ParsedDecision(
        text=decision.text,
        number=decision.number,
        agenda=agenda,
        points=[point.text for point in decision.points.all()],
        is_task=decision.is_task,
        deadline=Deadline(decision.deadline_kind, raw=decision.deadline_text),
        responsible=[str(executor) for executor in decision.executors.all()],
        report_to=[str(receiver) for receiver in decision.receivers.all()],
    )


def marks_of(protocol: Protocol, today: dt.date, calendar: Calendar) -> dict[int, list[str]]:
    """Marks of execution by place of the decision: how many, and by name who is late."""
    rows = Assignment.objects.filter(decision__protocol=protocol).exclude(state=State.WITHDRAWN)
    by_decision: dict[int, list[Assignment]] = defaultdict(list)
    for one in rows.select_related("organization").order_by("organization__short_name", "period"):
        by_decision[one.decision_id].append(one)
    ids = enumerate(protocol.decisions.values_list("pk", flat=True))
    return {place: _marks(by_decision[pk], today, calendar) for place, pk in ids if by_decision[pk]}


def _marks(rows: list[Assignment], today: dt.date, calendar: Calendar) -> list[str]:
    done = sum(one.state == State.DONE for one in rows)
    waiting = sum(one.state == State.ON_ACCEPTANCE for one in rows)
    late = [one for one in rows if one.is_overdue(today)]
    counts = f"Исполнено: {done} из {len(rows)}" + (f", на приёмке: {waiting}" if waiting else "") + "."
    if not late:
        return [counts]
    named = [f"{one.organization} ({calendar.workdays_between(one.due_on, today)} раб. дн.)" for one in late]
    return [counts, f"Просрочено: {', '.join(named)}."]


def template() -> bytes | None:
    newest = PaperTemplate.objects.first()
    if newest is None:
        return None
    with newest.file.open("rb") as file:
        return file.read()


def paper(protocol: Protocol, extras: Extras | None = None) -> bytes:
    """The .docx. Raises `Unreadable` when the template of the house cannot be used."""
    return write(reading_of(protocol), template(), extras)


def excerpt(decision: Decision) -> bytes:
    protocol = decision.protocol
    place = list(protocol.decisions.values_list("pk", flat=True)).index(decision.pk)
    return paper(protocol, Extras(only=place))


def may_make_pdf() -> bool:
    return program() is not None


def as_pdf(made: bytes) -> bytes:
    """The same paper by LibreOffice. Raises `Unreadable` when it is absent or fails; never inside a transaction."""
    return converted(made, "docx", Limits(), "pdf")
