"""A table «Ф.И.О. | Организация | Явка» → the lists of those present and absent that it stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from protocols.document.parse.blocks import Table, cell_text
from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import Piece

ATTENDANCE = re.compile(r"^(?:отметка\s+об?\s+)?(?:явк|присутств|участи|посещ)", re.IGNORECASE)
ABSENT = re.compile(
    r"отсутств|^не\s|^нет\b|^[–—-]+$|(?:^|[\s(])(?:отпуск|болезнь|болен|больна|больничн|командировк)", re.IGNORECASE
)


def roll_call(table: Table) -> list[Piece]:
    """Each person behind a word that says whether they came; [] for any other table.

    A person without a mark is left out: whether they came is for the person who checks to say.
    """
    marked = next((column for column, cell in table.rows[0].items() if ATTENDANCE.match(cell_text(cell))), None)
    if marked is None:
        return []
    called = [piece for row in table.rows[1:] if row.get(marked) for piece in _called(row, marked)]
    return [replace(piece, cell=None) for piece in called]


def _called(row: dict[int, list[Piece]], marked: int) -> Iterator[Piece]:
    cells = [row[column] for column in sorted(row) if column != marked]
    named = next((cell for cell in cells if people_in(cell_text(cell))), None)
    if named is None:
        return
    came = "Отсутствовали" if ABSENT.search(cell_text(row[marked])) else "Присутствовали"
    yield named[0].says(f"{came}: {cell_text(named)}")
    yield from (piece for cell in [*cells, row[marked]] if cell is not named for piece in cell)
