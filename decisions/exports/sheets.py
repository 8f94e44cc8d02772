"""A table as XLSX. What people wrote stays text: no cell of it can become a formula."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from copy import copy
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
    """Styles are found once: openpyxl looks each one up anew, which is half the time of a long table."""

    def __init__(self, page: Any) -> None:
        from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - slow, as above
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - slow, as above
        from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - slow, as above

        self.page, self.new, self.unwritable = page, WriteOnlyCell, ILLEGAL_CHARACTERS_RE
        wrapped, self.bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
        self.plain = self._style(alignment=wrapped)
        self.quoted = self._style(alignment=wrapped, quotePrefix=True)
        self.dated = self._style(number_format="DD.MM.YYYY", alignment=Alignment(vertical="top"))
        self.counted = self._style(alignment=Alignment(vertical="top"))

    def _style(self, **properties: object) -> Any:
        pattern = self.new(self.page)
        for name, value in properties.items():
            setattr(pattern, name, value)
        return pattern._style  # noqa: SLF001 - openpyxl's own way to copy a style

    def _styled(self, value: object, style: Any) -> Any:
        cell = self.new(self.page, value)
        cell._style = style  # noqa: SLF001 - as above
        return cell

    def cell(self, value: object) -> Any:
        if isinstance(value, dt.date):
            return self._styled(value, self.dated)
        if isinstance(value, int | float):
            return self._styled(value, self.counted)
        return None if value is None else self.text(str(value))

    def text(self, value: str) -> Any:
        text = self.unwritable.sub("", value)[:LONGEST]
        cell = self.new(self.page)
        cell._value = text  # noqa: SLF001 - set by name, openpyxl would take «=…» for a formula …
        cell.data_type = "s"
        # … and so would Excel, when somebody edits the cell
        cell._style = self.quoted if text.startswith(FORMULA_SIGNS) else self.plain  # noqa: SLF001 - as above
        return cell

    def heading(self, value: str) -> Any:
        cell = self.text(value)
        cell._style = copy(cell._style)  # noqa: SLF001 - as above
        cell.font = self.bold
        return cell


def download(stored: io.BytesIO, name: str) -> FileResponse:
    response = FileResponse(stored, as_attachment=True, filename=name, content_type=CONTENT_TYPE)
    response["Cache-Control"] = "private, no-store"
    return response
