"""Paragraphs, lists, tables and frames of an OpenDocument text in reading order."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from protocols.document.model import Cell, Line
from protocols.document.read.lines import Collector, Place
from protocols.document.read.numerals import bullet
from protocols.document.read.odt.names import DRAW, OFFICE, TABLE, TEXT
from protocols.document.read.odt.numbering import Counters, ListStyle
from protocols.document.read.odt.styles import Styles
from protocols.document.read.odt.text import Reader
from protocols.document.read.rtf import number_of
from protocols.document.read.xml import whole

PARAGRAPHS = {f"{TEXT}p", f"{TEXT}h"}
CONTAINERS = {f"{TEXT}section", f"{TEXT}index-body", f"{OFFICE}text", f"{DRAW}text-box", f"{DRAW}g", f"{DRAW}a"}
ROW_GROUPS = {f"{TABLE}{name}" for name in ("table-header-rows", "table-rows", "table-row-group")}
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
TAB, SPACE = 1.25, 0.21  # centimetres: default tab stop and about one space of 12 pt
MOST_REPEATED = 64
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(slots=True)
class Item:
    """The list item that a paragraph opens; `start` restarts the counting."""

    style: ListStyle
    counters: Counters
    level: int
    start: int | None = None


class Story:
    """Walks blocks and adds their lines; counters of lists run through the whole document."""

    def __init__(self, collector: Collector, styles: Styles) -> None:
        self.collector = collector
        self.styles = styles
        self.notes: list[etree._Element] = []
        self.by_id: dict[str, Counters] = {}
        self.by_style: dict[str, Counters] = {}
        self.outline = Counters()

    def read(self, parent: etree._Element, place: Place) -> None:
        for child in parent:
            tag = child.tag
            if tag in PARAGRAPHS:
                self._paragraph(child, place, self._by_style(child))
            elif tag == f"{TEXT}list":
                self._list(child, place, 0, None, None)
            elif tag == f"{TABLE}table":
                self._table(child, place)
            elif tag in CONTAINERS and child.get(f"{TEXT}display") != "none":
                self.read(child, place)
            elif tag.startswith(DRAW):
                self._box(child, place)

    def _by_style(self, paragraph: etree._Element) -> Item | None:
        """Headings are numbered by the outline; other paragraphs only inside lists."""
        if paragraph.tag != f"{TEXT}h" or paragraph.get(f"{TEXT}is-list-header") == "true":
            return None
        level = whole(paragraph.get(f"{TEXT}outline-level"), 1) - 1
        if level not in self.styles.outline.levels or self.styles.outline.levels[level].kind == "none":
            return None
        return Item(self.styles.outline, self.outline, level)

    def _list(
        self, block: etree._Element, place: Place, depth: int, style: str | None, counters: Counters | None
    ) -> None:
        style = block.get(f"{TEXT}style-name") or style
        if counters is None:
            counters = self._counters(block, style)
        for child in block:
            if child.tag in (f"{TEXT}list-item", f"{TEXT}list-header"):
                self._item(child, place, depth, style, counters)

    def _counters(self, block: etree._Element, style: str | None) -> Counters:
        """A new list counts from its start, unless it says that it goes on with an earlier one."""
        continued = block.get(f"{TEXT}continue-list")
        if continued is not None and continued in self.by_id:
            counters = self.by_id[continued]
        elif block.get(f"{TEXT}continue-numbering") == "true" and style is not None:
            counters = self.by_style.get(style, Counters())
        else:
            counters = Counters()
        if (identifier := block.get(XML_ID)) is not None:
            self.by_id[identifier] = counters
        if style is not None:
            self.by_style[style] = counters
        return counters

    def _item(self, element: etree._Element, place: Place, depth: int, style: str | None, counters: Counters) -> None:
        start = element.get(f"{TEXT}start-value")
        item: Item | None = Item(
            self._style(element, style), counters, depth, None if start is None else whole(start, 1)
        )
        if element.tag == f"{TEXT}list-header":
            item = None
        for child in element:
            if child.tag in PARAGRAPHS:
                self._paragraph(child, place, item)
                item = None  # further paragraphs of an item carry no number
            elif child.tag == f"{TEXT}list":
                self._list(child, place, depth + 1, style, counters)
            elif child.tag == f"{TABLE}table":
                self._table(child, place)

    def _style(self, element: etree._Element, named: str | None) -> ListStyle:
        if named is None:
            first = next(element.iter(*PARAGRAPHS), None)
            named = None if first is None else self.styles.list_of(first.get(f"{TEXT}style-name"))[0]
        return self.styles.lists.get(named or "", ListStyle(None))

    def _paragraph(self, paragraph: etree._Element, place: Place, item: Item | None) -> None:
        name = paragraph.get(f"{TEXT}style-name")
        reader = Reader(self.styles, name)
        reader.read(paragraph)
        for box in reader.boxes:
            self._box(box, place)
        self.notes += reader.notes
        number = "" if item is None else item.counters.step(item.style, item.level, item.start)
        self._line(reader, name, place, number, None if item is None else item.level)

    def _line(self, reader: Reader, style: str | None, place: Place, number: str, level: int | None) -> None:
        text = reader.pieces.text
        if (written := number_of(text)) is not None:
            number, level, text = written
            number = number if any(sign.isalnum() for sign in number) else bullet(number)
        alignment = self.styles.alignment(style)
        self.collector.add(
            Line(
                index=0,
                text=text,
                number=number,
                level=level,
                part=place.part,
                cell=place.cell,
                style=self.styles.shown_name(style),
                bold=reader.pieces.bold,
                centered=alignment == "center",
                right=alignment in ("end", "right") or self._pushed(text, style),
            )
        )

    def _pushed(self, text: str, style: str | None) -> bool:
        """Whether an indent, tabs or spaces push the text past the middle."""
        lead = text[: len(text) - len(text.lstrip())]
        shift = self.styles.indent(style) + lead.count("\t") * TAB + lead.count(" ") * SPACE
        return bool(text.strip()) and shift >= self.styles.middle

    def _box(self, box: etree._Element, place: Place) -> None:
        """Text boxes are read before the paragraph they are anchored to: they stand beside or above it."""
        inside = Place("textbox" if place.part == "body" else place.part)
        for content in box.iterchildren(f"{DRAW}text-box"):
            self.read(content, inside)
        if box.tag != f"{DRAW}frame":
            self.read(box, inside)

    def _table(self, table: etree._Element, place: Place) -> None:
        rows = _rows(table, header=False)
        columns = max((sum(_repeated(cell, "columns") for cell in _cells(row)) for row, _ in rows), default=0)
        number = self.collector.new_table()
        for at, (row, header) in enumerate(rows):
            column = 0
            for cell in _cells(row):
                self.collector.count_cell()
                if cell.tag == f"{TABLE}table-cell":
                    where = Cell(number, at, column, columns, header=header, rows=_spanned(cell, "rows"),
                                 span=_spanned(cell, "columns"))  # fmt: skip
                    self.read(cell, replace(place, cell=where))
                column += _repeated(cell, "columns")


def _rows(parent: etree._Element, *, header: bool) -> list[tuple[etree._Element, bool]]:
    found: list[tuple[etree._Element, bool]] = []
    for child in parent:
        if child.tag == f"{TABLE}table-row":
            found.append((child, header))
        elif child.tag in ROW_GROUPS:
            found += _rows(child, header=header or child.tag == f"{TABLE}table-header-rows")
    return found


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row if cell.tag in CELLS]


def _repeated(cell: etree._Element, what: str) -> int:
    return min(max(1, whole(cell.get(f"{TABLE}number-{what}-repeated"), 1)), MOST_REPEATED)


def _spanned(cell: etree._Element, what: str) -> int:
    return min(max(1, whole(cell.get(f"{TABLE}number-{what}-spanned"), 1)), MOST_REPEATED)
