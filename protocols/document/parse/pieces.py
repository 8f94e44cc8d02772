"""A document as pieces: one paragraph, or one line of it between soft breaks, with its number taken off."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from protocols.document.model import Cell, Document, Line
from protocols.document.parse.heads import starts_party

BULLET = "•"  # stands for every kind of bullet
MARKDOWN = re.compile(r"^\s*#{1,6}\s+|\*{2,3}|(?<!\w)__(?=\S)|(?<=\S)__(?!\w)")
SPACED = re.compile(r"(?<![А-ЯЁа-яё])(?:[А-ЯЁ][ \t]{1,2}){3,}[А-ЯЁ](?![а-яё])")
BULLETS = re.compile(r"^(?:[–—•●▪■□➢►*·◦‣∙✓✔]|-(?=\s|[А-Яа-яЁё«])|o(?=\s)|\+(?=\s))\s*")
PRINTED = re.compile(
    r"""^(?:(?:п\.|пункт|решение|поручение)\s*(?:№\s*)?|№\s*
          |(?:Пункт|ПУНКТ|Решение|Поручение|Задача)\s+(?:№\s*)?(?=\d+(?:\.\d+)*[.)]\s))?
    (?: (?P<deep>\d{1,2}(?:\.\d{1,2}){1,3})(?:[.)]\s*|\s+)(?![\d]|г\.|года)(?=\S)
      | (?P<plain>\d{1,3})\s*(?:\.\s*\)?|\))\s*(?=[^\d\s.,])
      | (?P<lone>\d{1,2})\s+(?=[А-ЯЁ][а-яё]+(?:ить|ать|ять|еть|сти)\s)
      | (?P<letter>[а-яёa-z])\)\s*(?=\S)
      | (?P<roman>[IVXІ]{1,5})[.)]\s+(?=\S)
    )""",
    re.VERBOSE,
)
SMALL = re.compile(r"\s*(?!г\.|ул\.|пос\.|с\.|срок|отв|исп\.|[а-я]\))[а-яё](?:[а-яё]|\s)")
INITIALS = re.compile(r"\s*[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.|$)")
LABELS = ("Отв", "Исполнит", "Соисполнит", "отв")
ALONE = re.compile(r"^(?:\d{1,3}(?:\.\d{1,2})*|[а-яё]|[IVX]{1,5})[.)]{0,2}$")
DATE = re.compile(r"^\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Piece:
    """`number` is "1", "2.1", "а", "II", BULLET or ""; `first` when it begins its paragraph."""

    line: int
    text: str
    number: str = ""
    first: bool = True
    part: str = "body"
    cell: Cell | None = None
    bold: bool = False
    centered: bool = False
    right: bool = False

    @property
    def numbered(self) -> bool:
        return self.number not in ("", BULLET)

    @property
    def bulleted(self) -> bool:
        return self.number == BULLET

    @property
    def depth(self) -> int:
        """How many levels the number has: 1 for "3" and "а", 2 for "3.1"."""
        return self.number.count(".") + 1 if self.numbered else 0

    @property
    def printed(self) -> str:
        """The text with its number in front, as a reader sees it."""
        return f"{self.number}. {self.text}" if self.numbered else self.text

    def says(self, text: str) -> Piece:
        """The same piece with another text."""
        return replace(self, text=text.strip())


def pieces_of(document: Document) -> list[Piece]:
    return [piece for line in document.lines for piece in _pieces_of_line(line)]


def _pieces_of_line(line: Line) -> Iterable[Piece]:
    first = True
    for raw in _rejoined(line):
        text = tidy(raw)
        if not text and not (first and line.number):
            continue
        number = clean_number(line.number) if first else ""
        if not number:
            number, text = take_number(text)
        yield Piece(line.index, text, number, first, line.part, line.cell, line.bold, line.centered, line.right)
        first = False


def _rejoined(line: Line) -> list[str]:
    """The lines between soft breaks; one that goes on with a small letter is no line of its own.

    In a cell, and after a label, a small letter may begin the next party: «директора ПОО ↵ кураторы групп».
    """
    rows: list[str] = []
    for row in line.text.split("\n"):
        if rows and not line.cell and _goes_on(rows[-1].strip(), row):
            rows[-1] = join([rows[-1], row])
        else:
            rows.append(row)
    return rows


def _goes_on(before: str, row: str) -> bool:
    if before.count("(") > before.count(")") or (INITIALS.match(row) and before[-1:].isalpha()):
        return True
    if before.endswith((".", ";", ":")):
        return False
    if before.lstrip("* ").startswith(LABELS) and starts_party(row) and not row.lstrip().startswith("«"):
        return False
    return bool(SMALL.match(row)) or (row.lstrip()[:1] in "«(" and before[-1:].isalpha())


def tidy(text: str) -> str:
    """Without Markdown emphasis, with «Р Е Ш И Л И» closed up and single spaces; tabs are kept, a wide gap is one."""
    text = MARKDOWN.sub("", text)
    text = SPACED.sub(lambda match: re.sub(r"\s", "", match[0]), text)
    text = re.sub(r"[ \u00a0]{3,}", "\t", text.strip())
    return re.sub(r"[ \u00a0]+", " ", text)


def clean_number(number: str) -> str:
    """«1.», «1)» → "1"; «а)» → "а"; a dash or a dot → BULLET."""
    bare = number.strip().strip(".)( ").removeprefix("№").strip()
    if not number.strip():
        return ""
    return bare if re.fullmatch(r"[\w.]+", bare) else BULLET


def take_number(text: str) -> tuple[str, str]:
    """The printed number or bullet of a text, and the rest."""
    if DATE.match(text):
        return "", text
    if found := PRINTED.match(text):
        number = next(value for value in found.groups() if value)
        return number.replace("І", "I"), text[found.end() :].strip()
    if found := BULLETS.match(text):
        rest = text[found.end() :].strip()
        return (BULLET, rest) if rest else ("", text)
    return "", text


def join(texts: Iterable[str]) -> str:
    """One running text; a word broken at a hyphen at the end of a line is closed up."""
    running = ""
    for text in texts:
        closed = re.search(r"[а-яё]-$", running) and re.match(r"[А-ЯЁа-яё]", text)
        running = running + text if closed or not running else f"{running} {text}"
    return re.sub(r"\s+", " ", running).strip()


def on_one_line(piece: Piece, text: str) -> list[Piece]:
    """«1) о приёме; 2) о ремонте»: items numbered from 1 on, within one line; else the text as it is."""
    starts: list[re.Match[str]] = []
    for found in re.finditer(r"(?:(?<=^)|(?<=\s))(\d{1,2})[).]\s+(?=[А-ЯЁа-яё«])", text):
        if int(found[1]) == len(starts) + 1:
            starts.append(found)
    if not starts or starts[0].start():
        return [Piece(piece.line, text)] if text else []
    ends = [found.start() for found in starts[1:]] + [len(text)]
    return [
        Piece(piece.line, text[found.end() : end].strip(), found[1]) for found, end in zip(starts, ends, strict=True)
    ]
