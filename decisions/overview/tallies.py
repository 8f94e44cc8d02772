"""«40 поручений: исполнено 18, в работе 4, просрочено 2, постоянно 16» — of a decision, a protocol, a period."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from decisions.models import Assignment

from .states import State, lasting, late


@dataclass(frozen=True, slots=True)
class Tally:
    done: int = 0
    wait: int = 0
    work: int = 0
    late: int = 0
    lasting: int = 0
    withdrawn: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(one + another for one, another in zip(astuple(self), astuple(other), strict=True)))

    @property
    def total(self) -> int:
        """Those withdrawn are nobody's duty any more."""
        return sum(astuple(self)) - self.withdrawn

    @property
    def open(self) -> int:
        return self.wait + self.work + self.late + self.lasting


def _counts(today: dt.date) -> dict[str, Count]:
    working = Q(state=State.IN_PROGRESS) & ~late(today)
    kinds = {
        "done": Q(state=State.DONE),
        "wait": Q(state=State.ON_ACCEPTANCE),
        "work": working & ~lasting(),
        "late": late(today),
        "lasting": working & lasting(),
        "withdrawn": Q(state=State.WITHDRAWN),
    }
    return {f"n_{kind}": Count("pk", filter=condition) for kind, condition in kinds.items()}


def _tally(row: dict[str, Any]) -> Tally:
    return Tally(**{name.removeprefix("n_"): number for name, number in row.items() if name.startswith("n_")})


def tallies(rows: QuerySet[Assignment], by: str, today: dt.date) -> dict[Any, Tally]:
    """One query, whatever there is: `by` is a path such as "decision" or "decision__protocol". Without the archive."""
    grouped = rows.filter(is_archived=False).order_by().values(by).annotate(**_counts(today))
    return {row[by]: _tally(row) for row in grouped}


def tally(rows: QuerySet[Assignment], today: dt.date) -> Tally:
    return _tally(rows.filter(is_archived=False).order_by().aggregate(**_counts(today)))
