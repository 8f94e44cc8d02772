"""XML from strangers: no entities, no network, no DTD."""

from __future__ import annotations

from lxml import etree

from protocols.document.model import Unreadable

DAMAGED = (
    "Файл повреждён или загружен не полностью. Откройте его в текстовом редакторе, "
    "сохраните заново в формате .docx и загрузите ещё раз."
)
FORBIDDEN = (
    "В файле есть описание DOCTYPE, которого в обычных документах не бывает. "
    "Откройте его в текстовом редакторе, сохраните заново и загрузите ещё раз."
)


def parse_xml(data: bytes) -> etree._Element:
    """The root element. Raises Unreadable for damaged XML and for any document type declaration."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(DAMAGED) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(FORBIDDEN)
    return root


def whole(text: str | None, default: int = 0) -> int:
    """An attribute that should be a whole number; word processors sometimes write 12.0."""
    try:
        return int(float(text)) if text else default
    except (ValueError, OverflowError):
        return default
