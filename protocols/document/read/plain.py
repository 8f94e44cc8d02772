"""Plain text → lines. Text wrapped at a fixed width is put together again into paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice, pairwise

from protocols.document.model import Cell, Line
from protocols.document.read.gutters import NUMBERS, rows_by_gutters
from protocols.document.read.hyphens import joined
from protocols.document.read.lines import Collector

TAB = 8
LEAST_TABS = 2  # between the cells of a row
FILLED = 0.6  # share of cells that say something; signatures have fewer
WIDEST = 110  # characters; a longer "line" is a whole paragraph of unwrapped text
MOST_COLUMNS = 7
LEAST_ROWS = 3  # with the headings
MARK = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3})*[.)]|[а-яёa-z]\)|[IVX]{1,5}[.)]|[•●▪◦*])\s+\S|\d{1,3}(?:\.\d{1,3})+\s+[А-ЯЁ]"
)
DASH = re.compile(r"[-–—]\s+\S")
LABEL = re.compile(r"[А-ЯЁ][А-ЯЁа-яё .]{1,30}:(?:\s|$)")
OPENING = re.compile(
    r"(?:Председател|Секретар|Присутств|Отсутств|Приглаш|Участ|Срок|Отв\.|Ответственн|Исполнител|Контроль|СЛУШАЛИ|"
    r"ВЫСТУПИЛИ|РЕШИЛИ|ПОСТАНОВИЛИ|Голосовали|Повестка|ПОВЕСТКА)[А-ЯЁа-яё ]{0,40}(?:[\d .,–-]{1,30}:|:|\s[–—-]\s|$)"
)
COLUMNS = re.compile(r"\S {4,}\S")
SURNAME = re.compile(r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?$")
INITIALS = re.compile(r"[А-ЯЁ]\. ?[А-ЯЁ]\.")
SETTLEMENT = re.compile(r"(?:г|пгт|пос|с)\. ?[А-ЯЁ]")
BROKEN_BY_HAND = 0.6
LEADS_ON = re.compile(  # a verb that wants its object, a preposition, a conjunction
    r"(?<![А-ЯЁа-яё-])(?:[А-ЯЁа-яё]*[аеиоуыя]ть(?:ся)?|[вксуои]|во|на|со|об|от|до|по|из|за|не|для|при|или|перед|через|между)$"
)
UNFINISHED = (",", "–", "—", "-", "«", "(")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file."""

    text: str
    indent: int
    centered: bool = False
    right: bool = False

    @property
    def end(self) -> int:
        return self.indent + len(self.text)


def read_plain(text: str, collector: Collector) -> None:
    """Adds a line for each paragraph or cell. Raises Unreadable when there are too many."""
    lines = _rows_joined(text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").split("\n"))
    width = wrapped_at([_row(line) for line in lines])
    for tabular, block in groupby(_with_tables(rows_by_gutters(lines)), key=lambda each: each[0]):
        block_lines = [line for _, line in block]
        if tabular:
            _add_table(block_lines, collector)
            continue
        for paragraph in paragraphs(block_lines, width):
            first = paragraph[0]
            whole = first.text
            for row in paragraph[1:]:
                whole = joined(whole, row.text, text)
            collector.add(Line(index=0, text=whole, centered=first.centered, right=first.right))


def _rows_joined(lines: list[str]) -> list[str]:
    """A table that came with a line for each cell, as rows with tabs between the cells."""
    joined_lines: list[str] = []
    place = 0
    while place < len(lines):
        rows, after = _rows_at(lines, place)
        joined_lines += ["\t".join(row) for row in rows] or [lines[place]]
        place = after
    return joined_lines


def _rows_at(lines: list[str], place: int) -> tuple[list[list[str]], int]:
    """The rows of a table that begins here, and the line after them: headings from «№ п/п» to the cell «1», and then as
    many cells for each next number."""
    if not NUMBERS.fullmatch(lines[place].strip()):
        return [], place + 1
    filled = (at for at in range(place, len(lines)) if lines[at].strip())
    heading: list[int] = []
    for at in filled:
        if lines[at].strip().rstrip(".)") == "1" or len(heading) == MOST_COLUMNS:
            break
        heading.append(at)
    rows, row = [heading], [at, *islice(filled, len(heading) - 1)]
    while len(row) == len(heading) and lines[row[0]].strip().rstrip(".)") == str(len(rows)):
        rows.append(row)
        row = list(islice(filled, len(heading)))
    if len(heading) < LEAST_TABS + 1 or len(rows) < LEAST_ROWS:
        return [], place + 1
    return [[lines[at].strip() for at in row] for row in rows], rows[-1][-1] + 1


def _with_tables(lines: list[str]) -> Iterator[tuple[bool, str]]:
    """Each line with whether it is a row of a table: that is how tables come over the clipboard."""
    for tabs, block in groupby(lines, key=lambda line: line.count("\t")):
        rows = list(block)
        cells = [cell for row in rows for cell in row.split("\t")]
        tabular = tabs >= LEAST_TABS and len(rows) > 1 and sum(map(bool, map(str.strip, cells))) > FILLED * len(cells)
        yield from ((tabular, row) for row in rows)


def _add_table(rows: list[str], collector: Collector) -> None:
    number = collector.new_table()
    for at, row in enumerate(rows):
        cells = row.split("\t")
        for column, cell in enumerate(cells):
            collector.count_cell()
            collector.add(Line(index=0, text=cell, cell=Cell(number, at, column, len(cells))))


def paragraphs(lines: list[str], width: int | None) -> Iterator[list[Row]]:
    rows = [_placed(_row(line), width) for line in lines]
    gathered: list[Row] = []
    for row in rows:
        if gathered and not (row.text and continues(gathered, row, width)):
            yield gathered
            gathered = []
        if row.text:
            gathered.append(row)
    if gathered:
        yield gathered


def shouted(text: str) -> bool:
    """All in capitals, as headings are."""
    return text.upper() == text


def _row(line: str) -> Row:
    line = line.replace("\xa0", " ").rstrip()
    text = line.lstrip()
    return Row(text, len(line[: len(line) - len(text)].expandtabs(TAB)))


def wrapped_at(rows: list[Row]) -> int | None:
    """The width at which the text was wrapped, or None when each line is a paragraph of its own.

    Wrapped text gives itself away: after a long line the next one goes on with a small letter.
    """
    ends = sorted((row.end for row in rows if row.text), reverse=True)
    if len(ends) < 3 or ends[0] > WIDEST:
        return None
    width = ends[min(2, len(ends) // 20)]
    long = broken = 0
    for row, following in pairwise(rows):
        if row.text and following.text and row.end >= 0.75 * width:
            long += 1
            broken += following.text[0].islower() and not MARK.match(following.text)
    return width if broken >= 3 or (broken and broken * 2 >= long) else None


def _placed(row: Row, width: int | None) -> Row:
    """Marks what was centred or set to the right with spaces."""
    if width is None:
        return row
    left, right = row.indent, width - row.end
    if left > width // 2:
        return Row(row.text, row.indent, right=True)
    centered = (
        left >= 5
        and abs(left - right) <= max(3, (left + right) // 4)
        and not COLUMNS.search(row.text)
        and not MARK.match(row.text)
    )
    return Row(row.text, row.indent, centered=centered)


def continues(gathered: list[Row], row: Row, width: int | None) -> bool:
    """Whether the row goes on with the paragraph gathered so far."""
    last = gathered[-1]
    if width is None:
        return False
    if row.centered or last.centered:
        return row.centered and last.centered and shouted(row.text) == shouted(last.text)
    if row.right or last.right:
        return row.right and last.right
    if COLUMNS.search(last.text) and COLUMNS.search(row.text):
        return False  # «Председатель      И.И. Лугов», one signature above another
    room = width - last.end - 1
    if len(row.text.split()[0]) <= room and not broken_off(last.text, row.text, last.end / width):
        return False
    if MARK.match(row.text) or begins_anew(row.text):
        return False
    if DASH.match(row.text) and last.text.endswith((":", ";", ".")):
        return False
    return row.indent <= last.indent or _hangs(gathered, row)


def begins_anew(text: str) -> bool:
    """A label or one of the words that open a part of a protocol."""
    return LABEL.match(text) is not None or OPENING.match(text) is not None


def broken_off(last: str, following: str, filled: float) -> bool:
    """Whether a row with room left was broken all the same: in a word, in a name, in a sentence.

    `filled` is how much of the width the row takes, from 0 to 1.
    """
    if last.endswith("-") or (SURNAME.search(last) and INITIALS.match(following)):
        return True
    if filled <= BROKEN_BY_HAND or last.endswith((".", ";", ":")) or SETTLEMENT.match(following):
        return False
    return following[0].islower() or bool(LEADS_ON.search(last)) or (last.endswith(",") and not DASH.match(following))


def _hangs(gathered: list[Row], row: Row) -> bool:
    """Whether the row stands under the text of a first line that begins with a mark, a label or a dash."""
    first = gathered[0]
    if len(gathered) > 1:
        return row.indent == gathered[-1].indent
    starts = {first.indent + found.start() for found in re.finditer(r"(?<=\s)\S", first.text)}
    return row.indent in starts or last_is_unfinished(first)


def last_is_unfinished(row: Row) -> bool:
    return row.text.endswith(UNFINISHED)
