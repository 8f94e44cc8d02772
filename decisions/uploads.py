"""What people attach: known by its content, not by its name; kept under a name nobody can guess."""

from __future__ import annotations

import hashlib
import logging
import subprocess
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from .lifecycle import StoredFile
from .models.assignment import report_path

log = logging.getLogger(__name__)
OFFICE = "application/vnd.openxmlformats-officedocument"
# The first suffix is the one a file gets when its own lies about what is inside.
ALLOWED = {
    "application/pdf": (".pdf",),
    f"{OFFICE}.wordprocessingml.document": (".docx",),
    f"{OFFICE}.spreadsheetml.sheet": (".xlsx",),
    f"{OFFICE}.presentationml.presentation": (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "application/vnd.oasis.opendocument.spreadsheet": (".ods",),
    "application/msword": (".doc",),
    "application/vnd.ms-excel": (".xls",),
    "application/rtf": (".rtf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "text/plain": (".txt", ".csv"),
}
ZIP_PARTS = {
    "word/document.xml": f"{OFFICE}.wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}.spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}.presentationml.presentation",
}
END_OF_ZIP = 22 + 65_535  # bytes: the record and the longest comment after it
DIRECTORY_MAX = 1024**2  # bytes that an archive spends on its list of members: some thousands of them
NAMES = "PDF, Word, Excel, PowerPoint, OpenDocument, RTF, TXT, JPEG, PNG, WebP, HEIC"
ACCEPT = ",".join(suffix for suffixes in ALLOWED.values() for suffix in suffixes)


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept; it is not stored yet."""

    upload: UploadedFile
    name: str
    content_type: str


def check(upload: UploadedFile) -> Checked:
    """Raises ValidationError with one Russian sentence that names the file."""
    limit = settings.UPLOAD_MAX_BYTES
    if upload.size > limit:
        raise ValidationError(
            f"«{upload.name}» больше {limit // 1024**2} МБ. Уменьшите файл или приложите его частями."
        )
    if not upload.size:
        raise ValidationError(f"«{upload.name}» пуст.")
    content_type = content_type_of(upload)
    if content_type not in ALLOWED:
        raise ValidationError(f"«{upload.name}»: внутри не документ и не фото. Годятся {NAMES}.")
    scan(upload)
    return Checked(upload, honest_name(upload.name or "файл", content_type), content_type)


def content_type_of(upload: UploadedFile) -> str:
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    kind = filetype.guess_mime(head) or ""
    if kind == "application/zip" or kind in ZIP_PARTS.values() or "opendocument" in kind:
        return _in_archive(upload)
    if not kind and _is_text(head):
        return "text/plain"
    return kind


def _in_archive(upload: UploadedFile) -> str:
    """An office document is a zip; one with macros, or any other archive, is not taken."""
    try:
        if _directory_size(upload) > DIRECTORY_MAX:
            return ""
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
            declared = _declared(archive) if "mimetype" in names else ""
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
        return ""
    finally:
        upload.seek(0)
    if any(name.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for name in names):
        return ""
    return next((kind for part, kind in ZIP_PARTS.items() if part in names), declared)


def _directory_size(upload: UploadedFile) -> int:
    """As the end of the archive says it, for zipfile reads as much into memory at once."""
    upload.seek(max((upload.size or 0) - END_OF_ZIP, 0))
    end = upload.read()
    at = end.rfind(b"PK\5\6")
    return int.from_bytes(end[at + 12 : at + 16], "little") if at >= 0 else 0


def _declared(archive: zipfile.ZipFile) -> str:
    """The first bytes alone: a member of a kilobyte may unpack to a gigabyte."""
    with archive.open("mimetype") as member:
        return member.read(100).decode("ascii", "replace")


def _is_text(head: bytes) -> bool:
    """Plain text in UTF-8 or windows-1251; no page and no script for a browser."""
    if b"\0" in head or head.lstrip()[:1] == b"<":
        return False
    try:
        head[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return all(byte >= 32 or byte in b"\t\r\n\f" for byte in head)
    return True


def honest_name(name: str, content_type: str) -> str:
    """«скан.pdf» with a photo inside becomes «скан.jpg»: it opens on any machine."""
    path = PurePath(name.replace("\\", "/")).name[-200:]
    suffixes = ALLOWED[content_type]
    suffix = PurePath(path).suffix.lower()
    if suffix in suffixes:
        return path
    known = {one for all_of_kind in ALLOWED.values() for one in all_of_kind}
    stem = path[: -len(suffix)] if suffix in known else path
    return f"{stem}{suffixes[0]}"


def scan(upload: UploadedFile) -> None:
    """Hand the file to the virus scanner on its standard input: 0 is clean, 1 infected, anything else no answer."""
    if not settings.UPLOAD_SCANNER:
        return
    upload.seek(0)
    try:
        done = subprocess.run(  # the command is the administrator's own setting
            settings.UPLOAD_SCANNER, input=upload.read(), capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ValidationError(f"«{upload.name}» не проверен на вирусы: попробуйте ещё раз позже.") from error
    finally:
        upload.seek(0)
    if done.returncode == 1:
        raise ValidationError(f"«{upload.name}»: антивирус нашёл угрозу, файл не принят.")
    if done.returncode:
        raise ValidationError(f"«{upload.name}» не проверен на вирусы: попробуйте ещё раз позже.")


def store(files: Iterable[Checked]) -> tuple[StoredFile, ...]:
    """Into the storage, before any transaction begins. All or none: a full disk keeps no half of a report."""
    stored: list[StoredFile] = []
    try:
        for one in files:
            stored.append(_store(one))
    except OSError:
        discard(stored)
        raise
    return tuple(stored)


def _store(checked: Checked) -> StoredFile:
    digest = hashlib.sha256()
    for chunk in checked.upload.chunks():
        digest.update(chunk)
    checked.upload.seek(0)
    path = report_path(None, checked.name)  # type: ignore[arg-type]
    try:
        path = default_storage.save(path, checked.upload)
    except OSError:
        _delete(path)  # the half that was written
        raise
    return StoredFile(path, checked.name, checked.content_type, checked.upload.size or 0, digest.hexdigest())


def discard(files: Iterable[StoredFile]) -> None:
    """What no report came to hold."""
    for one in files:
        _delete(one.path)


def _delete(path: str) -> None:
    """What went wrong before matters more to the person than what is left over."""
    try:
        default_storage.delete(path)
    except OSError:
        log.warning("left over in the storage: %s", path, exc_info=True)
