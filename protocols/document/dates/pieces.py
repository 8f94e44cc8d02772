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
    place = 0
    while True:
        best: tuple[int, int, list[Piece]] | None = None
        for pattern, build in recognisers:
            match = pattern.search(folded, place)
            while match and not (found := build(match, meeting)):
                match = pattern.search(folded, match.start() + 1)
            if match and found and (best is None or (match.start(), -match.end()) < (best[0], -best[1])):
                best = match.start(), match.end(), found if isinstance(found, list) else [found]
        if best is None:
            return
        yield from best[2]
        place = best[1]
