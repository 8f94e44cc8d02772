"""Markdown → lines: headings, emphasis, list marks and tables are read, their signs are not text."""

from __future__ import annotations

import re

from protocols.document.model import Cell, Line
from protocols.document.read.hyphens import joined
from protocols.document.read.lines import Collector
from protocols.document.read.plain import Row, continues, wrapped_at

HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*$")
BOLD = re.compile(r"(\*\*\*|\*\*|__)(?=\S)(.+?)(?<=\S)\1")
ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_]+?)(?<=\S)_(?![\w_])")
LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~№«»\"'])")
CODE = re.compile(r"`([^`]+)`")
BULLET = re.compile(r"( *)[-*+–—•]\s+(.+)")
ORDERED = re.compile(r"( *)(\d{1,3}(?:\\?\.\d{1,3})*\\?[.)])\s+(.+)")
RULE = re.compile(r"\s*(?:[-*_]\s*){3,}$|\s*=+\s*$")
TABLE_ROW = re.compile(r"\s*\|.*\|\s*$")
TABLE_RULE = re.compile(r"\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?\s*$")
QUOTE = re.compile(r"^\s*>\s?")
HARD_BREAK = re.compile(r"(?: {2,}|\\)$")
PIPE = re.compile(r"(?<!\\)\|")


def is_markdown(text: str) -> bool:
    """Whether the text carries Markdown signs that no plain text would."""
    lines = text.splitlines()
    headings = sum(1 for line in lines if HEADING.match(line))
    emphasis = sum(1 for line in lines if re.search(r"\*\*\S[^*]*\S\*\*", line))
    tables = sum(1 for line in lines if TABLE_RULE.match(line) and "|" in line)
    return headings + tables > 0 or emphasis >= 2


def read_markdown(text: str, collector: Collector) -> None:
    """Adds a line for each block. Raises Unreadable when there are too many."""
    Blocks(text, collector).read()


class Blocks:
    def __init__(self, text: str, collector: Collector) -> None:
        self.text = text
        self.collector = collector
        self.rows = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").expandtabs(4).split("\n")
        self.width = wrapped_at([Row(row.strip(), 0) for row in self.rows])
        self.gathered: list[str] = []  # rows of the paragraph so far, as written
        self.mark: str = ""
        self.level: int | None = None
        self.table: list[list[str]] = []

    def read(self) -> None:
        for row in self.rows:
            self._row(QUOTE.sub("", row))
        self._close()

    def _row(self, row: str) -> None:
        if TABLE_ROW.match(row):
            self._finish_paragraph()
            if not TABLE_RULE.match(row):
                self.table.append([cell.strip() for cell in PIPE.split(row.strip().strip("|"))])
            return
        self._finish_table()
        if not row.strip() or RULE.match(row):
            self._finish_paragraph()
        elif heading := HEADING.match(row):
            self._finish_paragraph()
            self._add(heading[2], style=f"heading {len(heading[1])}")
        elif item := BULLET.match(row) or ORDERED.match(row):
            self._finish_paragraph()
            self._item(item)
        elif self.gathered and not self._goes_on(row):
            self._finish_paragraph()
            self.gathered = [row]
        else:
            self.gathered.append(row)

    def _item(self, item: re.Match[str]) -> None:
        self.level = len(item[1]) // 2
        self.mark = item[2].replace("\\", "") if item.re is ORDERED else "–"
        self.gathered = [item[item.lastindex or 0]]

    def _goes_on(self, row: str) -> bool:
        last = self.gathered[-1]
        if HARD_BREAK.search(last):
            return True
        return continues([Row(last.strip(), 0)], Row(row.strip(), 0), self.width)

    def _finish_paragraph(self) -> None:
        if self.gathered:
            whole = self.gathered[0].strip()
            for before, row in zip(self.gathered, self.gathered[1:], strict=False):
                if HARD_BREAK.search(before):
                    whole = f"{HARD_BREAK.sub('', whole)}\n{row.strip()}"
                else:
                    whole = joined(whole, row.strip(), self.text)
            self._add(HARD_BREAK.sub("", whole), number=self.mark, level=self.level)
        self.gathered, self.mark, self.level = [], "", None

    def _finish_table(self) -> None:
        if not self.table:
            return
        number = self.collector.new_table()
        columns = max(len(row) for row in self.table)
        for at, row in enumerate(self.table):
            for column, cell in enumerate(row):
                self.collector.count_cell()
                where = Cell(number, at, column, columns, header=at == 0)
                for paragraph in re.split(r"<br\s*/?>", cell):
                    self._add(paragraph, cell=where)
        self.table = []

    def _close(self) -> None:
        self._finish_paragraph()
        self._finish_table()

    def _add(
        self, marked: str, *, number: str = "", level: int | None = None, style: str = "", cell: Cell | None = None
    ) -> None:
        text, bold = plain(marked)
        self.collector.add(
            Line(index=0, text=text, number=number, level=level, style=style, cell=cell, bold=bold or bool(style))
        )


def plain(marked: str) -> tuple[str, bool]:
    """The text without its signs, and whether all of it was bold."""
    hidden = ESCAPED.sub(lambda found: f"\x00{ord(found[1])};", marked)
    hidden = CODE.sub(r"\1", LINK.sub(r"\1", hidden))
    bold = not BOLD.sub("", hidden).strip(" \n.,:;") and bool(BOLD.search(hidden))
    hidden = BOLD.sub(r"\2", hidden)
    hidden = ITALIC.sub(lambda found: found[1] or found[2], hidden)
    return re.sub(r"\x00(\d+);", lambda found: chr(int(found[1])), hidden), bold
