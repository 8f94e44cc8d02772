"""`write`: a protocol → .docx in the Department's official form, editable, with real Word numbering.

The template is itself a .docx: its page, its headers and its styles are kept, its text is replaced. A style that it
lacks is refused at upload (`check_template`), not at signing.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from .model import NamedPost, ParsedDecision, ParsedProtocol, Unreadable

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
APPROVAL, HEADING, TEXT, DECISION, POINT, TERM, MARK, SIGNATURE = STYLES = (
    "Протокол: гриф",
    "Протокол: заголовок",
    "Протокол: текст",
    "Протокол: решение",
    "Протокол: пункт",
    "Протокол: срок",
    "Протокол: отметка",
    "Протокол: подпись",
)


@dataclass(slots=True)
class Extras:
    """What an official paper may carry beside the protocol itself."""

    marks: Mapping[int, Sequence[str]] = field(default_factory=dict)  # by place of the decision: marks of execution
    only: int | None = None  # «выписка»: the place of the one decision


@cache  # the same for every paper, and half the work of a short one
def default_template() -> bytes:
    """A4, margins of ГОСТ Р 7.0.97-2016 (left 30 mm, right 15, top and bottom 20), Times New Roman 14."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(2)
    for name in STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(12 if name == MARK else 14)
        style.element.rPr.rFonts.set(qn("w:cs"), "Times New Roman")
        style.paragraph_format.space_after = Pt(6)
        _shape(name, style)
    return saved(document)


def _shape(name: str, style: Any) -> None:
    form, font = style.paragraph_format, style.font
    if name == APPROVAL:
        form.left_indent, form.space_after = Cm(9), Pt(0)
    elif name == HEADING:
        form.alignment, font.bold = WD_ALIGN_PARAGRAPH.CENTER, True
        form.space_after, form.keep_with_next = Pt(0), True
    elif name in (TEXT, DECISION):
        form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    elif name == TERM:
        font.bold, form.space_after = True, Pt(0)
    elif name == MARK:
        font.italic, form.left_indent = True, Cm(1)
    elif name == SIGNATURE:
        form.space_before = Pt(24)
        form.tab_stops.add_tab_stop(Cm(16.5), WD_TAB_ALIGNMENT.RIGHT)


def check_template(data: bytes) -> None:
    """Raises `Unreadable` with what is wrong with a template that staff upload."""
    missing = [name for name in STYLES if name not in {style.name for style in opened(data).styles}]
    if missing:
        names = ", ".join(f"«{name}»" for name in missing)
        raise Unreadable(
            f"В шаблоне нет стилей абзаца: {names}. Скачайте образец, измените в нём вид стилей и загрузите."
        )


def opened(data: bytes) -> Any:
    try:
        return docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Unreadable("Шаблон не открывается: нужен документ Word в формате .docx.") from error


def write(protocol: ParsedProtocol, template: bytes | None = None, extras: Extras | None = None) -> bytes:
    """The .docx. Raises `Unreadable` when the template cannot be used."""
    extras = extras or Extras()
    paper = Paper(opened(template or default_template()))
    if extras.only is None:
        _head(paper, protocol)
    else:
        _head_of_excerpt(paper, protocol)
    _decisions(paper, protocol, extras)
    _signatures(paper, protocol, excerpt=extras.only is not None)
    return saved(paper.document, f"Протокол № {protocol.number}")


def saved(document: Any, title: str = "") -> bytes:
    """The same protocol gives the same bytes: no time of writing. Marked as Russian: it is spelled and read aloud."""
    about = document.core_properties
    about.created = about.modified = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    about.author, about.comments, about.title, about.language = "", "", title[:255], "ru-RU"
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), "ru-RU")
    made, kept = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as parts, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as undated:
        for part in parts.infolist():
            undated.writestr(zipfile.ZipInfo(part.filename), parts.read(part), zipfile.ZIP_DEFLATED)
    return kept.getvalue()


class Paper:
    """A document emptied of its text, and the numbering that Word counts by itself."""

    def __init__(self, document: Any) -> None:
        self.document = document
        body = document.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        self.numbering = document.part.numbering_part.element

    def add(self, text: str, style: str, *, numbered: int | None = None) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        for place, line in enumerate(text.split("\n")):
            if place:
                paragraph.add_run().add_break()
            paragraph.add_run(line)
        if "\n" in text and style in (TEXT, DECISION):
            # justified, a line before a break would be drawn out to the full width
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        if numbered is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  python-docx has no numbering
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = numbered
        return paragraph

    def labelled(self, label: str, text: str) -> None:
        paragraph = self.document.add_paragraph(style=TEXT)
        paragraph.add_run(label).bold = True
        paragraph.add_run(text)

    def list(self, shown: str, *, bullet: bool = False, indent: int = 720) -> int:
        """A new list of one level that counts from 1; `shown` is Word's own pattern, "%1." or a bullet."""
        abstract = OxmlElement("w:abstractNum")
        taken = (int(one.get(qn("w:abstractNumId"))) for one in self.numbering.findall(qn("w:abstractNum")))
        number = 1 + max(taken, default=0)
        abstract.set(qn("w:abstractNumId"), str(number))
        abstract.append(_level(shown, "bullet" if bullet else "decimal", indent))
        first = self.numbering.find(qn("w:num"))
        first.addprevious(abstract) if first is not None else self.numbering.append(abstract)
        return int(self.numbering.add_num(number).numId)


def _level(shown: str, counted_as: str, indent: int) -> Any:
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("start", "1"), ("numFmt", counted_as), ("lvlText", shown), ("lvlJc", "left")):
        element = OxmlElement(f"w:{tag}")
        element.set(qn("w:val"), value)
        level.append(element)
    properties, place = OxmlElement("w:pPr"), OxmlElement("w:ind")
    place.set(qn("w:left"), str(indent))
    place.set(qn("w:hanging"), "425")
    properties.append(place)
    level.append(properties)
    return level


def _head(paper: Paper, protocol: ParsedProtocol) -> None:
    if protocol.approved_by:
        paper.add("УТВЕРЖДАЮ", APPROVAL)
        paper.add(protocol.approved_by.post, APPROVAL)
        paper.add(protocol.approved_by.name, APPROVAL)
        if protocol.approved_on:
            paper.add(in_words(protocol.approved_on), APPROVAL)
    paper.add(f"ПРОТОКОЛ № {protocol.number}", HEADING).paragraph_format.space_before = Pt(18)
    paper.add(protocol.title or "", HEADING).paragraph_format.space_after = Pt(18)
    if protocol.place:
        is_address = re.match(r"(?:г|с|пос|п|д|ул)\.\s", protocol.place)
        paper.add(protocol.place if is_address else f"Место проведения: {protocol.place}", TEXT)
    if protocol.date:
        paper.add(in_words(protocol.date), TEXT)
    _present(paper, protocol)
    if protocol.agenda:
        paper.labelled("Обсуждены вопросы:", "")
        counted = paper.list("%1.")
        for question in protocol.agenda:
            paper.add(question, TEXT, numbered=counted)


def _present(paper: Paper, protocol: ParsedProtocol) -> None:
    for label, post in (("Председательствующий: ", protocol.chair), ("Секретарь: ", protocol.secretary)):
        if post:
            paper.labelled(label, _named(post))
    for label, names in (
        ("Присутствовали: ", protocol.attendees),
        ("Отсутствовали: ", protocol.absent),
        ("Приглашены: ", protocol.invited),
    ):
        if names:
            paper.labelled(label, ", ".join(names))


def _head_of_excerpt(paper: Paper, protocol: ParsedProtocol) -> None:
    paper.add("ВЫПИСКА", HEADING)
    paper.add(f"из протокола № {protocol.number}", HEADING)
    paper.add(protocol.title or "", HEADING).paragraph_format.space_after = Pt(18)
    if protocol.date:
        paper.add(in_words(protocol.date), TEXT)


def _named(post: NamedPost) -> str:
    return ", ".join(part for part in (post.name, post.post) if part)


def in_words(day: str) -> str:
    """«02 февраля 2023 г.»"""
    date = dt.date.fromisoformat(day)
    return f"{date:%d} {MONTHS[date.month - 1]} {date.year} г."


def _decisions(paper: Paper, protocol: ParsedProtocol, extras: Extras) -> None:
    paper.labelled("Решили:", "")
    counted = paper.list("%1.") if extras.only is None and _counts_by_itself(protocol.decisions) else None
    question: int | None = None
    for place, decision in enumerate(protocol.decisions):
        if extras.only not in (None, place):
            continue
        if decision.agenda and decision.agenda != question:
            question = decision.agenda
            paper.labelled(f"По вопросу {question}:", "")
        _decision(paper, decision, counted)
        for mark in extras.marks.get(place, ()):
            paper.add(mark, MARK)


def _counts_by_itself(decisions: Sequence[ParsedDecision]) -> bool:
    """1, 2, 3 … without a gap: Word counts. Anything else is written as the protocol has it."""
    return [decision.number for decision in decisions] == [str(place) for place in range(1, len(decisions) + 1)]


def _decision(paper: Paper, decision: ParsedDecision, counted: int | None) -> None:
    before, points, after = split_points(decision)
    number = _as_printed(decision.number) if counted is None else ""
    paper.add(number + before, DECISION, numbered=counted)
    if points:
        bullets = paper.list("–", bullet=True, indent=1145)
        for point in points:
            paper.add(point, POINT, numbered=bullets)
    if after:
        paper.add(after, DECISION)
    deadlines = [one.raw for one in (decision.deadline, *decision.other_deadlines) if one.raw]
    if deadlines:
        paper.add(f"Срок: {'; '.join(deadlines)}", TERM)
    if decision.responsible:
        paper.add(f"Отв.: {', '.join(decision.responsible)}", TERM).paragraph_format.space_after = Pt(10)


def _as_printed(number: str) -> str:
    """«2.1. », but «а) »."""
    if not number:
        return ""
    return f"{number}) " if number.isalpha() else f"{number}. "


def split_points(decision: ParsedDecision) -> tuple[str, list[str], str]:
    """The text before its points, the points with their own punctuation, and the text after. Points that do not stand
    in the text one after another stay inside it: the verbatim text goes before its division."""
    mark = r"\s*(?:[–—•·*-]\s*|[а-я]\)\s*)?"
    pattern = r"(?s)(.*?)" + "".join(rf"{mark}({re.escape(point)}[\s;.,]*)" for point in decision.points) + "(.*)"
    found = re.fullmatch(pattern, decision.text) if decision.points else None
    if not found:
        return decision.text, [], ""
    before, *points, after = (part.strip() for part in found.groups())
    return before, points, after


def _signatures(paper: Paper, protocol: ParsedProtocol, *, excerpt: bool) -> None:
    if excerpt:
        paper.add("Выписка верна:\t____________________", SIGNATURE)
        return
    for label, post in (("Председательствующий", protocol.chair), ("Секретарь", protocol.secretary)):
        if post:
            paper.add(f"{label}\t{initials_first(post.name)}", SIGNATURE)


def initials_first(name: str) -> str:
    """«Фамилия Имя Отчество» or «Фамилия И.О.» → «И.О. Фамилия», as it stands under a signature."""
    surname, *rest = name.split()
    if not rest or surname.endswith("."):
        return name
    initials = rest[0] if "." in rest[0] else "".join(f"{part[0]}." for part in rest)
    return f"{initials} {surname}"
