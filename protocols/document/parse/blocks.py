"""Pieces gathered into paragraphs and tables, and what the columns of a table hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from protocols.document.dates import read_deadline
from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import ALONE, Piece, join
from protocols.document.parse.verbs import begins_with_infinitive

Column = Literal["number", "question", "decision", "deadline", "responsible", "both", "status", "other"]
COLUMNS: tuple[tuple[Column, re.Pattern[str]], ...] = (
    ("question", re.compile(r"^(?:№\s+|пункт\s+)?(?:вопрос[а-я]*\s+)?повестк[а-я]+(?:\s+дня)?$|^вопрос$", re.I)),
    ("number", re.compile(r"^(?:№|номер)\s+(?:вопроса|решения|пункта|поручения)(?:\s+(?:решения|протокола))?$", re.I)),
    ("both", re.compile(r"срок.*(?:\bотв|исполнител)|(?:\bотв|исполнител).*срок", re.I | re.S)),
    ("deadline", re.compile(r"срок|дата|когда|период", re.I)),
    ("status", re.compile(r"отметка|^(?:ис|вы)полнение$|статус|состояние|результат|ход\s+(?:ис|вы)полн|факт|"
                          r"исполнено|выполнено|информация\s+об?\s+(?:ис|вы)полн", re.I)),
    ("decision", re.compile(r"^что\b", re.I)),
    ("responsible", re.compile(r"\bотв|исполнител|кому|кто\b|фио|ф\.\s?и\.\s?о|поручено", re.I)),
    ("decision", re.compile(r"решени|решил|постановил|мероприят|поручени|содержани|задач|наименован|формулировк|что\b|"
                            r"действи|задани|текст|вопрос|суть|предложени", re.I)),
    ("number", re.compile(r"№|^п\s*/?\s*п|номер|^пункт|^n$", re.I)),
)  # fmt: skip


OF_DECISION = re.compile(r"пункт|решени|поручени", re.I)  # whose number it is: «Пункт протокола», not «№ п/п»


@dataclass(slots=True)
class Table:
    """`rows` are cells by column number; a cell is its pieces; `header` is how many rows are headings."""

    rows: list[dict[int, list[Piece]]] = field(default_factory=list)
    columns: dict[int, Column] = field(default_factory=dict)
    header: int = 0
    number: int = 0

    @property
    def pieces(self) -> list[Piece]:
        pieces = [piece for row in self.rows for column in sorted(row) for piece in row[column]]
        return list(dict.fromkeys(pieces))

    def holds(self, column: Column) -> bool:
        return column in self.columns.values()

    @property
    def of_decisions(self) -> bool:
        return self.holds("decision") and (self.holds("deadline") or self.holds("responsible") or self.holds("both"))

    @property
    def of_terms(self) -> bool:
        """«Пункт протокола | Срок | Ответственные»: says by number when and whose the decisions above are."""
        headings = [cell_text(row[column]) for row in self.rows[: self.header] for column in row
                    if self.columns.get(column) == "number"]  # fmt: skip
        told = self.holds("deadline") or self.holds("responsible") or self.holds("both")
        return told and not self.holds("decision") and any(map(OF_DECISION.search, headings))

    @property
    def reported(self) -> bool:
        """A report on earlier decisions: the column of marks is filled in."""
        marked = [column for column, name in self.columns.items() if name == "status"]
        body = self.rows[self.header :]
        filled = [row for row in body if any(column in row and cell_text(row[column]) for column in marked)]
        return bool(marked) and len(filled) * 2 > len(body)


def cell_text(cell: Iterable[Piece]) -> str:
    return join(piece.printed for piece in cell)


def blocks_of(pieces: Sequence[Piece]) -> list[Piece | Table]:
    """The document in order: single pieces, and each table as one block."""
    blocks: list[Piece | Table] = []
    tables: dict[int, list[Piece]] = {}
    for piece in pieces:
        if piece.cell is None:
            blocks.append(piece)
        elif piece.cell.table in tables:
            tables[piece.cell.table].append(piece)
        else:
            tables[piece.cell.table] = [piece]
            blocks.append(Table(number=piece.cell.table))
    for block in blocks:
        if isinstance(block, Table):
            _fill(block, tables[block.number])
    return blocks


def _fill(table: Table, pieces: Sequence[Piece]) -> None:
    cells = [(piece, piece.cell) for piece in pieces if piece.cell]
    table.rows = [{} for _ in range(max(cell.row for _, cell in cells) + 1)]
    for piece, cell in cells:
        table.rows[cell.row].setdefault(cell.column, []).append(piece)
    _spread_down(table)
    if not _name_columns(table):
        _guess_columns(table)


def _spread_down(table: Table) -> None:
    """A cell merged over several rows holds for each of them."""
    for index, row in enumerate(table.rows):
        for column, cell in list(row.items()):
            covered = cell[0].cell.rows if cell[0].cell else 1
            for below in table.rows[index + 1 : index + covered]:
                below.setdefault(column, cell)


def _name_columns(table: Table) -> bool:
    """The heading row is the first of the top three that names a decision beside a deadline or a person."""
    for index, row in enumerate(table.rows[:3]):
        columns = {column: _column(cell_text(cell)) for column, cell in row.items()}
        named = set(columns.values()) - {"other"}
        if len(named) >= 2 and named & {"deadline", "responsible", "both", "status"}:
            table.columns, table.header = _settled(columns), index + 1
            _skip_column_numbers(table)
            return True
    return False


def _guess_columns(table: Table) -> None:
    """A table without headings, known by what its columns hold: orders beside deadlines or parties."""
    cells: dict[int, list[str]] = {}
    for row in table.rows:
        for column, cell in row.items():
            cells.setdefault(column, []).append(cell_text(cell))
    if len(cells) < 3:
        return
    kinds = {column: _kind(texts) for column, texts in cells.items()}
    if "decision" in kinds.values() and {"deadline", "responsible"} & set(kinds.values()):
        table.columns = _settled(kinds)


def _kind(texts: Sequence[str]) -> Column:
    tests: tuple[tuple[Column, Callable[[str], bool]], ...] = (
        ("number", is_number),
        ("decision", begins_with_infinitive),
        ("deadline", lambda text: len(text) < 80 and read_deadline(text, None).kind != "none"),
        ("responsible", lambda text: bool(people_in(text)) and len(text) < 200),
    )
    filled = [text for text in texts if text]
    for column, holds in tests:
        if sum(map(holds, filled)) * 2 > len(filled):
            return column
    return "other"


def _column(text: str) -> Column:
    if len(text) > 80:
        return "other"
    return next((column for column, pattern in COLUMNS if pattern.search(text)), "other")


def _settled(columns: dict[int, Column]) -> dict[int, Column]:
    """One column of decisions: the last whose heading says so, else, beside a deadline, one that says nothing known."""
    decisions = [index for index, column in columns.items() if column == "decision"]
    decisions = decisions or [index for index, column in columns.items() if column == "question"]
    if not decisions and {"deadline", "both"} & set(columns.values()):
        decisions = [index for index, column in columns.items() if column == "other"][:1]
    chosen = decisions[-1] if decisions else None
    settled: dict[int, Column] = {}
    for index, column in columns.items():
        settled[index] = "decision" if index == chosen else "other" if column == "decision" else column
    return settled


def _skip_column_numbers(table: Table) -> None:
    """Under the headings may stand a row «1 2 3 4»."""
    if table.header < len(table.rows):
        texts = [cell_text(cell) for cell in table.rows[table.header].values()]
        if len(texts) > 2 and texts == [str(number) for number in range(1, len(texts) + 1)]:
            table.header += 1


def is_number(text: str) -> bool:
    return bool(ALONE.match(text.strip()))
