"""Which part of the protocol each line belongs to: head, agenda, speeches, decisions, signatures, attachments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from protocols.document.parse import marks
from protocols.document.parse.blocks import Table, blocks_of, cell_text
from protocols.document.parse.executors import executors_in
from protocols.document.parse.people import names_only, people_in
from protocols.document.parse.pieces import Piece, on_one_line
from protocols.document.parse.questions import ABOUT, headed_questions, heard_about, hearing, same_heading
from protocols.document.parse.rollcall import roll_call
from protocols.document.parse.verbs import begins_with_infinitive, infinitives

State = Literal["head", "agenda", "talk", "decisions", "tail", "attachment"]
SINGLE = re.compile(r"^(?:\d|[IVX])")


@dataclass(slots=True)
class Zone:
    """Decisions that stand under one heading; `question` is the place in the agenda that they answer."""

    question: int | None = None
    hearing: int = 0  # which «СЛУШАЛИ» stands before, counted from 1
    blocks: list[Piece | Table] = field(default_factory=list)
    question_lines: tuple[int, ...] = ()


@dataclass(slots=True)
class Outline:
    head: list[Piece] = field(default_factory=list)
    agenda: list[Piece] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    signatures: list[Piece] = field(default_factory=list)
    attachments: list[Piece] = field(default_factory=list)
    running: list[Piece] = field(default_factory=list)  # headers and footers
    announced: bool = False  # whether a heading or a table says where the decisions are
    headings: list[int] = field(default_factory=list)  # lines that only announce the decisions
    agenda_heading: list[int] = field(default_factory=list)
    questions: dict[int, str] = field(default_factory=dict)  # headings «По первому вопросу …»


def outline_of(pieces: Sequence[Piece]) -> Outline:
    outline = Outline(running=[piece for piece in pieces if piece.part in ("header", "footer", "footnote")])
    body = [piece for piece in pieces if piece.part == "body"]
    boxes = [piece for piece in pieces if piece.part == "textbox"]
    Outliner(outline, blocks_of([*boxes, *body])).run()
    return outline


class Outliner:
    """Reads the blocks once, from top to bottom, remembering in which part it is."""

    def __init__(self, outline: Outline, blocks: list[Piece | Table]) -> None:
        self.outline, self.blocks = outline, blocks
        self.state: State = "head"
        self.titled = False
        self.hearings = 0
        self.question: int | None = None
        self.heard: set[int] = set()  # questions named so far, none of them in the heading of decisions
        self.question_lines: tuple[int, ...] = ()
        self.role: str | None = None
        singles = [block for block in blocks if isinstance(block, Piece)]
        self.announced = any(marks.decisions_heading(piece) is not None for piece in singles)
        self.entitled = next((piece for piece in singles if marks.TITLE.match(piece.text)), None)
        outline.announced = self.announced or any(isinstance(block, Table) and block.of_decisions for block in blocks)
        self.headed = headed_questions(blocks)
        self.tabled = not self.announced and any(isinstance(block, Table) and block.of_decisions for block in blocks)

    def run(self) -> None:
        for index, block in enumerate(self.blocks):
            if isinstance(block, Table):
                self.take_table(block)
            else:
                self.take(block, self.blocks[index + 1 :])

    def take_table(self, table: Table) -> None:
        decides = table.of_decisions and (self.state == "decisions" or not self.announced)
        if decides and self.state != "attachment" and (self.state == "decisions" or not table.reported):
            self.open_zone()
            self.zone.blocks.append(table)
        elif self.state == "decisions" and table.of_terms:
            self.zone.blocks.append(table)
        elif self.state == "agenda" and table.columns:
            self.outline.agenda.extend(_agenda_rows(table))
        elif self.state == "attachment" or not (table.of_decisions or table.reported):
            for piece in roll_call(table) or table.pieces:
                self.take(piece, [])

    @property
    def zone(self) -> Zone:
        return self.outline.zones[-1]

    def open_zone(self) -> None:
        """Decisions follow; a heading inside a zone that is still empty opens no second one."""
        if self.state != "decisions" or self.zone.question != self.question:
            self.outline.zones.append(Zone(self.question, self.hearings, [], self.question_lines))
            self.question_lines = ()
        self.state = "decisions"

    def take(self, piece: Piece, following: Sequence[Piece | Table]) -> None:
        if self.state == "attachment" or (self.begun and marks.ATTACHMENT.match(piece.text)):
            self.state = "attachment"
            self.outline.attachments.append(piece)
        elif self.state == "head" and not self.begun and not self.announces_body(piece):
            self.titled = self.titled or bool(marks.TITLE.match(piece.text))
            self.outline.head.append(piece)
        elif not self.take_heading(piece, following):
            self.take_plain(piece)

    @property
    def begun(self) -> bool:
        return self.titled or self.state != "head"

    def announces_body(self, piece: Piece) -> bool:
        if self.entitled is None and self.outline.head and piece.number and _orders(piece):
            self.titled = True  # notes without the word «Протокол»: the first line was their title
            return True
        if marks.rest_after(marks.AGENDA, piece) is not None or marks.role_of(piece.text) is not None:
            return True
        return bool(self.outline.head) and marks.decisions_heading(piece) == ""

    def take_heading(self, piece: Piece, following: Sequence[Piece | Table]) -> bool:
        return (
            self.take_question(piece, following)
            or self.take_decisions(piece)
            or self.take_agenda(piece)
            or self.take_talk(piece)
            or self.take_report(piece)
            or self.take_signature(piece, following)
            or self.take_role(piece)
        )

    def take_question(self, piece: Piece, following: Sequence[Piece | Table]) -> bool:
        """«По второму вопросу …», «2. СЛУШАЛИ: …», or the agenda item once more above its decisions."""
        asked = self.asked(piece, following)
        if asked is None or (self.state == "agenda" and asked[0] > len(self.outline.agenda)):
            return False
        self.enter_question(piece, asked, following)
        return True

    def asked(self, piece: Piece, following: Sequence[Piece | Table]) -> tuple[int, str] | None:
        """The place of the question that the piece opens, and what else its line says."""
        if piece.line in self.headed:
            at = self.headed[piece.line]  # «III. Разное» below «I. СЛУШАЛИ» and «II. СЛУШАЛИ» is the third
            return max(at, marks.ROMAN.get(piece.number, at)), hearing(piece, following)
        asked = marks.question_number(piece.text)
        if asked and not (piece.numbered and asked[1] and not marks.TALK.match(asked[1])):
            return asked
        if place := self.repeats_agenda(piece):
            return place, ""
        if piece.numbered and SINGLE.match(piece.number) and marks.TALK.match(piece.text):
            return marks.ROMAN.get(piece.number) or int(piece.number.split(".")[0]), piece.text
        return None

    def enter_question(self, piece: Piece, asked: tuple[int, str], following: Sequence[Piece | Table]) -> None:
        self.question, rest = asked
        self.question_lines = (piece.line,)
        heading = marks.decisions_heading(piece.says(rest)) if rest else None
        if heading is None and (about := heard_about(rest) if marks.TALK.match(rest) else rest):
            self.outline.questions.setdefault(self.question, about)
        self.heard.add(self.question)
        if heading is not None:
            self.heard.clear()
            self.take_decisions(piece.says(rest))
        elif (self.state == "decisions" and not _decided_later(following)) or (not self.announced and not self.tabled):
            self.open_zone()
        else:
            self.state = "talk"

    def repeats_agenda(self, piece: Piece) -> int | None:
        if begins_with_infinitive(piece.text):
            return None  # «Провести конкурс» answers «О конкурсе»
        numbered = any(item.number for item in self.outline.agenda)
        place = 0
        for item in self.outline.agenda:
            place += bool(item.number) if numbered else not marks.SPEAKER.match(item.text)
            if same_heading(item.text, piece.text) and (self.state != "agenda" or item is not self.outline.agenda[-1]):
                return place
        return None

    def take_decisions(self, piece: Piece) -> bool:
        rest = marks.decisions_heading(piece)
        if rest is None or (piece.numbered and not rest and self.state == "agenda"):
            return False
        self.state = "talk" if self.state != "decisions" or self.zone.blocks else self.state
        if len(self.heard) > 1 and not self.outline.zones:
            self.question, self.question_lines = None, ()  # one «РЕШИЛИ» below all that was heard
        self.open_zone()
        self.outline.headings.append(piece.line)
        if bracket := re.search(r"\(([^()]*\b(?:срок|отв)[^()]*)\)\s*:?$", piece.text, re.IGNORECASE):
            self.zone.blocks.append(Piece(piece.line, bracket[1]))
        self.zone.blocks += on_one_line(piece, rest)
        return True

    def take_talk(self, piece: Piece) -> bool:
        if not self.titled or not marks.TALK.match(piece.text) or piece.bulleted:
            return False
        if self.state == "agenda" and marks.SPEAKER.match(piece.text):
            self.outline.agenda.append(piece)  # whose question it is; the next one may follow
            return True
        if self.state == "decisions" and marks.VOTE.match(piece.text):
            return True  # the next decision may follow
        return self.enter_talk(piece)

    def take_report(self, piece: Piece) -> bool:
        """«Выполнение поручений прошлой планёрки:» in notes without «Решили»; the agenda of the next meeting."""
        if self.titled and marks.NEXT_AGENDA.match(piece.text):
            return self.enter_talk(piece)
        if not self.titled or self.announced or self.state == "agenda" or not marks.REPORTED.match(piece.text):
            return False
        return self.enter_talk(piece)

    def enter_talk(self, piece: Piece) -> bool:
        if re.match(r"(?:за)?слушали", piece.text, re.IGNORECASE):
            self.hearings += 1
        self.state = "talk"
        return True

    def take_agenda(self, piece: Piece) -> bool:
        rest = marks.rest_after(marks.AGENDA, piece)
        if rest is None or self.outline.agenda or self.state not in ("head", "talk"):
            return False
        self.state, self.titled = "agenda", True
        self.outline.agenda_heading.append(piece.line)
        self.outline.agenda.extend(on_one_line(piece, rest))
        return True

    def take_signature(self, piece: Piece, following: Sequence[Piece | Table]) -> bool:
        if self.state not in ("decisions", "talk", "tail"):
            return False
        below = following[0] if following else None
        telephone = isinstance(below, Piece) and marks.TELEPHONE.fullmatch(below.text) and names_only(piece.text)
        if not marks.is_signature(piece) and not telephone and (following or not self.ends_with_name(piece)):
            return False
        self.state = "tail"
        self.outline.signatures.append(piece)
        return True

    def ends_with_name(self, piece: Piece) -> bool:
        """The very last line is a name alone: who signs, unless names stand so below other decisions, too."""
        blocks = [block for zone in self.outline.zones for block in zone.blocks if isinstance(block, Piece)]
        return names_only(piece.text) and not any(names_only(block.text) for block in blocks)

    def take_role(self, piece: Piece) -> bool:
        role = marks.role_of(piece.text) if not piece.numbered else None
        if role is None or (self.state in ("decisions", "talk") and role[0] != "secretary"):
            return False
        self.role = role[0]
        self.outline.head.append(piece)
        self.titled = True
        if self.state == "agenda":
            self.state = "head"
        elif self.state != "head":
            self.state = "tail"
        return True

    def take_plain(self, piece: Piece) -> None:
        if self.state == "agenda" and not self.continues_agenda(piece):
            self.state = "talk" if self.announced or self.tabled else "head"
        if self.state == "head" and self.starts_decisions(piece):
            self.open_zone()
        match self.state:
            case "head":
                self.titled = self.titled or bool(marks.TITLE.match(piece.text))
                self.outline.head.append(piece)
            case "agenda":
                self.outline.agenda.append(piece)
            case "decisions":
                self.zone.blocks.append(piece)
            case "tail":
                self.outline.signatures.append(piece)

    def continues_agenda(self, piece: Piece) -> bool:
        items = self.outline.agenda
        if not items:
            return True
        last = items[-1]
        if piece.numbered:
            return not (items[0].numbered and piece.number == items[0].number) and not begins_with_infinitive(
                piece.text
            )
        if piece.bulleted:
            return True
        if piece.first and items[-1].line in self.outline.agenda_heading and not _asks(piece):
            return False  # the whole agenda stood on the line of its heading
        if last.numbered or last.bulleted:
            goes_on = not piece.first or last.text.endswith((",", "-", "–"))
            return goes_on or bool(re.match(r"[а-яё(«]|(?:Со)?[Дд]окл|Отв|Информ", piece.text))
        return not begins_with_infinitive(piece.text)

    def starts_decisions(self, piece: Piece) -> bool:
        """Without a heading «Решили» the decisions begin at the first line that orders something."""
        if self.announced or self.tabled or not self.titled:
            return False
        if piece.text.endswith(":") and executors_in(piece.text, [], []):
            return True
        if self.role in ("attendees", "absent", "invited") and people_in(piece.text[:60]) and not _orders(piece):
            return False
        return _orders(piece) or (piece.number != "" and not people_in(piece.text[:60]))


def _orders(piece: Piece) -> bool:
    return (
        begins_with_infinitive(piece.text)
        or bool(infinitives(piece.text))
        or bool(re.search(r"\bсрок\b|\bотв\.|\bдо\s+\d|\bк\s+\d", piece.text, re.IGNORECASE))
    )


def _asks(piece: Piece) -> bool:
    return bool(ABOUT.match(piece.text) or re.match(r"[а-яё(«]|(?:Со)?[Дд]окл", piece.text))


def _decided_later(following: Sequence[Piece | Table]) -> bool:
    """Whether a heading «РЕШИЛИ» stands before the next question."""
    for block in following:
        if isinstance(block, Piece):
            if marks.decisions_heading(block) is not None:
                return True
            if marks.question_number(block.text):
                return False
    return False


def _agenda_rows(table: Table) -> list[Piece]:
    items = []
    for row in table.rows[table.header :]:
        for column, cell in row.items():
            if table.columns.get(column) == "decision" and cell:
                items.append(cell[0].says(cell_text(cell)))
    return items
