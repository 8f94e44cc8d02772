"""Reading what strangers upload: in a child process that can be killed, so that only text comes back."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from protocols.document.model import Cell, Document, Line, Unreadable
from protocols.document.read.killable import Finished, run
from protocols.document.read.limits import Limits
from protocols.document.read.office import converted
from protocols.document.read.reading import TOO_HEAVY, ForOffice, contents
from protocols.document.read.xml import DAMAGED

ROOT = Path(__file__).resolve().parents[3]
PASSED_ON = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "SYSTEMROOT", "COVERAGE_PROCESS_START")


def read_safely(source: str | Path | bytes, *, name: str = "", limits: Limits | None = None) -> Document:
    """As `read`, but the file is opened in a child process with bounds of time and memory.

    Raises only Unreadable, also when the child was killed or died.
    """
    limits = limits or Limits()
    data, name = contents(source, name, limits)
    found = _in_child(data, name, limits)
    if isinstance(found, ForOffice):
        document = _in_child(converted(data, found.format, limits), "", limits)
        if isinstance(document, ForOffice):
            raise Unreadable(DAMAGED)
        return replace(document, format=found.format)
    return found


def _in_child(data: bytes, name: str, limits: Limits) -> Document | ForOffice:
    command = [sys.executable, "-s", "-m", "protocols.document", name, json.dumps(asdict(limits))]
    env = {key: os.environ[key] for key in PASSED_ON if key in os.environ}
    finished = run(command, seconds=limits.seconds, memory=limits.memory, cwd=ROOT, env=env, given=data)
    return _understood(finished)


def _understood(finished: Finished) -> Document | ForOffice:
    if finished.killed or finished.code < 0:
        raise Unreadable(TOO_HEAVY)
    try:
        answer = json.loads(finished.output)
    except ValueError as error:
        raise Unreadable(DAMAGED) from error
    if "refused" in answer:
        raise Unreadable(answer["refused"])
    if "office" in answer:
        return ForOffice(answer["office"])
    return from_json(answer["document"])


def from_json(document: dict[str, Any]) -> Document:
    lines = tuple(
        Line(**{**line, "cell": None if line["cell"] is None else Cell(**line["cell"])}) for line in document["lines"]
    )
    return Document(lines, document["format"], tuple(document["notes"]))
