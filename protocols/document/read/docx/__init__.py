""".docx → lines, in the order and with the numbers that Word shows."""

from __future__ import annotations

from lxml import etree

from protocols.document.model import Unreadable
from protocols.document.read.docx.body import Story
from protocols.document.read.docx.names import R, W
from protocols.document.read.docx.numbering import Numbering
from protocols.document.read.docx.package import NO_TEXT, Package
from protocols.document.read.docx.styles import Styles, switch
from protocols.document.read.lines import Collector, Place

LISTS_MISSING = "В файле нет описания части списков: номера некоторых пунктов не восстановлены."


def read_docx(parts: dict[str, bytes], collector: Collector) -> None:
    """Adds headers, body, notes and footers, in this order. Raises Unreadable."""
    package = Package(parts)
    document = package.root(package.main)
    body = None if document is None else document.find(f"{W}body")
    if body is None:
        raise Unreadable(NO_TEXT)
    styles = Styles(package.related("styles"))
    story = Story(collector, styles, Numbering(package.related("numbering"), styles))
    story.measure(body)
    edges = _edges(package, body)
    for root in edges["header"]:
        story.read(root, Place("header"))
    story.read(body, Place())
    _notes(package, story)
    for root in edges["footer"]:
        story.read(root, Place("footer"))
    if story.numbering.missing:
        collector.note(LISTS_MISSING)


def _edges(package: Package, body: etree._Element) -> dict[str, list[etree._Element]]:
    """Headers and footers that are shown: each part once, first-page and even ones only where switched on."""
    even = switch(package.related("settings"), "evenAndOddHeaders")
    found: dict[str, dict[str, etree._Element]] = {"header": {}, "footer": {}}
    for section in body.iter(f"{W}sectPr"):
        for kind, roots in found.items():
            for reference in section.iterchildren(f"{W}{kind}Reference"):
                shown = {"first": switch(section, "titlePg"), "even": even}.get(reference.get(f"{W}type", ""), True)
                relation = package.relations.get(reference.get(f"{R}id", ""))
                root = package.root(relation.target) if shown and relation is not None else None
                if relation is not None and root is not None:
                    roots.setdefault(relation.target, root)
    return {kind: list(roots.values()) for kind, roots in found.items()}


def _notes(package: Package, story: Story) -> None:
    for kind in ("footnote", "endnote"):
        root = package.related(f"{kind}s")
        if root is None:
            continue
        by_id = {each.get(f"{W}id"): each for each in root.iterchildren(f"{W}{kind}")}
        referred = [identifier for noted, identifier in story.notes if noted == kind]
        for identifier in dict.fromkeys(referred):
            if identifier in by_id:
                story.read(by_id[identifier], Place("footnote"))
