"""A sheet: texts stay texts, dates are dates, and nothing that people wrote can break or command it."""

import datetime as dt

import openpyxl
import pytest

from decisions.exports.sheets import LONGEST, Column, sheet


def written(*values):
    page = openpyxl.load_workbook(sheet("Лист", [Column("А")] * len(values), [values])).active
    return list(page.iter_rows())[1]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x";"y")', "+7 900", "-5", "@SUM(A1)", "=cmd|' /C calc'!A0"]
)
def test_what_looks_like_a_formula_is_a_text(text):
    (cell,) = written(text)
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)


@pytest.mark.parametrize(
    ("value", "kind", "read"),
    [
        ("план", "s", "план"),
        ("а\x00б\x0bв", "s", "абв"),
        ("<b>&amp;</b>\r\n ", "s", "<b>&amp;</b>\r\n "),
        (7, "n", 7),
        (2.5, "n", 2.5),
        (dt.date(2026, 3, 6), "d", dt.datetime(2026, 3, 6)),
        ("я" * (LONGEST + 5), "s", "я" * LONGEST),
    ],
)
def test_a_value_is_read_back(value, kind, read):
    (cell,) = written(value)
    assert (cell.data_type, cell.value) == (kind, read)


def test_headings_are_bold_texts_and_rows_stand_in_their_order():
    page = openpyxl.load_workbook(sheet("Лист", [Column("=А", 9), Column("Б")], [("а", 1), ("б", 2)])).active
    heading = page["A1"]
    assert (heading.value, heading.data_type, heading.font.b) == ("=А", "s", True)
    assert list(page.iter_rows(min_row=2, values_only=True)) == [("а", 1), ("б", 2)]
    assert page["A2"].alignment.wrap_text


@pytest.mark.parametrize(
    ("text", "lines"), [("план", 1), ("слово " * 8, 4), ("а\n\nб", 3), ("я" * LONGEST, 27), (7, 1), (None, 1)]
)
def test_a_row_is_as_tall_as_its_text(text, lines):
    page = openpyxl.load_workbook(sheet("Лист", [Column("Очень длинный заголовок", 16)], [(text,)])).active
    assert [page.row_dimensions[number].height for number in (1, 2)] == [30, 15 * lines]


def test_an_empty_cell_stays_empty():
    assert [cell.value for cell in written("а", None, "", 0, "б")] == ["а", None, None, 0, "б"]


def test_a_sheet_of_sixty_columns():
    page = openpyxl.load_workbook(sheet("Лист", [Column(str(number), 9) for number in range(60)], [])).active
    assert page.max_column == 60
    assert page.freeze_panes == "A2"
