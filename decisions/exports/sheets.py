"""A table as XLSX. What people wrote stays text: no cell of it can become a formula."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

from django.http import FileResponse

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # signs that a cell of Excel holds
A4 = 9  # of ECMA-376, 18.3.1.63
LINE, TALLEST = 15, 27  # points of a line of Calibri 11; lines that Excel's tallest row holds
PRINTED_AS_ONE = 15  # columns that are still read when a sheet of paper takes them all
FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: int = 16  # in letters


def sheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> io.BytesIO:
    """Texts, numbers and dates. openpyxl makes the book with its headings and styles, but takes 15 μs for a cell:
    the rows are written into its sheet as text, a row at a time, so that a long table costs neither time nor memory."""
    from openpyxl import Workbook  # noqa: PLC0415 - takes 0.3 s to import, and few pages need it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - slow, as above
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415 - slow, as above

    book = Workbook(write_only=True)
    page = book.create_sheet(title=title[:31])
    page.freeze_panes = "A2"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", A4
    if len(columns) <= PRINTED_AS_ONE:
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        page.page_setup.fitToHeight = 0
    letters = [get_column_letter(number) for number in range(1, len(columns) + 1)]
    for letter, column in zip(letters, columns, strict=True):
        page.column_dimensions[letter].width = column.width
    cells = _Cells(page)
    widths = [column.width for column in columns]
    headings = [column.heading for column in columns]
    page.row_dimensions[1].height = LINE * lines_of(headings, widths)
    page.append([cells.heading(heading) for heading in headings])
    empty = io.BytesIO()
    book.save(empty)
    return _filled(empty, (cells.row(number, letters, widths, row) for number, row in enumerate(rows, 2)))


def lines_of(values: Iterable[object], widths: Iterable[int]) -> int:
    """How many lines the tallest text of a row takes: LibreOffice shows as many as the file says and cuts the rest."""
    most = 1
    for value, width in zip(values, widths, strict=True):
        if isinstance(value, str) and (len(value) > width or "\n" in value):
            most = max(most, sum(max(1, ceil(1.1 * len(line) / width)) for line in value.split("\n")))
    return min(most, TALLEST)


def _filled(empty: io.BytesIO, rows: Iterable[str]) -> io.BytesIO:
    stored = io.BytesIO()
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            head, end, tail = content.partition(b"</sheetData>")
            if not end:
                target.writestr(part, content)
                continue
            with target.open(part.filename, "w", force_zip64=True) as written:
                written.write(head)
                for row in rows:
                    written.write(row.encode())
                written.write(end + tail)
    stored.seek(0)
    return stored


class _Cells:
    """The style of each kind of cell, found once, and cells as the sheet says them (ECMA-376, 18.3.1.4)."""

    def __init__(self, page: Any) -> None:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow, as above
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - slow, as above
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - slow, as above
        from openpyxl.utils.datetime import to_excel  # noqa: PLC0415 - slow, as above

        self.page, self.new, self.unwritable, self.serial = page, WriteOnlyCell, ILLEGAL_CHARACTERS_RE, to_excel
        wrapped, top = Alignment(wrap_text=True, vertical="top"), Alignment(vertical="top")
        self.bold = {"alignment": wrapped, "font": Font(name="Calibri", size=11, bold=True)}
        self.plain = self._styled(alignment=wrapped).style_id
        # Excel would take «=…» for a formula when somebody edits the cell
        self.quoted = self._styled(alignment=wrapped, quotePrefix=True).style_id
        self.dated = self._styled(number_format="DD.MM.YYYY", alignment=top).style_id
        self.counted = self._styled(alignment=top).style_id

    def _styled(self, value: object = None, **properties: object) -> Any:
        cell = self.new(self.page, value)
        for name, set_to in properties.items():
            setattr(cell, name, set_to)
        return cell

    def heading(self, text: str) -> Any:
        cell = self._styled(text, **self.bold)
        cell.data_type = "s"
        return cell

    def row(self, number: int, letters: Sequence[str], widths: Sequence[int], values: Sequence[object]) -> str:
        pairs = zip(letters, values, strict=True)
        cells = (self._cell(f"{letter}{number}", value) for letter, value in pairs if value not in (None, ""))
        return f'<row r="{number}" ht="{LINE * lines_of(values, widths)}">{"".join(cells)}</row>'

    def _cell(self, place: str, value: object) -> str:
        if isinstance(value, dt.date):
            return f'<c r="{place}" s="{self.dated}"><v>{self.serial(value)}</v></c>'
        if isinstance(value, int | float):
            return f'<c r="{place}" s="{self.counted}"><v>{+value}</v></c>'
        text = self.unwritable.sub("", str(value))[:LONGEST]
        style = self.quoted if text.startswith(FORMULA_SIGNS) else self.plain
        said = escape(text, {"\r": "&#13;"})
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def download(stored: io.BytesIO, name: str) -> FileResponse:
    response = FileResponse(stored, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
