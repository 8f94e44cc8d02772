"""Styles of an OpenDocument text: common ones of styles.xml and the automatic ones of either part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from protocols.document.read.odt.names import FO, OFFICE, STYLE, TEXT
from protocols.document.read.odt.numbering import ListStyle

DEEPEST = 20
LENGTH = re.compile(r"(-?[\d.]+)(cm|mm|in|pt|pc)$")
CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6}
BOLD_WEIGHTS = {"bold", "600", "700", "800", "900"}
A4_TEXT = 16.5  # centimetres


def centimetres(length: str | None) -> float:
    found = LENGTH.fullmatch(length or "")
    return float(found[1]) * CENTIMETRES[found[2]] if found is not None and found[1].count(".") < 2 else 0.0


class Styles:
    """`own` are the part's automatic styles; they shadow the common ones."""

    def __init__(self, common: etree._Element | None, own: etree._Element) -> None:
        self.by_name: dict[tuple[str, str], etree._Element] = {}
        self.lists: dict[str, ListStyle] = {}
        self.outline = ListStyle(None)
        self.middle = A4_TEXT / 2
        for root in (common, own):
            if root is not None:
                self._keep(root)

    def _keep(self, root: etree._Element) -> None:
        for element in root.iter(f"{STYLE}style"):
            self.by_name[element.get(f"{STYLE}family", ""), element.get(f"{STYLE}name", "")] = element
        for element in root.iter(f"{TEXT}list-style"):
            self.lists[element.get(f"{STYLE}name", "")] = ListStyle(element)
        for element in root.iter(f"{TEXT}outline-style"):
            self.outline = ListStyle(element)
        for page in root.iter(f"{STYLE}page-layout-properties"):
            width = sum(centimetres(page.get(f"{FO}{side}")) * sign
                        for side, sign in (("page-width", 1), ("margin-left", -1), ("margin-right", -1)))  # fmt: skip
            self.middle = width / 2 if width > 0 else self.middle

    def chain(self, family: str, name: str | None) -> Iterator[etree._Element]:
        """The style and its ancestors, nearest first."""
        for _ in range(DEEPEST):
            style = self.by_name.get((family, name or ""))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name")

    def property(self, family: str, name: str | None, group: str, key: str) -> str | None:
        for style in self.chain(family, name):
            properties = style.find(f"{STYLE}{group}-properties")
            if properties is not None and (found := properties.get(key)) is not None:
                return found
        return None

    def alignment(self, paragraph_style: str | None) -> str:
        return self.property("paragraph", paragraph_style, "paragraph", f"{FO}text-align") or "start"

    def indent(self, paragraph_style: str | None) -> float:
        """Left margin in centimetres."""
        return centimetres(self.property("paragraph", paragraph_style, "paragraph", f"{FO}margin-left"))

    def bold(self, text_style: str | None, paragraph_style: str | None) -> bool:
        weight = self.property("text", text_style, "text", f"{FO}font-weight")
        if weight is None:
            weight = self.property("paragraph", paragraph_style, "text", f"{FO}font-weight")
        return weight in BOLD_WEIGHTS

    def hidden(self, text_style: str | None, paragraph_style: str | None) -> bool:
        display = self.property("text", text_style, "text", f"{TEXT}display")
        if display is None:
            display = self.property("paragraph", paragraph_style, "text", f"{TEXT}display")
        return display == "none"

    def shown_name(self, paragraph_style: str | None) -> str:
        """The name a user sees in the list of styles; automatic styles are called by their parent."""
        for style in self.chain("paragraph", paragraph_style):
            parent = style.getparent()
            if parent is not None and parent.tag != f"{OFFICE}automatic-styles":
                return style.get(f"{STYLE}display-name") or style.get(f"{STYLE}name") or ""
        return ""

    def list_of(self, paragraph_style: str | None) -> tuple[str | None, int | None]:
        """The list style and level (from 0) that a paragraph style brings along."""
        name = level = None
        for style in self.chain("paragraph", paragraph_style):
            name = name if name is not None else style.get(f"{STYLE}list-style-name")
            level = level if level is not None else style.get(f"{STYLE}list-level")
        return name, int(level) - 1 if level and level.isdigit() else None
