"""What an office document must not bring along: macros, embedded programs, links that load by themselves."""

from __future__ import annotations

import re

from protocols.document.model import Unreadable
from protocols.document.read.container import LOCKED
from protocols.document.read.xml import parse_xml

MACROS = (
    "В файле есть макросы. Сохраните его в обычном формате .docx (Файл → Сохранить как → Документ Word) "
    "и загрузите ещё раз."
)
EMBEDDED = (
    "В файл вложен объект другой программы (OLE или ActiveX). Замените его рисунком или текстом, "
    "сохраните документ и загрузите ещё раз."
)
EXTERNAL = (
    "Документ загружает что-то извне: {target}. Вставьте рисунок или текст в сам документ "
    "(Файл → Сведения → Изменить связи с файлами), сохраните и загрузите ещё раз."
)
SHOWN_TARGET = 80
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MACRO_TYPE = re.compile(rb"macroEnabled|vbaProject|vbaData", re.IGNORECASE)
ACTIVE_KINDS = {"oleObject", "control", "activeXControlBinary", "attachedToolbars", "vbaProject"}
# «Нормальный шаблон» on the author's own disk: Word writes it into half of all documents and loads nothing.
OWN_TEMPLATE = re.compile(r"(?:file:/{2,3})?(?:[A-Za-z]:|[^/\\:]+$)")

ODF_MACRO = re.compile(r"(?:Basic/.+/(?!script-l[bc]\.xml|dialog-l[bc]\.xml).+\.xml|Scripts/.+)")
ODF_ACTIVE = re.compile(rb"<(?:draw:object-ole|draw:applet|draw:plugin)\b")
ODF_LOADED = re.compile(
    rb"<(?:draw:image|draw:fill-image|draw:object|draw:floating-frame|text:section-source|office:dde-source"
    rb"|text:alphabetical-index-auto-mark-file)\b[^>]*?xlink:href=\"([a-zA-Z][a-zA-Z0-9+.-]*:[^\"]*|//[^\"]*)\""
)


def check_docx(parts: dict[str, bytes]) -> None:
    """Raises Unreadable when the container carries macros, OLE, ActiveX or relations that load from outside."""
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in parts):
        raise Unreadable(MACROS)
    if MACRO_TYPE.search(parts.get("[Content_Types].xml", b"")):
        raise Unreadable(MACROS)
    if any("/activex/" in f"/{name.lower()}" for name in parts):
        raise Unreadable(EMBEDDED)
    for name, data in parts.items():
        if name.lower().endswith(".rels"):
            _check_relations(data)


def _check_relations(data: bytes) -> None:
    for relation in parse_xml(data).iter(RELATIONSHIP):
        kind = relation.get("Type", "").rsplit("/", 1)[-1]
        if kind in ACTIVE_KINDS:
            raise Unreadable(MACROS if kind == "vbaProject" else EMBEDDED)
        target = relation.get("Target", "")
        if relation.get("TargetMode", "").lower() != "external" or kind == "hyperlink":
            continue
        if kind == "attachedTemplate" and OWN_TEMPLATE.match(target):
            continue
        raise Unreadable(EXTERNAL.format(target=target[:SHOWN_TARGET]))


def check_odt(parts: dict[str, bytes]) -> None:
    """Raises Unreadable for a password, macros, embedded programs and contents loaded from outside."""
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise Unreadable(LOCKED)
    if any(ODF_MACRO.fullmatch(name) for name in parts):
        raise Unreadable(MACROS)
    for name in ("content.xml", "styles.xml"):
        data = parts.get(name, b"")
        if ODF_ACTIVE.search(data):
            raise Unreadable(EMBEDDED)
        if (found := ODF_LOADED.search(data)) is not None:
            raise Unreadable(EXTERNAL.format(target=found[1].decode(errors="replace")[:SHOWN_TARGET]))
