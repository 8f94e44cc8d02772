"""A file goes out as an attachment, never as a page: no sniffing, no script, no cache."""

from __future__ import annotations

import io
import logging

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

log = logging.getLogger(__name__)


def attachment(stored: FieldFile, name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """A stored file. One that the storage has lost is a 404 to the reader, an error to us."""
    try:
        opened = stored.open("rb")
    except FileNotFoundError as error:
        log.exception("the storage has no %s", stored.name)
        raise Http404("Файла нет в хранилище.") from error
    return _guarded(FileResponse(opened, as_attachment=True, filename=name, content_type=content_type))


def download(made: bytes, name: str, content_type: str) -> FileResponse:
    """A file made for this answer."""
    return _guarded(FileResponse(io.BytesIO(made), as_attachment=True, filename=name, content_type=content_type))


def _guarded(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
