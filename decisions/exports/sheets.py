"""A table as XLSX. What people wrote stays text: no cell of it can become a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import FileResponse

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # signs that a cell of Excel holds
FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Column:
    heading: str
    width: int = 16  # in letters


def sheet(title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> io.BytesIO:
    """Texts, numbers and dates, written a row at a time, so that a long table costs no memory."""
    from openpyxl import Workbook  # noqa: PLC0415 - takes 0.3 s to import, and few pages need it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - slow, as above

    book = Workbook(write_only=True)
    page = book.create_sheet(title=title[:31])
    page.freeze_panes = "A2"
    for number, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
    cells = _Cells(page)
    page.append([cells.heading(column.heading) for column in columns])
    for row in rows:
        page.append([cells.cell(value) for value in row])
    stored = io.BytesIO()
    book.save(stored)
    stored.seek(0)
    return stored


class _Cells:
    def __init__(self, page: Any) -> None:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow, as above
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - slow, as above
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - slow, as above

        self.page, self.new, self.unwritable = page, WriteOnlyCell, ILLEGAL_CHARACTERS_RE
        self.wrapped, self.bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)

    def cell(self, value: object) -> Any:
        if isinstance(value, dt.date):
            cell = self.new(self.page, value)
            cell.number_format = "DD.MM.YYYY"
            return cell
        if isinstance(value, int | float):
            return self.new(self.page, value)
        return None if value is None else self.text(str(value))

    def text(self, value: str) -> Any:
        text = self.unwritable.sub("", value)[:LONGEST]
        cell = self.new(self.page, text)
        cell.data_type = "s"  # openpyxl takes «=…» for a formula …
        if text.startswith(FORMULA_SIGNS):
            cell.quotePrefix = True  # … and so would Excel, when somebody edits the cell
        cell.alignment = self.wrapped
        return cell

    def heading(self, value: str) -> Any:
        cell = self.text(value)
        cell.font = self.bold
        return cell


def download(stored: io.BytesIO, name: str) -> FileResponse:
    response = FileResponse(stored, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
