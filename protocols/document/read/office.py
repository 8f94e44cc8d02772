"""LibreOffice as a converter: one conversion, one throw-away profile, no network, no macros."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from protocols.document.model import Unreadable
from protocols.document.read.killable import Finished, run
from protocols.document.read.limits import Limits
from protocols.document.read.rtf import with_written_numbers

PROGRAMS = ("soffice", "libreoffice")
ABSENT = (
    "Чтобы читать файлы .{format}, на сервере нужен LibreOffice, а он не установлен. "
    "Откройте документ в Word, сохраните его в формате .docx и загрузите ещё раз."
)
FAILED = (
    "LibreOffice не смог прочитать этот файл .{format}. Откройте документ в Word, "
    "сохраните его в формате .docx и загрузите ещё раз."
)
# Macros never run, linked pictures never load, and every proxy leads nowhere.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
CONFIGURED = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Common/Filter/PDF/Export", "UseTaggedPDF", "true"),
    ("Office.Common/Filter/PDF/Export", "DisplayPDFDocumentTitle", "true"),
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Setup/Office", "ooSetupInstCompleted", "true"),
)


def program() -> str | None:
    """Where LibreOffice is, or None."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def converted(data: bytes, kind: str, limits: Limits, target: str = "odt") -> bytes:
    """The file as LibreOffice saves it in `target`; .odt keeps list numbers as they were.

    Raises Unreadable when LibreOffice is absent, fails, or passes its bounds.
    """
    soffice = program()
    if soffice is None:
        raise Unreadable(ABSENT.format(format=kind))
    with tempfile.TemporaryDirectory(prefix="office-") as folder:
        place = Path(folder)
        (place / f"document.{kind}").write_bytes(with_written_numbers(data) if kind == "rtf" else data)
        _configure(place / "profile" / "user")
        _convert(soffice, place, kind, target, limits)
        made = place / f"document.{target}"
        if not made.is_file() or made.stat().st_size > limits.total:
            raise Unreadable(FAILED.format(format=kind))
        return made.read_bytes()


def _configure(user: Path) -> None:
    user.mkdir(parents=True)
    items = "\n".join(ITEM.format(path=path, name=name, value=value) for path, name, value in CONFIGURED)
    (user / "registrymodifications.xcu").write_text(SETTINGS.format(items=items), encoding="utf-8")


def _convert(soffice: str, place: Path, kind: str, target: str, limits: Limits) -> Finished:
    command = [soffice, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless", "--norestore",
               "--nolockcheck", "--nodefault", "--convert-to", target, "--outdir", str(place),
               str(place / f"document.{kind}")]  # fmt: skip
    env = {"PATH": os.environ.get("PATH", ""), "HOME": str(place), "LANG": "C.UTF-8", "TMPDIR": str(place)}
    try:
        finished = run(command, seconds=limits.office_seconds, memory=limits.office_memory, cwd=place, env=env)
    except OSError as error:
        raise Unreadable(ABSENT.format(format=kind)) from error
    if finished.killed:
        raise Unreadable(FAILED.format(format=kind))
    return finished
