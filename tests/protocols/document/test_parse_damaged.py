"""Whatever is cut, mixed up or repeated, the reading ends, and no line of the document is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from protocols.document.model import Document, Line
from protocols.document.parse import parse, reading
from protocols.document.read import read_text

FORMS = sorted((Path(__file__).parent / "forms").glob("*.txt"))
POOL = [line for path in FORMS for line in read_text(path.read_text("utf-8").split("\n====\n")[0]).lines]
SIGNS = ("(", ")", "«", "\n", "\t", ":", "–", ";", "Срок: ", "Отв.: ", "№ ", "1. ", "РЕШИЛИ: ")


@st.composite
def damaged(draw: st.DrawFn) -> Document:
    lines = draw(st.lists(st.sampled_from(POOL), max_size=40))
    cut = draw(st.integers(0, 60))
    sign = draw(st.sampled_from(SIGNS))
    texts = [
        f"{line.text[:cut]}{sign}{line.text[cut:]}" if place % 3 == 0 else line.text for place, line in enumerate(lines)
    ]
    return Document(
        tuple(
            replace(line, index=place, text=text) for place, (line, text) in enumerate(zip(lines, texts, strict=True))
        )
    )


@given(damaged())
@settings(max_examples=40)
def test_no_line_is_lost(document: Document) -> None:
    protocol = parse(document)

    told = {line for source in protocol.sources.values() for line in source.lines}
    assert told | set(protocol.unread) == {line.index for line in document.lines if line.text.strip()}
    assert not told & set(protocol.unread)
    assert list(reading(protocol)) == [
        "number", "date", "title", "place", "approved_by", "chair", "secretary", "attendees", "absent", "agenda",
        "decisions", "warnings",
    ]  # fmt: skip


def test_an_empty_document_has_no_decisions() -> None:
    protocol = parse(Document(()))

    assert (protocol.decisions, protocol.unread) == ([], [])
    assert "Решений в документе не найдено" in protocol.warnings


def test_headers_and_footers_tell_the_number_only_when_the_text_does_not() -> None:
    footer = Line(3, "Протокол № 2 от 27.02.2025, стр. 1", part="footer")
    title = Line(0, "ПРОТОКОЛ совещания директоров")
    numbered = Line(0, "ПРОТОКОЛ № 5 от 03.03.2025 совещания директоров")

    assert (parse(Document((title, footer))).number, parse(Document((title, footer))).date) == ("2", "2025-02-27")
    assert (parse(Document((numbered, footer))).number, parse(Document((numbered, footer))).date) == ("5", "2025-03-03")
