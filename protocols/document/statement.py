"""`write_statement`: «Справка об исполнении» → .docx in the page and styles of the Department's papers.

Tables are written as XML: through python-docx a thousand rows would take half a minute.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from .write import DECISION, HEADING, SIGNATURE, TERM, TEXT, Paper, default_template, opened, saved

WIDTHS = (2100, 1500, 2300, 3455)  # twentieths of a point: 16.5 cm between the margins of the form
HEADINGS = ("Организация", "Срок", "Состояние", "Что сделано")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0 has no such characters


@dataclass(frozen=True, slots=True)
class Part:
    """One decision: its own words, its terms as printed, and a row for each who executes it."""

    text: str
    terms: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    question: str = ""  # of the agenda, when it begins here
    protocol: str = ""  # its name, when it begins here


@dataclass(slots=True)
class StatementPaper:
    headings: Sequence[str]
    summary: Sequence[str]
    parts: Sequence[Part] = field(default_factory=tuple)
    signature: str = ""


def write_statement(statement: StatementPaper, template: bytes | None = None) -> bytes:
    """Raises `Unreadable` when the template cannot be used."""
    paper = Paper(opened(template or default_template()))
    for heading in statement.headings:
        paper.add(_clean(heading), HEADING)
    for place, sentence in enumerate(statement.summary):
        added = paper.add(_clean(sentence), TEXT)
        if not place:
            added.paragraph_format.space_before = Pt(14)
    for part in statement.parts:
        _part(paper, part)
    paper.add(_clean(statement.signature), SIGNATURE)
    return saved(paper.document, _clean(" ".join(statement.headings)))


def _part(paper: Paper, part: Part) -> None:
    for heading in (part.protocol, part.question):
        if heading:
            shown = paper.add(_clean(heading), TERM)
            shown.paragraph_format.space_before, shown.paragraph_format.keep_with_next = Pt(12), True
    shown = paper.add(_clean(part.text), DECISION)
    shown.paragraph_format.keep_with_next = True
    for term in part.terms:
        paper.add(_clean(term), TERM).paragraph_format.keep_with_next = bool(part.rows)
    if part.rows:
        paper.document.element.body.insert_element_before(_table(part.rows), "w:sectPr")
        paper.add("", TEXT)


def _clean(text: str) -> str:
    return UNWRITABLE.sub("", text)


def _table(rows: Sequence[Sequence[str]]) -> object:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in WIDTHS)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    head = _row(HEADINGS, "<w:cantSplit/><w:tblHeader/>", bold=True)
    body = "".join(_row(cells, "<w:cantSplit/>" if len(cells[-1]) < 400 else "") for cells in rows)
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(WIDTHS)}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>"
    )


def _row(cells: Sequence[str], properties: str, *, bold: bool = False) -> str:
    shown = "".join(_cell(text, width, bold=bold) for text, width in zip(cells, WIDTHS, strict=True))
    return f"<w:tr><w:trPr>{properties}</w:trPr>{shown}</w:tr>"


def _cell(text: str, width: int, *, bold: bool) -> str:
    face = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
    style = f'<w:rPr>{face}{"<w:b/>" if bold else ""}<w:sz w:val="20"/></w:rPr>'
    lines = _clean(text).split("\n")
    said = "<w:r><w:br/></w:r>".join(
        f'<w:r>{style}<w:t xml:space="preserve">{escape(line)}</w:t></w:r>' for line in lines
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:spacing w:before="20" w:after="20"/></w:pPr>{said}</w:p></w:tc>'
    )
