"""A letter as a row: queued, claimed, sent, settled. The server is a script of answers."""

import datetime as dt
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from decisions import outbox
from decisions.models import Letter, PostOffice, ReminderPolicy
from decisions.outbox import office, queue, sending, smtp

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


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
        return 250, b"ok"

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


def test_not_before_its_time(server):
    letter(next_at=NOW + MINUTE)
    assert outbox.send_waiting(NOW) == {}


@pytest.mark.parametrize(
    ("step", "answer", "state"),
    [
        ("rcpt", (550, b"5.1.1 no such user"), "bounced"),
        ("rcpt", (450, b"4.2.1 later"), "queued"),
        ("rcpt", (550, b"5.7.1 rejected by policy"), "queued"),
        ("data", (552, b"5.2.2 mailbox full"), "bounced"),
        ("data", (451, b"4.3.0 busy"), "queued"),
        ("data", smtp.smtplib.SMTPServerDisconnected("gone"), "queued"),
        ("data", TimeoutError("timed out"), "queued"),
    ],
)
def test_a_refusal_for_one_never_holds_up_others(server, step, answer, state):
    server.answers[step, "b@example.org"] = [answer]
    for name in "abc":
        letter(f"{name}@example.org")
    outbox.send_waiting(NOW)
    assert states() == {"a@example.org": "sent", "b@example.org": state, "c@example.org": "sent"}
    refused = Letter.objects.get(to="b@example.org")
    assert refused.error != ""
    assert refused.next_at > NOW
    assert not office.closed(office.office(), NOW)


def test_an_address_that_mail_cannot_carry(server):
    letter("директор@example.org")
    letter("head@колледж.рф")
    outbox.send_waiting(NOW)
    assert states() == {"директор@example.org": "bounced", "head@колледж.рф": "sent"}
    assert [to for to, _ in server.taken] == ["head@xn--d1abenfat.xn--p1ai"]


def test_a_temporary_refusal_is_retried_for_three_days_and_then_shown(server):
    server.answers["rcpt", "a@example.org"] = [(450, b"4.2.1 later")]
    letter(secrets=["token"])
    tries, now = 0, NOW
    while Letter.objects.get().state == "queued":
        tries += outbox.send_waiting(now)["postponed"]
        now = max(Letter.objects.get().next_at, now + MINUTE)
    row = Letter.objects.get()
    assert (row.state, row.secrets, bytes(row.raw)) == ("failed", [], b"")
    assert NOW + dt.timedelta(hours=72) <= now < NOW + dt.timedelta(hours=73, minutes=30)
    assert 140 < tries < 160  # six in the first half-hour, then every half-hour


@pytest.mark.parametrize(("secrets", "kept"), [([], b"raw"), (["token"], b"")])
def test_what_was_refused_for_good_keeps_its_bytes_unless_a_secret_is_in_them(server, secrets, kept):
    server.answers["rcpt", "a@example.org"] = [(550, b"5.1.1 no such user")]
    letter(secrets=secrets)
    outbox.send_waiting(NOW)
    row = Letter.objects.get()
    assert (row.state, bytes(row.raw), row.secrets) == ("bounced", kept, [])


def test_an_empty_letter_is_never_sent(server):
    letter(raw=b"")
    letter("b@example.org")
    assert outbox.send_waiting(NOW) == {"failed": 1, "sent": 1}
    assert [to for to, _ in server.taken] == ["b@example.org"]
    assert Letter.objects.get(to="a@example.org").error == "письмо пусто: его содержание не сохранилось"


@pytest.mark.parametrize(
    ("url", "answers"),
    [
        ("smtp://mail.example.org", {"connect": ConnectionRefusedError("refused")}),
        ("smtp://mail.example.org", {"connect": TimeoutError("never answers")}),
        ("smtp://u:p@mail.example.org", {("login", ""): [smtp.smtplib.SMTPAuthenticationError(535, b"5.7.8 bad")]}),
        ("smtp://mail.example.org", {("mail", ""): [(550, b"5.7.1 sender unknown")]}),
        ("smtp://mail.example.org", {("rcpt", "a@example.org"): [(530, b"5.7.0 sign in first")]}),
    ],
)
def test_a_refusal_that_concerns_us_all_closes_the_office_and_keeps_the_queue(server, settings, url, answers):
    settings.SMTP_URL = url
    server.answers = dict(answers)
    for name in "abc":
        letter(f"{name}@example.org")
    outbox.send_waiting(NOW)
    assert set(states().values()) == {"queued"}
    assert server.opened == 1
    assert len(outbox.trouble(NOW)) == 1
    outbox.send_waiting(NOW + MINUTE / 2)
    assert server.opened == 1
    server.answers = {}
    outbox.send_waiting(NOW + 2 * MINUTE)
    assert set(states().values()) == {"sent"}
    assert (outbox.trouble(NOW + 2 * MINUTE), office.office().closed_since) == ([], None)


def test_the_office_is_tried_ever_more_rarely_up_to_ten_minutes(server):
    server.answers["connect"] = ConnectionRefusedError("refused")
    letter()
    pauses, now = [], NOW
    for _ in range(7):
        outbox.send_waiting(now)
        until = office.office().closed_until
        pauses.append(round((until - now) / MINUTE))
        now = until
    assert pauses == [1, 1, 2, 4, 8, 10, 10]


def test_a_policy_met_three_times_in_a_row_concerns_us_all(server):
    for name in "abcd":
        server.answers["data", f"{name}@example.org"] = [(554, b"5.7.1 blocked as spam")]
        letter(f"{name}@example.org")
    outbox.send_waiting(NOW)
    assert office.closed(office.office(), NOW)
    assert set(states().values()) == {"queued"}


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
