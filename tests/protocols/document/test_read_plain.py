import pytest

from protocols.document.model import Cell
from protocols.document.read import read, read_text
from protocols.document.read.hyphens import joined

WRAPPED = """
                         П Р О Т О К О Л   № 5
              заседания комиссии по вопросам набора в
           профессиональные образовательные организации

г. Верхнеозёрск                                      12 марта 2024 г.

Присутствовали:   Лугов И.И., Полянская А.Б., Березняк К.К., Рощина
Т.Т., Ольховый В.В.

    1. Представить сведения о приёме документов и о ходе подготовки обра-
зовательных организаций к новому учебному году, в том числе социально-
экономическое обоснование, по форме Лугова
И.И. и направить в отдел.
       Срок: до 30 апреля
       Отв.: директора ПОО

    2. Принять к сведению.

Председатель                                          И.И. Лугов
"""


def texts(text):
    return [line.text for line in read_text(text).lines]


def test_text_wrapped_at_a_width_is_put_together():
    assert texts(WRAPPED) == [
        "П Р О Т О К О Л   № 5",
        "заседания комиссии по вопросам набора в профессиональные образовательные организации",
        "г. Верхнеозёрск                                      12 марта 2024 г.",
        "Присутствовали:   Лугов И.И., Полянская А.Б., Березняк К.К., Рощина Т.Т., Ольховый В.В.",
        "1. Представить сведения о приёме документов и о ходе подготовки образовательных организаций к новому "
        "учебному году, в том числе социально-экономическое обоснование, по форме Лугова И.И. и направить в отдел.",
        "Срок: до 30 апреля",
        "Отв.: директора ПОО",
        "2. Принять к сведению.",
        "Председатель                                          И.И. Лугов",
    ]


def test_centred_headings_are_known_by_their_spaces():
    assert [line.centered for line in read_text(WRAPPED).lines[:3]] == [True, True, False]


def test_lines_that_are_paragraphs_stay_apart():
    text = (
        "Протокол № 7\nонлайн-совещания с ответственными за ведение системы в образовательных организациях области\n"
        "Решили:\n1. Загрузить сведения.\nСрок – 14.02.2025, отв. – все участники.\n2. Исправить ошибки.\n"
    )
    assert texts(text) == text.strip().split("\n")


@pytest.mark.parametrize(
    ("first", "second", "vocabulary", "expected"),
    [
        ("обра-", "зование", "", "образование"),
        ("социально-", "экономический", "", "социально-экономический"),
        ("Соловьёва-", "Лис", "", "Соловьёва-Лис"),
        ("2023-", "2024 год", "", "2023-2024 год"),
        ("смотр-", "конкурс", "итоги смотр-конкурса", "смотр-конкурс"),
        ("смотр-", "конкурс", "", "смотрконкурс"),
        ("авто-", "школа", "в автошкола и", "автошкола"),
        ("кто-", "либо", "", "кто-либо"),
        ("срок –", "до марта", "", "срок – до марта"),
    ],
)
def test_hyphens_at_the_end_of_a_line(first, second, vocabulary, expected):
    assert joined(first, second, vocabulary) == expected


MARKDOWN = """## ПРОТОКОЛ № 4

Департамент профессионального  
образования  
г. Верхнеозёрск

**Присутствовали:** Лугов И.И.,  
Полянская А.Б.

### **Решили:**

1\\. Провести *открытый* конкурс.

- «Мастер года»;
* «Наставник»;

***Срок: до 1 марта***

2) Утвердить [план](https://example.org/plan).

| № | Решение |
|---|:-------:|
| 1 | Провести |

---
"""  # noqa: W291


def test_markdown_signs_are_read_not_shown():
    lines = read_text(MARKDOWN).lines
    assert [(line.number, line.text, line.bold) for line in lines] == [
        ("", "ПРОТОКОЛ № 4", True),
        ("", "Департамент профессионального\nобразования\nг. Верхнеозёрск", False),
        ("", "Присутствовали: Лугов И.И.,\nПолянская А.Б.", False),
        ("", "Решили:", True),
        ("1.", "Провести открытый конкурс.", False),
        ("–", "«Мастер года»;", False),
        ("–", "«Наставник»;", False),
        ("", "Срок: до 1 марта", True),
        ("2)", "Утвердить план.", False),
        ("", "№", False),
        ("", "Решение", False),
        ("", "1", False),
        ("", "Провести", False),
    ]
    assert lines[-1].cell == Cell(0, 1, 1, 2)
    assert lines[-3].cell == Cell(0, 0, 1, 2, header=True)


def test_a_table_pasted_from_word_gives_cells():
    text = "РЕШИЛИ:\n№\tРешение\tСрок\n1.\tПровести конкурс\tдо 1 марта\n2.\tПринять к сведению\t\nВсё.\n"
    assert [(line.text, line.cell) for line in read_text(text).lines] == [
        ("РЕШИЛИ:", None),
        ("№", Cell(0, 0, 0, 3)),
        ("Решение", Cell(0, 0, 1, 3)),
        ("Срок", Cell(0, 0, 2, 3)),
        ("1.", Cell(0, 1, 0, 3)),
        ("Провести конкурс", Cell(0, 1, 1, 3)),
        ("до 1 марта", Cell(0, 1, 2, 3)),
        ("2.", Cell(0, 2, 0, 3)),
        ("Принять к сведению", Cell(0, 2, 1, 3)),
        ("Всё.", None),
    ]


CELL_BY_CELL = """Поручения:
№ п/п
Содержание
Срок
1
Вывезти мусор
15.07.2026

2
Вести уборку
постоянно

Следующее заседание – 15.07.2026.
"""


def test_a_table_with_a_line_for_each_cell_gives_cells():
    cells = [line.cell and (line.cell.row, line.cell.column) for line in read_text(CELL_BY_CELL).lines]
    assert cells == [None, *((row, column) for row in range(3) for column in range(3)), None]


@pytest.mark.parametrize(
    "text",
    [
        CELL_BY_CELL.replace("\n2\n", "\n7\n"),  # one row is no table
        CELL_BY_CELL.replace("Содержание\n", ""),  # a column and its number
        CELL_BY_CELL.replace("№ п/п", "Номер"),
    ],
)
def test_other_lines_stay_lines(text):
    assert all(line.cell is None for line in read_text(text).lines)


def test_signatures_set_with_tabs_are_no_table():
    text = "Председатель\t\t\tИ.И. Лугов\nСекретарь\t\t\tА.Б. Рощина"
    assert texts(text) == text.split("\n")


def test_a_list_of_names_and_signatures_in_wrapped_text():
    text = """\
Провести декаду общеобразовательных дисциплин с участием обучающихся
выпускных групп и родителей, которых пригласит классный руководитель
каждой группы, и подготовить сценарий праздника для всех участников.

- Избрать комитет в составе: Лугов И.И., Рощина А.Б.,
Вершинин П.О.

Председатель                                     И.И. Лугов
Секретарь                                      А.Б. Рощина
"""
    assert texts(text)[1:] == [
        "- Избрать комитет в составе: Лугов И.И., Рощина А.Б., Вершинин П.О.",
        "Председатель                                     И.И. Лугов",
        "Секретарь                                      А.Б. Рощина",
    ]


def test_a_tab_after_a_typed_number_stays():
    assert texts("1.\tПровести конкурс\n2.\tУтвердить план") == ["1.\tПровести конкурс", "2.\tУтвердить план"]


def test_a_break_in_a_cell_of_a_markdown_table_parts_its_lines():
    table = "| Решение | Отв. |\n|---|---|\n| Провести | Лугов И.И.<br>Рощина А.Б. |\n"
    assert texts(table) == ["Решение", "Отв.", "Провести", "Лугов И.И.", "Рощина А.Б."]


RUSSIAN = "ПРОТОКОЛ № 4\r\nсовещания руководителей\r\n\r\nРешили:\r\n1. Провести конкурс «Мастер года».\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be", "mac_cyrillic"]
)
def test_encodings(encoding):
    document = read(RUSSIAN.encode(encoding), name="protocol.txt")
    assert [line.text for line in document.lines] == [line for line in RUSSIAN.split("\r\n") if line]


@pytest.mark.parametrize("encoding", ["koi8_r", "cp866", "iso8859_5"])
def test_encodings_without_every_sign(encoding):
    text = RUSSIAN.replace("«", '"').replace("»", '"').replace("№", "N")
    document = read(text.encode(encoding), name="protocol.txt")
    assert [line.text for line in document.lines] == [line for line in text.split("\r\n") if line]


def test_the_name_tells_markdown_where_the_text_does_not():
    assert read("Решили\n\n- раз\n".encode(), name="a.md").format == "md"
    assert read("Решили\n\n- раз\n".encode(), name="a.txt").format == "txt"


SPACED = """Решили:

  №    Поручение                      Кому               Срок
 п/п                                                  исполнения
  1    Провести экспер-        Лугов И.И., главные   до 24 мая
       тизу площадок           инженеры

  2    Принять к сведению      –                     –
  10   Сдать отчёт             Рощина А.Б.           в течение пяти
                                                     дней

Директор                                              И.И. Лугов
"""


def test_a_table_set_with_spaces_is_a_table_and_its_wrapped_cells_are_whole():
    lines = read_text(SPACED).lines
    rows = [[line.text for line in lines if line.cell and line.cell.row == row] for row in range(4)]
    assert rows == [
        ["№ п/п", "Поручение", "Кому", "Срок исполнения"],
        ["1", "Провести экспертизу площадок", "Лугов И.И., главные инженеры", "до 24 мая"],
        ["2", "Принять к сведению", "–", "–"],
        ["10", "Сдать отчёт", "Рощина А.Б.", "в течение пяти дней"],
    ]
    assert [line.text.split()[0] for line in lines if not line.cell] == ["Решили:", "Директор"]


def test_lines_that_break_the_gutters_are_no_table():
    text = "№   Что   Кому\n1   Провести долгую сверку   Лугов И.И.\n2   Сдать   Рощина А.Б.\n"
    assert not any(line.cell for line in read_text(text).lines)
