"""When two wordings of official texts mean the same: case, quotes, dashes, ё, inflection, abbreviations. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

Key = tuple[str, ...]

QUOTES = re.compile(r"[«»“”„‟\"'’‘`<>]")
DASHES = re.compile(r"\s*[-‐‑‒–—−]\s*")
SOFT = re.compile("[\u00ad\u200b\ufeff]")
WORD = re.compile(r"[а-яa-z0-9]+", re.IGNORECASE)
REMARK = re.compile(r"\(\s*по\s+(?:согласованию|принадлежности|компетенции)\s*\)", re.IGNORECASE)
BRACKETS = re.compile(r"\([^()]*\)")
QUOTED = re.compile(r"«(.+)»|\"(.+)\"|“(.+)”")

# «директор», «руководитель» before a group or an organization add nothing: the duty is the organization's.
HEADS = frozenset({"директор", "руководител", "ректор", "начальник", "глав", "председател", "заведующ"})
FILLERS = frozenset({"все", "всем", "всех", "всеми", "и", "об", "о", "по", "с", "в", "на"})
ALL = frozenset({"все", "всем", "всех", "всеми"})
POO = re.compile(
    r"\bпрофессиональн\w+\s+образовательн\w+\s+(?:организаци|учреждени)\w+"
    r"|\b(?:колледж|техникум)(?:и|ы|ей|ов|ам|ами|ах)(?:\s+и\s+(?:колледж|техникум)(?:и|ы|ей|ов|ам|ами|ах))?\b"
    r"|\bспо\b"
)
REGION = re.compile(r"\s+(?:\w+(?:ой|ого)\s+(?:области|края|республики|округа)|республики\s+\w+)$")
LEGAL_FORM = re.compile(
    r"^(?:(?:[офкм]?г[абк]п?оу(?:\s+(?:впо|во|спо|дпо|нпо))?|[офм]?г[абк]?у(?:\s+(?:дпо|впо|во))?|м[абк]о?у(?:\s+до)?"
    r"|чпоу|анпоо|ано(?:\s+(?:по|дпо|во))?|нпоу|поу|нко|ооо|оао|пао|зао|ао|ип|фгбоу(?:\s+во)?|огау(?:\s+дпо)?)\s+)+"
    r"|^(?:(?:областное|краевое|республиканское|федеральное|муниципальное|государственное|частное|автономное|бюджетное"
    r"|казенное|негосударственное|некоммерческая|автономная|профессиональное|профессиональная|дополнительное"
    r"|общеобразовательное|образовательное|образовательная|дополнительного|профессионального|высшего|среднего|образования"
    r"|учреждение|учреждения|организация)\s+){2,}"
)


def fold(wording: str) -> str:
    """What is kept of a wording for an exact comparison: no case, quotes or ё, one kind of dash and space."""
    text = SOFT.sub("", wording).lower().replace("ё", "е")
    text = DASHES.sub("-", QUOTES.sub("", text))
    text = re.sub(r"\s+", " ", text).replace("№ ", "№")
    return text.strip(" .,;:-")


@lru_cache
def _stemmer() -> Any:
    from snowballstemmer import stemmer  # noqa: PLC0415  brings thirty languages, a third of a second

    return stemmer("russian")


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


def key(folded: str) -> Key:
    """The stems of a folded wording in their order: equal for «Институту развития» and «институт развития»."""
    return tuple(stem(word) for word in WORD.findall(folded))


def without_head(words: Key) -> Key:
    """«директору колледжа связи» → «колледж связи»; «руководители» alone stays."""
    return words[1:] if len(words) > 1 and words[0] in HEADS else words


def group_key(wording: str) -> Key:
    """Equal for «руководителям ведущих ПОО» and «ведущие профессиональные образовательные организации … области»."""
    folded = POO.sub("поо", fold(REMARK.sub("", wording)))
    folded = REGION.sub("", folded)
    words = tuple(stem(word) for word in WORD.findall(folded) if word not in ALL)
    return without_head(words)


def names_of(name: str) -> Iterator[str]:
    """A name of an organization, folded: whole, without its legal form, and what stands in its quotes."""
    whole = fold(name)
    yield whole
    if bare := LEGAL_FORM.sub("", whole + " ").strip():
        yield bare
    if quoted := QUOTED.search(name):
        prefix = fold(name[: quoted.start()])
        if not LEGAL_FORM.sub("", prefix + " ").strip():
            yield fold(next(filter(None, quoted.groups())))


def abbreviations(name: str) -> set[Key]:
    """«Центр развития профессионального образования» → «цpпo»; of three letters at least."""
    words = WORD.findall(list(names_of(name))[-1])
    made = ("".join(word[0] for word in words), "".join(word[0] for word in words if word not in FILLERS))
    return {(stem(letters),) for letters in made if len(letters) >= 3}


def organization_keys(*names: str) -> set[Key]:
    """Every key under which an organization of these names is found."""
    keys = {key(form) for name in names if name for form in names_of(name)}
    return {found for found in keys.union(*map(abbreviations, filter(None, names))) if found}


def after_head(wording: str) -> str:
    """«директору ОГБПОУ «Колледж связи»» → «ОГБПОУ «Колледж связи»»; "" when no such post stands first."""
    first, _, rest = wording.strip().partition(" ")
    return rest if stem(fold(first)) in HEADS else ""


def wanted_keys(wording: str) -> Iterator[Key]:
    """The keys to try for an organization, the most literal first."""
    wording = REMARK.sub("", wording)
    for form in dict.fromkeys((wording, BRACKETS.sub(" ", wording))):
        for said in filter(None, (form, after_head(form))):
            yield from map(key, names_of(said))
