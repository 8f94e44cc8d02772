"""A word broken at the end of a line is put together; a hyphen that belongs to the word stays."""

from __future__ import annotations

import re

BROKEN = re.compile(r"([^\W\d_]+)-$")
LONGEST = 60  # letters of a word; a paragraph grown long is not searched for each line it gains
START = re.compile(r"[^\W\d_]+")
# First halves of compounds: «учебно-методический», «онлайн-совещание».
HALVES = {
    "учебно", "научно", "социально", "материально", "информационно", "организационно", "образовательно",
    "профессионально", "нормативно", "физкультурно", "спортивно", "культурно", "воспитательно", "административно",
    "финансово", "кадрово", "инженерно", "экспертно", "контрольно", "проектно", "практико", "личностно", "военно",
    "общественно", "производственно", "программно", "опытно", "технико", "планово", "отраслево", "аварийно",
    "расчётно", "расчетно", "санитарно", "жилищно", "хозяйственно", "государственно", "психолого", "онлайн", "видео",
    "веб", "интернет", "вице", "экс", "мини", "пресс", "бизнес", "медиа", "аудио", "штаб", "план", "мастер", "пилот",
    "кое", "по", "из",
}  # fmt: skip
PARTICLES = {"то", "либо", "нибудь", "таки", "ка", "за", "под"}


def joined(first: str, second: str, vocabulary: str = "", *, hyphenated: bool = True) -> str:
    """Two lines of one paragraph as one.

    `vocabulary` is the whole text: a word seen unbroken in it decides. In a text that is not `hyphenated`
    an unknown hyphen is taken for the word's own.
    """
    broken, start = BROKEN.search(first[-LONGEST:]), START.match(second)
    if broken is None or start is None:
        glued = first.endswith(("-", "/")) and not first.endswith((" -", " /")) and second[:1].isalnum()
        return first + second if glued else f"{first} {second}"
    kept = _compound(broken[1], start[0], vocabulary)
    kept = not hyphenated if kept is None else kept
    return first + second if kept else first[:-1] + second


def _compound(left: str, right: str, vocabulary: str) -> bool | None:
    """Whether the hyphen is part of the word; None when nothing tells."""
    if right[0].isupper():  # «Соловьёва-Лис», «Нью-Йорк»
        return True
    if f"{left}{right}" in vocabulary:
        return False
    if f"{left}-{right}" in vocabulary:
        return True
    return True if left.lower() in HALVES or right.lower() in PARTICLES else None
