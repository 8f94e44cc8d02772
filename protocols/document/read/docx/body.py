"""Paragraphs, tables and text boxes of one story (body, header, note) in reading order."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from protocols.document.model import Cell, Line
from protocols.document.read.docx.names import MC, VAL, W
from protocols.document.read.docx.numbering import Numbering
from protocols.document.read.docx.styles import Styles, switch, value
from protocols.document.read.docx.text import Fields, Found, Reader, branch, removed
from protocols.document.read.lines import Collector, Place
from protocols.document.read.xml import whole

TRANSPARENT = {f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent")}
RIGHT = {"right", "end"}
TAB, SPACE = 708, 120  # twentieths of a point: Word's default tab stop and about one space of 12 pt
A4_TEXT = 9_355  # text width of A4 with margins of 3 and 1.5 cm


class Story:
    """Walks blocks and adds their lines; fields and numbering run on from one story to the next."""

    def __init__(self, collector: Collector, styles: Styles, numbering: Numbering) -> None:
        self.collector = collector
        self.styles = styles
        self.numbering = numbering
        self.fields = Fields()
        self.notes: list[tuple[str, str]] = []
        self.carried = Found()
        self.middle = A4_TEXT // 2

    def measure(self, body: etree._Element) -> None:
        """Takes the middle of the text from the last section's page."""
        sections = list(body.iter(f"{W}sectPr"))
        size = sections[-1].find(f"{W}pgSz") if sections else None
        margins = sections[-1].find(f"{W}pgMar") if sections else None
        if size is not None and margins is not None:
            width = whole(size.get(f"{W}w")) - whole(margins.get(f"{W}left")) - whole(margins.get(f"{W}right"))
            self.middle = width // 2 if width > 0 else self.middle

    def read(self, block: etree._Element, place: Place) -> None:
        self._blocks(block, place)
        self.fields.open.clear()  # a field that a damaged file never closes ends with its story
        self.carried = Found()

    def _blocks(self, parent: etree._Element, place: Place) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}p":
                self._paragraph(child, place)
            elif tag == f"{W}tbl":
                self._table(child, place)
            elif tag == f"{W}sdt":
                self._control(child, place)
            elif tag == f"{MC}AlternateContent":
                chosen = branch(child)
                if chosen is not None:
                    self._blocks(chosen, place)
            elif tag in TRANSPARENT:
                self._blocks(child, place)
            elif tag == f"{W}altChunk":
                self.collector.note("В документ вложен другой документ: его текст не прочитан.")

    def _control(self, control: etree._Element, place: Place) -> None:
        properties = control.find(f"{W}sdtPr")
        gallery = None if properties is None else properties.find(f"{W}docPartObj/{W}docPartGallery")
        contents = gallery is not None and gallery.get(VAL) == "Table of Contents"
        placeholder = properties is not None and properties.find(f"{W}showingPlcHdr") is not None
        if not contents and not placeholder:
            for content in control.iterchildren(f"{W}sdtContent"):
                self._blocks(content, place)

    def _paragraph(self, paragraph: etree._Element, place: Place) -> None:
        properties = paragraph.find(f"{W}pPr")
        style = self.styles.of_paragraph(properties)
        found = self.carried
        Reader(self.styles, self.fields, style, found).read(paragraph)
        if removed(paragraph):
            return
        self.carried = Found()
        self.notes += found.notes
        for drawing in found.drawings:
            self._boxes(drawing, place)
        self._line(found, properties, style, place)

    def _boxes(self, drawing: etree._Element, place: Place) -> None:
        """Text boxes are read before the paragraph they are anchored to: they stand beside or above it."""
        part = "textbox" if place.part == "body" else place.part
        for content in _box_contents(drawing):
            kept, self.fields, self.carried = self.fields, Fields(), Found()
            self._blocks(content, Place(part))
            self.fields, self.carried = kept, Found()

    def _line(self, found: Found, properties: etree._Element | None, style: str | None, place: Place) -> None:
        numbered = self.numbering.place(properties, style)
        number = "" if numbered is None else self.numbering.count(*numbered)
        text = found.text
        alignment = self.styles.alignment(properties, style)
        self.collector.add(
            Line(
                index=0,
                text=text,
                number=number,
                level=None if numbered is None else numbered[1],
                part=place.part,
                cell=place.cell,
                style=self.styles.name(style),
                bold=found.bold,
                centered=alignment == "center",
                right=alignment in RIGHT or self._pushed(text, self.styles.indent(properties, style)),
            )
        )

    def _pushed(self, text: str, indent: int) -> bool:
        """Whether an indent, tabs or spaces push the text past the middle."""
        lead = text[: len(text) - len(text.lstrip())]
        return bool(text.strip()) and indent + lead.count("\t") * TAB + lead.count(" ") * SPACE >= self.middle

    def _table(self, table: etree._Element, place: Place) -> None:
        rows = [row for row in _rows(table) if row.find(f"{W}trPr/{W}del") is None]
        columns = max((_width(row) for row in rows), default=0)
        spans = _spans(rows)
        number = self.collector.new_table()
        for at, row in enumerate(rows):
            properties = row.find(f"{W}trPr")
            header = bool(switch(properties, "tblHeader"))
            for column, span, cell in _cells(row):
                self.collector.count_cell()
                if (rows_spanned := spans.get((at, column))) is None:
                    continue  # the lower part of a merged cell
                where = Cell(number, at, column, columns, header=header, rows=rows_spanned, span=span)
                self._blocks(cell, replace(place, cell=where))
                self.carried = Found()


def _box_contents(drawing: etree._Element) -> list[etree._Element]:
    """w:txbxContent elements that are shown: one branch of each alternative, boxes in boxes left to their own."""
    found: list[etree._Element] = []
    waiting = [drawing]
    while waiting:
        element = waiting.pop()
        if element.tag == f"{W}txbxContent":
            found.append(element)
        elif element.tag == f"{MC}AlternateContent":
            chosen = branch(element)
            waiting += [] if chosen is None else [chosen]
        else:
            waiting += reversed(element)
    return found


def _unwrapped(parent: etree._Element, tag: str) -> list[etree._Element]:
    """Children of this tag, also inside content controls and custom XML."""
    found: list[etree._Element] = []
    for child in parent:
        if child.tag == tag:
            found.append(child)
        elif child.tag == f"{W}sdt" or child.tag in TRANSPARENT:
            found += _unwrapped(child, tag)
    return found


def _rows(table: etree._Element) -> list[etree._Element]:
    return _unwrapped(table, f"{W}tr")


def _cells(row: etree._Element) -> list[tuple[int, int, etree._Element]]:
    """Grid column, columns spanned, and the cell."""
    column = max(0, whole(value(row.find(f"{W}trPr"), "gridBefore")))
    found = []
    for cell in _unwrapped(row, f"{W}tc"):
        span = min(max(1, whole(value(cell.find(f"{W}tcPr"), "gridSpan"), 1)), 64)
        found.append((column, span, cell))
        column += span
    return found


def _width(row: etree._Element) -> int:
    return max((column + span for column, span, _ in _cells(row)), default=0)


def _spans(rows: list[etree._Element]) -> dict[tuple[int, int], int]:
    """How many rows each cell covers; a cell that is covered from above is absent."""
    spans: dict[tuple[int, int], int] = {}
    top: dict[int, int] = {}  # grid column → row where its merged cell begins
    for at, row in enumerate(rows):
        for column, _, cell in _cells(row):
            merge = None if (found := cell.find(f"{W}tcPr")) is None else found.find(f"{W}vMerge")
            if merge is not None and merge.get(VAL, "continue") == "continue" and column in top:
                spans[top[column], column] += 1
                continue
            spans[at, column] = 1
            top.pop(column, None)
            if merge is not None:
                top[column] = at
    return spans
