"""`reading`: the protocol as understood → JSON for other programs, in the shape that protocols are compared in."""

from __future__ import annotations

from typing import Any

from protocols.document.model import Deadline, NamedPost, ParsedDecision, ParsedProtocol


def reading(protocol: ParsedProtocol) -> dict[str, Any]:
    """The reading as plain JSON values; those invited count as present."""
    return {
        "number": protocol.number,
        "date": protocol.date,
        "title": protocol.title,
        "place": protocol.place,
        "approved_by": _person(protocol.approved_by),
        "chair": _person(protocol.chair),
        "secretary": _person(protocol.secretary),
        "attendees": [*protocol.attendees, *protocol.invited],
        "absent": protocol.absent,
        "agenda": protocol.agenda,
        "decisions": [_decision(decision) for decision in protocol.decisions],
        "warnings": protocol.warnings,
    }


def _person(person: NamedPost | None) -> dict[str, str | None] | None:
    return {"name": person.name, "post": person.post or None} if person else None


def _decision(decision: ParsedDecision) -> dict[str, Any]:
    return {
        "number": decision.number,
        "agenda": decision.agenda,
        "text": decision.text,
        "points": decision.points,
        "is_task": decision.is_task,
        "deadline": _deadline(decision.deadline),
        "other_deadlines": [_deadline(deadline) for deadline in decision.other_deadlines],
        "responsible": decision.responsible,
        "report_to": decision.report_to,
    }


def _deadline(deadline: Deadline) -> dict[str, str | None]:
    return {
        "kind": deadline.kind,
        "due_on": deadline.due_on,
        "recurrence": deadline.recurrence,
        "raw": deadline.raw or None,
    }
