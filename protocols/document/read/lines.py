"""Lines are gathered here, whatever the format: cleaned, indexed, and never more than the limit."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from protocols.document.model import Cell, Line, Part, Unreadable
from protocols.document.read.limits import Limits

# Soft hyphen, zero-width characters, directional marks, BOM: a reader sees none of them.
INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xFEFF])
SPACES = dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
PLAIN = str.maketrans({**INVISIBLE, **SPACES, 0x2011: "-", 0x2028: "\n", 0x2029: "\n", 0x85: "\n", 0x0B: "\n"})
CONTROL = re.compile(r"[\x00-\x08\x0c-\x1f\x7f-\x9f\ufffe\uffff\ue000-\uf8ff]")
LOOSE_BREAK = re.compile(r"[ \t]*\n[ \t]*")


def clean(text: str) -> str:
    """The text with non-breaking marks made plain and invisible characters gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(PLAIN)
    return LOOSE_BREAK.sub("\n", CONTROL.sub("", text)).strip()


@dataclass(slots=True)
class Collector:
    """Takes paragraphs in reading order; raises Unreadable when there are too many."""

    limits: Limits
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    characters: int = 0
    tables: int = 0
    cells: int = 0

    def add(self, line: Line) -> None:
        """Keeps the line under the next index, unless nothing of it is visible."""
        text = clean(line.text)
        if not text and line.cell is not None and any(sign.isalnum() for sign in line.number):
            text, line = (
                line.number,
                replace(line, number="", level=None),
            )  # an automatic number is all that the cell shows
        if not text:
            return
        self.characters += len(text)
        if len(self.lines) >= self.limits.lines or self.characters > self.limits.text:
            raise Unreadable(
                "В документе слишком много абзацев для протокола. Проверьте, тот ли это файл, "
                "или загрузите протокол без приложений."
            )
        self.lines.append(replace(line, index=len(self.lines), text=text))

    def new_table(self) -> int:
        self.tables += 1
        return self.tables - 1

    def count_cell(self) -> None:
        self.cells += 1
        if self.cells > self.limits.cells:
            raise Unreadable(
                "В документе слишком большие таблицы для протокола. Загрузите протокол без табличных приложений."
            )

    def note(self, remark: str) -> None:
        if remark not in self.notes:
            self.notes.append(remark)


@dataclass(slots=True)
class Pieces:
    """The text of a paragraph in pieces, each bold or not."""

    texts: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.texts)

    @property
    def bold(self) -> bool:
        """Whether all that is visible is bold."""
        visible = [bold for text, bold in self.texts if text.strip()]
        return bool(visible) and all(visible)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: its part of the document and, inside a table, its cell."""

    part: Part = "body"
    cell: Cell | None = None
