"""One kept-open connection to the mail server, and what its answers mean."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings

from .mime import mail_domain, sender

POLICY = re.compile(rb"\b5\.7\.\d+|relay|spam|policy", re.IGNORECASE)
NEEDS_SIGN_IN = (530, 534, 535, 538)
LEAVING = 421
NOT_ASCII = "SMTP_URL: имя сервера, имя пользователя или пароль содержат знаки, которых почта не передаст"


class Refusal(Exception):
    """The server did not take the letter.

    `everyone`: it would take nobody's. `permanent`: never this one. `policy`: perhaps this letter, perhaps us.
    `addressed`: it was said after the address, so it may be the address after all.
    """

    def __init__(
        self,
        text: str,
        *,
        everyone: bool = False,
        permanent: bool = False,
        policy: bool = False,
        addressed: bool = False,
    ):
        super().__init__(text)
        self.everyone, self.permanent, self.policy, self.addressed = everyone, permanent, policy, addressed


class BrokenLineError(Exception):
    """The connection was lost or fell silent in the middle of a letter."""


@dataclass(frozen=True)
class Address:
    """smtp://user:password@host:25, smtp+tls://…:587, smtp+ssl://…:465"""

    host: str
    port: int
    security: str
    user: str
    password: str

    @classmethod
    def of(cls, url: str) -> Address:
        parts = urlsplit(url)
        security = parts.scheme.partition("+")[2]
        port = parts.port or {"tls": 587, "ssl": 465}.get(security, 25)
        return cls(parts.hostname or "", port, security, unquote(parts.username or ""), unquote(parts.password or ""))


class Line:
    """Opens itself at the first letter. `carried` counts what this connection has taken."""

    def __init__(self, url: str):
        self.address = Address.of(url)
        self.smtp: smtplib.SMTP | None = None
        self.carried = 0

    def send(self, to: str, raw: bytes) -> None:
        """Raises Refusal or BrokenLineError. A connection that the server closed while idle is opened again once."""
        to = ascii_address(to)
        was_idle = self.carried > 0
        try:
            self._begin(self._open())
        except (Refusal, BrokenLineError):
            if not was_idle:
                raise
            self.close()
            self._begin(self._open())
        self._carry(to, raw)
        self.carried += 1

    def close(self) -> None:
        if self.smtp:
            self.smtp.close()
        self.smtp, self.carried = None, 0

    def quit(self) -> None:
        try:
            if self.smtp:
                self.smtp.quit()
        except (smtplib.SMTPException, OSError):
            self.carried = 0  # every letter is settled, the farewell does not matter
        self.close()

    def _open(self) -> smtplib.SMTP:
        if self.smtp is None:
            try:
                self.smtp = self._connected()
            except (smtplib.SMTPException, OSError) as error:
                raise Refusal(f"нет связи: {words(error)}", everyone=True) from error
            except UnicodeError as error:
                raise Refusal(NOT_ASCII, everyone=True) from error
        return self.smtp

    def _connected(self) -> smtplib.SMTP:
        where, timeout = self.address, settings.EMAIL_TIMEOUT
        if where.security == "ssl":
            context = ssl.create_default_context()
            smtp = smtplib.SMTP_SSL(where.host, where.port, mail_domain(), timeout=timeout, context=context)
        else:
            smtp = smtplib.SMTP(where.host, where.port, mail_domain(), timeout=timeout)
        if where.security == "tls":
            smtp.starttls(context=ssl.create_default_context())
        if where.user:
            smtp.login(where.user, where.password)
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def _begin(self, smtp: smtplib.SMTP) -> None:
        try:
            code, answer = self._say(smtp.mail, sender())
        except UnicodeError as error:
            raise Refusal(
                f"такой адрес отправителя почта не передаст: {settings.DEFAULT_FROM_EMAIL}", everyone=True
            ) from error
        if code != 250:
            self._reset(code)
            raise Refusal(f"отправитель не принят: {said(code, answer)}", everyone=True)

    def _carry(self, to: str, raw: bytes) -> None:
        smtp = self._open()
        code, answer = self._say(smtp.rcpt, to)
        if code not in (250, 251):
            self._reset(code)
            raise refusal(code, answer, everyone=code in NEEDS_SIGN_IN)
        code, answer = self._say(smtp.data, raw)
        if code != 250:
            self._reset(code)
            raise refusal(code, answer)

    def _say(self, command, *words_said) -> tuple[int, bytes]:  # type: ignore[no-untyped-def]
        try:
            return command(*words_said)
        except smtplib.SMTPDataError as error:
            return error.smtp_code, error.smtp_error  # type: ignore[return-value]
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise BrokenLineError(f"связь прервалась: {words(error)}") from error

    def _reset(self, code: int) -> None:
        """Ready for the next letter; after «421» the server is leaving. One that hangs up has said its verdict."""
        if code == LEAVING:
            self.close()
        elif self.smtp:
            with suppress(BrokenLineError):
                self._say(self.smtp.rset)


def refusal(code: int, answer: bytes, *, everyone: bool = False) -> Refusal:
    """Of one letter. «421» is the server going away, whatever it was asked."""
    everyone = everyone or code == LEAVING
    policy = code >= 500 and not everyone and bool(POLICY.search(answer))
    permanent = code >= 500 and not everyone and not policy
    return Refusal(said(code, answer), everyone=everyone, permanent=permanent, policy=policy, addressed=True)


def said(code: int, answer: bytes) -> str:
    return f"{code} {answer.decode('utf-8', 'replace')}"[:500]


def words(error: Exception) -> str:
    code, answer = getattr(error, "smtp_code", None), getattr(error, "smtp_error", b"")
    return said(code, answer) if code and isinstance(answer, bytes) else str(error) or type(error).__name__


def ascii_address(to: str) -> str:
    """«директор@колледж.рф» has an ASCII domain; a name in Cyrillic needs a server that few have."""
    name, _, domain = to.rpartition("@")
    try:
        name.encode("ascii")
        return f"{name}@{domain.encode('idna').decode()}"
    except UnicodeError as error:
        raise Refusal(f"такой адрес почта не передаст: {to}", permanent=True) from error
