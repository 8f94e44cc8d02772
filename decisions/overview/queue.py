"""One queue, worked from its beginning: where a thing stands in it, and what comes before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """`number` counts from one; 0 when the thing is in the queue no more."""

    number: int
    total: int
    previous: int | None
    following: int | None


def place(keys: Sequence[int], key: int, total: int) -> Place:
    """`keys` begin the queue, `total` is all of it. What was answered meanwhile leads to the beginning."""
    if key not in keys:
        return Place(0, total, None, keys[0] if keys else None)
    at = keys.index(key)
    before = keys[at - 1] if at else None
    after = keys[at + 1] if at + 1 < len(keys) else None
    return Place(at + 1, total, before, after)
