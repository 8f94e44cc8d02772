"""Three templates → one letter → its bytes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.backends.django import Template
from django.template.loader import get_template

from clusters.models import Person
from decisions import outbox
from decisions.models import Letter

BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
SUBJECT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Formed:
    subject: str
    text: str
    html: str


@cache
def templates(name: str) -> tuple[Template, Template, Template]:
    subject, text, html = (get_template(f"emails/{name}.{part}") for part in ("subject.txt", "txt", "html"))
    return subject, text, html


def build(name: str, context: Mapping[str, Any]) -> Formed:
    """`site_url` is in every context. Text keeps at most one blank line in a row; a subject is one line."""
    values = {"site_url": settings.SITE_URL, **context}
    subject, text, html = (template.render(values) for template in templates(name))
    subject = " ".join(subject.split())[:SUBJECT_LIMIT]
    return Formed(subject, BLANK_LINES.sub("\n\n", text).strip() + "\n", html.strip() + "\n")


def raw_bytes(
    formed: Formed, *, to: str, message_id: str, now: dt.datetime, reply_to: tuple[str, ...] = (), unsubscribe: str = ""
) -> bytes:
    """As it goes to the server. The same arguments give the same headers; `now` becomes Date."""
    headers = {
        "Message-ID": message_id,
        "Date": format_datetime(now),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",  # what Exchange heeds instead of the header above
    }
    if unsubscribe:
        headers["List-Unsubscribe"] = f"<{unsubscribe}>"
    message = EmailMultiAlternatives(
        formed.subject, formed.text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers, reply_to=list(reply_to)
    )
    message.attach_alternative(formed.html, "text/html")
    return message.message().as_bytes(linesep="\r\n")


def masked(formed: Formed, secrets: list[str]) -> Formed:
    return Formed(formed.subject, outbox.masked(formed.text, secrets), outbox.masked(formed.html, secrets))


def queued(
    name: str,
    context: Mapping[str, Any],
    *,
    to: str,
    now: dt.datetime,
    person: Person | None = None,
    key: str | None = None,
    secrets: Sequence[str] = (),
    reply_to: tuple[str, ...] = (),
) -> Letter:
    """A row of the outbox for one letter; its kind is `name`. Somebody knocks, or beat finds it within a minute."""
    formed, identity = build(name, context), outbox.message_id()
    raw = raw_bytes(formed, to=to, message_id=identity, now=now, reply_to=reply_to)
    shown = masked(formed, list(secrets))
    return Letter.objects.create(
        key=key, kind=name, to=to, person=person, subject=shown.subject, text=shown.text, html=shown.html, raw=raw,
        secrets=list(secrets), message_id=identity, formed_at=now, next_at=now, created_at=now,
    )  # fmt: skip
