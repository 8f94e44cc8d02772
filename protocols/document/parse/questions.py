"""Headings of questions in a protocol that prints no agenda: «1. О переносе серверов» above «РЕШИЛИ»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from protocols.document.parse import marks
from protocols.document.parse.blocks import Table
from protocols.document.parse.pieces import Piece
from protocols.document.parse.verbs import infinitives

ABOUT = re.compile(r"^(?:О|Об|Обо|Отч[её]т|Разное|Организационн\w+\s+вопрос\w*|ОБ?(?=\s[А-ЯЁ]))(?:\s|\.?$)")
ASKED = re.compile(r"^по\s+вопросу\s+(?:об?о?\s+)?(?=[а-яё«])", re.IGNORECASE)
ABOUT_IT = re.compile(r"^об?о?\s+", re.IGNORECASE)
HEARING = re.compile(r"(?:за)?слушали\b", re.IGNORECASE)
HEARING_ALONE = re.compile(r"(?:за)?слушали\s*:?", re.IGNORECASE)
HEARD = re.compile(r"(?:^|[\s,–—«-])(об?о?\s+[а-яё«].*)$", re.IGNORECASE)


def headed_questions(blocks: Sequence[Piece | Table]) -> dict[int, int]:
    """Line of each heading → place of its question; empty when the agenda is printed."""
    singles = [block for block in blocks if isinstance(block, Piece)]
    if any(marks.rest_after(marks.AGENDA, piece) is not None for piece in singles):
        return {}
    headings = [place for place, block in enumerate(blocks) if isinstance(block, Piece) and _is_about(block)]
    heard = False
    if not headings:
        headings = [
            place
            for place, block in enumerate(blocks)
            if isinstance(block, Piece) and _is_hearing(block, blocks[place + 1 :])
        ]
        heard = bool(headings)
    ends = [*headings[1:], len(blocks)][: len(headings)]
    ends = [min(end, _next_numbered(blocks, start)) for start, end in zip(headings, ends, strict=True)]
    announced = any(marks.decisions_heading(piece) is not None for piece in singles)
    decides = _decides if announced else _numbers_anew
    decided = [start for start, end in zip(headings, ends, strict=True) if decides(blocks[start:end])]
    numbered = all(isinstance(block := blocks[place], Piece) and block.numbered for place in decided)
    if not decided or (len(decided) < 2 and not numbered and not heard):
        return {}
    return {block.line: number for number, place in enumerate(decided, 1) if isinstance(block := blocks[place], Piece)}


def _next_numbered(blocks: Sequence[Piece | Table], start: int) -> int:
    """«1. О выполнении …» ends where «2. Новые поручения» begins, though that is no «О …»."""
    heading = blocks[start]
    if not isinstance(heading, Piece) or not heading.number.isdigit():
        return len(blocks)
    number = str(int(heading.number) + 1)
    for place in range(start + 1, len(blocks)):
        block = blocks[place]
        if isinstance(block, Piece) and block.number == number and marks.decisions_heading(block) is not None:
            return place
    return len(blocks)


def _is_about(piece: Piece) -> bool:
    return bool(ABOUT.match(piece.text)) and len(piece.text) < 300 and piece.depth < 2 and not infinitives(piece.text)


def _is_hearing(piece: Piece, following: Sequence[Piece | Table]) -> bool:
    return bool(HEARING.match(piece.text) and heard_about(hearing(piece, following)))


def hearing(piece: Piece, following: Sequence[Piece | Table]) -> str:
    """«СЛУШАЛИ:» alone on its line with the line below, which says whom and about what."""
    below = following[0] if following else None
    alone = HEARING_ALONE.fullmatch(piece.text) and isinstance(below, Piece)
    return f"{piece.text} {below.text}" if alone and isinstance(below, Piece) else piece.text


def _decides(blocks: Sequence[Piece | Table]) -> bool:
    return any(
        block.of_decisions and not block.reported
        if isinstance(block, Table)
        else marks.decisions_heading(block) is not None
        for block in blocks[1:]
    )


def _numbers_anew(blocks: Sequence[Piece | Table]) -> bool:
    """«I. О готовности» and below it «1. Принять …», without a word «РЕШИЛИ» anywhere."""
    heading = blocks[0]
    numbers = [block.number for block in blocks[1:] if isinstance(block, Piece) and block.numbered]
    if not isinstance(heading, Piece) or not numbers:
        return False
    if not heading.numbered:
        return numbers[0].isdigit() and _first_below(blocks[1:]) == numbers[0]
    return numbers[0] == f"{heading.number}.1" or (numbers[0] == "1" and not heading.number.isdigit())


def _first_below(blocks: Sequence[Piece | Table]) -> str:
    """The number right below a heading and the names in brackets under it."""
    below = [block for block in blocks[:3] if not (isinstance(block, Piece) and block.text[:1] in "(_")]
    return below[0].number if below and isinstance(below[0], Piece) else ""


def heard_about(text: str) -> str:
    """The question in «СЛУШАЛИ: Иванова И.И. о ходе ремонта.»; "" when it is not said."""
    sentence = re.split(r"(?<=[а-яё]{3})\.(?:\s|$)", text)[0]
    found = HEARD.search(sentence)
    return (
        found[1][0].upper() + found[1][1:].rstrip(" .»" if found[1].count("«") < found[1].count("»") else " .")
        if found
        else ""
    )


def _stems(text: str) -> list[str]:
    """Words without their endings: «О внедрении портфолио», «по вопросу внедрения портфолио»."""
    return [word[:5] for word in re.findall(r"[а-яёa-z0-9]+", text.lower())]


def same_heading(item: str, text: str) -> bool:
    """The heading of a question is its agenda item again, perhaps cut or in capitals."""
    if asked := ASKED.match(text):
        return _stems(ABOUT_IT.sub("", item)) == _stems(ABOUT_IT.sub("", text[asked.end() :].lstrip('«“" ')))
    named = _stems(ABOUT_IT.sub("", item))  # «О паспортах комплексов» and «Паспорта комплексов»
    if len(named) > 1 and named == _stems(text):
        return True
    a, b = (re.sub(r"[^а-яёa-z0-9]+", " ", value.lower()).strip() for value in (item, text))
    if len(b) < 8 or len(a) < 8:
        return a == b
    if a.startswith(b) or b.startswith(a):
        return min(len(a), len(b)) >= 0.6 * max(len(a), len(b))
    return abs(len(a) - len(b)) < 30 and SequenceMatcher(None, a, b, autojunk=False).ratio() > 0.88
