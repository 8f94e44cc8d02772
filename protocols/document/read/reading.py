"""Which reader a file goes to, in this process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from protocols.document.model import Document, Unreadable
from protocols.document.read.container import too_large, unpack
from protocols.document.read.docx import read_docx
from protocols.document.read.encoding import decode
from protocols.document.read.formats import Format, package_kind, recognise
from protocols.document.read.hazards import check_docx, check_odt
from protocols.document.read.limits import Limits
from protocols.document.read.lines import Collector
from protocols.document.read.markdown import is_markdown, read_markdown
from protocols.document.read.odt import read_odt
from protocols.document.read.office import converted
from protocols.document.read.ole import check_doc, check_rtf
from protocols.document.read.plain import read_plain
from protocols.document.read.xml import DAMAGED

logger = logging.getLogger(__name__)

NOTHING_SEEN = "В документе нет текста. Проверьте, тот ли это файл, или вставьте текст протокола в окно."
TOO_HEAVY = (
    "Документ слишком тяжёл для чтения. Сохраните протокол без приложений и рисунков в формате .docx "
    "и загрузите ещё раз."
)


@dataclass(frozen=True, slots=True)
class ForOffice:
    """A file that passed its checks and that only LibreOffice can open."""

    format: Literal["doc", "rtf"]


def read(source: str | Path | bytes, *, name: str = "", limits: Limits | None = None) -> Document:
    """The document, read in this process; `name` is the file's name when `source` is bytes.

    Raises only Unreadable. Uploaded files go through `read_safely`, which survives what this does not.
    """
    limits = limits or Limits()
    data, name = contents(source, name, limits)
    found = read_natively(data, name, limits)
    if isinstance(found, ForOffice):
        return read_converted(converted(data, found.format, limits), found, limits)
    return found


def read_text(text: str) -> Document:
    """Text pasted into a box. Raises only Unreadable."""
    collector = Collector(Limits())
    with only_unreadable():
        return _finished(collector, _text(text, "", collector))


def contents(source: str | Path | bytes, name: str, limits: Limits) -> tuple[bytes, str]:
    """The bytes and the name of a file that is not larger than allowed."""
    if isinstance(source, bytes):
        if len(source) > limits.size:
            raise too_large(len(source), limits)
        return source, name
    path = Path(source)
    try:
        if (size := path.stat().st_size) > limits.size:
            raise too_large(size, limits)
        return path.read_bytes(), name or path.name
    except (OSError, ValueError) as error:
        raise Unreadable(f"Файл «{path.name}» не открывается. Проверьте имя и права доступа.") from error


def read_converted(data: bytes, origin: ForOffice, limits: Limits) -> Document:
    """What LibreOffice made of the file, read under the name of its first format."""
    found = read_natively(data, "", limits)
    if isinstance(found, ForOffice):
        raise Unreadable(DAMAGED)
    return replace(found, format=origin.format)


def read_natively(data: bytes, name: str, limits: Limits) -> Document | ForOffice:
    """Checks the file and reads it, unless it takes LibreOffice. Raises only Unreadable."""
    with only_unreadable():
        kind = recognise(data)
        if kind == "ole":
            check_doc(data)
            return ForOffice("doc")
        if kind == "rtf":
            check_rtf(data)
            return ForOffice("rtf")
        collector = Collector(limits)
        return _finished(collector, _fill(collector, kind, data, name))


def _fill(collector: Collector, kind: Format, data: bytes, name: str) -> str:
    """Adds the lines of the file and names its format."""
    if kind == "zip":
        return _package(unpack(data, collector.limits), collector)
    if kind == "pdf":
        from protocols.document.read.pdf import read_pdf  # noqa: PLC0415 - pdfplumber takes half a second to import

        read_pdf(data, collector)
        return "pdf"
    return _text(decode(data), name, collector)


def _package(parts: dict[str, bytes], collector: Collector) -> str:
    if package_kind(parts) == "odt":
        check_odt(parts)
        read_odt(parts, collector)
        return "odt"
    check_docx(parts)
    read_docx(parts, collector)
    return "docx"


def _text(text: str, name: str, collector: Collector) -> str:
    if name.lower().endswith((".md", ".markdown")) or is_markdown(text):
        read_markdown(text, collector)
        return "md"
    read_plain(text, collector)
    return "txt"


def _finished(collector: Collector, kind: str) -> Document:
    if not collector.lines:
        raise Unreadable(NOTHING_SEEN)
    return Document(tuple(collector.lines), kind, tuple(collector.notes))


@contextmanager
def only_unreadable() -> Iterator[None]:
    """Whatever a damaged file makes a library raise reaches the user as one kind of error; the cause is logged."""
    try:
        yield
    except Unreadable:
        raise
    except (MemoryError, RecursionError) as error:
        raise Unreadable(TOO_HEAVY) from error
    except Exception as error:
        logger.warning("A document broke its reader", exc_info=True)
        raise Unreadable(DAMAGED) from error
