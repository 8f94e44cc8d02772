"""What the server's answers mean: for one letter, for all of us, for how long."""

import datetime as dt

import pytest

from decisions import outbox
from decisions.models import Letter
from decisions.outbox import mime, office, smtp
from tests.decisions.mail_server import MINUTE, NOW, letter, server, states  # noqa: F401

pytestmark = pytest.mark.django_db


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


def test_an_address_that_mail_cannot_carry_is_known_before_the_server_is_asked(server):
    """In the middle of a letter the server would wait for its end, and refuse the next as nested."""
    letter("директор@example.org")
    outbox.send_waiting(NOW)
    assert (states(), server.opened) == ({"директор@example.org": "bounced"}, 0)


def test_a_server_that_refuses_for_good_and_hangs_up_is_believed(server):
    server.answers["rset", ""] = [smtp.smtplib.SMTPServerDisconnected("gone")]
    for name in "abc":
        server.answers["rcpt", f"{name}@example.org"] = [(550, b"5.1.1 no such user")]
        letter(f"{name}@example.org")
    letter("d@example.org")
    assert outbox.send_waiting(NOW) == {"bounced": 3, "sent": 1}
    assert server.opened == 4
    assert not office.closed(office.office(), NOW)


@pytest.fixture
def fresh_domain():
    mime.mail_domain.cache_clear()
    yield
    mime.mail_domain.cache_clear()


@pytest.mark.parametrize(
    ("site", "domain"),
    [("https://решили.рф", "xn--e1agalw3c.xn--p1ai"), ("http://127.0.0.1", "xn--80aabfqjj3bddt.xn--p1ai")],
)
def test_a_domain_in_cyrillic_is_written_as_mail_writes_it(server, settings, fresh_domain, site, domain):
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = site, "Решили <reshili@образование.рф>"
    letter()
    assert outbox.send_waiting(NOW) == {"sent": 1}
    assert mime.sender() == "reshili@xn--80aabfqjj3bddt.xn--p1ai"
    assert mime.message_id().endswith(f"@{domain}>")


@pytest.mark.parametrize(
    ("url", "sender", "answers", "said"),
    [
        ("smtp://x", "решили@example.org", {}, "такой адрес отправителя почта не передаст: решили@example.org"),
        (
            "smtp://%D0%B9:p@x",
            "r@example.org",
            {("login", ""): [UnicodeEncodeError("ascii", "й", 0, 1, "ordinal not in range(128)")]},
            smtp.NOT_ASCII,
        ),
        ("smtp://x", "r@example.org", {"connect": UnicodeError("label empty or too long")}, smtp.NOT_ASCII),
    ],
)
def test_what_mail_cannot_say_closes_the_office_with_a_reason(server, settings, url, sender, answers, said):
    settings.SMTP_URL, settings.DEFAULT_FROM_EMAIL = url, sender
    server.answers = answers
    letter()
    outbox.send_waiting(NOW)
    assert (states(), office.office().closed_reason) == ({"a@example.org": "queued"}, said)


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
        ("smtp://mail.example.org", {("rcpt", "a@example.org"): [(421, b"4.7.0 too many connections")]}),
        ("smtp://mail.example.org", {("data", "a@example.org"): [(421, b"4.3.2 going away")]}),
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


HOUR = dt.timedelta(hours=1)
LATER = "451 4.3.0 later"


def refuse(server, *names, answer=(451, b"4.3.0 later")):
    for name in names:
        server.answers["rcpt", f"{name}@example.org"] = [answer]


def run(since, until, every=5 * MINUTE):
    while since < until:
        outbox.send_waiting(since)
        since += every


def test_an_address_that_alone_hears_421_holds_up_nobody(server):
    refuse(server, "a", answer=(421, b"4.7.0 later"))
    letter("a@example.org")
    letter("b@example.org")
    outbox.send_waiting(NOW)
    assert states() == {"a@example.org": "queued", "b@example.org": "queued"}
    assert outbox.send_waiting(NOW + 2 * MINUTE)["sent"] == 1
    assert states() == {"a@example.org": "queued", "b@example.org": "sent"}


def test_ten_put_off_in_a_row_concern_us_all(server):
    names = [f"n{number}" for number in range(30)]
    refuse(server, *names)
    for name in names:
        letter(f"{name}@example.org")
    assert outbox.send_waiting(NOW) == {"postponed": 10}
    assert outbox.trouble(NOW) == [f"Почтовый сервер не принимает письма: {LATER}"]


def test_those_put_off_among_letters_that_go_concern_nobody_else(server):
    refuse(server, *"abcdefghijklm")
    for name in "abcdefghijklm":
        letter(f"{name}@example.org")
        letter(f"{name}@example.net")
    assert outbox.send_waiting(NOW) == {"postponed": 13, "sent": 13}
    assert office.office().closed_since is None


def test_letters_put_off_for_an_hour_are_told(server):
    refuse(server, "a", "b")
    letter("a@example.org")
    run(NOW, NOW + HOUR)
    letter("b@example.org", next_at=NOW + HOUR)
    outbox.send_waiting(NOW + HOUR)
    assert outbox.trouble(NOW + HOUR - MINUTE) == []
    assert outbox.trouble(NOW + HOUR + MINUTE) == [f"Больше часа не уходит ни одно письмо: {LATER}"]
    server.answers = {}
    run(NOW + HOUR, NOW + 2 * HOUR)
    assert outbox.trouble(NOW + 2 * HOUR) == []


def test_one_odd_address_is_no_alarm_while_others_go(server):
    refuse(server, "a")
    letter("a@example.org")
    outbox.send_waiting(NOW)
    letter("b@example.org", next_at=NOW + 5 * MINUTE)
    run(NOW + 5 * MINUTE, NOW + 5 * HOUR)
    assert states() == {"a@example.org": "queued", "b@example.org": "sent"}
    assert outbox.trouble(NOW + 5 * HOUR) == []


def test_what_waits_for_the_morning_is_no_alarm(server):
    refuse(server, "a")
    letter("a@example.org")
    outbox.send_waiting(NOW)
    assert outbox.trouble(NOW + 10 * HOUR) == []


def test_nothing_is_given_up_while_the_server_takes_nobodys(server):
    names = [f"n{number}" for number in range(12)]
    refuse(server, *names)
    for name in names:
        letter(f"{name}@example.org", refused_since=NOW - 80 * HOUR)
    office.close(LATER, NOW - 80 * HOUR)
    run(NOW, NOW + 2 * HOUR)
    assert set(states().values()) == {"queued"}
    server.answers = {}
    run(NOW + 2 * HOUR, NOW + 3 * HOUR)
    assert (set(states().values()), outbox.trouble(NOW + 3 * HOUR)) == ({"sent"}, [])
