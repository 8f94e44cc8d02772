"""From meeting to meeting: what was decided before and is still open, and the next protocol that begins with it."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction

from clusters import history
from clusters.models import User
from decisions import lifecycle
from decisions.lifecycle import Refused
from decisions.models import Decision
from decisions.search.words import stems

from . import search
from .models import AgendaItem, Attendance, Protocol
from .statement import Subject

Key = TypeVar("Key", bound=Hashable)
COMPARED = 2000  # decisions still on control, the newest
ALIKE = 0.4  # share of the weight of their words that two decisions have in common
SHARED = 3  # words at least
SHOWN = 3
COPIED = (
    "place", "approved_by_name", "approved_by_post", "chair", "chair_name", "chair_post", "secretary",
    "secretary_name", "secretary_post",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Similar:
    decision: Decision
    share: float

    @property
    def place(self) -> str:
        """«п. 3 протокола № 1 от 02.02.2023»"""
        protocol = self.decision.protocol
        return f"{self.decision} протокола № {protocol.number} от {protocol.date:%d.%m.%Y}"


def similar(texts: Mapping[Key, str], *, besides: Protocol | None = None) -> dict[Key, list[Similar]]:
    """Decisions still on control that say much the same, the most alike first. A word that many of them have weighs
    little. One query, however many texts there are."""
    open_now = Decision.objects.filter(state=Decision.State.IN_FORCE, is_task=True).select_related("protocol")
    if besides:
        open_now = open_now.exclude(protocol=besides)
    there = [(one, _words(one.text)) for one in open_now.order_by("-protocol__date", "-pk")[:COMPARED]]
    weight = _weights([words for _, words in there])
    return {key: found for key, text in texts.items() if (found := _nearest(_words(text), there, weight))}


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in stems(text) if not word.isdigit())


def _weights(texts: list[frozenset[str]]) -> dict[str, float]:
    counts = Counter(word for words in texts for word in words)
    return {word: math.log((len(texts) + 1) / number) + 0.1 for word, number in counts.items()}


def _nearest(
    words: frozenset[str], there: list[tuple[Decision, frozenset[str]]], weight: dict[str, float]
) -> list[Similar]:
    rare = max(weight.values(), default=1.0)
    found = []
    for decision, others in there:
        common = words & others
        if len(common) >= SHARED:
            share = sum(weight[word] for word in common) / sum(weight.get(word, rare) for word in words | others)
            found.append(Similar(decision, share))
    alike = [one for one in found if one.share >= ALIKE]
    return sorted(alike, key=lambda one: -one.share)[:SHOWN]


def similar_to(protocol: Protocol) -> dict[Decision, list[Similar]]:
    return similar_of(list(protocol.decisions.filter(is_task=True)), protocol)


def similar_of(decisions: list[Decision], protocol: Protocol) -> dict[Decision, list[Similar]]:
    found = similar({one.pk: one.text for one in decisions}, besides=protocol)
    return {one: found[one.pk] for one in decisions if one.pk in found}


@transaction.atomic
def choose_replaced(choices: Mapping[Decision, Decision | None], *, by: User) -> None:
    """What the decisions of a draft will replace when they come into force."""
    for decision, replaced in choices.items():
        if decision.replaces_id != (replaced and replaced.pk):
            decision.replaces = replaced
            reason = f"Заменяет: {Similar(replaced, 1).place}" if replaced else "Ничего не заменяет"
            history.save(decision, by=by, reason=reason, fields=["replaces"])


def take_off_replaced(decision: Decision, *, by: User, now: dt.datetime) -> None:
    """On publication, in its transaction. Raises `Refused` while a report on the replaced one waits for its answer."""
    replaced = decision.replaces
    if replaced is None or replaced.state != Decision.State.IN_FORCE:
        return
    by_what = f"{decision} протокола № {decision.protocol.number} от {decision.protocol.date:%d.%m.%Y}"
    try:
        lifecycle.take_off_control(replaced, by=by, now=now, reason=f"Заменено: {by_what}", basis=by_what)
    except Refused as error:
        raise Refused(f"{decision} заменяет {Similar(replaced, 1).place}. {error}") from error


@transaction.atomic
def begin_next(protocol: Protocol, *, number: str, date: dt.date, title: str, by: User, today: dt.date) -> Protocol:
    """A draft of the next meeting: the same people, and its first question is what came of this one."""
    if Protocol.objects.filter(number=number, year=date.year).exists():
        raise Refused(f"Протокол № {number} за {date.year} год уже есть.")
    copied = {name: getattr(protocol, name) for name in COPIED}
    draft = Protocol(number=number, date=date, title=title, follows=protocol, **copied)
    history.save(draft, by=by, reason=f"Начат после совещания: {protocol}")
    named = f"протокола № {protocol.number} от {protocol.date:%d.%m.%Y}"
    question = AgendaItem(protocol=draft, position=1, text=f"О выполнении решений {named}")
    history.save(question, by=by)
    summary = Subject(protocol=protocol).statement(today).summary()
    told = Decision(
        protocol=draft, agenda_item=question, position=1, number="1", is_task=False,
        text=f"Принять к сведению информацию о выполнении решений {named}. {summary}",
    )  # fmt: skip
    history.save(told, by=by)
    for one in protocol.attendance.all():
        there = Attendance(protocol=draft, position=one.position, kind=one.kind, name=one.name, person=one.person)
        history.save(there, by=by)
    search.index_protocol(draft)
    return draft
