"""Words of a PDF page → rows: what stands on one base line, with wide gaps kept as tabs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

Box = tuple[float, float, float, float]  # x0, top, x1, bottom, in points
BOLD_FONT = re.compile(r"bold|black|heavy|demi|[,-]bd\b", re.IGNORECASE)
COLUMN_GAP = 1.8  # of the font size; and of this many usual gaps of the row
USUAL_GAPS = 2.5
ENOUGH_LINES_UP = 0.5  # share of the lower word's height that two words of a row have in common
BULLETS = dict.fromkeys((0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC, 0xF06F, 0xE00C), "•") | {0xF02D: "–", 0xF0BE: "–"}


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool

    def inside(self, box: Box) -> bool:
        x, y = (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2
        return box[0] <= x <= box[2] and box[1] <= y <= box[3]


@dataclass(frozen=True, slots=True)
class Row:
    words: tuple[Word, ...]
    page: int
    x0: float = field(init=False)
    x1: float = field(init=False)
    top: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "x0", self.words[0].x0)
        object.__setattr__(self, "x1", max(word.x1 for word in self.words))
        object.__setattr__(self, "top", min(word.top for word in self.words))
        object.__setattr__(self, "bottom", max(word.bottom for word in self.words))

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def first(self) -> float:
        """Width of the first word."""
        return self.words[0].x1 - self.words[0].x0

    @property
    def text(self) -> str:
        return "\t".join(" ".join(word.text for word in run.words) for run in self.runs())

    def runs(self) -> list[Row]:
        """The row cut at its wide gaps."""
        pairs = list(zip(self.words, self.words[1:], strict=False))
        gaps = [right.x0 - left.x1 for left, right in pairs]
        usual = sorted(gaps)[len(gaps) // 3] if len(gaps) > 2 else 0.0
        wide = max(COLUMN_GAP * self.size, USUAL_GAPS * usual)
        runs = [[self.words[0]]]
        for gap, (_, word) in zip(gaps, pairs, strict=True):
            if gap > wide:
                runs.append([])
            runs[-1].append(word)
        return [Row(tuple(run), self.page) for run in runs]


def words_of(page: Any) -> list[Word]:
    """Upright words of a pdfplumber page."""
    found = page.extract_words(x_tolerance=2, y_tolerance=2, keep_blank_chars=False, return_chars=True)
    return [
        Word(
            text=word["text"].translate(BULLETS),
            x0=word["x0"],
            x1=word["x1"],
            top=word["top"],
            bottom=word["bottom"],
            size=word["bottom"] - word["top"],
            bold=all(BOLD_FONT.search(str(char["fontname"])) for char in word["chars"]),
        )
        for word in found
        if word["upright"] and word["text"].strip()
    ]


def rows_of(words: Iterable[Word], page: int) -> list[Row]:
    """Words that overlap vertically share a row; rows from top to bottom."""
    gathered: list[list[Word]] = []
    for word in sorted(words, key=lambda each: (each.top, each.x0)):
        row = next((row for row in reversed(gathered[-3:]) if _level(row, word)), None)
        if row is None:
            gathered.append([word])
        else:
            row.append(word)
    rows = [Row(tuple(sorted(row, key=lambda each: each.x0)), page) for row in gathered]
    return sorted(rows, key=lambda row: row.top)


def _level(row: list[Word], word: Word) -> bool:
    top, bottom = min(each.top for each in row), max(each.bottom for each in row)
    common = min(bottom, word.bottom) - max(top, word.top)
    return common > ENOUGH_LINES_UP * min(bottom - top, word.bottom - word.top)
