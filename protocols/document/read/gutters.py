"""Tables that a plain text sets with spaces: columns are what the same gutters part in every line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import reduce

from protocols.document.read.hyphens import joined

NUMBERS = re.compile(r"№(?:\s*п\s*[/.]?\s*п\.?)?|п\s*/\s*п", re.IGNORECASE)  # the heading of the column of numbers
NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")
LEAST_COLUMNS = 3
LEAST_ROWS = 3  # with the headings
MOST_HEADING = 4  # lines
MOST_LINES = 50  # of one row
GUTTER = re.compile(r" {2,}")
WIDEST = 250  # characters; a longer line is no row of a table


@dataclass(slots=True)
class Block:
    """Lines of one table so far. `ink` has a "#" where any of them has a letter."""

    columns: int
    ink: str = ""
    rows: list[list[str]] = field(default_factory=list)  # each a list of lines

    def spans(self, ink: str) -> list[tuple[int, int]]:
        starts = [0, *(gutter.end() for gutter in GUTTER.finditer(ink) if gutter.start())]
        return list(zip(starts, [*starts[1:], WIDEST], strict=True))

    def takes(self, line: str, *, below_blank: bool) -> bool:
        """Adds the line when it keeps the gutters and begins with a number, or goes on with the row above it."""
        ink = _inked(self.ink, line)
        if "\t" in line or len(line) > WIDEST or len(spans := self.spans(ink)) != self.columns:
            return False
        first = line[: spans[0][1]].strip()
        begins = bool(NUMBER.fullmatch(first)) or not self.rows
        heading = len(self.rows) == 1 and len(self.rows[0]) < MOST_HEADING
        if not begins and (below_blank or (first and not heading) or len(self.rows[-1]) == MOST_LINES):
            return False
        self.ink = ink
        if begins:
            self.rows.append([])
        self.rows[-1].append(line)
        return True

    def told(self) -> list[str]:
        """Each row as one line with tabs between the cells; [] when a cell of a line has a gap like a gutter."""
        spans = self.spans(self.ink)
        lines = [line for row in self.rows for line in row]
        if any(GUTTER.search(line[start:end].strip()) for line in lines for start, end in spans):
            return []
        return ["\t".join(_cell(row, start, end) for start, end in spans) for row in self.rows]


def rows_by_gutters(lines: list[str]) -> list[str]:
    """The same lines with each table between «№» and the last number as a line with tabs for each row."""
    told: list[str] = []
    place = 0
    while place < len(lines):
        rows, after = _rows_at(lines, place)
        told += rows or [lines[place]]
        place = after if rows else place + 1
    return told


def _rows_at(lines: list[str], place: int) -> tuple[list[str], int]:
    heading = GUTTER.split(lines[place].strip())
    if len(heading) < LEAST_COLUMNS or not NUMBERS.fullmatch(heading[0]):
        return [], place
    block, after = Block(len(heading)), place
    for at in range(place, len(lines)):
        if not lines[at].strip():
            continue
        if not block.takes(lines[at].replace("\xa0", " ").rstrip(), below_blank=at > after):
            break
        after = at + 1
    return block.told() if len(block.rows) >= LEAST_ROWS else [], after


def _inked(ink: str, line: str) -> str:
    pairs = zip(ink.ljust(len(line)), line.ljust(len(ink)), strict=True)
    return "".join(" " if a == b == " " else "#" for a, b in pairs)


def _cell(row: list[str], start: int, end: int) -> str:
    filled = [text for line in row if (text := line[start:end].strip())]
    return reduce(joined, filled) if filled else ""
