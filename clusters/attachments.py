"""A file goes out as an attachment, never as a page: no sniffing, no script, no cache."""

from __future__ import annotations

import io

from django.db.models.fields.files import FieldFile
from django.http import FileResponse


def attachment(stored: FieldFile, name: str, content_type: str = "application/octet-stream") -> FileResponse:
    """A stored file, read while it is sent."""
    return _guarded(FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=content_type))


def download(made: bytes, name: str, content_type: str) -> FileResponse:
    """A file made for this answer."""
    return _guarded(FileResponse(io.BytesIO(made), as_attachment=True, filename=name, content_type=content_type))


def _guarded(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
