"""Rows of a PDF → paragraphs. A row goes on with the one above when that one had no room for its first word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from protocols.document.read.hyphens import joined
from protocols.document.read.pdf.rows import Row
from protocols.document.read.plain import DASH, LABEL, MARK, broken_off, shouted

SPACE = 0.25  # of the font size
LOOSE = 1.35  # a pitch this many times the usual one parts paragraphs
STEP = 5.0  # points of indent that count
EVEN = 2.5  # points by which both margins of a centred row may differ
REGULAR = 3  # rows with one indent make it the document's indent


@dataclass(frozen=True, slots=True)
class Column:
    """The space that rows are set in."""

    left: float
    right: float
    pitch: float  # usual distance from one row to the next
    indents: frozenset[int] = frozenset()  # first-line indents in use, in whole points
    narrow: bool = False  # a table cell, where rows are broken by hand as often as not

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def centered(self, row: Row) -> bool:
        before, after = row.x0 - self.left, self.right - row.x1
        return before > STEP and abs(before - after) <= EVEN and round(row.x0) not in self.indents

    def pushed(self, row: Row) -> bool:
        """Set to the right half of the page."""
        return row.x0 >= self.middle

    def full(self, row: Row, following: Row) -> bool:
        return row.x1 + SPACE * row.size + following.first > self.right + 1


def column_of(rows: list[Row], left: float | None = None, right: float | None = None) -> Column:
    """The column that rows fill; a table cell gives its own edges."""
    pitches = [below.top - above.top for above, below in pairwise(rows) if 0 < below.top - above.top < 60]
    lefts = Counter(round(row.x0) for row in rows)
    least = min((row.x0 for row in rows), default=0.0) if left is None else left
    most = max((row.x1 for row in rows), default=0.0) if right is None else right
    usual = frozenset(x for x, times in lefts.items() if times >= REGULAR and x > least + STEP)
    return Column(least, most, median(pitches) if pitches else 0.0, usual, narrow=left is not None)


@dataclass(frozen=True, slots=True)
class Paragraph:
    rows: tuple[Row, ...]

    def text(self, vocabulary: str) -> str:
        whole = self.rows[0].text
        for row in self.rows[1:]:
            whole = joined(whole, row.text, vocabulary)
        return whole

    @property
    def bold(self) -> bool:
        return all(row.bold for row in self.rows)


def paragraphs(rows: list[Row], column: Column) -> list[Paragraph]:
    gathered: list[list[Row]] = []
    for row in rows:
        if gathered and continues(gathered[-1], row, column):
            gathered[-1].append(row)
        else:
            gathered.append([row])
    return [Paragraph(tuple(each)) for each in gathered]


def continues(gathered: list[Row], row: Row, column: Column) -> bool:
    last = gathered[-1]
    if row.page == last.page and row.top - last.top > LOOSE * max(column.pitch, last.size):
        return False
    if abs(row.size - last.size) > 0.2 * last.size or "\t" in row.text:
        return False
    if MARK.match(row.text) or LABEL.match(row.text):
        return False
    if DASH.match(row.text) and (last.text.endswith((":", ";", ".")) or row.x0 > last.x0 + STEP):
        return False
    if column.centered(last) and column.centered(row):
        return last.bold == row.bold and row.page == last.page and shouted(last.text) == shouted(row.text)
    if column.centered(last) or "\t" in last.text:
        return False
    if column.pushed(last) != column.pushed(row):
        return False
    return _indented_on(gathered, row) and (column.full(last, row) or _broken_off(last, row, column))


def _indented_on(gathered: list[Row], row: Row) -> bool:
    """A continuation does not step in, except under the text of a marked first row."""
    last = gathered[-1]
    if row.x0 <= last.x0 + STEP:
        return True
    return len(gathered) == 1 and (MARK.match(last.text) or DASH.match(last.text) or LABEL.match(last.text)) is not None


def _broken_off(last: Row, row: Row, column: Column) -> bool:
    """As in plain text; in a cell, or in a block at the right, the width says nothing."""
    open_edge = column.narrow or column.pushed(last)
    filled = 1.0 if open_edge else (last.x1 - column.left) / max(column.right - column.left, 1.0)
    return broken_off(last.text, row.text, filled)
