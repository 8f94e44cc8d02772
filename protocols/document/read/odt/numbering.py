"""Numbers of OpenDocument lists (ODF 1.3 part 3, 16.30 and 19.880)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from protocols.document.read.numerals import bullet, written
from protocols.document.read.odt.names import LOEXT, STYLE, TEXT
from protocols.document.read.xml import whole

PLACEHOLDER = re.compile(r"%(\d+)%")
KINDS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "": "none"}


def _kind(form: str) -> str:
    """LibreOffice writes Russian letters as the beginning of their row: «а, б, .., аа, аб, ... (ru)»."""
    if form[:1] in "аА" and form[:1]:
        return "russianLower" if form[0] == "а" else "russianUpper"
    return KINDS.get(form, "decimal")


@dataclass(slots=True)
class Level:
    start: int = 1
    kind: str = "decimal"
    prefix: str = ""
    suffix: str = ""
    shown: int = 1  # how many levels are printed: 2 gives «1.1»
    pattern: str | None = None  # «%1%.%2%)», where LibreOffice says it in full
    mark: str = ""  # of a bullet


class ListStyle:
    def __init__(self, element: etree._Element | None) -> None:
        self.levels: dict[int, Level] = {}
        for child in () if element is None else element:
            place = whole(child.get(f"{TEXT}level"), 1) - 1
            if child.tag == f"{TEXT}list-level-style-bullet":
                self.levels[place] = Level(kind="bullet", mark=bullet(child.get(f"{TEXT}bullet-char", "•")))
            elif child.tag == f"{TEXT}list-level-style-image":
                self.levels[place] = Level(kind="bullet", mark="•")
            elif child.tag in (f"{TEXT}list-level-style-number", f"{TEXT}outline-level-style"):
                self.levels[place] = _numbered(child)


def _numbered(element: etree._Element) -> Level:
    return Level(
        start=whole(element.get(f"{TEXT}start-value"), 1),
        kind=_kind(element.get(f"{STYLE}num-format", "")),
        prefix=element.get(f"{STYLE}num-prefix", ""),
        suffix=element.get(f"{STYLE}num-suffix", ""),
        shown=whole(element.get(f"{TEXT}display-levels"), 1),
        pattern=element.get(f"{LOEXT}num-list-format"),
    )


@dataclass(slots=True)
class Counters:
    """Counters of one list through the whole document; lists that continue it share them."""

    values: dict[int, int] = field(default_factory=dict)

    def step(self, style: ListStyle, place: int, start: int | None = None) -> str:
        """The number of the next item at this level, as printed."""
        level = style.levels.get(place, Level(kind="none"))
        if start is not None:
            self.values[place] = start
        elif place in self.values:
            self.values[place] += 1
        else:
            self.values[place] = level.start
        for deeper in [at for at in self.values if at > place]:
            del self.values[deeper]
        return self._printed(style, level, place)

    def _printed(self, style: ListStyle, level: Level, place: int) -> str:
        if level.kind == "bullet":
            return level.mark
        if level.kind == "none":
            return ""
        if level.pattern is not None:
            return PLACEHOLDER.sub(lambda found: self._at(style, int(found[1]) - 1), level.pattern).strip()
        places = range(max(0, place - level.shown + 1), place + 1)
        numbers = [number for at in places if (number := self._at(style, at))]
        return f"{level.prefix}{'.'.join(numbers)}{level.suffix}".strip()

    def _at(self, style: ListStyle, place: int) -> str:
        level = style.levels.get(place, Level())
        if level.kind == "bullet":
            return ""
        return written(self.values.get(place, level.start), level.kind)
