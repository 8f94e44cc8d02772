"""«СОГЛАСОВАНО» at the left and «УТВЕРЖДАЮ» at the right: two stamps side by side, parted by a gutter."""

from __future__ import annotations

import re
from itertools import pairwise
from math import inf

from protocols.document.read.pdf.paragraphs import Column
from protocols.document.read.pdf.rows import Row
from protocols.document.read.plain import MARK, begins_anew

STAMP = re.compile(
    r"[«\"“]?\s*(?:УТВЕРЖД(?:АЮ|ЕНО?|ЁН)|СОГЛАСОВАНО?|ПРИНЯТО|РАССМОТРЕНО|Утвержд(?:аю|ено)|Согласовано)(?![А-ЯЁа-яё])"
)
TITLE = re.compile(r"П\s?Р\s?О\s?Т\s?О\s?К\s?О\s?Л|ВЫПИСКА|ПЕРЕЧЕНЬ")
HIGHEST = 16  # rows
SIGNATURE = 5.0  # font sizes; room left for signing
NARROWEST = 4.0  # points

Gutter = tuple[float, float]
Halves = tuple[tuple[Row, ...], tuple[Row, ...]]


def stamps_at(rows: list[Row], at: int, column: Column) -> tuple[Halves, int] | None:
    """The two stamps that begin with this row, and how many rows they take."""
    runs = rows[at].runs()
    if len(runs) != 2 or not any(STAMP.match(run.text) for run in runs):
        return None
    gutter: Gutter = (runs[0].x1, runs[1].x0)
    count = 1
    for last, row in pairwise(rows[at : at + HIGHEST]):
        narrowed = _narrowed(gutter, row)
        if narrowed is None or _ends(last, row, column):
            break
        gutter, count = narrowed, count + 1
    halves = [_halves(row, sum(gutter) / 2) for row in rows[at : at + count]]
    left, right = (tuple(row for half in halves for row in half[side]) for side in (0, 1))
    return ((left, right), count) if count > 1 and left and right else None


def _narrowed(gutter: Gutter, row: Row) -> Gutter | None:
    """What the row leaves free of the gutter; None when it runs across."""
    edges = [-inf, *(edge for word in row.words for edge in (word.x0, word.x1)), inf]
    free = [(max(gutter[0], start), min(gutter[1], end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    widest = max(free, key=lambda each: each[1] - each[0])
    return widest if widest[1] - widest[0] >= NARROWEST else None


def _ends(last: Row, row: Row, column: Column) -> bool:
    apart = row.page != last.page or row.top - last.top > SIGNATURE * last.size
    other = TITLE.match(row.text) or MARK.match(row.text) or begins_anew(row.text)
    return apart or bool(other) or (len(row.runs()) == 1 and column.centered(row))


def _halves(row: Row, middle: float) -> tuple[list[Row], list[Row]]:
    left = tuple(word for word in row.words if word.x1 <= middle)
    right = row.words[len(left) :]
    return [Row(left, row.page)] if left else [], [Row(right, row.page)] if right else []
