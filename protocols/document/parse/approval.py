"""«УТВЕРЖДАЮ»: the post, the name and the day of the approval stamp."""

from __future__ import annotations

import re
from collections.abc import Sequence

from protocols.document.dates import find_date
from protocols.document.model import NamedPost
from protocols.document.parse import marks
from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import Piece, join

MONTHS = r"(?:январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр)[а-я]*"
YEAR = r"\s*(?:г\b(?!\.\s*[А-ЯЁ])\.?|года)?"
DATE = re.compile(
    rf"""(?:\bот\s+|\bдата(?:\s+проведения)?(?:\s*[:–—-])?\s*)?(?:
      [«"“]?\s?\d{{1,2}}\s?[»"”]?\s+{MONTHS}\s+\d{{2,4}}{YEAR}
    | \d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}{YEAR}
    | (?:[а-яё]+\s+){{1,2}}{MONTHS}\s+две\s+тысячи\s+[а-яё\s]{{3,30}}?\s+года
    )(?:\s*,?\s*(?:начало\s+)?в?\s*\d{{1,2}}[:.-]\d{{2}}(?:\s*ч\.?)?)?""",
    re.VERBOSE | re.IGNORECASE,
)
BLANKS = re.compile(r"_{2,}|«\s*_*\s*»|\.{4,}|/|\(подпись\)", re.I)


def read_approval(pieces: Sequence[Piece]) -> tuple[NamedPost | None, str | None]:
    """Who approves, and the day in ISO form when the stamp gives it."""
    posts: list[str] = []
    approver = None
    approved_on = None
    for piece in pieces:
        text = re.sub(r"^[»\"”]?\s*:?\s*", "", marks.APPROVAL.sub("", piece.text)).strip()
        text = BLANKS.sub(" ", text).strip(" ,\t")
        named = people_in(text)
        if named and not approver:
            posts.append(text[: named[0].start].strip(" ,–—"))
            approver = named[0].text
        elif found := DATE.search(text):
            day = find_date(found[0])
            approved_on = day.isoformat() if day else None
        elif (
            not approver
            and text
            and not re.fullmatch(rf"{MONTHS}|\d{{4}}\s*г\.?|\W+|{MONTHS}?\s*20\d?\d?\s*г?\.?", text, re.I)
        ):
            posts.append(text)
    return (NamedPost(approver, join(posts)) if approver else None), approved_on
