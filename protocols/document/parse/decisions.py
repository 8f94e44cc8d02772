"""Drafts → decisions: deadlines, parties, receivers, quota, and how sure each of them is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from protocols.document.dates import find_deadlines, read_deadlines
from protocols.document.model import Deadline, ParsedDecision, Source
from protocols.document.names import Known, nominative
from protocols.document.parse.draft import Draft, Placed, Point
from protocols.document.parse.executors import executors_in
from protocols.document.parse.labels import Label, trim
from protocols.document.parse.parties import parties
from protocols.document.parse.people import people_in
from protocols.document.parse.quotas import quota_in
from protocols.document.parse.receivers import receivers_in
from protocols.document.parse.remarks import group_in_brackets, is_party, remark_in
from protocols.document.parse.tasks import is_task
from protocols.document.parse.verbs import infinitives

SAME = re.compile(r"те\s+же|тот\s+же|та\s+же|он\s+же|она\s+же|они\s+же", re.IGNORECASE)
Sources = dict[str, Source]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the document says outside the decision: the day of the meeting, the people it names."""

    meeting: date | None
    known: Sequence[Known]


def opened_up(drafts: Iterable[Draft]) -> list[Draft]:
    """Decisions that only head a list of decisions give way to those."""
    return [inner for draft in drafts for inner in _inner(draft)]


def _inner(draft: Draft) -> list[Draft]:
    if not _heads_decisions(draft):
        draft.labels += [placed for point in draft.points for placed in point.labels]
        return [draft]
    heading = draft.texts[0].rstrip(":")
    inherited = [*draft.labels, Placed(Label("heading", heading), draft.lines[0]), *draft.inherited]
    return [
        Draft(point.number if point.number != "•" else draft.number, draft.question, draft.section, [point.text],
              labels=point.labels, inherited=inherited, lines=[*draft.lines[:1], *point.lines],
              question_lines=draft.question_lines)
        for point in draft.points
    ]  # fmt: skip


def _heads_decisions(draft: Draft) -> bool:
    """«1. Директорам ПОО: 1.1. Провести …; 1.2. Направить …», or each point has a deadline of its own."""
    points = draft.points
    if len(points) < 2 or not draft.texts[0].endswith(":"):
        return False
    ordered = any(map(_orders, points)) or not infinitives(draft.text)  # else «Провести смотры: – в колледжах …»
    if ordered and all(point.labels for point in points[:-1]) and (points[-1].labels or not draft.labels):
        return True
    deep = all(re.match(r"\d+\.\d", point.number) for point in points)
    return deep and sum(_orders(point) for point in points) * 2 > len(points)


def _orders(point: Point) -> bool:
    """A verb within the first words: «5.1. Иванову И.И. – обновить сайт», not «ежедневное обновление …».

    It may stand behind words that say when: «ежеквартально, не позднее 5 числа месяца, …, информировать».
    """
    if infinitives(" ".join(point.text.split()[:10])):
        return True
    verbs = infinitives(point.text)
    before = point.text[: verbs[0].start()] if verbs else ""
    return bool(find_deadlines(before, None)) and before.rstrip().endswith(",")


def inherit_scoped(drafts: Sequence[Draft], earlier: Sequence[Draft], scoped: Sequence[Placed]) -> None:
    """«Срок исполнения пунктов 3–6: …» reaches the decisions with these numbers, those under its heading first."""
    for placed in reversed(scoped):
        numbers = placed.label.numbers
        for draft in [draft for draft in drafts if draft.number in numbers] or earlier:
            if draft.number in numbers:
                draft.inherited.insert(0, placed)


def understand(draft: Draft, around: Surroundings, path: str) -> tuple[ParsedDecision, Sources]:
    sources: Sources = {}
    decision = ParsedDecision(text=_text(draft), number=draft.number, agenda=draft.question)
    decision.points = [trim(point.text) for point in draft.points]
    decision.suggested_points = [trim(text) for text in draft.suggested]
    decision.quota = quota_in(decision.text)
    places = _fill_deadlines(decision, draft, around, sources, path)
    _fill_receivers(decision, draft, around, sources, path)
    _fill_responsible(decision, draft, around, places, sources, path)
    decision.is_task = is_task(
        decision.text, has_deadline=decision.deadline.kind != "none", has_executor=bool(decision.responsible)
    )
    _add_sources(decision, draft, sources, path)
    return decision, sources


def repeat_same(decision: ParsedDecision, sources: Sources, path: str, before: ParsedDecision | None) -> None:
    """«Отв.: те же», «Срок: тот же» are those of the decision before."""
    if before is None:
        return
    if [party for party in decision.responsible if SAME.fullmatch(party)]:
        decision.responsible = list(before.responsible)
        _doubt(sources, f"{path}.responsible", "Ответственные взяты из предыдущего пункта («те же»)")
    if decision.deadline.kind == "none" and SAME.fullmatch(decision.deadline.raw):
        decision.deadline, decision.other_deadlines = before.deadline, list(before.other_deadlines)
        _doubt(sources, f"{path}.deadline", "Срок взят из предыдущего пункта («тот же»)")


def _doubt(sources: Sources, path: str, note: str) -> None:
    sources[path] = Source(sources[path].lines, "doubtful", note)


def _text(draft: Draft) -> str:
    return draft.text.strip()


def _own(draft: Draft, *kinds: str) -> list[Placed]:
    """The decision's own labels of these kinds, else those of its group."""
    own = [placed for placed in draft.labels if placed.label.kind in kinds and placed.label.value]
    return own or [placed for placed in draft.inherited if placed.label.kind in kinds and placed.label.value]


# --- deadlines


def _fill_deadlines(
    decision: ParsedDecision, draft: Draft, around: Surroundings, sources: Sources, path: str
) -> list[tuple[int, int]]:
    """Sets the deadlines; returns the places of those that stand inside the text."""
    inside = find_deadlines(decision.text, around.meeting)
    places = [(found.start, found.end) for found in inside]
    labelled = _own(draft, "deadline", "both")
    if labelled:
        wordings = [_apart(placed.label, around)[1] for placed in labelled]
        deadlines = [deadline for wording in wordings for deadline in read_deadlines(wording, around.meeting)]
        known = [deadline for deadline in deadlines if deadline.kind != "none"]
        lines = tuple(placed.line for placed in labelled)
        note = "" if known else f"Срок «{labelled[0].label.value}» не понят"
        _set_deadlines(decision, known or deadlines[:1])
        sources[f"{path}.deadline"] = Source(lines, "understood" if known else "doubtful", note)
    elif inside:
        _set_deadlines(decision, [found.deadline for found in inside])
        sources[f"{path}.deadline"] = Source(tuple(draft.lines))
    elif (remark := remark_in(decision.text, around.meeting, around.known)) and remark.deadlines:
        _set_deadlines(decision, remark.deadlines)
        sources[f"{path}.deadline"] = Source(tuple(draft.lines))
    elif event := _day_of_event(decision.text, around):
        _set_deadlines(decision, event)
        sources[f"{path}.deadline"] = Source(tuple(draft.lines))
    else:
        _from_heading(decision, draft, around, sources, path)
    return places


def _day_of_event(text: str, around: Surroundings) -> list[Deadline]:
    """«субботник 18 октября, все кураторы»: what a group is called to on a day, without a verb."""
    if infinitives(text) or not group_in_brackets(text):
        return []
    chunks = re.split(r"[,;(]\s*", text)
    return [found for chunk in chunks for found in read_deadlines(chunk, around.meeting) if found.kind == "date"]


def _from_heading(decision: ParsedDecision, draft: Draft, around: Surroundings, sources: Sources, path: str) -> None:
    for placed in draft.inherited:
        found = find_deadlines(placed.label.value, around.meeting) if placed.label.kind == "heading" else []
        if found:
            _set_deadlines(decision, [item.deadline for item in found])
            sources[f"{path}.deadline"] = Source((placed.line,))
            return


def _set_deadlines(decision: ParsedDecision, deadlines: Sequence[Deadline]) -> None:
    different = list(
        {
            (item.kind, item.due_on, item.recurrence, "" if item.due_on or item.recurrence else item.raw): item
            for item in deadlines
        }.values()
    )
    if different:
        tidy = [replace(deadline, raw=trim(deadline.raw)) for deadline in different]
        decision.deadline, decision.other_deadlines = tidy[0], tidy[1:]


# --- responsible


def _fill_responsible(
    decision: ParsedDecision, draft: Draft, around: Surroundings, places: Sequence[tuple[int, int]],
    sources: Sources, path: str,
) -> None:  # fmt: skip
    labelled = _own(draft, "responsible", "both")
    more = [placed for placed in draft.labels if placed.label.kind == "more_responsible"]
    found = [party for placed in [*labelled, *more] for party in parties(_apart(placed.label, around)[0])]
    lines = tuple(placed.line for placed in [*labelled, *more])
    if not found:
        found, lines = executors_in(decision.text, places, around.known), tuple(draft.lines)
    for placed in draft.inherited:
        if not found and placed.label.kind == "heading":
            spans = [(item.start, item.end) for item in find_deadlines(placed.label.value, around.meeting)]
            found, lines = executors_in(placed.label.value + ":", spans, around.known), (placed.line,)
    if not found and (remark := remark_in(decision.text, around.meeting, around.known)):
        found = [party for party in remark.parties if not _receives(party, decision, around)]
    if not found and (places or (decision.deadline.kind != "none" and not infinitives(decision.text))):
        found = group_in_brackets(decision.text)
    decision.responsible = list(dict.fromkeys(found))
    if found:
        sources[f"{path}.responsible"] = Source(lines)


def _receives(party: str, decision: ParsedDecision, around: Surroundings) -> bool:
    """«… направить в отдел (Шолохову Д.И.)» ends with the receiver, not with who is to act."""
    named = people_in(party)
    return (
        bool(named)
        and nominative(named[0].surname, named[0].initials, "dative", around.known).name in decision.report_to
    )


def _apart(label: Label, around: Surroundings) -> tuple[str, str]:
    """Parties and deadline of a label; one for both («до 5 марта, Иванов И.И.») is taken apart."""
    if label.kind != "both":
        return label.value, label.value
    chunks = [trim(chunk) for chunk in re.split(r"[,;\n]", label.value)]
    names = [chunk for chunk in chunks if is_party(chunk, around.known)]
    return ", ".join(names), ", ".join(chunk for chunk in chunks if chunk not in names)


# --- receivers of the report


def _fill_receivers(decision: ParsedDecision, draft: Draft, around: Surroundings, sources: Sources, path: str) -> None:
    receivers = receivers_in(decision.text, around.known)
    decision.report_to = [receiver.name for receiver in receivers]
    if not receivers:
        return
    unsure = [receiver.name for receiver in receivers if not receiver.certain]
    note = f"Именительный падеж поставлен по правилам: {', '.join(unsure)}" if unsure else ""
    sources[f"{path}.report_to"] = Source(tuple(draft.lines), "doubtful" if unsure else "understood", note)


# --- where it all came from


def _add_sources(decision: ParsedDecision, draft: Draft, sources: Sources, path: str) -> None:
    lines = tuple(dict.fromkeys(draft.lines))
    sources[f"{path}.text"] = Source(lines, "doubtful" if draft.doubt else "understood", draft.doubt)
    if draft.number:
        sources[f"{path}.number"] = Source(lines[:1])
    if draft.points:
        sources[f"{path}.points"] = Source(tuple(line for point in draft.points for line in point.lines))
    if draft.suggested:
        sources[f"{path}.suggested_points"] = Source(lines)
    if draft.question:
        sources[f"{path}.agenda"] = Source(draft.question_lines or lines[:1])
    if decision.quota:
        sources[f"{path}.quota"] = Source(lines)
    for placed in draft.labels:
        if placed.label.kind == "control":
            sources[f"{path}.control"] = Source((placed.line,))
