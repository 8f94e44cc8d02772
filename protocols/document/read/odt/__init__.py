""".odt → lines, with the numbers that LibreOffice shows."""

from __future__ import annotations

from lxml import etree

from protocols.document.model import Unreadable
from protocols.document.read.lines import Collector, Place
from protocols.document.read.odt.body import Story
from protocols.document.read.odt.names import OFFICE, STYLE
from protocols.document.read.odt.styles import Styles
from protocols.document.read.xml import parse_xml

NO_TEXT = "В файле нет текста документа. Откройте его в LibreOffice, сохраните заново и загрузите ещё раз."
EDGES = {"header": ("header", "header-first", "header-left"), "footer": ("footer", "footer-first", "footer-left")}


def read_odt(parts: dict[str, bytes], collector: Collector) -> None:
    """Adds headers, body, notes and footers, in this order. Raises Unreadable."""
    content = parse_xml(parts["content.xml"])
    text = content.find(f"{OFFICE}body/{OFFICE}text")
    if text is None:
        raise Unreadable(NO_TEXT)
    common = parse_xml(parts["styles.xml"]) if "styles.xml" in parts else None
    edge_story = None if common is None else Story(collector, Styles(None, common))
    if common is not None and edge_story is not None:
        _edge("header", common, edge_story)
    story = Story(collector, Styles(common, content))
    story.read(text, Place())
    while story.notes:
        waiting, story.notes = story.notes, []
        for note in waiting:
            story.read(note, Place("footnote"))
    if common is not None and edge_story is not None:
        _edge("footer", common, edge_story)


def _edge(part: str, common: etree._Element, story: Story) -> None:
    for page in common.iter(f"{STYLE}master-page"):
        for name in EDGES[part]:
            for element in page.iterchildren(f"{STYLE}{name}"):
                if element.get(f"{STYLE}display") != "false":
                    story.read(element, Place("header" if part == "header" else "footer"))
