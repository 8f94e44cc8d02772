"""People named in a text: «Ким Р.Ю.», «Р.Ю. Ким», «Ким Роман Юрьевич», «Роман Юрьевич Ким»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORD = r"[А-ЯЁ](?:['’]?[А-ЯЁ])?[а-яё]+(?:[-‑](?:[А-ЯЁ][а-яё]+|оол|кызы|оглы|заде|хан|бек))*"
CAPITALS = r"[А-ЯЁ]{3,}(?:-[А-ЯЁ]{3,})?"
SURNAME = rf"(?:{WORD}|{CAPITALS})"
INITIALS = r"(?:[А-ЯЁ]\.\s?[А-ЯЁ](?:\.|(?![А-Яа-яЁё]))|[А-ЯЁ]\.(?!\s?[а-яё]))"
PATRONYMIC = r"[А-ЯЁ][а-яё]+(?:вич|ьич|мич|нич|тич|вн|ичн)(?:а|у|ем|ом|е|ы|ой)?"
SURNAME_FIRST = re.compile(rf"(?<![\w.-])(?P<surname>{SURNAME})\s+(?P<initials>{INITIALS})")
INITIALS_FIRST = re.compile(rf"(?<![\w-])(?P<initials>{INITIALS})\s?(?P<surname>{SURNAME})(?![\w])")
FULL = re.compile(rf"(?<![\w-])(?P<surname>{WORD})\s+(?P<name>[А-ЯЁ][а-яё]+)\s+(?P<patronymic>{PATRONYMIC})(?!\w)")
FULL_LAST = re.compile(rf"(?<![\w-])(?P<name>[А-ЯЁ][а-яё]+)\s+(?P<patronymic>{PATRONYMIC})\s+(?P<surname>{WORD})(?!\w)")
IN_HONOUR = re.compile(r"(?:им\.|имени|памяти)\s*(?:\w+\s+)?$")
# Words that stand before «Р.Ю. Ким» at the beginning of a sentence or in a post, and are no surname.
NO_SURNAME = re.compile(
    r"""(?:\w*(?:ть|ти|чь|ться|тись)|\w+али|\w+или|
    (?:и\.о|врио|зам)\w*|директор\w*|заместител\w*|начальник\w*|председател\w*|секретар\w*|руководител\w*|ректор\w*|
    проректор\w*|министр\w*|губернатор\w*|глав[аеуы]\w*|президент\w*|мэр\w*|декан\w*|методист\w*|преподавател\w*|
    заведующ\w*|консультант\w*|специалист\w*|департамент\w*|министерств\w*|управлени\w*|комитет\w*|отдел\w*|
    администраци\w*|совет\w*|комисси\w*|коллеги\w*|област\w*|росси\w*|федераци\w*|республик\w*|город\w*|служб\w*|
    техникум\w*|колледж\w*|институт\w*|университет\w*|центр\w*|учреждени\w*|член\w*|
    информаци\w*|доклад\w*|отчёт\w*|отчет\w*|сообщени\w*|выступлени\w*|предложени\w*|решени\w*|
    присутств\w*|отсутств\w*|приглаш\w*|участник\w*|ответственн\w*|исполнител\w*|контроль|срок\w*|отв|протокол\w*|
    ооо|оао|зао|пао|ано|поо|спо|огбпоу|гбпоу|гапоу|огау|огку|дпо|мбоу|жкх|впр|фис|егэ)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A person in a text; `initials` are "А.В.", made from the full name when that is given."""

    surname: str
    initials: str
    start: int
    end: int
    text: str
    patronymic: str = ""

    @property
    def short(self) -> str:
        return f"{self.surname} {self.initials}"


def people_in(text: str) -> list[Mention]:
    """Everyone named, from left to right; not those in whose honour something is named."""
    found: list[Mention] = []
    at = 0
    while mention := _next(text, at):
        at = mention.end
        if not IN_HONOUR.search(text[: mention.start]):
            found.append(mention)
    return found


def names_only(text: str) -> bool:
    """Whether the text is one person and nothing else."""
    named = people_in(text)
    return len(named) == 1 and (named[0].start, named[0].end) == (0, len(text.strip()))


def _next(text: str, at: int) -> Mention | None:
    options = [match for pattern in (FULL, FULL_LAST) if (match := pattern.search(text, at))]
    options = [match for match in options if not NO_SURNAME.fullmatch(match["surname"])]
    options += list(_first(_surname_first(text, at))) + list(_first(INITIALS_FIRST.finditer(text, at)))
    return _mention(min(options, key=lambda match: match.start())) if options else None


def _first(matches: Iterator[re.Match[str]]) -> Iterator[re.Match[str]]:
    match = next(matches, None)
    if match:
        yield match


def _surname_first(text: str, at: int) -> Iterator[re.Match[str]]:
    for match in SURNAME_FIRST.finditer(text, at):
        if NO_SURNAME.fullmatch(match["surname"]) or _belongs_to_next(text, match):
            continue
        yield match


def _belongs_to_next(text: str, match: re.Match[str]) -> bool:
    """«мэра г. Верхнеозёрска П.П. Рогова»: the initials belong to the word after them, which ends the phrase."""
    after = re.match(rf"\s*({SURNAME})\s*(?:$|[,;)])", text[match.end() :])
    before = re.search(r"(?:^|[,;(])\s*$", text[: match.start()])
    return bool(after and not before) or bool(after and match["surname"].isupper())


def _mention(match: re.Match[str]) -> Mention:
    parts = match.groupdict()
    initials = parts.get("initials") or f"{parts['name'][0]}.{parts['patronymic'][0]}."
    initials = re.sub(r"\s", "", initials)
    if not initials.endswith("."):
        initials += "."
    patronymic = parts.get("patronymic") or ""
    return Mention(parts["surname"], initials, match.start(), match.end(), match[0].strip(), patronymic)
