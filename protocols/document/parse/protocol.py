"""`parse`: a document as read → the protocol as understood."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from protocols.document.model import Document, NamedPost, ParsedProtocol, Source
from protocols.document.names import Known
from protocols.document.parse.agenda import Question, read_agenda
from protocols.document.parse.blocks import Table
from protocols.document.parse.decisions import Surroundings, inherit_scoped, opened_up, repeat_same, understand
from protocols.document.parse.draft import Draft, Placed
from protocols.document.parse.drafts import Drafter
from protocols.document.parse.head import Head, meeting_date, read_head
from protocols.document.parse.outline import Outline, Zone, outline_of
from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import Piece, pieces_of
from protocols.document.parse.presence import LEADERS
from protocols.document.parse.questions import same_heading
from protocols.document.parse.rows import RowReader, terms_of
from protocols.document.parse.verbs import infinitives

LED = ("председател", "руководитель рабочей", "руководитель совещания", "руководитель группы")
WRITERS = ("секретар", "ответственный секретар", "протокол")  # with what the signature of who wrote begins


def parse(document: Document) -> ParsedProtocol:
    """Everything the document says of its meeting; each line is in `sources` or in `unread`. Never raises."""
    outline = outline_of(pieces_of(document))
    head = read_head(outline.head, outline.running)
    agenda = read_agenda(outline)
    _link_by_hearing(outline, agenda)
    protocol = ParsedProtocol()
    drafts, loose = _drafts(outline, agenda, head)
    _link_by_number(drafts, agenda)
    only = 1 if len(agenda) == 1 else None  # what is decided answers the one question there is
    for draft in drafts:
        draft.question = draft.question if draft.question and draft.question <= len(agenda) else only
    _fill_head(protocol, head, outline)
    _fill_agenda(protocol, agenda, outline)
    _fill_decisions(protocol, drafts, Surroundings(meeting_date(head), _known(head, outline, drafts)))
    _account(protocol, document, outline, loose)
    _warn(protocol, document, outline)
    return protocol


# --- decisions


def _drafts(outline: Outline, agenda: Sequence[Question], head: Head) -> tuple[list[Draft], list[int]]:
    """All decisions in order, and the lines among them that are headings of groups."""
    drafts: list[Draft] = []
    headings: list[int] = []
    for zone in outline.zones:
        scoped: list[Placed] = []
        found: list[Draft] = []
        below_table = False
        for part in _runs(zone):
            if isinstance(part, Table) and part.of_terms:
                terms, others = terms_of(part)
                scoped += terms
                headings += others
            elif isinstance(part, Table):
                below_table = True
                rows = RowReader(part, meeting_date(head), zone.question, lambda text: _place_of(text, agenda))
                rows.run()
                found += rows.drafts
                headings += rows.headings
            else:
                drafter = Drafter(part, meeting_date(head), zone.question)
                drafter.run()
                # «Следующее заседание – 15.07.2026» below a table of orders is none
                found += [one for one in drafter.drafts if not below_table or one.number or infinitives(one.text)]
                scoped += drafter.scoped
                headings += drafter.headings
        found = opened_up(found)
        for draft in found:
            draft.question_lines = draft.question_lines or zone.question_lines
        _leave_question(found, len(agenda))
        inherit_scoped(found, drafts, scoped)
        drafts += found
    return [draft for draft in drafts if draft.text], headings


def _leave_question(drafts: Sequence[Draft], questions: int) -> None:
    """«3. Контроль возложить …» below 2.1 and 2.2 of the second question answers no question."""
    for draft in drafts:
        within = any(other.number.startswith(f"{draft.question}.") for other in drafts)
        last = draft.question and draft.question >= questions
        if last and within and draft.number.isdigit() and int(draft.number) > questions:
            draft.question, draft.question_lines = None, ()


def _runs(zone: Zone) -> Iterable[Table | list[Piece]]:
    """Paragraphs between tables, together."""
    run: list[Piece] = []
    for block in zone.blocks:
        if isinstance(block, Table):
            if run:
                yield run
            run = []
            yield block
        else:
            run.append(block)
    if run:
        yield run


def _place_of(text: str, agenda: Sequence[Question]) -> int | None:
    return next((place for place, question in enumerate(agenda, 1) if same_heading(question.text, text)), None)


def _link_by_hearing(outline: Outline, agenda: Sequence[Question]) -> None:
    """With one «СЛУШАЛИ – РЕШИЛИ» for each question they answer each other in order."""
    zones = outline.zones
    if any(zone.question for zone in zones) or not agenda or len(zones) != len(agenda):
        return
    if [zone.hearing for zone in zones] == list(range(1, len(agenda) + 1)):
        for place, zone in enumerate(zones, 1):
            zone.question = place


def _link_by_number(drafts: Sequence[Draft], agenda: Sequence[Question]) -> None:
    """«1.1», «1.2», «2.1»: the first part is the question, when every decision is numbered so.

    Headings tell it better, but not where a heading of several was no item of the agenda.
    """
    firsts = [draft.number.split(".")[0] for draft in drafts if "." in draft.number]
    headed = {draft.question for draft in drafts if draft.question}
    if len(firsts) != len(drafts) or len(headed) >= len(set(firsts)):
        return
    if set(firsts) <= {str(place) for place in range(1, len(agenda) + 1)} and len(set(firsts)) > 1:
        for draft, first in zip(drafts, firsts, strict=True):
            draft.question = int(first)


def _known(head: Head, outline: Outline, drafts: Sequence[Draft]) -> list[Known]:
    """People whom the document names in the nominative."""
    names = [*head.presence.others, *(name for people in head.presence.people.values() for name in people)]
    names += [leader.name for leader in (*head.presence.leaders.values(), head.approver) if leader]
    texts = [piece.text for piece in [*outline.signatures, *outline.attachments]]
    texts += [_in_brackets(piece.text) for piece in outline.agenda] + [_in_brackets(draft.text) for draft in drafts]
    texts += [_in_brackets(placed.label.value) for draft in drafts for placed in draft.inherited]
    texts += [placed.label.value for draft in drafts for placed in draft.labels if placed.label.kind == "responsible"]
    people = [person for text in [*names, *texts] for person in people_in(text)]
    known = [Known(person.surname, person.initials) for person in people]
    known += [Known(name) for name in names if re.fullmatch(r"[А-ЯЁ][\w-]+", name)]
    return list(dict.fromkeys(known))


def _in_brackets(text: str) -> str:
    """«Отделу мониторинга (Орлова Е.Н.)» names her in the nominative; «(Орлову Е.Н.)» does not."""
    named = re.findall(r"\(([^()]*)\)", text)
    return " , ".join(name for name in named if not re.search(r"(?:ов|ев|ёв|ин|ын|ск|цк)(?:у|ой|ому)(?:-\w+)?\s", name))


def _fill_decisions(protocol: ParsedProtocol, drafts: Sequence[Draft], around: Surroundings) -> None:
    for place, draft in enumerate(drafts):
        path = f"decisions.{place}"
        decision, sources = understand(draft, around, path)
        repeat_same(decision, sources, path, protocol.decisions[-1] if protocol.decisions else None)
        protocol.decisions.append(decision)
        protocol.sources.update(sources)


# --- head and agenda


def _fill_head(protocol: ParsedProtocol, head: Head, outline: Outline) -> None:
    for name in ("number", "date", "title", "place"):
        found = getattr(head, name)
        setattr(protocol, name, found.value or None)
        if found.value:
            protocol.sources[name] = Source(tuple(dict.fromkeys(found.lines)))
    protocol.approved_by, protocol.approved_on = head.approver, head.approved_on
    protocol.chair, protocol.secretary = (head.presence.leaders.get(role) for role in LEADERS)
    if head.approval_lines:
        protocol.sources["approved_by"] = Source(tuple(head.approval_lines))
    protocol.attendees = list(head.presence.people.get("attendees", [])) or _from_attachment(outline)
    protocol.absent, protocol.invited = (
        list(head.presence.people.get("absent", [])),
        list(head.presence.people.get("invited", [])),
    )
    for role, lines in head.presence.lines.items():
        protocol.sources[role] = Source(tuple(dict.fromkeys(lines)))
    _fill_signatures(protocol, outline)


def _from_attachment(outline: Outline) -> list[str]:
    """«Список прилагается»: those present stand in an attachment that says so."""
    heading = " ".join(piece.text for piece in outline.attachments[:8]).lower()
    if "участник" not in heading and "присутств" not in heading:
        return []
    return [person.text for piece in outline.attachments for person in people_in(piece.text)]


def _fill_signatures(protocol: ParsedProtocol, outline: Outline) -> None:
    """Signatures confirm who led and wrote; they tell it when the head does not."""
    for piece in outline.signatures:
        named = people_in(piece.text)
        role = "secretary" if piece.text.lower().startswith(WRITERS) else "chair"
        if named and getattr(protocol, role) is None and (role == "secretary" or piece.text.lower().startswith(LED)):
            setattr(protocol, role, NamedPost(named[0].text))
        source = protocol.sources.get(role, Source(()))
        protocol.sources[role] = Source((*source.lines, piece.line), source.mark, source.note)


def _fill_agenda(protocol: ParsedProtocol, agenda: Sequence[Question], outline: Outline) -> None:
    protocol.agenda = [question.text for question in agenda]
    if agenda:
        lines = [line for question in agenda for line in question.lines]
        protocol.sources["agenda"] = Source(tuple(dict.fromkeys([*outline.agenda_heading, *lines])))


# --- nothing is lost


def _account(protocol: ParsedProtocol, document: Document, outline: Outline, headings: Sequence[int]) -> None:
    if protocol.decisions:
        protocol.sources["decisions"] = Source(tuple(dict.fromkeys([*outline.headings, *headings])))
    told = {line for source in protocol.sources.values() for line in source.lines}
    protocol.unread = [line.index for line in document.lines if line.index not in told and line.text.strip()]


def _warn(protocol: ParsedProtocol, document: Document, outline: Outline) -> None:
    protocol.warnings += list(document.notes)
    for name, what in (("date", "Дата заседания"), ("number", "Номер протокола"), ("title", "Название")):
        if getattr(protocol, name) is None:
            protocol.warnings.append(f"{what}: не найдено в документе")
    if not protocol.decisions:
        protocol.warnings.append("Решений в документе не найдено")
    elif not outline.announced:
        protocol.warnings.append("Слова «Решили» в документе нет: решениями сочтены строки, которые что-то поручают")
    for path, source in protocol.sources.items():
        if source.mark == "doubtful" and source.note:
            protocol.warnings.append(_where(path, protocol) + source.note)


def _where(path: str, protocol: ParsedProtocol) -> str:
    if not path.startswith("decisions."):
        return ""
    place = int(path.split(".")[1])
    return f"Пункт {protocol.decisions[place].number or place + 1}: "
