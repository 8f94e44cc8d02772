"""Rows of a PDF → paragraphs. A row goes on with the one above when that one had no room for its first word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from protocols.document.read.hyphens import BROKEN, joined
from protocols.document.read.pdf.rows import Row
from protocols.document.read.plain import DASH, LABEL, MARK, begins_anew, broken_off, shouted

SPACE = 0.25  # of the font size
LOOSE = 1.35  # a pitch this many times the usual one parts paragraphs
STEP = 5.0  # points of indent that count
EVEN = 2.5  # points by which both margins of a centred row may differ
HYPHENATED = 0.05  # share of rows that end in a hyphen
MARGIN = 60.0  # points by which a few rows may stand out
REGULAR = 3  # rows with one indent make it the document's indent
SENTENCE_END = (".", ";", ":")
ASKS_FOR_MORE = re.compile(r"[,–—-]$")
GOES_ON = re.compile(r"[a-zа-яё\d]|[IVX]+\b|[А-ЯЁ]\.\s?[А-ЯЁ]\.(?:[,;]|$)")
# What is left of a word longer than its cell, and is no word of its own: «ответственн|ые», «безопасност|ь».
WORD_END = re.compile(
    r"(?:[ьъыйщ][а-яё]*|[бгдежзлмнпрстфхцчшэю]|[кнс]?(?:ая|ое|ие|ые|ого|ому|ую|ими|ыми|ий|ый|их|ых|им|ым)"
    r"|ему|ами|ями|ах|ях|ам|ям|ов|ев|ой|ом|ем|ся|ть|[нц]и[яеюий]|ск(?:ие|их|ий|ая|ое|им|ой)|н[оа]й|ств[оаеу]?|ост[ьи]|сти"
    r"|тел[ьияюе][а-яё]*)(?![а-яё])"
)
CHARACTER = 0.6  # of the font size, the widest letter but a few


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
        return row.x0 >= self.middle - 1

    def spans(self, row: Row) -> bool:
        """From edge to edge, as the first row of a long heading."""
        before, after = row.x0 - self.left, self.right - row.x1
        return abs(before - after) <= EVEN and before < row.size

    def sets_centered(self, rows: tuple[Row, ...]) -> bool:
        return any(map(self.centered, rows)) and all(self.centered(row) or self.spans(row) for row in rows)

    def full(self, row: Row, following: Row) -> bool:
        return row.x1 + SPACE * row.size + following.first > self.right + 1


def column_of(rows: list[Row], left: float | None = None, right: float | None = None) -> Column:
    """The column that rows fill; a table cell gives its own edges."""
    pitches = [below.top - above.top for above, below in pairwise(rows) if 0 < below.top - above.top < 60]
    lefts = Counter(round(row.x0) for row in rows)
    least = _edge([row.x0 for row in rows], outer=min) if left is None else left
    most = (_edge_by_headings(rows, least) or _edge([row.x1 for row in rows], outer=max)) if right is None else right
    usual = frozenset(x for x, times in lefts.items() if times >= REGULAR and x > least + STEP)
    return Column(least, most, median(pitches) if pitches else 0.0, usual, narrow=left is not None)


def _edge_by_headings(rows: list[Row], left: float) -> float | None:
    """Ragged rows end short of the margin; headings set around one middle tell where it is."""
    widest = max((row.x1 for row in rows), default=0.0)
    middles = [(row.x0 + row.x1) / 2 for row in rows if row.x0 > left + STEP]
    for middle in middles:
        right = 2 * middle - left
        if sum(abs(other - middle) <= 1 for other in middles) >= REGULAR and widest - 1 <= right <= widest + MARGIN:
            return right
    return None


def _edge(ends: list[float], outer: Callable[[list[float]], float]) -> float:
    """Where rows end: the outermost place that several share, or else the outermost of all."""
    if not ends:
        return 0.0
    shared = [end for end in ends if sum(abs(end - other) <= 1 for other in ends) >= REGULAR]
    extreme = outer(ends)
    return outer(shared) if shared and abs(outer(shared) - extreme) < MARGIN else extreme


@dataclass(frozen=True, slots=True)
class Paragraph:
    rows: tuple[Row, ...]

    def text(self, vocabulary: str, *, hyphenated: bool, right: float = inf) -> str:
        """`right` is where a cell's contents end: a word cut there for want of room is whole again."""
        whole = self.rows[0].text
        for above, row in pairwise(self.rows):
            cut = _is_cut(above, row, right)
            whole = whole + row.text if cut else joined(whole, row.text, vocabulary, hyphenated=hyphenated)
        return whole

    @property
    def bold(self) -> bool:
        return all(row.bold for row in self.rows)


def _is_cut(above: Row, row: Row, right: float) -> bool:
    alone = re.fullmatch(r"[А-ЯЁа-яё]+[а-яё]", above.text) is not None
    return alone and right - above.x1 < CHARACTER * above.size and WORD_END.match(row.text) is not None


def is_hyphenated(rows: list[Row]) -> bool:
    """Whether words are broken at the ends of rows throughout; a rare hyphen there belongs to its word."""
    broken = sum(BROKEN.search(row.text) is not None for row in rows)
    return broken >= REGULAR and broken > HYPHENATED * len(rows)


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
    if MARK.match(row.text) or begins_anew(row.text):
        return False
    if DASH.match(row.text) and (last.text.endswith((":", ";", ".")) or row.x0 > last.x0 + STEP):
        return False
    if column.centered(row) and all(column.centered(each) or column.spans(each) for each in gathered):
        return _same_heading(last, row, column)
    if "\t" in last.text or (not column.narrow and _elsewhere(last, row, column)):
        return False
    return _indented_on(gathered, row) and (column.full(last, row) or _broken_off(last, row, column))


def _elsewhere(last: Row, row: Row, column: Column) -> bool:
    return column.centered(last) or column.pushed(last) != column.pushed(row)


def _same_heading(last: Row, row: Row, column: Column) -> bool:
    """Centred rows go on; of two in capitals the second only when the first had no room for it."""
    if last.bold != row.bold or row.page != last.page:
        return False
    if shouted(last.text) != shouted(row.text):
        return column.narrow
    roomy = last.x1 - last.x0 + SPACE * row.size + row.first < column.right - column.left
    return not (roomy and shouted(row.text))


def _indented_on(gathered: list[Row], row: Row) -> bool:
    """A continuation does not step in, except under the text of a marked first row."""
    last = gathered[-1]
    if row.x0 <= last.x0 + STEP:
        return True
    return len(gathered) == 1 and (MARK.match(last.text) or DASH.match(last.text) or LABEL.match(last.text)) is not None


def _broken_off(last: Row, row: Row, column: Column) -> bool:
    """As in plain text; in a cell, or in a block at the right, the width says nothing."""
    if column.narrow and not last.text.endswith(SENTENCE_END):
        return ASKS_FOR_MORE.search(last.text) is not None or GOES_ON.match(row.text) is not None
    filled = 1.0 if column.pushed(last) else (last.x1 - column.left) / max(column.right - column.left, 1.0)
    return broken_off(last.text, row.text, filled)
