"""What a zip container shows before anything in it is parsed; sizes are counted while unpacking, headers lie."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from itertools import pairwise

from protocols.document.model import Unreadable
from protocols.document.read.limits import MB, Limits, megabytes
from protocols.document.read.xml import DAMAGED, FORBIDDEN

CHUNK = 256 * 1024
LOCAL_HEADER = 30  # bytes of the fixed part of a member's header
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
XML_NAMES = (".xml", ".rels")
DOCTYPES = tuple("<!DOCTYPE".encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be"))
LOCKED = (
    "Файл защищён паролем. Откройте его, снимите пароль (Файл → Сведения → Защита документа), "
    "сохраните и загрузите ещё раз."
)
BOMB = (
    "При распаковке файл становится недопустимо большим. Сохраните протокол заново "
    "в формате .docx без вложений и загрузите ещё раз."
)
ODD_NAMES = (
    "Внутри файла недопустимые имена: так текстовые редакторы не сохраняют. "
    "Откройте документ, сохраните его заново и загрузите ещё раз."
)


def unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    """The XML parts of the container by name; other members are unpacked only to be measured.

    Raises Unreadable for damaged, encrypted and overgrown containers and for unsafe names.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_members(members, limits)
            return _unpacked(archive, members, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(DAMAGED) from error


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise Unreadable(BOMB)
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(LOCKED)
    if any(member.compress_type not in METHODS for member in members):
        raise Unreadable(DAMAGED)
    names = [member.filename.casefold() for member in members]
    if len(set(names)) < len(names) or any(_unsafe(member) for member in members):
        raise Unreadable(ODD_NAMES)
    placed = sorted(members, key=lambda member: member.header_offset)
    for this, following in pairwise(placed):
        if this.header_offset + LOCAL_HEADER + this.compress_size > following.header_offset:
            raise Unreadable(BOMB)


def _unsafe(member: zipfile.ZipInfo) -> bool:
    name = member.orig_filename
    steps = name.replace("\\", "/").split("/")
    link = stat.S_ISLNK(member.external_attr >> 16)
    return link or ".." in steps or name.startswith(("/", "\\")) or ":" in steps[0] or "\0" in name


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], limits: Limits) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = tags = 0
    for member in members:
        kept: list[bytes] = []
        is_xml = member.filename.lower().endswith(XML_NAMES)
        wanted = is_xml or member.filename == "mimetype"
        for chunk in _chunks(archive, member, limits):
            total += len(chunk)
            tags += chunk.count(b"<") if is_xml else 0
            if total > limits.total or tags > limits.tags:
                raise Unreadable(BOMB)
            if wanted:
                kept.append(chunk)
        parts[member.filename] = _without_doctype(b"".join(kept))
    return parts


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    size = 0
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > limits.member or (size > MB and size > limits.ratio * max(member.compress_size, 1)):
                raise Unreadable(BOMB)
            yield chunk


def _without_doctype(part: bytes) -> bytes:
    if any(doctype in part for doctype in DOCTYPES):
        raise Unreadable(FORBIDDEN)
    return part


def too_large(size: int, limits: Limits) -> Unreadable:
    return Unreadable(
        f"Файл слишком большой: {megabytes(size)} при допустимых {megabytes(limits.size)}. "
        "Уменьшите рисунки или загрузите протокол без приложений."
    )
