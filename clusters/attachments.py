"""A file goes out as an attachment, never as a page: no sniffing, no script, no cache."""

from __future__ import annotations

import errno
import io
import logging

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

LOST = {errno.EACCES, errno.EPERM, errno.EISDIR, errno.ENOTDIR, errno.EIO}
log = logging.getLogger(__name__)


def attachment(
    request: HttpRequest, stored: FieldFile, name: str, content_type: str = "application/octet-stream"
) -> HttpResponseBase:
    """A stored file. One that the storage has lost is a 404 to the reader, with whom to tell, and an error to us."""
    try:
        opened = stored.open("rb")
    except OSError as error:
        if not is_lost(error):
            raise
        log.exception("the storage cannot give %s", stored.name)
        return render(request, "file_lost.html", {"name": name}, status=404)
    return _guarded(FileResponse(opened, as_attachment=True, filename=name, content_type=content_type))


def is_lost(error: OSError) -> bool:
    """Of this one file: it is not there, may not be read, or is none. A store that is away has no such number."""
    return isinstance(error, FileNotFoundError) or error.errno in LOST


def download(made: bytes, name: str, content_type: str) -> FileResponse:
    """A file made for this answer."""
    return _guarded(FileResponse(io.BytesIO(made), as_attachment=True, filename=name, content_type=content_type))


def _guarded(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
