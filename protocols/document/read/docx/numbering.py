"""Automatic numbers of Word paragraphs, counted as Word counts them (ISO 29500-1, 17.9)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from protocols.document.read.docx.names import MC, VAL, W
from protocols.document.read.docx.styles import OFF, Styles, value
from protocols.document.read.numerals import bullet, written
from protocols.document.read.xml import whole

LEVELS = 9
PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    start: int = 1
    kind: str = "decimal"
    text: str = ""
    style: str | None = None  # the paragraph style that is tied to this level
    restart: int | None = None  # 0: never; n: after a paragraph of a level up to n
    legal: bool = False  # all places in arabic digits
    hidden: bool = False


def _kind(element: etree._Element) -> str:
    found = element.find(f"{W}numFmt")
    if found is None:  # Word 2010 wraps its own formats and leaves a plain one for others
        found = element.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
    return "decimal" if found is None else found.get(VAL, "decimal")


def _level(element: etree._Element) -> Level:
    restart = value(element, "lvlRestart")
    legal = element.find(f"{W}isLgl")
    return Level(
        start=whole(value(element, "start"), 1),
        kind=_kind(element),
        text=value(element, "lvlText") or "",
        style=value(element, "pStyle"),
        restart=None if restart is None else whole(restart),
        legal=legal is not None and legal.get(VAL, "1") not in OFF,
        hidden=element.find(f"{W}rPr/{W}vanish") is not None,
    )


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {whole(each.get(f"{W}ilvl")): _level(each) for each in parent.iterchildren(f"{W}lvl")}
    return {place: level for place, level in found.items() if 0 <= place < LEVELS}


@dataclass(slots=True)
class List:
    """One w:num: a view of an abstract list, with levels replaced or started anew."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int] = field(default_factory=dict)
    used: bool = False

    def start(self, place: int) -> int:
        return self.restarts.get(place, self.levels[place].start)


class Numbering:
    """Hands out numbers in document order; ask once for each paragraph."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self.styles = styles
        self.abstract: dict[str, etree._Element] = {}
        self.lists: dict[str, List] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.missing = False  # whether a paragraph refers to a list that the file does not define
        self.numbers: dict[str, etree._Element] = {}
        if root is None:
            return
        for element in root.iterchildren(f"{W}abstractNum"):
            self.abstract[element.get(f"{W}abstractNumId", "")] = element
        self.numbers = {each.get(f"{W}numId", ""): each for each in root.iterchildren(f"{W}num")}
        for identifier in self.numbers:
            self._keep(identifier)

    def _abstract_of(self, identifier: str, hops: int = 0) -> str | None:
        """The abstract list of a w:num, through a list style when it only points to one."""
        number = self.numbers.get(identifier)
        abstract = None if number is None else value(number, "abstractNumId")
        if abstract not in self.abstract or hops > LEVELS:
            return None
        linked = value(self.abstract[abstract], "numStyleLink")
        style = self.styles.by_id.get(linked or "")
        if style is None or style.paragraph is None:
            return abstract
        target = value(style.paragraph.find(f"{W}numPr"), "numId")
        return self._abstract_of(target or "", hops + 1) or abstract

    def _keep(self, identifier: str) -> None:
        abstract = self._abstract_of(identifier)
        if abstract is None:
            return
        kept = List(abstract, _levels(self.abstract[abstract]))
        for override in self.numbers[identifier].iterchildren(f"{W}lvlOverride"):
            place = whole(override.get(f"{W}ilvl"))
            kept.levels.update({at: level for at, level in _levels(override).items() if at == place})
            if (start := value(override, "startOverride")) is not None and place in kept.levels:
                kept.restarts[place] = whole(start, 1)
        self.lists[identifier] = kept

    def place(self, properties: etree._Element | None, style: str | None) -> tuple[List, int] | None:
        """The list and level of a paragraph: its own, or those of its style; numId 0 takes it out."""
        own = None if properties is None else properties.find(f"{W}numPr")
        number, at = value(own, "numId"), value(own, "ilvl")
        if number is not None:
            return self._found(number, whole(at))
        for identifier, each in self.styles.chain(style):
            inherited = None if each.paragraph is None else each.paragraph.find(f"{W}numPr")
            if (number := value(inherited, "numId")) is not None:
                at = at or value(inherited, "ilvl")
                return self._found(number, self._level_of_style(number, identifier) if at is None else whole(at))
        return None

    def _found(self, number: str, place: int) -> tuple[List, int] | None:
        kept = self.lists.get(number)
        self.missing = self.missing or (kept is None and number != "0")
        return (kept, place) if kept is not None and place in kept.levels else None

    def _level_of_style(self, number: str, style: str) -> int:
        levels = self.lists[number].levels if number in self.lists else {}
        return next((place for place, level in levels.items() if level.style == style), 0)

    def count(self, kept: List, place: int) -> str:
        """Steps the list and gives the number as printed: «2.1.», «а)», or a bullet."""
        counters = self.counters.setdefault(kept.abstract, {})
        if not kept.used:
            kept.used = True
            for restarted in kept.restarts:
                counters.pop(restarted, None)
        counters[place] = counters[place] + 1 if place in counters else kept.start(place)
        for deeper, level in kept.levels.items():
            if deeper > place and (level.restart is None or place < level.restart):
                counters.pop(deeper, None)
        return self._printed(kept, place, counters)

    @staticmethod
    def _printed(kept: List, place: int, counters: dict[int, int]) -> str:
        level = kept.levels[place]
        if level.hidden:
            return ""
        if level.kind == "bullet":
            return bullet(level.text)

        def at(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            if other not in kept.levels:
                return ""
            kind = "decimal" if level.legal else kept.levels[other].kind
            return written(counters.get(other, kept.start(other)), kind)

        return PLACEHOLDER.sub(at, level.text).strip()
