"""Django's mail API ends here: a message becomes a row for each recipient, in the caller's transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from email.utils import format_datetime

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from decisions.models import Letter

from .knock import knock_after_commit
from .mime import masked, message_id


class OutboxBackend(BaseEmailBackend):
    """A message may carry three attributes more: `kind` (what it is, for the list of letters), `secrets` (codes,
    passwords, personal links: hidden wherever the letter is shown, erased when it is sent) and `person`."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        now = timezone.now()  # the mail API has no other door for today
        rows = [
            row_of(message, address, now)
            for message in email_messages
            for address in dict.fromkeys(message.recipients())
        ]
        Letter.objects.bulk_create(rows)
        if rows:
            knock_after_commit()
        return len(email_messages)


def row_of(message: EmailMessage, address: str, now: dt.datetime) -> Letter:
    secrets = list(getattr(message, "secrets", ()))
    html = html_of(message)
    identity = message_id()
    return Letter(
        kind=getattr(message, "kind", "other"),
        person=getattr(message, "person", None),
        to=address,
        subject=masked(message.subject, secrets),
        text=masked(str(message.body), secrets),
        html=masked(html, secrets),
        raw=bytes_for(message, address, identity, now),
        secrets=secrets,
        message_id=identity,
        formed_at=now,
        next_at=now,
        created_at=now,
    )


def html_of(message: EmailMessage) -> str:
    if not isinstance(message, EmailMultiAlternatives):
        return ""
    return next((str(part.content) for part in message.alternatives if part.mimetype == "text/html"), "")


def bytes_for(message: EmailMessage, address: str, identity: str, now: dt.datetime) -> bytes:
    """The message with `address` alone in To: a blind copy stays blind, and each copy has a Message-ID of its own."""
    message.extra_headers |= {
        "To": address,
        "Message-ID": identity,
        "Date": format_datetime(timezone.localtime(now)),
        "Auto-Submitted": message.extra_headers.get("Auto-Submitted", "auto-generated"),
    }
    return message.message().as_bytes(linesep="\r\n")
