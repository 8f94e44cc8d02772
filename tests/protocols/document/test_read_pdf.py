import pytest

from protocols.document.model import Cell, Unreadable
from protocols.document.read import read
from tests.protocols.document.making.pdf import centered, frame, grid, pdf, text

LEFT, RIGHT = 85, 553


def texts(*pages, **options):
    return [line.text for line in read(pdf(*pages, **options)).lines]


def rows(top, *contents, pitch=18, left=LEFT, size=12):
    return [text(left, top + at * pitch, content, size) for at, content in enumerate(contents)]


FULL = "Представить сведения о ходе подготовки образовательных организаций к 1 октября"  # as wide as the page


def test_rows_are_put_together_into_paragraphs():
    page = [
        *rows(100, "1. " + FULL[3:], "к новому учебному году.", "2. Провести конкурс.", "Срок: до 1 марта"),
        *rows(200, FULL[6:] + " обра-", "зовательных и социально-", "экономических."),
    ]
    assert texts(page) == [
        f"1. {FULL[3:]} к новому учебному году.",
        "2. Провести конкурс.",
        "Срок: до 1 марта",
        f"{FULL[6:]} образовательных и социально-экономических.",
    ]


def test_a_first_line_indent_begins_a_paragraph():
    page = [text(120, 100, FULL[:70]), text(85, 118, "области."), text(120, 136, "Провести конкурс.")]
    assert texts(page) == [f"{FULL[:70]} области.", "Провести конкурс."]


def test_a_wide_gap_is_a_tab():
    page = [text(85, 100, "г. Верхнеозёрск"), text(440, 100, "1 марта 2024 г."), *rows(200, FULL)]
    assert texts(page) == ["г. Верхнеозёрск\t1 марта 2024 г.", FULL]


def test_heads_feet_and_page_numbers_are_no_body():
    def page(number, *contents):
        return [
            text(270, 40, "Экземпляр № 1", 9),
            *rows(100, *contents),
            text(300, 800, f"- {number} -"),
            text(85, 815, f"Протокол № 2, стр. {number}", 9),
        ]

    lines = read(pdf(page(1, "1. " + FULL), page(2, "к новому году."))).lines
    assert [(line.part, line.text) for line in lines] == [
        ("header", "Экземпляр № 1"),
        ("body", f"1. {FULL} к новому году."),
        ("footer", "Протокол № 2, стр. 1"),
    ]


def test_looks():
    page = [
        text(330, 60, "УТВЕРЖДАЮ"),
        centered(100, "ПРОТОКОЛ № 2", bold=True),
        centered(118, "совещания руководителей", bold=True),
        *rows(150, FULL),
    ]
    lines = read(pdf(page)).lines
    assert [(line.text, line.bold, line.centered, line.right) for line in lines] == [
        ("УТВЕРЖДАЮ", False, False, True),
        ("ПРОТОКОЛ № 2", True, True, False),
        ("совещания руководителей", True, True, False),
        (FULL, False, False, False),
    ]


def test_blocks_side_by_side_are_read_one_after_the_other():
    page = [
        *rows(100, "Департамент профессионального", "образования области", "г. Верхнеозёрск, ул. Озёрная, 1"),
        text(440, 100, "1 марта 2024 г."),
        *rows(180, FULL),
        *rows(250, "Председатель", "Секретарь", pitch=30),
        *rows(250, "И.И. Лугов", "А.Б. Рощина", pitch=30, left=440),
    ]
    lines = read(pdf(page)).lines
    assert [(line.text, line.right) for line in lines] == [
        ("Департамент профессионального\nобразования области\nг. Верхнеозёрск, ул. Озёрная, 1", False),
        ("1 марта 2024 г.", True),
        (FULL, False),
        ("Председатель\tИ.И. Лугов", False),
        ("Секретарь\tА.Б. Рощина", False),
    ]


def test_a_heading_may_begin_with_a_row_from_edge_to_edge():
    page = [
        *rows(100, FULL.upper()),
        centered(118, "ОБЛАСТИ"),
        centered(136, "КОЛЛЕГИЯ"),
        *rows(180, FULL, FULL, FULL[:30]),
    ]
    lines = read(pdf(page)).lines
    assert [(line.text, line.centered) for line in lines[:2]] == [(f"{FULL.upper()} ОБЛАСТИ", True), ("КОЛЛЕГИЯ", True)]


def test_headings_tell_the_margin_that_ragged_rows_do_not_reach():
    page = [
        centered(100, "ПРОТОКОЛ № 2", right=575),
        centered(118, "совещания по вопросам подготовки образовательных организаций", right=575),
        centered(136, "области к новому учебному году", right=575),
        *rows(180, "Департамент образования области", "г. Верхнеозёрск", pitch=30),
        *rows(260, FULL, FULL, FULL),
    ]
    assert [(line.text, line.centered) for line in read(pdf(page)).lines[:4]] == [
        ("ПРОТОКОЛ № 2", True),
        ("совещания по вопросам подготовки образовательных организаций области к новому учебному году", True),
        ("Департамент образования области", False),
        ("г. Верхнеозёрск", False),
    ]


def test_words_that_open_a_part_begin_a_paragraph():
    page = rows(100, "Председатель комиссии – " + FULL[24:], "Секретарь комиссии – Рощина А.Б.")
    assert texts(page) == ["Председатель комиссии – " + FULL[24:], "Секретарь комиссии – Рощина А.Б."]


def test_bullets_of_symbol_fonts_are_shown():
    assert [
        line.text
        for line in read(pdf(rows(100, "\u0402 Провести конкурс.")).replace(b"<80> <0402>", b"<80> <f0b7>")).lines
    ] == ["• Провести конкурс."]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("до 20 мая, далее –", "ежемесячно", ["до 20 мая, далее – ежемесячно"]),
        ("до конца", "I квартала", ["до конца I квартала"]),
        ("до «2» марта", "2026 года", ["до «2» марта 2026 года"]),
        ("Лугов И.И.,", "Рощина А.Б.", ["Лугов И.И., Рощина А.Б."]),
        ("Лугов И.И.", "Рощина А.Б.", ["Лугов И.И.", "Рощина А.Б."]),
        ("акты;", "справки", ["акты;", "справки"]),
        ("Лугов", "И.И.", ["Лугов И.И."]),
    ],
)
def test_rows_of_a_narrow_cell(first, second, expected):
    page = [grid(XS, (100, 160)), text(89, 118, "1"), text(404, 118, first), text(404, 136, second)]
    assert [line.text for line in read(pdf(page)).lines if line.cell.column == 2] == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("гидравлическ", "ие испытания", "гидравлические испытания"),
        ("Ответственны", "й", "Ответственный"),
        ("Приобретение", "запаса угля", "Приобретение запаса угля"),
        ("осмотр", "ые книги", "осмотр ые книги"),
    ],
)
def test_a_word_cut_for_want_of_room_in_its_cell_is_whole_again(first, second, expected):
    page = [grid(XS, (100, 190)), text(89, 130, "1"), text(404, 130, first, 24), text(404, 160, second, 24)]
    assert [line.text for line in read(pdf(page)).lines if line.cell.column == 2] == [expected]


XS = (85, 120, 400, 553)


def test_a_ruled_table_gives_cells():
    page = [
        *rows(90, "РЕШИЛИ:"),
        grid(XS, (100, 130, 180)),
        *(text(x + 4, 118, words) for x, words in zip(XS, ("№", "Решение", "Срок"), strict=False)),
        text(89, 145, "1"),
        text(124, 145, "Провести ежегодный региональный конкурс"),
        text(124, 160, "мастеров"),
        text(404, 145, "до 1 марта"),
    ]
    lines = read(pdf(page)).lines
    assert [(line.text, line.cell) for line in lines] == [
        ("РЕШИЛИ:", None),
        ("№", Cell(0, 0, 0, 3)),
        ("Решение", Cell(0, 0, 1, 3)),
        ("Срок", Cell(0, 0, 2, 3)),
        ("1", Cell(0, 1, 0, 3)),
        ("Провести ежегодный региональный конкурс мастеров", Cell(0, 1, 1, 3)),
        ("до 1 марта", Cell(0, 1, 2, 3)),
    ]


def table_page(*contents, top=60):
    height = 30
    ys = tuple(top + at * height for at in range(len(contents) + 1))
    drawn = [grid(XS, ys)]
    for y, row in zip(ys, contents, strict=False):
        drawn += [text(x + 4, y + 18, words) for x, words in zip(XS, row, strict=False) if words]
    return drawn


def test_a_table_goes_on_over_pages_without_its_repeated_heading():
    head = ("№", "Решение", "Срок")
    first = table_page(head, ("1", "Провести конкурс и", "до 1"))
    second = table_page(head, ("", "подвести итоги", "марта"), ("2", "Утвердить план", "постоянно"))
    lines = read(pdf(first, second)).lines
    assert [(line.text, line.cell.row) for line in lines] == [
        ("№", 0),
        ("Решение", 0),
        ("Срок", 0),
        ("1", 1),
        ("Провести конкурс и подвести итоги", 1),
        ("до 1 марта", 1),
        ("2", 2),
        ("Утвердить план", 2),
        ("постоянно", 2),
    ]
    assert [line.cell.header for line in lines[:4]] == [True, True, True, False]


def test_a_framed_stamp_stands_beside_the_text():
    page = [*rows(100, FULL), frame(300, 600, 540, 660), text(310, 630, "ПОДПИСАНО ЭЛЕКТРОННОЙ ПОДПИСЬЮ")]
    lines = read(pdf(page)).lines
    assert [(line.part, line.text) for line in lines] == [("body", FULL), ("textbox", "ПОДПИСАНО ЭЛЕКТРОННОЙ ПОДПИСЬЮ")]


def test_two_stamps_side_by_side_are_cells_of_one_row():
    page = [
        *rows(100, "СОГЛАСОВАНО", "Председатель Совета директоров", "профессиональных организаций"),
        *rows(100, "УТВЕРЖДАЮ", "Заместитель начальника", "Департамента", "Е.Е. Шпак", left=330),
        text(85, 208, "П.П. Рогов"),
        centered(250, "ПРОТОКОЛ"),
        *rows(300, FULL),
    ]
    lines = read(pdf(page)).lines
    assert [(line.cell.column if line.cell else None, line.text) for line in lines] == [
        (0, "СОГЛАСОВАНО"),
        (0, "Председатель Совета директоров"),
        (0, "профессиональных организаций"),
        (0, "П.П. Рогов"),
        (1, "УТВЕРЖДАЮ"),
        (1, "Заместитель начальника"),
        (1, "Департамента"),
        (1, "Е.Е. Шпак"),
        (None, "ПРОТОКОЛ"),
        (None, FULL),
    ]


def test_a_scan_is_refused_with_advice():
    with pytest.raises(Unreadable, match="нет текста.*отсканирован.*Распознайте"):
        read(pdf([]))


@pytest.mark.parametrize(
    "catalog",
    [
        "/OpenAction <</S /JavaScript /JS (app.alert(1))>>",
        "/OpenAction <</S /Launch /F (cmd.exe)>>",
        "/OpenAction <</S /J#61vaScript /JS (app.alert(1))>>",
        "/Names <</EmbeddedFiles <</Names []>>>>",
        "/AA <</WC <</S /J#61vaScript /JS (app.alert(1))>>>>",
    ],
)
def test_active_contents_are_refused(catalog):
    with pytest.raises(Unreadable, match="встроенная программа, вложение или команда запуска"):
        read(pdf([text(85, 100, "Решили")], catalog=catalog))


def test_opening_at_a_page_is_no_danger():
    assert texts([text(85, 100, "Решили")], catalog="/OpenAction [null /FitH 800]") == ["Решили"]


def test_compressed_pages_are_read():
    assert texts([text(85, 100, "Решили")], compress=True) == ["Решили"]
