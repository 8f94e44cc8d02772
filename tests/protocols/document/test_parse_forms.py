"""Invented protocols of many kinds in forms/: the document, a line of «====», and what a careful reader gets."""

from pathlib import Path

import pytest

from protocols.document.model import ParsedProtocol
from protocols.document.parse import parse
from protocols.document.read import read_text

from .summary import summary

FORMS = sorted((Path(__file__).parent / "forms").glob("*.txt"))


def read_form(path: Path) -> tuple[ParsedProtocol, int, str]:
    document, expected = path.read_text("utf-8").split("\n====\n")
    lines = read_text(document)
    return parse(lines), len(lines.lines), expected.strip()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_reads_the_form(path: Path) -> None:
    protocol, _, expected = read_form(path)

    assert summary(protocol) == expected


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_line_ends_in_a_field_or_among_the_unread(path: Path) -> None:
    protocol, count, _ = read_form(path)

    told = {line for source in protocol.sources.values() for line in source.lines}
    assert told | set(protocol.unread) == set(range(count))
    assert not told & set(protocol.unread)


def test_there_are_forms() -> None:
    assert len(FORMS) >= 15
