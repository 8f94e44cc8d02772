"""The parts of a .docx container and how they refer to each other."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree

from protocols.document.model import Unreadable
from protocols.document.read.docx.names import transitional
from protocols.document.read.xml import parse_xml

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
NO_TEXT = (
    "В файле нет текста документа Word. Откройте его в Word, сохраните заново в формате .docx и загрузите ещё раз."
)


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str  # the last step of the relationship's type: "header", "styles", …
    target: str  # name of the part inside the container


class Package:
    """Raises Unreadable when the main part is missing."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        self.parts = parts
        main = next((each for each in self._relations("").values() if each.kind == "officeDocument"), None)
        self.main = main.target if main is not None and main.target in parts else "word/document.xml"
        if self.main not in parts:
            raise Unreadable(NO_TEXT)
        self.relations = self._relations(self.main)

    def _relations(self, part: str) -> dict[str, Relation]:
        folder, name = posixpath.split(part)
        data = self.parts.get(posixpath.join(folder, "_rels", f"{name}.rels"))
        if data is None:
            return {}
        return {
            each.get("Id", ""): Relation(
                each.get("Type", "").rsplit("/", 1)[-1],
                posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/"),
            )
            for each in parse_xml(data).iter(RELATION)
            if each.get("TargetMode") != "External"
        }

    def root(self, part: str) -> etree._Element | None:
        data = self.parts.get(part)
        return None if data is None else parse_xml(transitional(data))

    def related(self, kind: str) -> etree._Element | None:
        """The root of the main part's only relative of this kind: styles, numbering, footnotes."""
        target = next((each.target for each in self.relations.values() if each.kind == kind), None)
        return None if target is None else self.root(target)
