"""«… (Борщ В.Г., до 20 октября)», «… – Петров, до пятницы»: who and when, without a word that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from clusters.names import fold_name
from protocols.document.dates import read_deadlines
from protocols.document.model import Deadline
from protocols.document.names import Known
from protocols.document.parse.heads import starts_party
from protocols.document.parse.labels import DATED, trim
from protocols.document.parse.parties import parties
from protocols.document.parse.people import names_only, people_in
from protocols.document.parse.verbs import infinitives

AT_THE_END = (
    re.compile(r"\((?P<remark>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*[.;]?\s*$"),
    re.compile(r"\s[–—-]\s(?P<remark>[^–—]*\s[–—-]\s[^–—]*)$"),
    re.compile(r"\s[–—-]\s(?P<remark>(?:[^–—]|(?<=\d)[–—](?=\d))*)$"),
    re.compile(r",\s(?P<remark>[А-ЯЁ][^,]*,\s(?:до|к|не\s+позднее)\s[^,]*)$"),
    re.compile(r"(?<=[а-яё)»]{2})[.;]\s+(?P<remark>[А-ЯЁ][^.]*(?:[А-ЯЁ]\.\s?)*[^.]*\.?)$"),
)
GROUP = re.compile(
    r"(?:\(|\s[–—-]\s|,\s(?!директора))((?:все|всем|директора|руководители|заместители|преподаватели|члены|кураторы|начальники|специалисты|заведующие|мастера"
    r"|администрация)(?:\s[^()\d]*)?)\)?\s*[.;]?\s*$"
)
MOST_OF_GROUP = 120  # characters
SURNAME = re.compile(
    r"[А-ЯЁ][а-яё]+(?:ов|ев|ёв|ин|ын|ова|ева|ёва|ина|ына|ский|ская|цкий|цкая|ко|ук|юк|ич|ян|ый|ая|ых|их)$"
)


DECLINED = re.compile(r"(?:ов|ев|ёв|ин|ын|ян)у$|(?:ов|ев|ёв|ин|ын|ск|цк)ой$|(?:ск|цк)ому$")


@dataclass(slots=True)
class Remark:
    parties: list[str] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)


def remark_in(text: str, meeting: date | None, known: Sequence[Known]) -> Remark | None:
    """The remark that ends the text; None when anything in it is neither a party nor a deadline."""
    for pattern in AT_THE_END:
        found = pattern.search(text)
        remark = _read(found["remark"], meeting, known, asked=_asked(text, found)) if found else None
        if remark:
            return remark
    return None


def group_in_brackets(text: str) -> list[str]:
    """«… разработать программы до 1 марта (все члены комиссии)»: a group that ends a dated task acts."""
    found = GROUP.search(text)
    return parties(found[1]) if found and len(found[1]) < MOST_OF_GROUP else []


def _asked(text: str, remark: re.Match[str]) -> bool:
    """«программу – Лосевой М.М., до 24.11»: without a verb and with a deadline she is asked, not told."""
    return text[remark.start()] == " " and not infinitives(text) and bool(DATED.search(remark[0]))


def _read(text: str, meeting: date | None, known: Sequence[Known], *, asked: bool) -> Remark | None:
    remark, names = Remark(), []
    for chunk in _chunks(text):
        if is_party(chunk, known) or (asked and names_only(chunk)):
            names.append(chunk)
        elif deadlines := [found for found in read_deadlines(chunk, meeting) if found.kind != "none"]:
            remark.deadlines += deadlines
        else:
            return None
    remark.parties = parties(", ".join(names)) if names else []
    people = [name for name in names if people_in(name) or _is_known(name, known)]
    return remark if people or (names and remark.deadlines) else None


def _chunks(text: str) -> Iterator[str]:
    for chunk in re.split(
        r"[,;]\s*|\s[–—-]\s|\s+и\s+(?=[А-ЯЁ])|(?<=[А-ЯЁ]\.)\s+(?=(?:[Дд]о|[Кк]|в)\s|[Сс]егодня|[Зз]автра|[Сс]рочно)",
        text,
    ):
        if trimmed := trim(chunk):
            yield trimmed


def is_party(chunk: str, known: Sequence[Known]) -> bool:
    named = people_in(chunk)
    if named and DECLINED.search(named[0].surname) and not _is_known(named[0].surname, known):
        return False  # «копию – Лосевой М.М.» names a receiver
    if named:
        return named[0].start == 0 and named[-1].end >= len(chunk) - 1
    if re.fullmatch(r"[А-ЯЁ][\w-]+", chunk):
        return _is_known(chunk, known) or bool(SURNAME.match(chunk))
    return starts_party(chunk) and len(chunk) < 120 and not re.search(r"\d", chunk)


def _is_known(name: str, known: Sequence[Known]) -> bool:
    return any(fold_name(person.surname) == fold_name(name) for person in known)
