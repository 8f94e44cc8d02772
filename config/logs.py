"""Logs of a working installation: one JSON object a line, tied together by a request id.

No name, address or secret gets in: whatever looks like an e-mail address or a secret of a link is masked in the
message and in the traceback alike. A user is a number.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest, HttpResponse

from .headers import is_signed_in

log = logging.getLogger("request")
security = logging.getLogger("security")

request_id: ContextVar[str] = ContextVar("request_id", default="")
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
EMAIL = re.compile(r"[^\s\"'<>=(,;:]+@[\w.-]+\.\w+")
# 32 random bytes in any alphabet of links; a file's name in a traceback has slashes and dots between shorter words.
TOKEN = re.compile(r"(?<![\w-])(?=[\w-]*\d)[\w-]{32,}(?![\w-])")
SECRET_PATH = re.compile(r"(/(?:l|invitation|calendar|accounts/password/reset/key)/)[^/\s\"'?.]+")
SECRET_QUERY = re.compile(r"([?&](?:token|key|code|sesame|password)=)[^&\s\"']+", re.IGNORECASE)
CLEAN_PATHS = {"/l/new/"}
MASK = "•••"


def masked(text: str) -> str:
    text = SECRET_PATH.sub(lambda found: found[0] if found[0] + "/" in CLEAN_PATHS else found[1] + MASK, text)
    text = SECRET_QUERY.sub(rf"\1{MASK}", text)
    return TOKEN.sub(MASK, EMAIL.sub(MASK, text))


class JsonFormatter(logging.Formatter):
    """A line break within a message stays within its JSON string: a line cannot be forged."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": masked(record.getMessage()),
        }
        if identity := request_id.get():
            line["request_id"] = identity
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["traceback"] = masked(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


class RequestLog:
    """Middleware: gives the request its id, tells it to the browser, and writes one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        identity = given_id(request) or uuid.uuid4().hex
        known = request_id.set(identity)
        start = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = identity
            log.info("%s %s %s", request.method, request.path, response.status_code, extra={
                "fields": facts(request, response, time.perf_counter() - start)
            })  # fmt: skip
            return response
        finally:
            request_id.reset(known)


def given_id(request: HttpRequest) -> str:
    """The proxy's own, so that its log and ours tell of the same request."""
    identity = request.headers.get("X-Request-ID", "")
    return identity if ACCEPTABLE_ID.fullmatch(identity) else ""


def facts(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    found = {
        "status": response.status_code,
        "ms": round(seconds * 1000),
        "page": request.resolver_match.view_name if request.resolver_match else "",
    }
    return found | ({"user": request.user.pk} if is_signed_in(request) else {})


# ── Who came in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    security.info("signed in", extra={"fields": {"user": user.pk}})


def signed_out(sender: Any, user: Any, **kwargs: Any) -> None:
    security.info("signed out", extra={"fields": {"user": user.pk if user else None}})


def not_let_in(sender: Any, **kwargs: Any) -> None:
    """Whose name was tried is kept by axes, in the database."""
    security.warning("sign-in refused")


# ── Tasks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def task_begins(task_id: str, **kwargs: Any) -> None:
    request_id.set(task_id)


def task_ends(**kwargs: Any) -> None:
    request_id.set("")


def connect() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="log_signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="log_signed_out")
    user_login_failed.connect(not_let_in, dispatch_uid="log_not_let_in")
