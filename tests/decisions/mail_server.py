"""A mail server that is a script of answers, and a letter in the queue: for the tests of the outbox."""

import datetime as dt

import pytest

from decisions.models import Letter
from decisions.outbox import smtp

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


class FakeServer:
    """Stands for smtplib.SMTP: answers by step and recipient, logs what it took."""

    def __init__(self):
        self.answers = {}
        self.taken = []
        self.opened = 0

    def __call__(self, host, port, name, timeout):
        self.opened += 1
        if error := self.answers.get("connect"):
            raise error
        return self

    def answer(self, step, key="", ok=(250, b"2.0.0 ok")):
        answers = self.answers.get((step, key), [ok])
        given = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(given, Exception):
            raise given
        return given

    def mail(self, sender):
        sender.encode("ascii")  # as smtplib does
        return self.answer("mail")

    def rcpt(self, to):
        self.to = to
        return self.answer("rcpt", to)

    def data(self, raw):
        code, text = self.answer("data", self.to)
        if code == 250:
            self.taken.append((self.to, raw))
        return code, text

    def login(self, user, password):
        self.answer("login")

    def rset(self):
        return self.answer("rset")

    def ehlo_or_helo_if_needed(self):
        pass

    def quit(self):
        pass

    close = quit


@pytest.fixture
def server(monkeypatch, settings):
    settings.SMTP_URL = "smtp://mail.example.org:2525"
    server = FakeServer()
    monkeypatch.setattr(smtp.smtplib, "SMTP", server)
    return server


def letter(to="a@example.org", **fields):
    given = {"kind": "digest", "subject": "s", "raw": b"raw", "next_at": NOW, "created_at": NOW, **fields}
    return Letter.objects.create(to=to, **given)


def states():
    return dict(Letter.objects.values_list("to", "state"))
