"""A reading as a few lines of text, so that a test shows at a glance what is expected."""

from __future__ import annotations

from protocols.document.model import Deadline, NamedPost, ParsedDecision, ParsedProtocol


def summary(protocol: ParsedProtocol) -> str:
    head = [
        f"номер: {protocol.number or '–'}",
        f"дата: {protocol.date or '–'}",
        f"название: {protocol.title or '–'}",
        f"место: {protocol.place or '–'}",
        f"утвердил: {_person(protocol.approved_by)}",
        f"председатель: {_person(protocol.chair)}",
        f"секретарь: {_person(protocol.secretary)}",
        f"были: {_list(protocol.attendees)}",
        f"не было: {_list(protocol.absent)}",
        f"приглашены: {_list(protocol.invited)}",
        *(f"вопрос {place}: {item}" for place, item in enumerate(protocol.agenda, 1)),
    ]
    return "\n".join([*head, *(line for decision in protocol.decisions for line in _decision(decision))])


def _decision(decision: ParsedDecision) -> list[str]:
    kind = "задача" if decision.is_task else "не задача"
    lines = [f"{decision.number or 'б/н'} | вопрос {decision.agenda or '–'} | {kind}", f"    {decision.text}"]
    lines += [f"    • {point}" for point in decision.points]
    lines += [f"    ? {point}" for point in decision.suggested_points]
    lines += [f"    срок: {_deadline(deadline)}" for deadline in [decision.deadline, *decision.other_deadlines]]
    lines.append(f"    отв.: {_list(decision.responsible)}")
    lines += [f"    кому: {_list(decision.report_to)}"] if decision.report_to else []
    if quota := decision.quota:
        lines.append(f"    норма: {quota.target} {quota.unit} / {quota.period}")
    return lines


def _deadline(deadline: Deadline) -> str:
    parts = (deadline.kind, deadline.due_on, deadline.recurrence, f"«{deadline.raw}»" if deadline.raw else None)
    return " ".join(part for part in parts if part)


def _person(person: NamedPost | None) -> str:
    return f"{person.name} / {person.post or '–'}" if person else "–"


def _list(items: list[str]) -> str:
    return "; ".join(items) or "–"
