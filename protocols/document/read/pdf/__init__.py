""".pdf with a text layer → lines. A scan has none and is refused with advice."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from protocols.document.model import Cell, Line, Part, Unreadable
from protocols.document.read.container import LOCKED
from protocols.document.read.lines import Collector
from protocols.document.read.pdf.columns import parted
from protocols.document.read.pdf.edges import is_page_number, repeated, zone
from protocols.document.read.pdf.paragraphs import Column, column_of, is_hyphenated, paragraphs
from protocols.document.read.pdf.rows import Box, Row, Word, rows_of, words_of
from protocols.document.read.pdf.safety import check_bytes, check_catalog
from protocols.document.read.pdf.tables import TableBlock, table_of
from protocols.document.read.xml import DAMAGED

SCANNED = (
    "В этом PDF нет текста: похоже, документ отсканирован. Распознайте его (например, в FineReader), "
    "загрузите исходный файл .docx или вставьте текст протокола в окно."
)
UNMAPPED = (
    "Текст этого PDF закодирован так, что его нельзя извлечь. Загрузите исходный файл .docx "
    "или вставьте текст протокола в окно."
)
TOO_MANY_PAGES = "В файле слишком много страниц для протокола: {pages}. Загрузите протокол без приложений."
PARTLY_SCANNED = "На страницах без текста ничего не прочитано (похоже, это сканы): {pages}."
RECOGNISED = "Похоже, это скан с распознанным текстом: сверьте имена, даты и номера с оригиналом."
WHOLE_PAGE = 0.7  # share of the page that a scanned picture covers
FRAME = 0.3  # of the page's height
LEAST_STAMP = 25  # points


@dataclass(slots=True)
class Sheet:
    """One page taken apart."""

    number: int
    width: float
    height: float
    rows: list[Row] = field(default_factory=list)
    tables: list[TableBlock] = field(default_factory=list)
    stamps: list[list[Row]] = field(default_factory=list)
    pictured: bool = False


def read_pdf(data: bytes, collector: Collector) -> None:
    """Adds running heads, body and feet. Raises Unreadable for scans, passwords and active contents."""
    check_bytes(data)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            sheets = _sheets(pdf, collector)
    except PdfminerException as error:
        locked = any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args)
        raise Unreadable(LOCKED if locked else DAMAGED) from error
    _remark(sheets, collector)
    _add(sheets, collector)


def _sheets(pdf: Any, collector: Collector) -> list[Sheet]:
    check_catalog(pdf.doc.catalog)
    if len(pdf.pages) > collector.limits.pages:
        raise Unreadable(TOO_MANY_PAGES.format(pages=len(pdf.pages)))
    words: list[list[Word]] = []
    sheets: list[Sheet] = []
    for page in pdf.pages:
        found = words_of(page)
        words.append(found)
        sheets.append(_sheet(page, found))
        page.close()
    return sheets


def _sheet(page: Any, words: list[Word]) -> Sheet:
    sheet = Sheet(page.page_number, float(page.width), float(page.height))
    sheet.pictured = any(
        (image["x1"] - image["x0"]) * (image["bottom"] - image["top"]) > WHOLE_PAGE * sheet.width * sheet.height
        for image in page.images
    )
    vocabulary = " ".join(word.text for word in words)
    taken: list[Box] = []
    for found in page.find_tables():
        table = table_of(found, words, sheet.number, vocabulary)
        if table is not None:
            sheet.tables.append(table)
            taken.append(found.bbox)
    for frame in _frames(page, taken):
        framed = [word for word in words if word.inside(frame)]
        if framed:
            sheet.stamps.append(rows_of(framed, sheet.number))
            taken.append(frame)
    free = [word for word in words if not any(word.inside(box) for box in taken)]
    sheet.rows = rows_of(free, sheet.number)
    return sheet


def _frames(page: Any, tables: list[Box]) -> list[Box]:
    """Drawn boxes outside tables, such as the stamp of an electronic signature; large ones are decoration."""
    boxes = [(shape["x0"], shape["top"], shape["x1"], shape["bottom"])
             for shape in (*page.rects, *page.curves) if shape.get("stroke")]  # fmt: skip
    return [
        box
        for box in dict.fromkeys(boxes)
        if LEAST_STAMP < box[3] - box[1] < FRAME * page.height
        and box[2] - box[0] > LEAST_STAMP
        and not any(box[1] < table[3] and table[1] < box[3] for table in tables)
    ]


def _remark(sheets: list[Sheet], collector: Collector) -> None:
    empty = [sheet for sheet in sheets if not sheet.rows and not sheet.tables and not sheet.stamps]
    if len(empty) == len(sheets):
        raise Unreadable(SCANNED)
    text = "".join(row.text for sheet in sheets for row in sheet.rows)
    if text.count("(cid:") * 8 > 0.3 * len(text):
        raise Unreadable(UNMAPPED)
    scanned = [str(sheet.number) for sheet in empty if sheet.pictured]
    if scanned:
        collector.note(PARTLY_SCANNED.format(pages=", ".join(scanned)))
    if any(sheet.pictured for sheet in sheets if sheet not in empty):
        collector.note(RECOGNISED)


def _add(sheets: list[Sheet], collector: Collector) -> None:
    edges = repeated([(sheet.rows, sheet.height) for sheet in sheets])
    heads: dict[str, Row] = {}
    feet: dict[str, Row] = {}
    for sheet in sheets:
        kept = []
        for row in sheet.rows:
            if is_page_number(row, sheet.height):
                continue
            if id(row) in edges:
                (feet if zone(row, sheet.height) else heads).setdefault(row.text, row)
            else:
                kept.append(row)
        sheet.rows = kept
    _add_edge("header", list(heads.values())[:1], collector)
    Writer(sheets, collector).write()
    _add_edge("footer", list(feet.values())[:1], collector)


def _add_edge(part: Part, rows: list[Row], collector: Collector) -> None:
    for row in rows:
        collector.add(Line(index=0, text=row.text, part=part, bold=row.bold))


class Writer:
    """Puts rows and tables of all pages into reading order and adds them."""

    def __init__(self, sheets: list[Sheet], collector: Collector) -> None:
        self.sheets = sheets
        self.collector = collector
        self.column: Column = column_of([row for sheet in sheets for row in sheet.rows])
        self.vocabulary = " ".join(row.text for sheet in sheets for row in sheet.rows)
        self.hyphenated = is_hyphenated([row for sheet in sheets for row in sheet.rows])
        self.waiting: list[Row] = []
        self.table: TableBlock | None = None

    def write(self) -> None:
        for sheet in self.sheets:
            for block in _in_order(sheet):
                self._block(block)
        self._finish_rows()
        self._finish_table()

    def _block(self, block: Row | TableBlock | list[Row]) -> None:
        if isinstance(block, Row):
            self._finish_table()
            self.waiting.append(block)
        elif isinstance(block, TableBlock):
            if self.table is not None and not self.waiting and self.table.goes_on_with(block):
                self.table.append(block)
                return
            self._finish_rows()
            self._finish_table()
            self.table = block
        else:
            self._finish_rows()
            self._paragraphs(block, column_of(block), "textbox")

    def _finish_rows(self) -> None:
        rows: list[Row] = []
        for each in parted(self.waiting, self.column):
            if isinstance(each, Row):
                rows.append(each)
                continue
            self._paragraphs(rows, self.column, "body")
            rows = []
            if each.stamps:
                self._stamps(each.left, each.right)
                continue
            self._side(each.left, right=False)
            self._side(each.right, right=True)
        self._paragraphs(rows, self.column, "body")
        self.waiting = []

    def _side(self, rows: tuple[Row, ...], *, right: bool) -> None:
        """One of two blocks side by side; its rows were broken by hand and stay so."""
        text = "\n".join(row.text for row in rows)
        self.collector.add(Line(index=0, text=text, bold=all(row.bold for row in rows), right=right))

    def _stamps(self, *sides: tuple[Row, ...]) -> None:
        """As the cells of one row: that is how they are set in other formats."""
        number = self.collector.new_table()
        for column, rows in enumerate(sides):
            for row in rows:
                where = Cell(number, 0, column, len(sides))
                self.collector.add(Line(index=0, text=row.text, cell=where, bold=row.bold))

    def _paragraphs(self, rows: list[Row], column: Column, part: Part) -> None:
        for paragraph in paragraphs(rows, column):
            first = paragraph.rows[0]
            self.collector.add(
                Line(
                    index=0,
                    text=paragraph.text(self.vocabulary, hyphenated=self.hyphenated),
                    part=part,
                    bold=paragraph.bold,
                    centered=column.sets_centered(paragraph.rows),
                    right=part == "body" and column.pushed(first) and not column.centered(first),
                )
            )

    def _finish_table(self) -> None:
        if self.table is None:
            return
        table, self.table = self.table, None
        number = self.collector.new_table()
        for at, row in enumerate(table.rows):
            for cell in row:
                self.collector.count_cell()
                where = Cell(number, at, cell.column, table.columns, table.header and at == 0, cell.rows, cell.span)
                for text in cell.texts:
                    self.collector.add(Line(index=0, text=text, cell=where, bold=cell.bold, centered=cell.centered))


def _in_order(sheet: Sheet) -> Iterator[Row | TableBlock | list[Row]]:
    placed: list[tuple[float, Row | TableBlock | list[Row]]] = [(row.top, row) for row in sheet.rows]
    placed += [(table.box[1], table) for table in sheet.tables]
    placed += [(stamp[0].top, stamp) for stamp in sheet.stamps if stamp]
    for _, block in sorted(placed, key=lambda each: each[0]):
        yield block
