"""The people whom a wording may name, before anyone looks whether they exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clusters.models import Person
from clusters.names import fold_name, forms

INITIALS = re.compile(r"(?<![\w-])([А-ЯЁ])\.\s*(?:([А-ЯЁ])(?:\.|(?![\w])))?")
NAME = r"[А-ЯЁ][а-яёА-ЯЁ'’]+(?:[-‐‑–][А-ЯЁ]?[а-яёА-ЯЁ]+)*"
BEFORE = re.compile(rf"({NAME})\s*$")
AFTER = re.compile(rf"\s*({NAME})")
THREE = re.compile(rf"(?=(?<![\w-])({NAME})\s+({NAME})\s+({NAME}))")


@dataclass(frozen=True, slots=True)
class Mention:
    """One reading of a piece of the wording as a person; the surname is folded and in some case."""

    text: str
    surname: str
    initials: str = ""  # folded, without dots; "" when a surname stands alone or the name is in full
    is_full: bool = False

    def fits(self, person: Person) -> bool:
        if self.is_full:
            return fold_name(self.text) in forms(person.surname, person.name, person.patronymic)
        return fold_name(person.name[:1] + person.patronymic[:1]).startswith(self.initials)


def mentions_in(text: str) -> list[Mention]:
    """Every reading: «Мэру Ветрову И.П. Лугову» is Ветров И.П. and И.П. Лугов."""
    return [*_with_initials(text), *_in_full(text)]


def lone_surname(text: str) -> list[Mention]:
    """«Отдел культуры (Лугова)», «Луговой»: a single capitalized word, at most one."""
    inside = re.search(r"\(([^()]+)\)\s*$", text)
    word = (inside[1] if inside else text).strip(" .,;")
    return [Mention(word, fold_name(word))] if re.fullmatch(NAME, word) else []


def _with_initials(text: str) -> Iterator[Mention]:
    for initials in INITIALS.finditer(text):
        letters = fold_name("".join(filter(None, initials.groups())))
        if before := BEFORE.search(text, 0, initials.start()):
            yield Mention(text[before.start() : initials.end()], fold_name(before[1]), letters)
        if after := AFTER.match(text, initials.end()):
            yield Mention(text[initials.start() : after.end()], fold_name(after[1]), letters)


def _in_full(text: str) -> Iterator[Mention]:
    for three in THREE.finditer(text):
        whole = " ".join(three.groups())
        for surname in (three[1], three[3]):
            yield Mention(whole, fold_name(surname), is_full=True)
