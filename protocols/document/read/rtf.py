"""List numbers of .rtf: Word writes each as text beside the paragraph, and LibreOffice counts some of them wrongly.

The written numbers (`{\\listtext а)\\tab}`) are therefore made visible between two signs of Unicode's private
area, and the automatic ones switched off, before LibreOffice sees the file.
"""

from __future__ import annotations

import re

LISTTEXT = re.compile(rb"\{\\listtext\b((?:[^{}\\]|\\[^{}]|\\[{}]|\{[^{}]*\})*)\}")
LEVEL = re.compile(rb"\\ilvl([0-8])(?!\d)")
AUTOMATIC = re.compile(rb"\\ls\d+ ?(?=[\\{}\r\n]|[^\d])")
PARAGRAPH_END = re.compile(rb"\\par\b")
NEARBY = 600  # bytes behind the number in which its level is given
LEVEL_SIGN, END_SIGN = 0xE000, 0xE00F
MARKED = re.compile(f"\\s*([{chr(LEVEL_SIGN)}-{chr(LEVEL_SIGN + 8)}])(.*?){chr(END_SIGN)}", re.DOTALL)


def with_written_numbers(data: bytes) -> bytes:
    """The same RTF with written list numbers in place of automatic ones, when it has any."""
    if not LISTTEXT.search(data):
        return data
    shown = LISTTEXT.sub(_shown, data)
    return AUTOMATIC.sub(b"", shown)


def _shown(found: re.Match[bytes]) -> bytes:
    properties = found.string[found.end() : found.end() + NEARBY]
    end = PARAGRAPH_END.search(properties)
    level = LEVEL.search(properties, 0, len(properties) if end is None else end.start())
    sign = LEVEL_SIGN + (0 if level is None else int(level[1]))
    return b"{" + _written(sign) + b"{" + found[1] + b"}" + _written(END_SIGN) + b"}"


def _written(sign: int) -> bytes:
    return rb"\uc1\u%d?" % (sign - 0x10000)


def number_of(text: str) -> tuple[str, int, str] | None:
    """The number, its level and the text behind it, where `with_written_numbers` has been at work."""
    found = MARKED.match(text)
    if found is None:
        return None
    return found[2].strip(), ord(found[1]) - LEVEL_SIGN, text[found.end() :]
