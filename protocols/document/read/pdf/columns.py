"""Two blocks side by side without rules, as at the head of a protocol: place at the left, date at the right."""

from __future__ import annotations

from dataclasses import dataclass

from protocols.document.read.pdf.paragraphs import LOOSE, Column
from protocols.document.read.pdf.rows import Row
from protocols.document.read.pdf.stamps import stamps_at
from protocols.document.read.plain import MARK, begins_anew

HIGHEST = 6  # rows; what goes on longer is no head of a protocol
ALONGSIDE = 0.8  # of the font size; rows nearer than this stand beside each other
GUTTER = 10.0  # points


@dataclass(frozen=True, slots=True)
class Pair:
    """Rows of the left block and of the right one."""

    left: tuple[Row, ...]
    right: tuple[Row, ...]
    stamps: bool = False


def parted(rows: list[Row], column: Column) -> list[Row | Pair]:
    """The rows, with each pair of blocks put together."""
    found: list[Row | Pair] = []
    at = 0
    while at < len(rows):
        taken = _pair(rows, at, column)
        if taken is None:
            found.append(rows[at])
            at += 1
        else:
            found.append(taken[0])
            at += taken[1]
    return found


def _pair(rows: list[Row], at: int, column: Column) -> tuple[Pair, int] | None:
    """The pair that begins with this row, and how many rows it takes."""
    if stamps := stamps_at(rows, at, column):
        return Pair(*stamps[0], stamps=True), stamps[1]
    left, right = _halves(rows[at], column)
    if not left and at + 1 < len(rows) and not _alongside(rows[at], rows[at + 1]):
        return None
    count = 1
    for row in rows[at + 1 : at + HIGHEST]:
        halves = _halves(row, column)
        if not _goes_on(rows[at + count - 1], row, column, [*left, *halves[0]], [*right, *halves[1]]):
            break
        left, right, count = [*left, *halves[0]], [*right, *halves[1]], count + 1
    if count == 1 or not left or not right:
        return None
    return Pair(tuple(left), tuple(right)), count


def _halves(row: Row, column: Column) -> tuple[list[Row], list[Row]]:
    runs = row.runs()
    if len(runs) == 2 and runs[1].x0 > column.left + (column.right - column.left) / 3:
        return [runs[0]], [runs[1]]
    return ([], [row]) if column.pushed(row) else ([row], [])


def _goes_on(last: Row, row: Row, column: Column, left: list[Row], right: list[Row]) -> bool:
    if row.page != last.page or row.top - last.top > LOOSE * max(column.pitch, last.size):
        return False
    if MARK.match(row.text) or begins_anew(row.text) or column.centered(row):
        return False
    if left and right and max(each.x1 for each in left) + GUTTER > min(each.x0 for each in right):
        return False
    return _alongside(last, row) or _continued(left) or _continued(right)


def _alongside(last: Row, row: Row) -> bool:
    return row.top - last.top < ALONGSIDE * last.size


def _continued(block: list[Row]) -> bool:
    """Whether the last row of the block goes on with the words before it."""
    if len(block) < 2:
        return False
    before, after = block[-2].text, block[-1].text
    has_words = any(sign.isalpha() for sign in before)
    return has_words and (after[:1].islower() or before.endswith(","))
