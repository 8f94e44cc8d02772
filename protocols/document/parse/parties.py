"""«Иванов И.И., директора ПОО совместно с ГАУ «Центр»» → the parties, each as written, the first one leads."""

from __future__ import annotations

import re

from protocols.document.parse.heads import SINGULAR_POST, starts_party
from protocols.document.parse.labels import trim
from protocols.document.parse.people import people_in

TOGETHER = re.compile(r",?\s+(?:совместно|вместе)\s+с(?:о)?\s+|,?\s+при\s+участии\s+|;\s*", re.IGNORECASE)

BARE = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?")
LABELLED = re.compile(r"^ответственн\w+(?:\s+[а-яё]+)?\s[–—-]\s+(?=[А-ЯЁ])", re.IGNORECASE)  # one within a list


def parties(value: str) -> list[str]:
    """The parties of a labelled «Отв.» value."""
    found: list[str] = []
    value = re.sub(r"(?<=[А-ЯЁ]\.)\s*[/+]\s*(?=[А-ЯЁа-яё])", ", ", value)
    for group in TOGETHER.split(value.replace("\n", " \n ")):
        found += _merged_posts([party for chunk in _chunks(group) for party in _people_apart(chunk)])
    return [party for part in found if (party := _clean(part))]


def _clean(party: str) -> str:
    party = trim(re.sub(r"\s+", " ", party))
    party = re.sub(r"^(?:и|а также)\s+", "", party).strip(" ,;–—-")
    return LABELLED.sub("", party)


def _chunks(group: str) -> list[str]:
    """Cut at commas, new lines and «и» where another party begins; brackets and quotes are whole."""
    chunks, start = [], 0
    for cut in re.finditer(r",\s*(?:а\s+также\s+)?|\s+\n\s+|\s+и\s+|\s+а\s+также\s+", group):
        before, after = group[start : cut.start()], group[cut.end() :]
        if _open(group[: cut.start()]) or not _separates(cut[0].strip(), before, after):
            continue
        chunks.append(before)
        start = cut.end()
    return [*chunks, group[start:]]


def _open(text: str) -> bool:
    return (
        text.count("(") > text.count(")")
        or text.count("«") > text.count("»")
        or text.count("“") > text.count("”") + text.count("“") // 2 > 0
    )


def _separates(sign: str, before: str, after: str) -> bool:
    person_next = bool((named := people_in(after)) and named[0].start <= 1)
    if sign == "и":
        ends_with_person = bool((named := people_in(before)) and named[-1].end >= len(before.rstrip()))
        two = BARE.fullmatch(after.strip()) and BARE.fullmatch(before.strip())  # «Орлова и Ким»
        return person_next or bool(two) or (ends_with_person and starts_party(after))
    return (
        person_next
        or starts_party(after)
        or bool(re.match(r"[А-ЯЁ][а-яё]+(?:\s*,|\s*$)", after) and _is_surname_list(before))
    )


def _is_surname_list(before: str) -> bool:
    return bool(re.search(r"(?:^|[\s,])[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?)?\s*$", before))


def _people_apart(chunk: str) -> list[str]:
    """«Ерёмина С.С. Заика П.П. Главы поселений»: people one after another without commas."""
    named = [person for person in people_in(chunk) if not _open(chunk[: person.start])]
    if not named or named[0].start > 1:
        return [chunk]
    if len(named) == 1 and not (starts_party(chunk[named[0].end :]) and chunk[named[0].end :].strip()[:1].isupper()):
        return [chunk]
    ends = [person.start for person in named[1:]] + [len(chunk)]
    parts = [chunk[person.start : end] for person, end in zip(named, ends, strict=True)]
    tail = chunk[named[-1].end :]
    if tail.strip() and starts_party(tail) and tail.strip()[0].isupper():
        parts[-1:] = [named[-1].text, tail]
    return parts


def _merged_posts(found: list[str]) -> list[str]:
    """«Рогов П.П., начальник управления, Шпак Е.Е., начальник отдела»: each post belongs to its person."""
    pairs = list(zip(found[::2], found[1::2], strict=False))
    if len(found) < 4 or len(found) % 2 or not all(_is_person(a) and SINGULAR_POST.match(b) for a, b in pairs):
        return found
    return [f"{person.strip()}, {post.strip()}" for person, post in pairs]


def _is_person(text: str) -> bool:
    named = people_in(text)
    return bool(named) and named[0].start <= 1 and named[0].end >= len(text.strip()) - 1
