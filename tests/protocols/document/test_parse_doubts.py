"""What the person who checks is told: which field is doubtful, why, and where it came from."""

from __future__ import annotations

from protocols.document.model import ParsedProtocol, Source
from protocols.document.parse import parse

from .paper import paper

HEAD = """ПРОТОКОЛ № 3
совещания
г. Верхнеозёрск
12 мая 2025 г.
Присутствовали: Рогов П.П., Луговая Н.Н.
РЕШИЛИ:
"""


def read(decisions: str) -> ParsedProtocol:
    return parse(paper(HEAD + decisions))


def test_a_clean_protocol_has_no_doubts() -> None:
    protocol = read("1. Представить Луговой Н.Н. отчёт.\nСрок: до 1 июня\nОтв.: Рогов П.П.")

    assert protocol.warnings == []
    assert {source.mark for source in protocol.sources.values()} == {"understood"}


def test_fields_are_tied_to_their_lines() -> None:
    protocol = read("1. Представить Луговой Н.Н. отчёт.\nСрок: до 1 июня\nОтв.: Рогов П.П.")

    assert {path: source.lines for path, source in protocol.sources.items()} == {
        "number": (0,), "title": (1, 0), "place": (2,), "date": (3,), "attendees": (4,), "decisions": (5, 7, 8),
        "decisions.0.text": (6,), "decisions.0.number": (6,), "decisions.0.report_to": (6,),
        "decisions.0.deadline": (7,), "decisions.0.responsible": (8,),
    }  # fmt: skip


def test_a_deadline_that_is_not_understood_is_kept_as_worded() -> None:
    protocol = read("1. Вымыть окна.\nСрок: по звонку")

    assert (protocol.decisions[0].deadline.kind, protocol.decisions[0].deadline.raw) == ("none", "по звонку")
    assert protocol.sources["decisions.0.deadline"] == Source((7,), "doubtful", "Срок «по звонку» не понят")
    assert protocol.warnings == ["Пункт 1: Срок «по звонку» не понят"]


def test_a_name_put_into_the_nominative_by_rules_is_doubtful() -> None:
    protocol = read("1. Представить Вольской Т.Т. отчёт.")

    assert protocol.sources["decisions.0.report_to"].mark == "doubtful"
    assert protocol.warnings == ["Пункт 1: Именительный падеж поставлен по правилам: Вольская Т.Т."]


def test_the_same_parties_as_before_are_named_and_doubtful() -> None:
    protocol = read("1. Вымыть окна.\nОтв.: Рогов П.П.\n2. Вымыть пол.\nОтв.: он же")

    assert protocol.decisions[1].responsible == ["Рогов П.П."]
    assert protocol.sources["decisions.1.responsible"].mark == "doubtful"


def test_decisions_without_a_heading_are_pointed_out() -> None:
    protocol = parse(paper("Планёрка 12.05.2025\n1. Вымыть окна до 1 июня."))

    assert "Слова «Решили» в документе нет: решениями сочтены строки, которые что-то поручают" in protocol.warnings


def test_what_is_said_in_speeches_stays_unread() -> None:
    document = paper(
        "ПРОТОКОЛ № 3\nсовещания\n12.05.2025\nСЛУШАЛИ: Рогова П.П.\nПредложил: 1. Купить краску.\nРЕШИЛИ:\n1. Вымыть окна."
    )
    protocol = parse(document)

    assert [document.lines[index].text for index in protocol.unread] == [
        "СЛУШАЛИ: Рогова П.П.",
        "Предложил: 1. Купить краску.",
    ]
