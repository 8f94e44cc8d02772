"""The visible text of a Word paragraph: tracked changes accepted, hidden text and field codes left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from protocols.document.read.docx.names import MC, M, W
from protocols.document.read.docx.styles import Styles, value
from protocols.document.read.lines import Pieces

CONTENT = f"{W}sdtContent"
TRANSPARENT = {
    f"{W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "ruby", "rubyBase")
} | {CONTENT, f"{M}oMath", f"{M}oMathPara"}
SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
PAGE_BREAKS = {"page", "column"}
DRAWINGS = {f"{W}drawing", f"{W}pict", f"{W}object"}
NOTES = {f"{W}footnoteReference", f"{W}endnoteReference"}
BOXES = {"\uf0fe": "☑", "\uf0fd": "☒", "\uf0a8": "☐", "\uf06f": "☐", "\uf02d": "–", "\uf0b7": "•", "\uf0a7": "▪"}
SKIPPED_FIELDS = {"TOC", "PAGE", "NUMPAGES", "SECTIONPAGES"}


def branch(alternate: etree._Element) -> etree._Element | None:
    """The one reading of mc:AlternateContent: Choice when it says anything, else Fallback."""
    choice = next(alternate.iterchildren(f"{MC}Choice"), None)
    if choice is not None and next(choice.iter(f"{W}t"), None) is not None:
        return choice
    fallback = next(alternate.iterchildren(f"{MC}Fallback"), None)
    return choice if fallback is None else fallback


@dataclass(slots=True)
class Fields:
    """Complex fields span runs and paragraphs: the code is skipped, the result read."""

    open: list[tuple[str, bool]] = field(default_factory=list)  # code so far, result reached

    def step(self, kind: str) -> None:
        if kind == "begin":
            self.open.append(("", False))
        elif kind == "separate" and self.open:
            self.open[-1] = (self.open[-1][0], True)
        elif kind == "end" and self.open:
            self.open.pop()

    def code(self, text: str) -> None:
        if self.open and not self.open[-1][1]:
            self.open[-1] = (self.open[-1][0] + text, False)

    @property
    def visible(self) -> bool:
        return all(result and _field_name(code) not in SKIPPED_FIELDS for code, result in self.open)


def _field_name(code: str) -> str:
    return (code.split() or [""])[0].upper()


@dataclass(slots=True)
class Found(Pieces):
    """What a paragraph gave: its text, and what hangs on it."""

    drawings: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # kind, id


@dataclass(slots=True)
class Reader:
    """Reads the runs of one paragraph into `found`."""

    styles: Styles
    fields: Fields
    style: str | None
    found: Found

    def read(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child)
            elif tag == f"{W}sdt":
                self._control(child)
            elif tag == f"{MC}AlternateContent":
                chosen = branch(child)
                if chosen is not None:
                    self.read(chosen)
            elif tag == f"{W}fldSimple" and _field_name(child.get(f"{W}instr", "")) in SKIPPED_FIELDS:
                continue
            elif tag in TRANSPARENT:
                self.read(child)
            elif tag.startswith(M):
                self._formula(child)

    def _control(self, control: etree._Element) -> None:
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is None:  # «Место для ввода текста» is no text
            for content in control.iterchildren(CONTENT):
                self.read(content)

    def _formula(self, element: etree._Element) -> None:
        for text in element.iter(f"{M}t"):
            self._say(text.text or "", False)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(f"{W}rPr")
        if self.styles.toggled(properties, self.style, "vanish"):
            self._fields_only(run)
            return
        bold = self.styles.toggled(properties, self.style, "b")
        self._children(run, bold)

    def _fields_only(self, run: etree._Element) -> None:
        for mark in run.iterchildren(f"{W}fldChar"):
            self.fields.step(mark.get(f"{W}fldCharType", ""))

    def _children(self, run: etree._Element, bold: bool) -> None:
        for child in run:
            tag = child.tag
            if tag == f"{W}t":
                self._say(child.text or "", bold)
            elif tag == f"{W}fldChar":
                self.fields.step(child.get(f"{W}fldCharType", ""))
            elif tag == f"{W}instrText":
                self.fields.code(child.text or "")
            elif tag in DRAWINGS:
                self.found.drawings.append(child)
            elif tag in NOTES:
                self.found.notes.append((tag.removeprefix(W).removesuffix("Reference"), child.get(f"{W}id", "")))
            elif tag == f"{MC}AlternateContent":
                chosen = branch(child)
                if chosen is not None:
                    self._children(chosen, bold)
            else:
                self._say(_sign(child), bold)

    def _say(self, text: str, bold: bool) -> None:
        if text and self.fields.visible:
            self.found.texts.append((text, bold))


def _sign(element: etree._Element) -> str:
    name = element.tag.removeprefix(W)
    if name == "br":
        return "" if element.get(f"{W}type") in PAGE_BREAKS else "\n"
    if name == "sym":
        return _symbol(element.get(f"{W}char", ""))
    return SIGNS.get(name, "")


def _symbol(code: str) -> str:
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    if "\ue000" <= sign <= "\uf8ff":
        return BOXES.get(sign, "")
    return "" if "\ud800" <= sign <= "\udfff" else sign


def removed(paragraph: etree._Element) -> bool:
    """Whether the paragraph's own mark is deleted, moved away or hidden: its text then runs into the next one."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    if mark is None:
        return False
    if mark.find(f"{W}del") is not None or mark.find(f"{W}moveFrom") is not None:
        return True
    return mark.find(f"{W}vanish") is not None and value(mark, "vanish") not in {"0", "false", "off"}
