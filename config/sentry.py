"""Errors to a Sentry (or GlitchTip) of one's own, where SENTRY_DSN names it: what broke, never whose."""

from __future__ import annotations

from typing import Any

import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from sentry_sdk.utils import BadDsn

from .logs import masked

# Everything else that the library gathers may hold names, addresses, texts of reports.
KEPT = (
    "event_id",
    "timestamp",
    "level",
    "platform",
    "logger",
    "logentry",
    "exception",
    "transaction",
    "sdk",
    "modules",
)


def report_to(dsn: str) -> None:
    try:
        sentry_sdk.init(
            dsn,
            before_send=cleaned,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
        )
    except BadDsn as error:
        raise ImproperlyConfigured(f"SENTRY_DSN: это не адрес проекта Sentry: {error} (см. .env.example).") from error


def cleaned(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """The first line of a message: the database tells below it what was in the row."""
    kept = {name: event[name] for name in KEPT if name in event}
    for exception in kept.get("exception", {}).get("values", ()):
        exception["value"] = first_line(exception.get("value"))
    if entry := kept.pop("logentry", None):
        kept["logentry"] = {"formatted": first_line(entry.get("formatted") or entry.get("message"))}
    if "transaction" in kept:
        kept["transaction"] = masked(kept["transaction"])
    return kept


def first_line(text: str | None) -> str:
    return masked((text or "").partition("\n")[0])
