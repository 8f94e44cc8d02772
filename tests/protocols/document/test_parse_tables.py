"""Decisions in tables: columns in any order, merged cells, sections, reports on earlier decisions."""

from __future__ import annotations

from protocols.document.model import NamedPost, ParsedDecision, ParsedProtocol
from protocols.document.parse import parse

from .paper import paper

HEAD = """ПРОТОКОЛ № 3
аппаратного совещания у директора
г. Верхнеозёрск
12 мая 2025 г.
Председатель: Кутузова Л.Л.
Присутствовали: Рябой А.А., Сук В.В., Фоменко Г.Г.
"""


def rows(protocol: ParsedProtocol) -> list[tuple[str, str, str, str]]:
    return [(found.number, found.text, when(found), "; ".join(found.responsible)) for found in protocol.decisions]


def when(decision: ParsedDecision) -> str:
    found = (decision.deadline, *decision.other_deadlines)
    return ", ".join(deadline.due_on or deadline.recurrence or deadline.kind for deadline in found)


def test_columns_in_another_order_and_a_merged_cell() -> None:
    protocol = parse(paper(HEAD, "РЕШИЛИ:", [
        ["Исполнитель", "Контрольный срок", "№", "Наименование мероприятия", "Примечание"],
        ["Рябой А.А.", "15.05.2025", "1", "Обновить стенд охраны труда", ""],
        ["Сук В.В.¶Фоменко Г.Г.", "до 20 мая", "2", "Подготовить заявку на мебель:¶•столы;¶•стулья", ""],
        [None, "постоянно", "3", "Следить за порядком в мастерских", "по графику уборки"],
        ["директора филиалов, бухгалтерия", "ежемесячно до 5 числа", "4", "Сдавать отчёт Кутузовой Л.Л.", ""],
    ]))  # fmt: skip

    assert rows(protocol) == [
        ("1", "Обновить стенд охраны труда", "2025-05-15", "Рябой А.А."),
        ("2", "Подготовить заявку на мебель: столы; стулья", "2025-05-20", "Сук В.В.; Фоменко Г.Г."),
        ("3", "Следить за порядком в мастерских", "permanent", "Сук В.В.; Фоменко Г.Г."),
        ("4", "Сдавать отчёт Кутузовой Л.Л.", "FREQ=MONTHLY;BYMONTHDAY=5", "директора филиалов; бухгалтерия"),
    ]
    assert protocol.decisions[1].points == ["столы", "стулья"]
    assert protocol.decisions[3].report_to == ["Кутузова Л.Л."]


def test_who_and_what_is_charged_below_a_report_with_a_question_like_heading() -> None:
    protocol = parse(paper(
        HEAD, "1. О выполнении поручений совещания от 05.05.2025",
        [["№", "Поручение", "Срок", "Статус"], ["1", "Заменить замки", "08.05.2025", "Выполнено"]],
        "2. Новые поручения",
        [
            ["Кому поручено", "Что поручено", "Срок"],
            ["Сук В.В.", "Заменить светильники", "до 17.05.2025"],
            ["Рябой А.А.", "Организовать субботники", "17 и 24 мая 2025 года"],
        ],
    ))  # fmt: skip

    assert rows(protocol) == [
        ("", "Заменить светильники", "2025-05-17", "Сук В.В."),
        ("", "Организовать субботники", "2025-05-17, 2025-05-24", "Рябой А.А."),
    ]
    assert (protocol.agenda, [found.agenda for found in protocol.decisions]) == ([], [None, None])


def test_a_second_column_of_parties_comes_after_the_first() -> None:
    protocol = parse(paper(HEAD, "РЕШИЛИ:", [
        ["№", "Поручение", "Ответственный исполнитель", "Соисполнители", "Срок"],
        ["1", "Обновить стенд", "Рябой А.А.", "Сук В.В., кураторы групп", "15.05.2025"],
        ["2", "Вывезти мебель", "Фоменко Г.Г.", "–", "16.05.2025"],
    ]))  # fmt: skip

    assert rows(protocol) == [
        ("1", "Обновить стенд", "2025-05-15", "Рябой А.А.; Сук В.В.; кураторы групп"),
        ("2", "Вывезти мебель", "2025-05-16", "Фоменко Г.Г."),
    ]


def test_a_column_that_is_not_read_stays_for_the_person_who_checks() -> None:
    document = paper(HEAD, "РЕШИЛИ:", [
        ["№", "Решение", "Срок", "Примечание"],
        ["1", "Вымыть окна", "16.05.2025", "если не будет дождя"],
    ])  # fmt: skip

    assert [document.lines[index].text for index in parse(document).unread] == ["если не будет дождя"]


def test_short_headings_of_columns() -> None:
    columns = ["№ п/п", "Решение", "Отв.", "Срок", "Исполнение"]
    protocol = parse(paper(
        HEAD, [columns, ["1", "Купить краску", "Сук В.В.", "08.05.2025", "вып."]],
        "РЕШИЛИ:", [columns, ["1", "Вымыть окна", "Фоменко Г.Г.", "16.05.2025", ""]],
    ))  # fmt: skip

    assert rows(protocol) == [("1", "Вымыть окна", "2025-05-16", "Фоменко Г.Г.")]


def test_what_was_heard_beside_what_was_decided() -> None:
    protocol = parse(paper(HEAD, [
        ["№ вопроса", "Слушали", "Решили", "Ответственный", "Срок"],
        ["1", "Сука В.В. о сменах", "Обновить график", "Рябой А.А.", "до 20 мая"],
    ]))  # fmt: skip

    assert rows(protocol) == [("1", "Обновить график", "2025-05-20", "Рябой А.А.")]


def test_sections_and_one_column_for_both() -> None:
    protocol = parse(paper(HEAD, "Повестка дня:\n1. О приёме\n2. О ремонте\nРешения:", [
        ["№ п/п", "Содержание решения", "Срок, ответственный"],
        ["1. О приёме"],
        ["1.1", "Запустить рекламу", "до 1 июня 2025 г., Рябой А.А."],
        ["1.2", "Информацию принять к сведению", "–"],
        ["Вопрос 2. О ремонте"],
        ["2.1", "Выбрать подрядчика", "Сук В.В.¶в двухнедельный срок"],
    ]))  # fmt: skip

    assert rows(protocol) == [
        ("1.1", "Запустить рекламу", "2025-06-01", "Рябой А.А."),
        ("1.2", "Информацию принять к сведению", "none", ""),
        ("2.1", "Выбрать подрядчика", "2025-05-26", "Сук В.В."),
    ]
    assert [(found.agenda, found.is_task) for found in protocol.decisions] == [(1, True), (1, False), (2, True)]


def test_a_table_without_headings_is_known_by_what_it_holds() -> None:
    protocol = parse(paper(HEAD, "ПОРУЧЕНИЯ:", [
        ["1", "Собрать подписи", "до 14 мая", "Фоменко Г.Г."],
        ["2", "Согласовать маршрут", "19.05.2025", "Рябой А.А., Сук В.В."],
    ]))  # fmt: skip

    assert rows(protocol) == [
        ("1", "Собрать подписи", "2025-05-14", "Фоменко Г.Г."),
        ("2", "Согласовать маршрут", "2025-05-19", "Рябой А.А.; Сук В.В."),
    ]


def test_a_report_on_earlier_decisions_is_no_decision() -> None:
    columns = ["№", "Поручение", "Срок", "Ответственный", "Отметка об исполнении"]
    document = paper(
        HEAD,
        "1. Исполнение решений протокола № 2 от 05.05.2025",
        [columns, ["1", "Купить краску", "08.05.2025", "Сук В.В.", "исполнено"]],
        "2. Новые поручения",
        [columns, ["1", "Вымыть окна", "16.05.2025", "Фоменко Г.Г.", ""]],
        "Директор\tЛ.Л. Кутузова",
    )

    assert rows(parse(document)) == [("1", "Вымыть окна", "2025-05-16", "Фоменко Г.Г.")]


def test_a_decision_merged_over_rows_has_all_their_parties() -> None:
    protocol = parse(paper(HEAD, "РЕШИЛИ:", [
        ["№", "Решение", "Срок", "Ответственные"],
        ["1", "Провести ярмарку", "до 1 июня", "Рябой А.А."],
        [None, None, "до 5 июня", "Сук В.В."],
        ["2", "Вывезти мусор", "16.05", "Фоменко Г.Г."],
    ]))  # fmt: skip

    assert rows(protocol) == [
        ("1", "Провести ярмарку", "2025-06-01, 2025-06-05", "Рябой А.А.; Сук В.В."),
        ("2", "Вывезти мусор", "2025-05-16", "Фоменко Г.Г."),
    ]


def test_a_row_broken_at_the_end_of_a_page_goes_on() -> None:
    protocol = parse(paper(HEAD, "РЕШИЛИ:", [
        ["№", "Решение", "Срок", "Ответственный"],
        ["1", "Провести сверку", "16.05", "Сук В.В."],
        ["", "по всем группам", "", ""],
        ["2", "Вывезти мусор", "17.05", "Рябой А.А."],
    ]))  # fmt: skip

    assert rows(protocol) == [
        ("1", "Провести сверку по всем группам", "2025-05-16", "Сук В.В."),
        ("2", "Вывезти мусор", "2025-05-17", "Рябой А.А."),
    ]


def test_a_plan_without_the_word_decided() -> None:
    protocol = parse(paper("План по итогам совещания от 02.09.2025\nпо подготовке к зиме", [
        ["№", "Что сделать", "Кто", "Когда"],
        ["1", "Утеплить окна", "завхоз Дубов П.П.", "до 1 октября"],
        ["2", "Проверить котельную и доложить Сухих Р.Ю.", "инженер", "05.09"],
        ["3", "", "", ""],
    ]))  # fmt: skip

    assert rows(protocol) == [
        ("1", "Утеплить окна", "2025-10-01", "завхоз Дубов П.П."),
        ("2", "Проверить котельную и доложить Сухих Р.Ю.", "2025-09-05", "инженер"),
    ]
    assert protocol.decisions[1].report_to == ["Сухих Р.Ю."]


def test_head_and_signatures_in_tables() -> None:
    protocol = parse(paper(
        "ПРОТОКОЛ № 8\nсовещания по питанию", [["г. Верхнеозёрск", "3 марта 2026 г."]],
        [["Председатель:", "Ким Р.Ю., директор"], ["Присутствовали:", "Лим В.В., Тен Г.Г."], ["Отсутствовали:", "Пак Е.Е."]],
        "РЕШИЛИ:\n1. Пересмотреть меню.\nСрок: до 10 марта. Отв.: Лим В.В.",
        [["Председатель", "Р.Ю. Ким"], ["Секретарь", "Б.Б. Цой"]],
    ))  # fmt: skip

    assert (protocol.place, protocol.date) == ("г. Верхнеозёрск", "2026-03-03")
    assert (protocol.attendees, protocol.absent) == (["Лим В.В.", "Тен Г.Г."], ["Пак Е.Е."])
    assert protocol.chair == NamedPost("Ким Р.Ю.", "директор")
    assert rows(protocol) == [("1", "Пересмотреть меню.", "2026-03-10", "Лим В.В.")]


def test_those_present_in_a_table_are_no_decisions() -> None:
    protocol = parse(paper(
        "ПРОТОКОЛ № 9\nсовета колледжа\n3 марта 2026 г.\nПрисутствовали:",
        [["№", "ФИО", "Должность"], ["1", "Лим В.В.", "методист"], ["2", "Тен Г.Г.", "мастер"]],
        "РЕШИЛИ:\n1. Обновить меню. Отв.: Лим В.В.",
    ))  # fmt: skip

    assert protocol.attendees == ["Лим В.В.", "Тен Г.Г."]
    assert rows(protocol) == [("1", "Обновить меню.", "none", "Лим В.В.")]
