"""The visible text of an OpenDocument paragraph; deletions stand elsewhere in the file and are never met."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from protocols.document.read.lines import Pieces
from protocols.document.read.odt.names import DRAW, OFFICE, TEXT
from protocols.document.read.odt.styles import Styles
from protocols.document.read.xml import whole

MANY_SPACES = 1_000
SKIPPED = {
    f"{TEXT}{name}"
    for name in ("hidden-text", "hidden-paragraph", "tracked-changes", "page-number", "page-count", "bookmark-ref-mark")
} | {f"{OFFICE}annotation", f"{OFFICE}annotation-end", f"{TEXT}ruby-text"}
SIGNS = {f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}
BOXES = {f"{DRAW}frame", f"{DRAW}custom-shape", f"{DRAW}g", f"{DRAW}rect", f"{DRAW}a", f"{DRAW}ellipse"}


@dataclass(slots=True)
class Reader:
    """Reads one paragraph: its text and what hangs on it."""

    styles: Styles
    style: str | None
    pieces: Pieces = field(default_factory=Pieces)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)

    def read(self, parent: etree._Element, span: str | None = None) -> None:
        self._say(parent.text, span)
        for child in parent:
            self._child(child, span)
            self._say(child.tail, span)

    def _child(self, child: etree._Element, span: str | None) -> None:
        tag = child.tag
        if tag == f"{TEXT}span":
            self.read(child, child.get(f"{TEXT}style-name", span))
        elif tag == f"{TEXT}s":
            self._put(" " * min(whole(child.get(f"{TEXT}c"), 1), MANY_SPACES), span)
        elif tag in SIGNS:
            self._put(SIGNS[tag], span)
        elif tag == f"{TEXT}note":
            self.notes += child.iterchildren(f"{TEXT}note-body")
        elif tag in BOXES:
            self.boxes.append(child)
        elif tag not in SKIPPED:
            self.read(child, span)

    def _say(self, text: str | None, span: str | None) -> None:
        """White space in the file is one space, as in HTML; real ones are text:s."""
        if not text:
            return
        plain = text.translate(_BLANKS)
        while "  " in plain:
            plain = plain.replace("  ", " ")
        if self.text_ends_with_space and plain.startswith(" "):
            plain = plain[1:]
        self._put(plain, span)

    @property
    def text_ends_with_space(self) -> bool:
        texts = self.pieces.texts
        return not texts or texts[-1][0].endswith((" ", "\n"))

    def _put(self, text: str, span: str | None) -> None:
        if text and not self.styles.hidden(span, self.style):
            self.pieces.texts.append((text, self.styles.bold(span, self.style)))


_BLANKS = str.maketrans("\t\r\n", "   ")
