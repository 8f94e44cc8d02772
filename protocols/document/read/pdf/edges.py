"""What repeats at the edges of PDF pages: running heads, feet, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from protocols.document.read.pdf.rows import Row

ZONE = 0.1  # of the page's height, above and below
SAME_PLACE = 4.0  # points
PAGE_NUMBER = re.compile(
    r"[-–—\s]*(?:стр(?:аница|\.)?|лист|с\.|page)?\s*\d{1,3}(?:\s*(?:из|/|of)\s*\d{1,3})?[-–—\s.]*", re.IGNORECASE
)
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Edge:
    """A row's look and place, equal on every page where it repeats."""

    foot: bool
    text: str
    place: int


def zone(row: Row, height: float) -> bool | None:
    """False at the head, True at the foot, None between."""
    if row.bottom < ZONE * height:
        return False
    return True if row.top > (1 - ZONE) * height else None


def is_page_number(row: Row, height: float) -> bool:
    return zone(row, height) is not None and PAGE_NUMBER.fullmatch(row.text.strip()) is not None


def repeated(pages: list[tuple[list[Row], float]]) -> set[int]:
    """Identities of the rows that stand at the same place with the same words on two pages or more."""
    seen: Counter[Edge] = Counter()
    edges: dict[int, Edge] = {}
    for rows, height in pages:
        for row in rows:
            if (foot := zone(row, height)) is not None:
                edge = Edge(foot, DIGITS.sub("#", row.text), round((row.top - (height if foot else 0)) / SAME_PLACE))
                edges[id(row)] = edge
        seen.update({edges[id(row)] for row in rows if id(row) in edges})
    return {identity for identity, edge in edges.items() if seen[edge] > 1}
