"""Text made plain for the patterns: lower case, one kind of space, dash, quote; ё is е; Latin lookalikes are Cyrillic.

Every replacement is one character for one, so a place in the folded text is the same place in the original.
"""

from __future__ import annotations

import re

_PLAIN = (
    {ord(c): " " for c in "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000\t\r\n\v\f"}
    | {ord(c): "-" for c in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}
    | {ord(c): '"' for c in "«»“”„‟’‘'`"}
    | {ord("ё"): "е", ord("Ё"): "Е", ord("\u200b"): " ", ord("\u00ad"): " ", ord("_"): " "}
)
_LOOKALIKES = str.maketrans("aceokpxymthb", "асеокрхумтнв")
_WORD = re.compile(r"[a-zа-я]+")
_TIME = re.compile(
    r"(?<![\d.:/-])"
    r"(?:"
    r"(?:[01]?\d|2[0-4])\s?[:.-]\s?[0-5]\d(?:\s?-\s?(?:[01]?\d|2[0-4])\s?[:.-]\s?[0-5]\d)?\s*(?:ч\b\.?|час[а-я]*|мск\b)"
    r"|(?:[01]?\d|2[0-4]):[0-5]\d(?:\s?-\s?(?:[01]?\d|2[0-4]):[0-5]\d)?"
    r"|(?:[01]?\d|2[0-4])([.-])(?:00|15|30|45|[2-5]0)(?:\s?-\s?(?:[01]?\d|2[0-4])\1[0-5]\d)?"
    r"(?!\d|\s*(?:янв|февр|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|числ|[./-]\s?\d|дн|раб|кал|мес|нед|%))"
    r"|(?:(?<=до )|(?<=к ))\d{1,2}\s*(?:ч\.|час(?:ов|ам|а|у|\.|\b))(?:\s*[0-5]\d\s*мин[а-я]*\.?)?"
    r")"
)


def fold(text: str) -> str:
    plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_PLAIN))
    return _WORD.sub(_cyrillic, plain)


def without_times(folded: str) -> str:
    """Hours become spaces: «до 17-00 27.04.2010», «11 марта 11-30-13-30», «(до 15:00)»."""
    return _TIME.sub(lambda match: " " * len(match[0]), folded)


def _cyrillic(match: re.Match[str]) -> str:
    word = match[0]
    mixed = any("а" <= c <= "я" for c in word)
    return word.translate(_LOOKALIKES) if mixed or word in {"c", "k", "b"} else word
