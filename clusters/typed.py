"""A whole number that a visitor sent past any form."""

from __future__ import annotations

LONGEST = 18  # digits: a longer one is no key of any row, and one of thousands Python does not read at all


def whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None
