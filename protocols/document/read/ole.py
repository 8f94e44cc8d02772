"""What the old binary .doc and .rtf show before LibreOffice opens them."""

from __future__ import annotations

import io
import re

import olefile

from protocols.document.model import Unreadable
from protocols.document.read.container import LOCKED
from protocols.document.read.formats import SUITABLE
from protocols.document.read.hazards import EMBEDDED, MACROS
from protocols.document.read.xml import DAMAGED

FLAGS_AT, ENCRYPTED = 0x0A, 0x0100  # of the FIB at the start of the WordDocument stream ([MS-DOC] 2.5.2)
RTF_OBJECT = re.compile(rb"\\obj(?:data|emb|link|autlink|ocx|update)\b")
RTF_LOADED = re.compile(
    rb"\\\*\\template\s+(?:https?:|\\\\\\\\)|INCLUDE(?:PICTURE|TEXT)\s+\"?(?:https?:|ftp:|\\\\)", re.IGNORECASE
)
LOADS = (
    "Документ загружает что-то извне. Сохраните его в формате .docx без связей с другими файлами и загрузите ещё раз."
)


def check_doc(data: bytes) -> None:
    """Raises Unreadable for a password, macros, OLE objects and for what is no Word document."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            _check_streams(ole)
    except (OSError, ValueError, IndexError) as error:
        raise Unreadable(DAMAGED) from error


def _check_streams(ole: olefile.OleFileIO) -> None:
    names = {"/".join(path).lower() for path in ole.listdir(streams=True, storages=True)}
    if "encryptedpackage" in names:
        raise Unreadable(LOCKED)
    if "worddocument" not in names:
        raise Unreadable(f"Это файл другой программы, а не документ Word. {SUITABLE}")
    if names & {"macros", "_vba_project_cur", "macros/vba"}:
        raise Unreadable(MACROS)
    if any(name.startswith("objectpool/") for name in names):
        raise Unreadable(EMBEDDED)
    start = ole.openstream("WordDocument").read(FLAGS_AT + 2)
    if int.from_bytes(start[FLAGS_AT:], "little") & ENCRYPTED:
        raise Unreadable(LOCKED)


def check_rtf(data: bytes) -> None:
    """Raises Unreadable for embedded objects and for contents loaded from outside."""
    if RTF_OBJECT.search(data):
        raise Unreadable(EMBEDDED)
    if RTF_LOADED.search(data):
        raise Unreadable(LOADS)
