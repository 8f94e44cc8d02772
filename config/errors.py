"""What a visitor is told when the machine fails, not the program: no database, a full disk, no store of files;
and when more was sent at once than is taken."""

from __future__ import annotations

import errno
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

FULL = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}
SECONDS = "30"
READ_ONLY = "25006"  # SQLSTATE of PostgreSQL: a standby, or a server that is being moved


class StoreAway(OSError):
    """The store of files does not answer or refuses. An OSError, as of a disk: whoever writes takes the half back."""


def is_away(error: BaseException | None) -> bool:
    """The database or the store takes nothing now and will again; no mistake of ours."""
    if isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == READ_ONLY:
        return True  # Django calls it an InternalError
    return isinstance(error, OperationalError | InterfaceError | StoreAway)


def is_closed(error: OSError) -> bool:
    """The folder of files takes nothing: another's, read-only, or on a disk that fails (which names no file)."""
    is_stored = str(error.filename or "").startswith(str(settings.MEDIA_ROOT))
    return error.errno == errno.EIO or (is_stored and error.errno in CLOSED)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Who sends too much has done nothing wrong, and is told what to do."""
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent | RequestDataTooBig):
        return HttpResponse(render_to_string("413.html"), status=413)
    return HttpResponse(render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """The pages are made without the request: who is signed in stands in the database that is away."""
    error = sys.exc_info()[1]
    if is_away(error):
        page = render_to_string("503.html", {"sent": request.method == "POST"})
        return HttpResponse(page, status=503, headers={"Retry-After": SECONDS})
    if isinstance(error, OSError) and (error.errno in FULL or is_closed(error)):
        return HttpResponse(render_to_string("507.html", {"full": error.errno in FULL}), status=507)
    return HttpResponse(render_to_string("500.html"), status=500)
