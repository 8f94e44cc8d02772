"""A letter as bytes, as people may read it, and with its secrets hidden."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from email import message_from_bytes, policy
from email.utils import parseaddr
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings

from decisions.models import Letter

MASK = "••••••"


@cache
def mail_domain() -> str:
    """Of Message-ID: the site's own name, or that of the sender's address while the site has none."""
    host = ascii_domain(urlsplit(settings.SITE_URL).hostname or "")
    return host if "." in host and not host.replace(".", "").isdigit() else sender().rpartition("@")[2]


def sender() -> str:
    """The envelope's sender: refusals that come later go there."""
    name, at, domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")
    return f"{name}{at}{ascii_domain(domain)}"


def ascii_domain(domain: str) -> str:
    """«образование.рф» as the mail of the world writes it; UnicodeError for what is no domain."""
    return domain if domain.isascii() else domain.encode("idna").decode()


def message_id() -> str:
    return f"<{uuid.uuid4()}@{mail_domain()}>"


def masked(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


def readable(letter: Letter) -> tuple[str, str]:
    """Text and HTML with the secrets in them, from the bytes themselves: only the trial mailbox shows them."""
    if not letter.raw:
        return letter.text, letter.html
    message = message_from_bytes(bytes(letter.raw), policy=policy.default)
    parts = (message.get_body((kind,)) for kind in ("plain", "html"))
    text, html = (part.get_content() if part else "" for part in parts)
    return text, html
