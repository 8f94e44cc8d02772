"""Pieces gathered into paragraphs and tables, and what the columns of a table hold."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from protocols.document.parse.pieces import ALONE, Piece, join

Column = Literal["number", "decision", "deadline", "responsible", "both", "status", "other"]
COLUMNS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    ("both", re.compile(r"срок.*(?:ответств|исполнител)|(?:ответств|исполнител).*срок", re.I | re.S)),
    ("deadline", re.compile(r"срок|дата|когда|период", re.I)),
    ("status", re.compile(r"отметка|статус|состояние|результат|ход\s+(?:ис|вы)полн|примечан|факт|исполнено|выполнено|"
                          r"информация\s+об?\s+(?:ис|вы)полн", re.I)),
    ("responsible", re.compile(r"ответств|исполнител|кому|кто\b|фио|ф\.\s?и\.\s?о|поручено", re.I)),
    ("decision", re.compile(r"решени|мероприят|поручени|содержани|задач|наименован|формулировк|что\b|действи|задани|текст|"
                            r"вопрос|суть|предложени", re.I)),
    ("number", re.compile(r"№|^п\s*/?\s*п|номер|^пункт|^n$", re.I)),
)  # fmt: skip


@dataclass(slots=True)
class Table:
    """`rows` are cells by column number; a cell is its pieces. `header` is how many rows are headings."""

    rows: list[dict[int, list[Piece]]] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)
    header: int = 0
    width: int = 0

    @property
    def pieces(self) -> list[Piece]:
        pieces = [piece for row in self.rows for column in sorted(row) for piece in row[column]]
        return list(dict.fromkeys(pieces))

    def holds(self, column: Column) -> bool:
        return column in self.columns.values()

    @property
    def of_decisions(self) -> bool:
        return self.holds("decision") and (self.holds("deadline") or self.holds("responsible") or self.holds("both"))


def cell_text(cell: Iterable[Piece]) -> str:
    return join(piece.printed for piece in cell)


def blocks_of(pieces: list[Piece]) -> list[Piece | Table]:
    """The document in order: single pieces, and each table as one block."""
    blocks: list[Piece | Table] = []
    for table, group in groupby(pieces, key=lambda piece: piece.cell.table if piece.cell else None):
        blocks.extend(list(group) if table is None else [table_of(list(group))])
    return blocks


def table_of(pieces: list[Piece]) -> Table:
    table = Table()
    for _, group in groupby(pieces, key=lambda piece: piece.cell.row if piece.cell else 0):
        row: dict[int, list[Piece]] = {}
        for piece in group:
            row.setdefault(piece.cell.column if piece.cell else 0, []).append(piece)
        table.rows.append(row)
    _spread_down(table)
    table.width = max(piece.cell.columns if piece.cell else 1 for piece in pieces)
    _name_columns(table)
    return table


def _spread_down(table: Table) -> None:
    """A cell merged over several rows holds for each of them."""
    for index, row in enumerate(table.rows):
        for column, cell in list(row.items()):
            covered = cell[0].cell.rows if cell[0].cell else 1
            for below in table.rows[index + 1 : index + covered]:
                below.setdefault(column, cell)


def _name_columns(table: Table) -> None:
    """The heading row is the first of the top three that names a decision beside a deadline or a person."""
    for index, row in enumerate(table.rows[:3]):
        columns = {column: _column(cell_text(cell)) for column, cell in row.items()}
        if len(set(columns.values()) - {"other"}) >= 2 and {"deadline", "responsible", "both", "status"} & set(
            columns.values()
        ):
            table.columns, table.header = _settled(columns), index + 1
            _skip_column_numbers(table)
            return


def _column(text: str) -> Column:
    if len(text) > 80:
        return "other"
    return next((column for column, pattern in COLUMNS if pattern.search(text)), "other")


def _settled(columns: dict[int, Column]) -> dict[int, Column]:
    """One column of decisions: the one whose heading says so first, else the one that says nothing known."""
    decisions = [index for index, column in columns.items() if column == "decision"]
    if not decisions:
        others = [index for index, column in columns.items() if column == "other"]
        return {**columns, others[0]: "decision"} if others else columns
    return {index: "other" if column == "decision" and index != decisions[-1] else column
            for index, column in columns.items()}  # fmt: skip


def _skip_column_numbers(table: Table) -> None:
    """Under the headings may stand a row «1 2 3 4»."""
    if table.header < len(table.rows):
        texts = [cell_text(cell) for cell in table.rows[table.header].values()]
        if len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]:
            table.header += 1


def is_number(text: str) -> bool:
    return bool(ALONE.match(text.strip()))
