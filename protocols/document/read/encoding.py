"""Bytes of a text file → text, when nobody says in which of the Russian encodings they are."""

from __future__ import annotations

import codecs
import re

from protocols.document.model import Unreadable

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SINGLE_BYTE = ("cp1251", "cp866", "koi8_r", "iso8859_5", "mac_cyrillic")  # equal scores go to the first
# Letters by how often they stand in Russian text, per mille; capitals inside words count against a guess.
COMMON = dict(zip("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26,
              20, 19, 17, 17, 16, 16, 14, 12, 10, 9, 7, 6, 5, 4, 3, 3, 1, 1), strict=True))  # fmt: skip
PUNCTUATION = frozenset(" \t\n\r.,:;!?()«»\"'№–—-/…")
ODD_CAPITAL = re.compile(r"[а-яё][А-ЯЁ]")
SAMPLE = 20_000  # bytes that are enough to tell encodings apart
BINARY_SHARE = 0.01

NOT_TEXT = (
    "Формат файла не распознан. Откройте документ, сохраните его в формате .docx, .odt, .pdf или .txt "
    "и загрузите ещё раз."
)


def decode(data: bytes) -> str:
    """Raises Unreadable when the bytes are no text in any encoding that Russian offices use."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return _decoded(data, name)
    if (wide := _wide(data)) is not None:
        return _decoded(data, wide)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode(_single_byte(data), errors="replace")
    return _text_only(text)


def _decoded(data: bytes, name: str) -> str:
    return _text_only(data.decode(name, errors="replace"))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte is 0x00 or 0x04, the rows of Latin and Cyrillic."""
    sample = data[:SAMPLE]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    for name, rows in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if sum(rows.count(row) for row in (b"\x00", b"\x04", b" ")) > 0.9 * pairs and rows.count(b" ") < pairs // 2:
            return name
    return None


def _single_byte(data: bytes) -> str:
    sample = data[:SAMPLE]
    return max(SINGLE_BYTE, key=lambda name: _likeness(sample.decode(name, errors="replace")))


def _likeness(text: str) -> float:
    """How much the text looks like Russian; higher is better."""
    letters = sum(COMMON.get(sign.lower(), 0 if sign.isascii() or sign in PUNCTUATION else -60) for sign in text)
    capitals = sum(1 for sign in text if sign in "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ")
    return letters - 15 * capitals - 200 * len(ODD_CAPITAL.findall(text))


def _text_only(text: str) -> str:
    odd = sum(1 for sign in text if (sign < " " and sign not in "\t\n\r\f\x0b\x1a") or sign in "\x7f\ufffd")
    if odd > BINARY_SHARE * len(text) or (odd and len(text) < 20):
        raise Unreadable(NOT_TEXT)
    return text
