"""Paragraph and character styles: what a paragraph gets from its style and its style's ancestors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from protocols.document.read.docx.names import VAL, W
from protocols.document.read.xml import whole

OFF = frozenset({"0", "false", "off", "none"})
DEEPEST = 20  # basedOn chains are this short in life; a ring of styles ends here too


def switch(properties: etree._Element | None, name: str) -> bool | None:
    """A toggle such as w:b: on, off, or not mentioned."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else found.get(VAL, "1") not in OFF


def value(properties: etree._Element | None, name: str) -> str | None:
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else found.get(VAL)


@dataclass(slots=True)
class Style:
    name: str
    parent: str | None
    paragraph: etree._Element | None
    run: etree._Element | None
    kind: str


class Styles:
    def __init__(self, root: etree._Element | None) -> None:
        self.by_id: dict[str, Style] = {}
        self.default_paragraph: str | None = None
        self.default_run: etree._Element | None = None
        if root is None:
            return
        self.default_run = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        for element in root.iterchildren(f"{W}style"):
            self._keep(element)

    def _keep(self, element: etree._Element) -> None:
        identifier, kind = element.get(f"{W}styleId", ""), element.get(f"{W}type", "paragraph")
        self.by_id[identifier] = Style(
            name=value(element, "name") or identifier,
            parent=value(element, "basedOn"),
            paragraph=element.find(f"{W}pPr"),
            run=element.find(f"{W}rPr"),
            kind=kind,
        )
        if kind == "paragraph" and element.get(f"{W}default", "0") not in OFF:
            self.default_paragraph = identifier

    def of_paragraph(self, properties: etree._Element | None) -> str | None:
        named = value(properties, "pStyle")
        return named if named in self.by_id else self.default_paragraph

    def name(self, identifier: str | None) -> str:
        return self.by_id[identifier].name if identifier in self.by_id else ""

    def chain(self, identifier: str | None) -> Iterator[tuple[str, Style]]:
        """The style and its ancestors, nearest first."""
        for _ in range(DEEPEST):
            if identifier is None or identifier not in self.by_id:
                return
            style = self.by_id[identifier]
            yield identifier, style
            identifier = style.parent

    def run_switch(self, identifier: str | None, name: str) -> bool | None:
        for _, style in self.chain(identifier):
            if (found := switch(style.run, name)) is not None:
                return found
        return None

    def toggled(self, run: etree._Element | None, paragraph_style: str | None, name: str) -> bool:
        """Whether a toggle is on for a run: said directly, or by exactly one of its styles (ISO 29500, 17.7.3)."""
        if (direct := switch(run, name)) is not None:
            return direct
        by_paragraph = self.run_switch(paragraph_style, name)
        by_character = self.run_switch(value(run, "rStyle"), name)
        if by_paragraph is None and by_character is None:
            return bool(switch(self.default_run, name))
        return bool(by_paragraph) != bool(by_character)

    def alignment(self, properties: etree._Element | None, style: str | None) -> str:
        if (direct := value(properties, "jc")) is not None:
            return direct
        inherited = (value(each.paragraph, "jc") for _, each in self.chain(style))
        return next((found for found in inherited if found is not None), "left")

    def indent(self, properties: etree._Element | None, style: str | None) -> int:
        """Left indent in twentieths of a point, without what a numbering level adds."""
        sources = [properties, *(each.paragraph for _, each in self.chain(style))]
        for source in sources:
            found = None if source is None else source.find(f"{W}ind")
            if found is not None and (left := found.get(f"{W}left") or found.get(f"{W}start")):
                return whole(left)
        return 0
