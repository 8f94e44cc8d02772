"""A letter as a row: queued, claimed, sent, settled. The server is a script of answers."""

import datetime as dt
from email import message_from_bytes, policy
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import InternalError, OperationalError
from django.utils import timezone

from decisions import outbox
from decisions.models import Letter, PostOffice, ReminderPolicy
from decisions.outbox import office, queue, sending, smtp
from tests.decisions.mail_server import MINUTE, NOW, letter, server, states  # noqa: F401

pytestmark = pytest.mark.django_db


def post(to=("a@example.org",), secrets=("ZMSC-JWVP",), **fields):
    message = EmailMultiAlternatives("Код ZMSC-JWVP", "Ваш код: ZMSC-JWVP", None, to, **fields)
    message.attach_alternative("<p>Ваш код: <b>ZMSC-JWVP</b></p>", "text/html")
    message.secrets, message.kind = secrets, "code"
    message.send()
    return Letter.objects.order_by("id")


def test_every_message_is_first_a_row_for_each_recipient(settings):
    settings.EMAIL_BACKEND = "decisions.outbox.OutboxBackend"
    rows = post(to=["a@example.org"], bcc=["b@example.org", "a@example.org"])
    assert [(row.to, row.kind, row.state) for row in rows] == [
        ("a@example.org", "code", "queued"),
        ("b@example.org", "code", "queued"),
    ]
    blind = message_from_bytes(bytes(rows[1].raw), policy=policy.default)
    assert (blind["To"], blind["Message-ID"], blind["Auto-Submitted"]) == (
        "b@example.org", rows[1].message_id, "auto-generated",
    )  # fmt: skip
    assert rows[0].message_id != rows[1].message_id


def test_secrets_are_hidden_from_the_start_and_erased_when_sent(settings, server):
    settings.EMAIL_BACKEND = "decisions.outbox.OutboxBackend"
    (row,) = post()
    assert (row.subject, row.text, row.html) == ("Код ••••••", "Ваш код: ••••••", "<p>Ваш код: <b>••••••</b></p>")
    outbox.send_waiting(timezone.now() + MINUTE)
    assert "ZMSC-JWVP" in message_from_bytes(server.taken[0][1], policy=policy.default).get_body().get_content()
    row.refresh_from_db()
    assert (row.state, bytes(row.raw), row.secrets) == ("sent", b"", [])


def test_only_the_trial_mailbox_keeps_them(settings):
    settings.EMAIL_BACKEND, settings.SMTP_URL = "decisions.outbox.OutboxBackend", ""
    (row,) = post()
    assert outbox.send_waiting(timezone.now() + MINUTE) == {"sent": 1}
    row.refresh_from_db()
    assert row.state == "sent"
    text, html = outbox.readable(row)
    assert (text.strip(), html.strip()) == ("Ваш код: ZMSC-JWVP", "<p>Ваш код: <b>ZMSC-JWVP</b></p>")


def test_letters_go_in_order_over_one_connection_each_once(server):
    for name in "abc":
        letter(f"{name}@example.org")
    assert outbox.send_waiting(NOW) == {"sent": 3}
    assert outbox.send_waiting(NOW) == {}
    assert ([to for to, _ in server.taken], server.opened) == (["a@example.org", "b@example.org", "c@example.org"], 1)


def test_a_refused_letter_waits_for_its_time(server):
    letter(next_at=NOW + MINUTE, refused_since=NOW)
    assert outbox.send_waiting(NOW) == {}


def test_a_letter_queued_by_a_clock_that_runs_ahead_goes_at_once(server):
    ahead = NOW + 120 * MINUTE
    letter(next_at=ahead, created_at=ahead, formed_at=ahead)
    assert outbox.send_waiting(NOW) == {"sent": 1}


def test_held_after_a_restore_until_staff_allow(server):
    PostOffice.objects.create(pk=1, held=True)
    letter()
    assert outbox.send_waiting(NOW) == {}
    PostOffice.objects.update(held=False)
    assert outbox.send_waiting(NOW) == {"sent": 1}


def test_an_idle_connection_that_the_server_closed_is_opened_again(server):
    server.answers["mail", ""] = [(250, b"ok"), smtp.smtplib.SMTPServerDisconnected("idle"), (250, b"ok")]
    letter("a@example.org")
    letter("b@example.org")
    assert outbox.send_waiting(NOW) == {"sent": 2}
    assert server.opened == 2


def test_no_more_a_minute_than_allowed(server):
    ReminderPolicy.objects.create(pk=1, letters_per_minute=2)
    for name in "abcde":
        letter(f"{name}@example.org")
    sent = [outbox.send_waiting(NOW + n * MINUTE / 2)["sent"] for n in range(6)]
    assert sent == [2, 0, 2, 0, 1, 0]


def test_a_claim_is_for_one(server):
    letter()
    (first,) = queue.claim(NOW, 10)
    assert queue.claim(NOW, 10) == []
    assert (first.state, first.attempts) == ("sending", 1)


def test_what_a_dead_sender_held_is_taken_over_and_the_dead_cannot_settle_it_as_refused(server):
    letter()
    (first,) = queue.claim(NOW, 10)
    Letter.objects.update(lease_until=NOW - dt.timedelta(days=4000))
    (second,) = queue.claim(NOW, 10)
    queue.refused(first, "late", NOW, permanent=True)
    assert (second.attempts, Letter.objects.get().state) == (2, "sending")


def test_a_worker_that_slept_past_its_lease_sends_no_more(server, monkeypatch):
    for name in "abc":
        letter(f"{name}@example.org")
    slept = [0.0]
    monkeypatch.setattr(sending.time, "monotonic", lambda: slept[0])
    take = server.data

    def falls_asleep(raw):
        slept[0] += 121
        return take(raw)

    server.data = falls_asleep
    postman = sending.Postman(sending.Round(NOW, [queue.claim], limit=3))
    postman.work((claimed, 70) for claimed in queue.claim(NOW, 3))
    assert states() == {"a@example.org": "sent", "b@example.org": "queued", "c@example.org": "queued"}


def test_a_lease_too_short_for_one_letter_ends_the_run(server, settings):
    settings.LETTER_LEASE, settings.EMAIL_TIMEOUT = 120, 30
    letter()
    assert outbox.send_waiting(NOW) == {}
    assert (states(), Letter.objects.get().attempts) == ({"a@example.org": "queued"}, 1)


def test_a_slow_server_that_takes_letters_again_opens_the_office(server, monkeypatch):
    office.close("421 later", NOW - 2 * MINUTE)
    for name in "ab":
        letter(f"{name}@example.org")
    slept = [0.0]
    monkeypatch.setattr(sending.time, "monotonic", lambda: slept[0])
    take = server.data

    def slowly(raw):
        slept[0] += 100 if server.taken else 0
        return take(raw)

    server.data = slowly
    letter("c@example.org")
    assert outbox.send_waiting(NOW) == {"sent": 2}
    assert (states()["c@example.org"], office.office().closed_since) == ("queued", None)


def test_limit(server):
    for name in "abc":
        letter(f"{name}@example.org")
    assert outbox.send_waiting(NOW, limit=2) == {"sent": 2}


@pytest.mark.parametrize("error", [OperationalError, InternalError])
def test_what_the_server_has_taken_is_settled_when_the_database_writes_again(monkeypatch, error):
    monkeypatch.setattr(sending, "time", SimpleNamespace(sleep=lambda seconds: None))
    monkeypatch.setattr(sending, "connection", SimpleNamespace(close=lambda: None))
    tried = []

    def settle():
        tried.append(1)
        if len(tried) < 3:
            raise error

    sending.insist(settle)
    assert len(tried) == 3
