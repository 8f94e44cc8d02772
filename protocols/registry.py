"""Protocols with the sum of what came of them, by month and for a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from clusters.templatetags.russian import MONTHS_ALONE
from decisions import overview
from decisions.models import Assignment
from decisions.overview import Tally

from .models import Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    protocol: Protocol
    tally: Tally


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    entries: list[Entry]

    @property
    def tally(self) -> Tally:
        return sum((entry.tally for entry in self.entries), Tally())


def with_tallies(protocols: Sequence[Protocol], today: dt.date) -> list[Entry]:
    """One query, however many protocols."""
    rows = Assignment.objects.filter(decision__protocol__in=[one.pk for one in protocols])
    found = overview.tallies(rows, "decision__protocol", today)
    return [Entry(one, found.get(one.pk, Tally())) for one in protocols]


def by_month(entries: Iterable[Entry]) -> list[Month]:
    """«март 2026», the latest first, as the protocols come."""
    grouped = groupby(entries, key=lambda entry: (entry.protocol.date.year, entry.protocol.date.month))
    return [Month(f"{MONTHS_ALONE[month - 1]} {year}", list(found)) for (year, month), found in grouped]
