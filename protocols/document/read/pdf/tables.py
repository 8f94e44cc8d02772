"""Ruled tables of a PDF: cells with their spans, put together across pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from protocols.document.read.hyphens import joined
from protocols.document.read.pdf.paragraphs import column_of, paragraphs
from protocols.document.read.pdf.rows import Box, Word, rows_of

NEAR = 3.0  # points
PADDING = 3.0
SENTENCE_END = (".", ";", ":", "!", "?")


@dataclass(slots=True)
class TableCell:
    column: int
    rows: int
    span: int
    texts: list[str]
    bold: bool = False
    centered: bool = False


@dataclass(slots=True)
class TableBlock:
    """A table, or the part of it that stands on one page."""

    box: Box
    edges: tuple[float, ...]  # vertical rules, left to right
    rows: list[list[TableCell]] = field(default_factory=list)
    header: bool = False  # its first row came again on another page

    @property
    def columns(self) -> int:
        return len(self.edges) - 1

    def goes_on_with(self, other: TableBlock) -> bool:
        same = len(self.edges) == len(other.edges)
        return same and all(abs(a - b) < 2 * NEAR for a, b in zip(self.edges, other.edges, strict=True))

    def append(self, other: TableBlock) -> None:
        """Takes over the rows of the next page: without a repeated heading, a row cut by the page put together."""
        rows = other.rows
        if rows and self.rows and _words(rows[0]) == _words(self.rows[0]):
            self.header, rows = True, rows[1:]
        if rows and self.rows and _is_rest(rows[0], self.rows[-1]):
            _put_together(self.rows[-1], rows[0])
            rows = rows[1:]
        self.rows += rows


def _words(row: list[TableCell]) -> list[list[str]]:
    return [cell.texts for cell in row]


def _is_rest(row: list[TableCell], above: list[TableCell]) -> bool:
    """A row without a number under a row with one is the rest of it."""
    first, first_above = row[0], above[0]
    return len(row) == len(above) > 1 and not first.texts and bool(first_above.texts)


def _put_together(above: list[TableCell], rest: list[TableCell]) -> None:
    for cell, more in zip(above, rest, strict=True):
        if cell.texts and more.texts and not cell.texts[-1].endswith(SENTENCE_END):
            cell.texts[-1] = joined(cell.texts[-1], more.texts.pop(0))
        cell.texts += more.texts


def _clustered(values: list[float]) -> tuple[float, ...]:
    found: list[float] = []
    for each in sorted(values):
        if not found or each - found[-1] > NEAR:
            found.append(each)
    return tuple(found)


def _nearest(edges: tuple[float, ...], at: float) -> int:
    return min(range(len(edges)), key=lambda place: abs(edges[place] - at))


def table_of(found: Any, words: list[Word], page: int, vocabulary: str) -> TableBlock | None:
    """The table behind a pdfplumber table, or None when it is a frame or a single column."""
    cells: list[Box] = [cell for cell in found.cells if cell is not None]
    edges = _clustered([x for cell in cells for x in (cell[0], cell[2])])
    levels = _clustered([y for cell in cells for y in (cell[1], cell[3])])
    if len(edges) < 3:
        return None
    block = TableBlock(found.bbox, edges, [[] for _ in levels[1:]])
    for cell in sorted(cells, key=lambda each: (each[1], each[0])):
        top, bottom = _nearest(levels, cell[1]), _nearest(levels, cell[3])
        left, right = _nearest(edges, cell[0]), _nearest(edges, cell[2])
        if top < bottom and left < right:
            inside = [word for word in words if word.inside(cell)]
            block.rows[top].append(_cell(cell, inside, page, vocabulary, (left, bottom - top, right - left)))
    block.rows = [row for row in block.rows if row]
    return block


def _cell(box: Box, words: list[Word], page: int, vocabulary: str, place: tuple[int, int, int]) -> TableCell:
    rows = rows_of(words, page)
    column = column_of(rows, box[0] + PADDING, box[2] - PADDING)
    found = paragraphs(rows, column)
    return TableCell(
        *place,
        texts=[paragraph.text(vocabulary, hyphenated=False, right=column.right) for paragraph in found],
        bold=bool(rows) and all(row.bold for row in rows),
        centered=bool(rows) and all(column.centered(row) for row in rows),
    )
