"""Rows of a table of decisions → drafts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from protocols.document.parse import marks
from protocols.document.parse.blocks import Column, Table, cell_text, is_number
from protocols.document.parse.draft import Draft, Placed
from protocols.document.parse.drafts import Drafter
from protocols.document.parse.labels import EMPTY, Kind, Label, expand
from protocols.document.parse.pieces import Piece, clean_number, take_number
from protocols.document.parse.verbs import infinitives

Row = dict[int, list[Piece]]
READ: tuple[Column, ...] = ("number", "decision", "deadline", "responsible", "both")
LABELS: dict[Column, Kind] = {"deadline": "deadline", "responsible": "responsible", "both": "both"}


class RowReader:
    """`place_of` tells which question of the agenda a heading row repeats."""

    def __init__(self, table: Table, meeting: date | None, question: int | None,
                 place_of: Callable[[str], int | None]) -> None:  # fmt: skip
        self.table, self.meeting, self.question, self.place_of = table, meeting, question, place_of
        self.drafts: list[Draft] = []
        self.headings: list[int] = [piece.line for row in table.rows[: table.header] for piece in _pieces(row)]
        self.question_lines: tuple[int, ...] = ()

    def run(self) -> None:
        for row in self.table.rows[self.table.header :]:
            if not any(cell_text(cell) for cell in row.values()):
                continue
            if self.is_section(row):
                self.take_section(row)
            else:
                self.take_row(row)

    def is_section(self, row: Row) -> bool:
        """One cell across the table, or the only one filled, that orders nothing."""
        filled = [(column, cell) for column, cell in row.items() if not EMPTY.match(cell_text(cell))]
        if len(filled) != 1 or len(self.table.columns) < 2:
            return False
        column, cell = filled[0]
        spans = bool(cell[0].cell and cell[0].cell.span > 1)
        text = cell_text(cell)
        orders = infinitives(text) or text[:1].islower() or self.table.columns.get(column) == "responsible"
        return spans or not orders

    def take_section(self, row: Row) -> None:
        pieces = list(_pieces(row))
        text = cell_text(pieces)
        if place := self.place_told(text):
            self.question, self.question_lines = place, (pieces[0].line,)
        self.headings += [piece.line for piece in pieces]

    def take_row(self, row: Row) -> None:
        self.take_question(row)
        cells = self.cells_of(row)
        decision = cells.get("decision", [])
        number = self.number_of(cells.get("number", []))
        if self.continues(decision, number):
            self.go_on(decision)
        else:
            self.start(decision, number)
        self.add_labels(cells)
        self.drafts[-1].lines += [piece.line for cell in cells.values() for piece in cell]

    def take_question(self, row: Row) -> None:
        """The column «Вопрос повестки»: its number or its words; an empty cell goes on with the one above."""
        for column, cell in row.items():
            if self.table.columns.get(column) == "question" and not EMPTY.match(text := cell_text(cell)):
                number = clean_number(text) if is_number(text) else ""
                self.question = int(number) if number.isdigit() else marks.ROMAN.get(number) or self.place_told(text)
                self.question_lines = tuple(piece.line for piece in cell)

    def place_told(self, text: str) -> int | None:
        asked = marks.question_number(text)
        return asked[0] if asked else self.place_of(take_number(text)[1]) or self.place_of(text)

    def cells_of(self, row: Row) -> dict[Column, list[Piece]]:
        """By what they hold; «Исполнитель» and «Соисполнители» are parties, in this order."""
        cells: dict[Column, list[Piece]] = {}
        for column, name in self.table.columns.items():
            cell = row.get(column, [])
            if cell and name == "responsible" and not EMPTY.match(cell_text(cell)):
                cells[name] = [*cells.get(name, []), *cell]
            elif cell and name in READ:
                cells.setdefault(name, cell) if name == "responsible" else cells.update({name: cell})
        return cells

    def number_of(self, cell: list[Piece]) -> str:
        text = (cell[0].number if cell and cell[0].numbered else "") or (cell_text(cell) if cell else "")
        return clean_number(text) if is_number(text) else ""

    def continues(self, decision: list[Piece], number: str) -> bool:
        """A row broken at the end of a page, or one decision merged over rows with a party each."""
        if not self.drafts or (number and number != self.drafts[-1].number):
            return False
        same = bool(decision) and decision[0].line in self.drafts[-1].lines
        return (
            same or not decision or (not number and bool(self.drafts[-1].number) and cell_text(decision)[:1].islower())
        )

    def go_on(self, decision: list[Piece]) -> None:
        if decision and decision[0].line not in self.drafts[-1].lines:
            self.drafts[-1].texts += [piece.text for piece in decision]

    def start(self, decision: list[Piece], number: str) -> None:
        drafter = Drafter(decision, self.meeting, self.question)
        drafter.run()
        draft = _one(drafter.drafts) if drafter.drafts else Draft(question=self.question)
        draft.number = number or draft.number
        draft.question, draft.question_lines = self.question, self.question_lines
        draft.labels += drafter.group
        self.drafts.append(draft)

    def add_labels(self, cells: dict[Column, list[Piece]]) -> None:
        for name in LABELS:
            cell = cells.get(name, [])
            if label := _label(name, cell):
                self.drafts[-1].labels.append(Placed(label, cell[0].line))


def terms_of(table: Table) -> tuple[list[Placed], list[int]]:
    """What a table «Пункт протокола | Срок | Ответственные» says of the decisions above it, and the lines it only
    names them with."""
    placed: list[Placed] = []
    others = [piece.line for row in table.rows[: table.header] for piece in _pieces(row)]
    for row in table.rows[table.header :]:
        named = [(table.columns.get(column, "other"), cell) for column, cell in row.items()]
        numbers = expand(" ".join(cell_text(cell) for name, cell in named if name == "number"))
        others += [piece.line for name, cell in named if name not in LABELS for piece in cell]
        placed += [
            Placed(replace(label, numbers=numbers), cell[0].line)
            for name, cell in named
            if (label := _label(name, cell))
        ]
    return placed, others


def _label(name: Column, cell: list[Piece]) -> Label | None:
    value = "\n".join(_item(piece) for piece in cell)
    return Label(LABELS[name], _closed_up(value)) if name in LABELS and not EMPTY.match(value) else None


def _item(piece: Piece) -> str:
    text = piece.text
    if piece.numbered and not text:
        return piece.number
    return f"{piece.number}. {text}" if piece.numbered and re.match(r"[а-яё]+\s+\d{4}", text) else text


def _closed_up(value: str) -> str:
    """A word broken at the hyphen at the end of a narrow cell's line."""
    return re.sub(r"(?<=[а-яё])-\n(?=[А-ЯЁа-яё])", "-", value)


def _pieces(row: Row) -> Iterator[Piece]:
    for column in sorted(row):
        yield from row[column]


def _one(drafts: list[Draft]) -> Draft:
    """A cell holds one decision: further paragraphs are its text."""
    first = drafts[0]
    for other in drafts[1:]:
        first.texts += other.texts
        first.suggested += other.texts[:1]
        first.points += other.points
        first.labels += other.labels
        first.lines += other.lines
    return first
