import shutil

import pytest

from protocols.document.model import Cell, Unreadable
from protocols.document.read import Limits, office, read
from tests.protocols.document.making.docx import abstract, docx, num
from tests.protocols.document.making.docx import level as word_level
from tests.protocols.document.making.docx import p as word_p
from tests.protocols.document.making.odt import items, level, list_style, odt, p

LEVELS = list_style("L", level(1), level(2, shown=2))
needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")


def numbered(*blocks, **options):
    return [(line.number, line.text) for line in read(odt(*blocks, **options)).lines]


def texts(*blocks, **options):
    return [text for _, text in numbered(*blocks, **options)]


def test_lists_of_two_levels():
    block = items(p("О наборе") + items(p("Утвердить"), p("Провести")), p("Разное"), style="L")
    assert numbered(block, automatic=LEVELS) == [
        ("1.", "О наборе"),
        ("1.1.", "Утвердить"),
        ("1.2.", "Провести"),
        ("2.", "Разное"),
    ]


@pytest.mark.parametrize(
    ("form", "suffix", "expected"),
    [
        ("1", ")", ["1)", "2)"]),
        ("а, б, .., аа, аб, ... (ru)", ")", ["а)", "б)"]),
        ("А, Б, .., Аа, Аб, ... (ru)", ".", ["А.", "Б."]),
        ("I", ".", ["I.", "II."]),
        ("a", ")", ["a)", "b)"]),
    ],
)
def test_number_formats(form, suffix, expected):
    automatic = list_style("L", level(1, form, suffix))
    found = numbered(items(p("Раз"), p("Два"), style="L"), automatic=automatic)
    assert [number for number, _ in found] == expected


def test_a_bullet_that_is_a_dash_stays_a_dash():
    automatic = list_style("L", '<text:list-level-style-bullet text:level="1" text:bullet-char="-"/>')
    assert numbered(items(p("Раз"), style="L"), automatic=automatic) == [("–", "Раз")]


def test_a_list_goes_on_only_when_it_says_so():
    blocks = (
        items(p("Раз"), style="L", extra=' xml:id="one"'),
        p("Срок: до 1 марта"),
        items(p("Два"), style="L", extra=' text:continue-numbering="true"'),
        items(p("Три"), style="L", extra=' text:continue-list="one"'),
        items(p("Снова раз"), style="L"),
    )
    found = numbered(*blocks, automatic=LEVELS)
    assert [number for number, _ in found] == ["1.", "", "2.", "3.", "1."]


def test_only_the_first_paragraph_of_an_item_is_numbered():
    assert numbered(items(p("Раз") + p("ещё"), style="L"), automatic=LEVELS) == [("1.", "Раз"), ("", "ещё")]


def test_a_list_may_start_at_a_number():
    block = '<text:list text:style-name="L"><text:list-item text:start-value="5">' + p("Пять")
    block += "</text:list-item></text:list>"
    assert numbered(block, automatic=LEVELS) == [("5.", "Пять")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('Срок:<text:s text:c="2"/>до 1 марта', "Срок:  до 1 марта"),
        ("Срок<text:line-break/>Отв.", "Срок\nОтв."),
        ("Председатель<text:tab/>И.И. Лугов", "Председатель\tИ.И. Лугов"),
        ("Отзыв<text:note><text:note-body>" + p("Форма.") + "</text:note-body></text:note> дать", "Отзыв дать"),
        ("до <text:date>1 марта</text:date>", "до 1 марта"),
        ("Видно<text:hidden-text>не видно</text:hidden-text>", "Видно"),
        ("Раз<office:annotation><text:p>Заметка</text:p></office:annotation>", "Раз"),
        ("разде\u00adл", "раздел"),
    ],
)
def test_visible_text(content, expected):
    assert texts(p(content))[0] == expected


def test_deleted_text_is_gone():
    tracked = "<text:tracked-changes><text:changed-region><text:deletion>" + p("Удалено")
    tracked += "</text:deletion></text:changed-region></text:tracked-changes>"
    assert texts(tracked, p('Осталось<text:change text:change-id="c"/>')) == ["Осталось"]


def test_notes_and_text_boxes_are_parts_of_their_own():
    note = "<text:note><text:note-body>" + p("Форма утверждена.") + "</text:note-body></text:note>"
    frame = f"<draw:frame><draw:text-box>{p('УТВЕРЖДАЮ')}</draw:text-box></draw:frame>"
    lines = read(odt(p(frame + "ПРОТОКОЛ"), p("Отзыв" + note))).lines
    assert [(line.part, line.text) for line in lines] == [
        ("textbox", "УТВЕРЖДАЮ"),
        ("body", "ПРОТОКОЛ"),
        ("body", "Отзыв"),
        ("footnote", "Форма утверждена."),
    ]


def test_cells_know_their_place_and_what_they_cover():
    def cell(content, spans=""):
        return f"<table:table-cell{spans}>{p(content)}</table:table-cell>"

    covered = "<table:covered-table-cell/>"
    table = (
        "<table:table><table:table-header-rows><table:table-row>" + cell("Решение") + cell("Срок")
        + "</table:table-row></table:table-header-rows><table:table-row>"
        + cell("О наборе", ' table:number-columns-spanned="2"') + covered
        + "</table:table-row><table:table-row>" + cell("Раз") + cell("до 1 марта", ' table:number-rows-spanned="2"')
        + "</table:table-row><table:table-row>" + cell("Два") + covered + "</table:table-row></table:table>"
    )  # fmt: skip
    assert [(line.text, line.cell) for line in read(odt(table)).lines] == [
        ("Решение", Cell(0, 0, 0, 2, header=True)),
        ("Срок", Cell(0, 0, 1, 2, header=True)),
        ("О наборе", Cell(0, 1, 0, 2, span=2)),
        ("Раз", Cell(0, 2, 0, 2)),
        ("до 1 марта", Cell(0, 2, 1, 2, rows=2)),
        ("Два", Cell(0, 3, 0, 2)),
    ]


def test_looks_come_from_styles():
    bold = '<style:text-properties fo:font-weight="bold"/>'
    automatic = (
        f'<style:style style:name="B" style:family="text">{bold}</style:style>'
        '<style:style style:name="C" style:family="paragraph" style:parent-style-name="Standard">'
        '<style:paragraph-properties fo:text-align="center"/></style:style>'
        '<style:style style:name="E" style:family="paragraph"><style:paragraph-properties fo:text-align="end"/>'
        "</style:style>"
    )
    common = '<office:styles><style:style style:name="Standard" style:family="paragraph"/></office:styles>'
    blocks = p('<text:span text:style-name="B">ПРОТОКОЛ</text:span>', "C"), p("г. Верхнеозёрск", "E"), p("Решили")
    lines = read(odt(*blocks, automatic=automatic, common=common)).lines
    assert [(line.bold, line.centered, line.right, line.style) for line in lines] == [
        (True, True, False, "Standard"),
        (False, False, True, ""),
        (False, False, False, "Standard"),
    ]


def test_headers_and_footers_are_kept_apart():
    common = (
        "<office:master-styles><style:master-page>"
        f"<style:header>{p('Экземпляр № 1')}</style:header>"
        f"<style:footer>{p('стр. <text:page-number>1</text:page-number>')}</style:footer>"
        "</style:master-page></office:master-styles>"
    )
    lines = read(odt(p("Решили"), common=common)).lines
    assert [(line.part, line.text) for line in lines] == [
        ("header", "Экземпляр № 1"),
        ("body", "Решили"),
        ("footer", "стр."),
    ]


LISTED = docx(
    word_p("О наборе", num=(1, 0)),
    word_p("Директорам обеспечить:", num=(1, 1)),
    word_p("приём документов;", num=(1, 2)),
    word_p("охрану.", num=(1, 2)),
    word_p("Разное", num=(1, 0)),
    numbering=abstract(0, word_level(0, "%1."), word_level(1, "%1.%2."), word_level(2, "%3)", "russianLower"))
    + num(1, 0),
)
EXPECTED = [
    ("1.", "О наборе"),
    ("1.1.", "Директорам обеспечить:"),
    ("а)", "приём документов;"),
    ("б)", "охрану."),
    ("2.", "Разное"),
]


def made_by_libreoffice(target):
    return office.converted(LISTED, "docx", Limits(), target)


@needs_office
@pytest.mark.parametrize("target", ["odt", "doc"])
def test_numbers_survive_libreoffice(target):
    found = read(made_by_libreoffice(target))
    assert found.format == target
    assert [(line.number, line.text) for line in found.lines] == EXPECTED


RTF = r"""{\rtf1\ansi\ansicpg1251\deff0{\fonttbl{\f0 Times New Roman;}}
{\*\listtable{\list\listtemplateid1{\listlevel\levelnfc58\levelnfcn58\leveljc0\levelfollow0\levelstartat1
{\leveltext\'02\'00);}{\levelnumbers\'01;}\fi-360\li720}\listid1}}
{\*\listoverridetable{\listoverride\listid1\listoverridecount0\ls1}}
\pard\plain{\listtext\pard\plain \'e0)\tab}\ilvl0\ls1 \'cf\'e5\'f0\'e2\'ee\'e5\par
\pard\plain{\listtext\pard\plain \'e1)\tab}\ilvl1\ls1 \'c2\'f2\'ee\'f0\'ee\'e5\par
\pard\plain \'d1\'f0\'ee\'ea\par}"""


@needs_office
def test_rtf_gives_the_numbers_that_word_wrote_into_it():
    found = read(RTF.encode("ascii"), name="protocol.rtf")
    assert [(line.number, line.level, line.text) for line in found.lines] == [
        ("а)", 0, "Первое"),
        ("б)", 1, "Второе"),
        ("", None, "Срок"),
    ]


def test_without_libreoffice_the_message_names_it(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Unreadable, match="LibreOffice"):
        read(RTF.encode("ascii"))
