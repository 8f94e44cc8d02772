"""Russian text → stems, the same for what is kept and for what is asked; no database has a say in it.

Beside plain stems («утверд») stand marks: «@заяц» a surname in its nominatives, «№:12» a protocol, «п:3» a point,
«д:2023-02-02» a day.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from clusters.names import CASES, nominatives
from clusters.wording import stem

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
STOP = frozenset(
    re.findall(
        r"\w+",
        "и а но или да не ни в во на о об обо от до по под при про с со к ко у за из изо для без над через "
        "что как это его ее их он она они",
    )
)
WORD = re.compile(r"[а-яёa-z0-9]+", re.IGNORECASE)
CAPITAL = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
SURNAME = re.compile(rf"({CAPITAL})\s+[А-ЯЁ]\.|[А-ЯЁ]\.\s*({CAPITAL})")
OF_PROTOCOL = re.compile(r"(?:\bпротокол\w*\s*(?:№|номер)?|№)\s*([0-9][\w/-]*)", re.IGNORECASE)
OF_POINT = re.compile(r"\b(?:пп?\b\.?|пункт\w*)\s*№?\s*([0-9]+(?:\.[0-9]+)*)", re.IGNORECASE)
DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
DAY_IN_WORDS = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d")


def fold(text: str) -> str:
    return text.lower().replace("ё", "е")


@lru_cache(maxsize=16384)
def stem_of(token: str) -> str:
    """Of one word, folded; a number without the zeros before it.

    Stemmed twice: «утверждённая» and «утверждена», «размещение» and «размещён» meet only at the second.
    """
    return (token.lstrip("0") or "0") if token.isdigit() else stem(stem(token))


def stems(text: str) -> set[str]:
    return {stem_of(token) for token in WORD.findall(fold(text)) if token not in STOP}


@lru_cache(maxsize=16384)
def name_marks(surname: str) -> frozenset[str]:
    """Every nominative that the form may be of, by halves: «Зайцу» → «@заяц», «@зайц», …"""
    halves = fold(surname).split("-")
    return frozenset(f"@{stem(one)}" for half in halves for case in CASES for one in nominatives(half, case))


def surnames(text: str) -> Iterator[str]:
    """Those that stand beside initials."""
    return (first or second for first, second in SURNAME.findall(text))


def protocol_mark(number: str) -> str:
    return f"№:{fold(number).replace(' ', '')}"


def point_mark(number: str) -> str:
    return f"п:{fold(number).strip(' .)')}"


def day_mark(day: dt.date) -> str:
    return f"д:{day.isoformat()}"


def day_words(day: dt.date) -> set[str]:
    return {str(day.day), stem_of(MONTHS[day.month - 1]), str(day.year), day_mark(day)}


def kept(texts: Iterable[str], *, people: Iterable[str] = (), marks: Iterable[str] = ()) -> str:
    """What is kept of the texts; `people` are surnames that stand in them without initials."""
    found = set(marks)
    for text in texts:
        found |= stems(text)
        found |= {day_mark(day) for day in days(text)}
        people = [*people, *surnames(text)]
    found |= {mark for surname in people for mark in name_marks(surname)}
    return f" {' '.join(sorted(found))} " if found else ""


def days(text: str) -> Iterator[dt.date]:
    for day, month, year in DAY.findall(text):
        yield from _day(int(year), int(month), int(day))
    for day, month, year in DAY_IN_WORDS.findall(text):
        yield from _day(int(year), MONTHS.index(month.lower()) + 1, int(day))


def _day(year: int, month: int, day: int) -> Iterator[dt.date]:
    try:
        yield dt.date(year, month, day)
    except ValueError:
        return  # «31.04.2023» is not a day, only numbers


Asked = list[list[str]]
NO_DAY = "д:-"  # nothing is of a day that is none


def asked(query: str) -> Asked:
    """Every word must be there, each as one of its alternatives."""
    rest, found = query[:200], []
    for pattern, mark in (
        (DAY, _day_asked),
        (DAY_IN_WORDS, _day_asked),
        (OF_POINT, point_mark),
        (OF_PROTOCOL, protocol_mark),
    ):
        for match in pattern.finditer(rest):
            found.append(_alternatives_of(match, mark))
        rest = pattern.sub(" ", rest)
    tokens = [token for token in WORD.findall(fold(rest)) if token not in STOP]
    return [one for one in found if one] + [_alternatives(token) for token in tokens[:12]]


def _day_asked(day: str, month: str, year: str) -> str:
    number = int(month) if month.isdigit() else MONTHS.index(month.lower()) + 1
    return next((day_mark(one) for one in _day(int(year), number, int(day))), NO_DAY)


def _alternatives_of(match: re.Match[str], mark: object) -> list[str]:
    said = match.groups()
    made = mark(*said)  # type: ignore[operator]
    # «протокол 2023» may mean the year
    return [one for one in (made, said[0] if YEAR.fullmatch(said[0]) else "") if one]


def _alternatives(token: str) -> list[str]:
    plain = stem_of(token)
    return [plain] if token.isdigit() or len(token) < 3 else [plain, *sorted(name_marks(token))]


def is_hit(word: str, wanted: frozenset[str], *, named: bool) -> bool:
    """Whether a word of a text is one of those asked for; `named` when it stands as a surname."""
    folded = fold(word)
    if stem_of(folded) in wanted and folded not in STOP:
        return True
    return named and bool(name_marks(word) & wanted)
