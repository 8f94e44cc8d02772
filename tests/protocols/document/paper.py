"""Documents made by hand: paragraphs as text, tables as rows of cells.

In a cell «¶» parts paragraphs and «•» begins a bullet; None continues the merged cell above; a row of
one cell spans the table.
"""

from __future__ import annotations

from collections.abc import Sequence

from protocols.document.model import Cell, Document, Line

Row = Sequence[str | None]


def paper(*parts: str | Sequence[Row]) -> Document:
    lines: list[Line] = []
    tables = 0
    for part in parts:
        if isinstance(part, str):
            lines += [Line(0, row.strip()) for row in part.split("\n") if row.strip()]
        else:
            lines += _table(part, tables)
            tables += 1
    return Document(tuple(_numbered(lines)))


def _numbered(lines: Sequence[Line]) -> list[Line]:
    return [Line(index, line.text, line.number, cell=line.cell) for index, line in enumerate(lines)]


def _table(rows: Sequence[Row], table: int) -> list[Line]:
    width = max(len(row) for row in rows)
    lines: list[Line] = []
    for place, row in enumerate(rows):
        span = width if len(row) == 1 else 1
        for column, text in enumerate(row):
            cell = Cell(table, place, column, width, rows=_rows_down(rows, place, column), span=span)
            for paragraph in (text or "").split("¶"):
                bare = paragraph.lstrip("•").strip()
                lines += [Line(0, bare, "•" if paragraph.startswith("•") else "", cell=cell)] if bare else []
    return lines


def _rows_down(rows: Sequence[Row], place: int, column: int) -> int:
    below = [row[column] if column < len(row) else "" for row in rows[place + 1 :]]
    return 1 + next((count for count, text in enumerate(below) if text is not None), len(below))
