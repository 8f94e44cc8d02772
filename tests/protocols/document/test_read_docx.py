import pytest

from protocols.document.model import Cell
from protocols.document.read import read
from tests.protocols.document.making.container import zipped
from tests.protocols.document.making.docx import (
    RELATIONS,
    abstract,
    docx,
    docx_parts,
    level,
    num,
    p,
    part,
    r,
    relation,
    restarted,
    style,
    tbl,
    tc,
    tr,
)

TWO_LEVELS = abstract(0, level(0, "%1."), level(1, "%1.%2."))


def numbers(*blocks, **options):
    return [line.number for line in read(docx(*blocks, **options)).lines]


def texts(*blocks, **options):
    return [line.text for line in read(docx(*blocks, **options)).lines]


def only(*blocks, **options):
    (line,) = read(docx(*blocks, **options)).lines
    return line


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([0, 0, 0], ["1.", "2.", "3."]),
        ([0, 1, 1, 0, 1], ["1.", "1.1.", "1.2.", "2.", "2.1."]),
        ([1, 1, 0], ["1.1.", "1.2.", "1."]),
    ],
)
def test_levels_count_as_in_word(places, expected):
    blocks = [p("Пункт", num=(1, place)) for place in places]
    assert numbers(*blocks, numbering=TWO_LEVELS + num(1, 0)) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("russianLower", "%1)", ["а)", "б)", "в)"]),
        ("russianUpper", "%1.", ["А.", "Б.", "В."]),
        ("lowerRoman", "%1)", ["i)", "ii)", "iii)"]),
        ("upperRoman", "%1.", ["I.", "II.", "III."]),
        ("lowerLetter", "(%1)", ["(a)", "(b)", "(c)"]),
        ("decimalZero", "%1", ["01", "02", "03"]),
        ("decimal", "Пункт %1:", ["Пункт 1:", "Пункт 2:", "Пункт 3:"]),
        ("bullet", "\uf0b7", ["•", "•", "•"]),
        ("bullet", "-", ["–", "–", "–"]),
        ("bullet", "—", ["–", "–", "–"]),
        ("none", "", ["", "", ""]),
    ],
)
def test_number_formats(kind, text, expected):
    numbering = abstract(0, level(0, text, kind)) + num(1, 0)
    assert numbers(*[p("Пункт", num=(1, 0))] * 3, numbering=numbering) == expected


def test_russian_letters_leave_out_those_that_word_leaves_out():
    numbering = abstract(0, level(0, "%1)", "russianLower")) + num(1, 0)
    found = numbers(*[p("Пункт", num=(1, 0))] * 30, numbering=numbering)
    assert "".join(number[0] for number in found[:28]) == "абвгдежзиклмнопрстуфхцчшщэюя"
    assert found[28:] == ["аа)", "бб)"]


def test_two_lists_of_one_definition_go_on_unless_one_starts_anew():
    numbering = TWO_LEVELS + num(1, 0) + num(2, 0) + num(3, 0, restarted(0)) + num(4, 0, restarted(0, 7))
    blocks = [p("Пункт", num=(number, 0)) for number in (1, 1, 2, 3, 3, 4, 4)]
    assert numbers(*blocks, numbering=numbering) == ["1.", "2.", "3.", "1.", "2.", "7.", "8."]


def test_a_list_may_replace_a_level():
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "%1)", "russianLower")}</w:lvlOverride>'
    numbering = TWO_LEVELS + num(1, 0) + num(2, 0, override)
    assert numbers(p("Пункт", num=(2, 0)), numbering=numbering) == ["а)"]


def test_a_level_that_never_restarts_counts_on():
    levels = level(0, "%1."), level(1, "%2)", extra='<w:lvlRestart w:val="0"/>')
    blocks = [p("Пункт", num=(1, place)) for place in (0, 1, 1, 0, 1)]
    assert numbers(*blocks, numbering=abstract(0, *levels) + num(1, 0)) == ["1.", "1)", "2)", "2.", "3)"]


def test_legal_numbering_prints_roman_parents_in_arabic():
    levels = level(0, "%1.", "upperRoman"), level(1, "%1.%2.", extra="<w:isLgl/>")
    blocks = [p("Пункт", num=(1, place)) for place in (0, 0, 1)]
    assert numbers(*blocks, numbering=abstract(0, *levels) + num(1, 0)) == ["I.", "II.", "2.1."]


def test_numbering_through_styles():
    numbering = abstract(
        0,
        level(0, "%1.", extra='<w:pStyle w:val="Question"/>'),
        level(1, "%1.%2.", extra='<w:pStyle w:val="Decision"/>'),
    ) + num(1, 0)
    by_style = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = style("Question", "Вопрос", paragraph=by_style) + style("Decision", "Решение", paragraph=by_style)
    styles += style("Child", "Подрешение", parent="Decision")
    blocks = p("О чём", style="Question"), p("Сделать", style="Decision"), p("И ещё", style="Child")
    assert numbers(*blocks, numbering=numbering, styles=styles) == ["1.", "1.1.", "1.2."]


def test_a_paragraph_may_leave_the_list_of_its_style():
    styles = style("Item", "Пункт", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>')
    blocks = p("Раз", style="Item"), p("Два", style="Item", num=(0, 0)), p("Три", style="Item")
    assert numbers(*blocks, numbering=TWO_LEVELS + num(1, 0), styles=styles) == ["1.", "", "2."]


def test_a_list_style_leads_to_its_levels():
    styles = style("MyList", "Мой список", kind="numbering", paragraph='<w:numPr><w:numId w:val="1"/></w:numPr>')
    pointing = abstract(5, extra='<w:numStyleLink w:val="MyList"/>')
    numbering = TWO_LEVELS + pointing + num(1, 0) + num(2, 5)
    assert numbers(p("Пункт", num=(2, 0)), numbering=numbering, styles=styles) == ["1."]


def test_empty_numbered_paragraphs_count_and_show_only_in_a_cell():
    numbering = TWO_LEVELS + num(1, 0)
    assert numbers(p("Раз", num=(1, 0)), p(num=(1, 0)), p("Три", num=(1, 0)), numbering=numbering) == ["1.", "3."]
    table = tbl(tr(tc(p(num=(1, 0))), "Провести"), tr(tc(p(num=(1, 0))), "Направить"))
    assert texts(table, numbering=numbering) == ["1.", "Провести", "2.", "Направить"]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ((r("Срок"), r(raw="<w:br/>"), r("Отв.")), "Срок\nОтв."),
        ((r("Срок"), r(raw='<w:br w:type="page"/>'), r("исполнения")), "Срокисполнения"),
        ((r("учебно"), r(raw="<w:noBreakHyphen/>"), r("методический")), "учебно-методический"),
        ((r("обра"), r(raw="<w:softHyphen/>"), r("зование")), "образование"),
        ((r("обра\u00adзо\u200bвание"),), "образование"),
        ((r("12\u00a0марта 2024\u202fг."),), "12 марта 2024 г."),
        ((r("Председатель"), r(raw="<w:tab/>"), r("И.И. Лугов")), "Председатель\tИ.И. Лугов"),
        ((r("Видно"), r(" не видно", vanish=True)), "Видно"),
        ((r("Пункт "), r(raw='<w:sym w:font="Wingdings" w:char="F0FE"/>')), "Пункт ☑"),
        ((r("До "), '<w:hyperlink r:id="x">' + r("1 марта") + "</w:hyperlink>"), "До 1 марта"),
        ((r("До "), "<w:smartTag>" + r("1 марта") + "</w:smartTag>"), "До 1 марта"),
    ],
)
def test_visible_text(runs, expected):
    assert texts(p(*runs)) == [expected]


def test_tracked_changes_are_read_as_accepted():
    deleted = '<w:del w:id="1"><w:r><w:delText>15</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{r("20")}</w:ins>'
    assert texts(p("Срок: до ", deleted, inserted, " марта")) == ["Срок: до 20 марта"]


def test_moved_text_stands_where_it_went():
    gone = p(f'<w:moveFrom w:id="1">{r("Перенесено")}</w:moveFrom>', mark='<w:moveFrom w:id="3"/>')
    come = p(f'<w:moveTo w:id="2">{r("Перенесено")}</w:moveTo>')
    assert texts(gone, p("Первое"), come) == ["Первое", "Перенесено"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    numbering = TWO_LEVELS + num(1, 0)
    blocks = p("Провести ", num=(1, 0), mark='<w:del w:id="1"/>'), p("конкурс", num=(1, 0))
    (line,) = read(docx(*blocks, numbering=numbering)).lines
    assert (line.number, line.text) == ("1.", "Провести конкурс")


def test_deleted_rows_are_gone():
    assert texts(tbl(tr("Раз"), tr("Два", mark='<w:del w:id="1"/>'))) == ["Раз"]


def field(*runs):
    begin, *middle, end = ("begin", *runs, "end")
    return "".join(
        r(raw=f'<w:fldChar w:fldCharType="{run}"/>') if run in ("begin", "separate", "end") else run
        for run in (begin, *middle, end)
    )


def code(text):
    return r(raw=f"<w:instrText>{text}</w:instrText>")


def test_of_a_field_only_the_result_is_text():
    assert texts(p("от ", field(code(' DATE \\@ "dd.MM.yyyy" '), "separate", r("14.03.2024")))) == ["от 14.03.2024"]


def test_fields_inside_the_code_of_a_field_are_no_text():
    inner = field(code(" MERGEFIELD пол "), "separate", r("ж"))
    outer = field(code(" IF "), inner, code(' = "ж" "ая" "ый" '), "separate", r("ая"))
    assert texts(p("Уважаем", outer, " коллега")) == ["Уважаемая коллега"]


def test_content_controls_are_read_and_placeholders_are_not():
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Протокол № 4')}</w:sdtContent></w:sdt>"
    prompt = r("Место для ввода текста.")
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{prompt}</w:sdtContent></w:sdt>"
    inline = f"<w:sdt><w:sdtPr/><w:sdtContent>{r('14 марта')}</w:sdtContent></w:sdt>"
    assert texts(filled, p("Дата: ", inline, empty)) == ["Протокол № 4", "Дата: 14 марта"]


def test_a_table_of_contents_is_no_text():
    gallery = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    contents = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('Решили 2')}</w:sdtContent></w:sdt>"
    assert texts(contents, p("Решили")) == ["Решили"]


def box(*paragraphs):
    return f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"


def test_a_text_box_is_read_once_though_word_writes_it_twice():
    new = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{box(p("УТВЕРЖДАЮ"))}</wps:txbx></w:drawing></mc:Choice>'
    old = f"<mc:Fallback><w:pict><v:textbox>{box(p('УТВЕРЖДАЮ'))}</v:textbox></w:pict></mc:Fallback>"
    run = r(raw=f"<mc:AlternateContent>{new}{old}</mc:AlternateContent>")
    lines = read(docx(p(run, "ПРОТОКОЛ № 2"))).lines
    assert [(line.part, line.text) for line in lines] == [("textbox", "УТВЕРЖДАЮ"), ("body", "ПРОТОКОЛ № 2")]


def test_an_old_text_box_is_read_too():
    run = r(raw=f"<w:pict><v:shape><v:textbox>{box(p('УТВЕРЖДАЮ'), p('Директор'))}</v:textbox></v:shape></w:pict>")
    assert texts(p(run, "ПРОТОКОЛ")) == ["УТВЕРЖДАЮ", "Директор", "ПРОТОКОЛ"]


def test_cells_know_their_place_and_what_they_cover():
    table = tbl(
        tr("№", "Решение", "Срок", header=True),
        tr(tc("О наборе", span=3)),
        tr("1", "Утвердить план", tc("до 1 марта", merge="restart")),
        tr("2", "Провести сбор", tc(merge="continue")),
    )
    lines = read(docx(table)).lines
    assert [(line.text, line.cell) for line in lines] == [
        ("№", Cell(0, 0, 0, 3, header=True)),
        ("Решение", Cell(0, 0, 1, 3, header=True)),
        ("Срок", Cell(0, 0, 2, 3, header=True)),
        ("О наборе", Cell(0, 1, 0, 3, span=3)),
        ("1", Cell(0, 2, 0, 3)),
        ("Утвердить план", Cell(0, 2, 1, 3)),
        ("до 1 марта", Cell(0, 2, 2, 3, rows=2)),
        ("2", Cell(0, 3, 0, 3)),
        ("Провести сбор", Cell(0, 3, 1, 3)),
    ]


def test_a_nested_table_is_a_table_of_its_own():
    inner = tbl(tr("Внутри"))
    lines = read(docx(tbl(tr(tc(p("Снаружи"), inner, p("Ещё")))))).lines
    assert [(line.text, line.cell.table) for line in lines] == [("Снаружи", 0), ("Внутри", 1), ("Ещё", 0)]


def test_footnotes_headers_and_footers_are_parts_of_their_own():
    note = f'<w:footnote w:id="2">{p("Форма утверждена.")}</w:footnote>'
    separator = f'<w:footnote w:id="-1" w:type="separator">{p(r(raw="<w:separator/>"))}</w:footnote>'
    related = [
        ("header", p("Экземпляр № 1")),
        ("footer", p("стр. ", field(code(" PAGE "), "separate", r("1")))),
        ("footnotes", separator + note),
    ]
    section = '<w:headerReference w:type="default" r:id="rheader"/><w:footerReference w:type="default" r:id="rfooter"/>'
    body = p("Направить отзыв", r(raw='<w:footnoteReference w:id="2"/>'), ".")
    lines = read(docx(body, related=related, section=section)).lines
    assert [(line.part, line.text) for line in lines] == [
        ("header", "Экземпляр № 1"),
        ("body", "Направить отзыв."),
        ("footnote", "Форма утверждена."),
        ("footer", "стр."),
    ]


@pytest.mark.parametrize(
    ("title_page", "expected"), [("", ["Решили"]), ("<w:titlePg/>", ["Только на первой", "Решили"])]
)
def test_a_first_page_header_is_read_where_it_is_shown(title_page, expected):
    section = f'<w:headerReference w:type="first" r:id="rheader"/>{title_page}'
    assert texts(p("Решили"), related=[("header", p("Только на первой"))], section=section) == expected


def test_bold_is_inherited_and_toggled():
    styles = style("Normal", "Normal", default=True)
    styles += style("Label", "Метка", parent="Normal", run="<w:b/>")
    styles += style("Strong", "Strong", kind="character", run="<w:b/>")
    assert only(p("Срок", style="Label"), styles=styles).bold
    assert only(p(r("Срок", style="Strong")), styles=styles).bold
    assert not only(p(r("Срок", style="Strong"), style="Label"), styles=styles).bold
    assert not only(p(r("Срок", b=False), style="Label"), styles=styles).bold
    assert not only(p(r("Срок", b=True), r(" до"))).bold


@pytest.mark.parametrize(
    ("paragraph", "centered", "right"),
    [
        (p("ПРОТОКОЛ", jc="center"), True, False),
        (p("УТВЕРЖДАЮ", jc="right"), False, True),
        (p("УТВЕРЖДАЮ", jc="end"), False, True),
        (p("УТВЕРЖДАЮ", left=5400), False, True),
        (p("УТВЕРЖДАЮ", left=1400), False, False),
        (p(r(raw="<w:tab/>" * 8), "УТВЕРЖДАЮ"), False, True),
        (p(" " * 60 + "УТВЕРЖДАЮ"), False, True),
        (p("Решили"), False, False),
    ],
)
def test_place_on_the_page(paragraph, centered, right):
    line = only(paragraph)
    assert (line.centered, line.right) == (centered, right)


def test_alignment_comes_from_the_style_too():
    styles = style("Title", "Title", paragraph='<w:jc w:val="center"/>')
    line = only(p("ПРОТОКОЛ", style="Title"), styles=styles)
    assert (line.centered, line.style) == (True, "Title")


def test_strict_files_of_word_are_read():
    parts = docx_parts(p("Решили"))
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert [line.text for line in read(zipped(parts)).lines] == ["Решили"]


def test_an_embedded_document_is_told_not_lost_silently():
    found = read(docx(p("Решили"), '<w:altChunk r:id="x"/>', extra={"word/note.xml": part("x", "")}))
    assert found.notes == ("В документ вложен другой документ: его текст не прочитан.",)


def test_a_list_that_the_file_does_not_define_is_told():
    found = read(docx(p("Провести", num=(7, 0))))
    assert [line.number for line in found.lines] == [""]
    assert found.notes == ("В файле нет описания части списков: номера некоторых пунктов не восстановлены.",)


def test_the_own_template_of_the_author_is_no_danger():
    template = relation("rt", "attachedTemplate", r"file:///C:\Users\lugov\Normal.dotm", external=True)
    settings = {"word/_rels/settings.xml.rels": RELATIONS.format(template)}
    assert texts(p("Решили"), extra=settings) == ["Решили"]
