"""What a decision in force said before the department corrected it: rows of its history, each beside the one before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from django.utils import timezone

from clusters.templatetags.russian import day, from_to, shortened

from .models import Decision

BEGINS = "Исправлено: "
TOLD = ("number", "text", "deadline_text", "due_on", "control_on", "recurrence", "quota_target", "quota_unit")
ROW = ("id", "history_id", "history_date", "history_user_id", "history_change_reason", *TOLD)


@dataclass(frozen=True, slots=True)
class Correction:
    """`changed` maps fields to what they were and what they became."""

    row: int  # of the history
    decision: int
    at: dt.datetime
    user: int | None
    why: str
    changed: dict[str, tuple[Any, Any]]

    def told(self, limit: int | None = None) -> str:
        """«Исправлено: текст решения (было: «…»), дата (с 18 на 22 декабря). Опечатка»; `limit` is of each «было»."""
        why = self.why
        for name, (old, new) in self.changed.items():
            label = str(Decision._meta.get_field(name).verbose_name)
            if was := self._was(old, new, limit):
                why = re.sub(rf"(?<=[:,] ){re.escape(label)}(?=[,.])", lambda _: f"{label} ({was})", why, count=1)  # noqa: B023
        return why

    def _was(self, old: Any, new: Any, limit: int | None) -> str:
        if isinstance(old, dt.date) and isinstance(new, dt.date):
            return from_to(old, new, timezone.localdate(self.at))
        if isinstance(old, dt.date):
            return f"было: {day(old, timezone.localdate(self.at))}"
        return (
            f"было: «{shortened(old, limit) if limit and isinstance(old, str) else old}»"
            if old not in ("", None)
            else ""
        )

    @property
    def dated(self) -> str:
        """Beside the decision: «исправлено 28 ноября: …»"""
        return f"исправлено {day(timezone.localdate(self.at))}: {self.told().removeprefix(BEGINS)}"

    @property
    def reason(self) -> str:
        return self.why.partition(". ")[2]


def corrections_of(decisions: Iterable[int]) -> list[Correction]:
    """Of each decision oldest first. One query; of those never corrected no row is read."""
    rows = Decision.history.filter(id__in=decisions)
    corrected = rows.filter(history_change_reason__startswith=BEGINS)
    history = rows.filter(id__in=corrected.values("id")).order_by("id", "history_id").values(*ROW)
    return [one for _, of_one in groupby(history, itemgetter("id")) for one in _corrections(of_one)]


def _corrections(history: Iterable[dict[str, Any]]) -> Iterator[Correction]:
    for before, row in pairwise(history):
        why = row["history_change_reason"] or ""
        if why.startswith(BEGINS):
            changed = {name: (before[name], row[name]) for name in TOLD if before[name] != row[name]}
            yield Correction(row["history_id"], row["id"], row["history_date"], row["history_user_id"], why, changed)


def moved_apart(decision: Decision) -> Correction | None:
    """The correction that gave the decision a date its wording does not speak of."""
    found = None
    for one in corrections_of([decision.pk]):
        found = None if "deadline_text" in one.changed else one if "due_on" in one.changed else found
    return found
