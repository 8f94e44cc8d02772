"""What a PDF must not bring along, and whether it can be opened at all."""

from __future__ import annotations

import re
from typing import Any

from pdfminer.pdftypes import resolve1

from protocols.document.model import Unreadable

ACTIVE = (
    "В файле PDF есть встроенная программа, вложение или команда запуска. "
    "Напечатайте документ в новый PDF или сохраните его в .docx и загрузите ещё раз."
)
SIGNS = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)\b")
ACTIVE_ACTIONS = {"JavaScript", "Launch", "SubmitForm", "ImportData", "RichMediaExecute"}
ACTIVE_NAMES = {"JavaScript", "EmbeddedFiles"}


def check_bytes(data: bytes) -> None:
    """Raises Unreadable for what stands in the file uncompressed."""
    if SIGNS.search(data):
        raise Unreadable(ACTIVE)


def check_catalog(catalog: dict[str, Any]) -> None:
    """Raises Unreadable for actions and attachments, also those inside compressed objects."""
    names = resolve1(catalog.get("Names"))
    if isinstance(names, dict) and ACTIVE_NAMES & names.keys():
        raise Unreadable(ACTIVE)
    if _action(catalog.get("OpenAction")) in ACTIVE_ACTIONS:
        raise Unreadable(ACTIVE)
    triggers = resolve1(catalog.get("AA"))
    for trigger in triggers.values() if isinstance(triggers, dict) else ():
        if _action(trigger) in ACTIVE_ACTIONS:
            raise Unreadable(ACTIVE)


def _action(reference: object) -> str:
    action = resolve1(reference)
    kind = resolve1(action.get("S")) if isinstance(action, dict) else None
    return str(getattr(kind, "name", ""))
