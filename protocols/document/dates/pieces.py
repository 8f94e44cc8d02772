"""A piece of a wording that means something by itself; `reading` puts pieces together into deadlines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

What = Literal["day", "span", "relative", "frequency", "month_day", "plan", "permanent", "nothing"]


@dataclass(frozen=True, slots=True)
class Piece:
    """`start` and `end` are places in the text.

    A day has `day` and `month`, and `year` when the text names one. A frequency and a day of the month have a `rule`
    in the words of RFC 5545. `due` is the date meant, where the text and the meeting's date give one.
    """

    start: int
    end: int
    what: What
    due: date | None = None
    day: int = 0
    month: int = 0
    year: int | None = None
    rule: str = ""
    yearly: bool = False


Found = Piece | list[Piece] | None
Recogniser = tuple[re.Pattern[str], Callable[[re.Match[str], "date | None"], Found]]


def scan(folded: str, recognisers: list[Recogniser], meeting: date | None) -> Iterator[Piece]:
    """Pieces from left to right: the earliest wins, then the longest, then the first of the list."""
    # Each recogniser's next find is kept until it is passed, so that a text is searched once by each.
    ahead = [_next(recogniser, folded, 0, meeting) for recogniser in recognisers]
    while left := [find for find in ahead if find]:
        start, end, found = min(left, key=lambda find: (find[0], -find[1]))
        yield from found
        for n, find in enumerate(ahead):
            if find and find[0] < max(end, start + 1):
                ahead[n] = _next(recognisers[n], folded, max(end, start + 1), meeting)


def _next(recogniser: Recogniser, folded: str, place: int, meeting: date | None) -> tuple[int, int, list[Piece]] | None:
    pattern, build = recogniser
    while match := pattern.search(folded, place):
        found = build(match, meeting)
        if found:
            pieces = found if isinstance(found, list) else [found]
            return match.start(), max(match.end(), pieces[-1].end), pieces
        place = match.start() + 1
    return None
