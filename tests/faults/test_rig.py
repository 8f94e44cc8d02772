"""The oracle itself: an SMTP server that did not do what it is told would make every fault test worthless."""

import smtplib
import socket
from email.message import EmailMessage

import pytest

from tests.rig.process import Process, alive, wait_until


def letter(to: str, message_id: str = "<1@test>") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "reshili@example.org", to, message_id
    message["Subject"] = "Срок завтра"
    message.set_content("Исполните до 27 февраля\n")
    return message


def send(smtp, to: str = "head@example.org") -> int:
    """The code that the server answered; 0 when it cut the connection off."""
    with socket.create_connection(("127.0.0.1", smtp.port)):  # another client beside us changes nothing
        try:
            with smtplib.SMTP("127.0.0.1", smtp.port, timeout=1) as client:
                client.send_message(letter(to))
        except smtplib.SMTPRecipientsRefused as refused:
            return refused.recipients[to][0]
        except smtplib.SMTPResponseException as refused:
            return refused.smtp_code
        except (smtplib.SMTPServerDisconnected, TimeoutError):
            return 0
    return 250


def test_a_letter_is_logged_as_it_came(smtp):
    assert send(smtp) == 250
    (received,) = smtp.letters(to="head@example.org")
    assert (received.subject, received.message_id, received.text) == (
        "Срок завтра",
        "<1@test>",
        "Исполните до 27 февраля\n",
    )
    assert smtp.letters(to="stranger@example.org") == []


def test_half_a_line_of_its_log_is_not_read_yet(smtp):
    with smtp.received.open("ab") as log:
        log.write('{"event": "data", "subject": "П'.encode()[:-1])
    assert smtp.events("data") == []


@pytest.mark.parametrize(
    ("rules", "answers", "taken"),
    [
        ({}, [250, 250], 2),
        ({"rcpt": {"head@example.org": ["450 4.2.1 later", "450 4.2.1 later", "250 ok"]}}, [450, 450, 250, 250], 2),
        ({"rcpt": {"*": ["550 5.1.1 no such user"]}}, [550, 550], 0),
        ({"rcpt": {"other@example.org": ["550 5.1.1 no such user"]}}, [250], 1),
        ({"data": {"head@example.org": ["552 5.2.2 mailbox full", "250 2.0.0 taken"]}}, [552, 250], 1),
        ({"data": {"*": ["drop", "250 2.0.0 taken"]}}, [0, 250], 2),
        ({"data": {"*": ["hang"]}}, [0], 0),
        ({"rcpt": {"*": ["hang"]}}, [0], 0),
        ({"silent": True}, [0], 0),
    ],
)
def test_the_server_answers_as_it_is_told(smtp, rules, answers, taken):
    smtp.script(**rules)
    assert [send(smtp) for _ in answers] == answers
    assert len(smtp.letters()) == taken


def test_nobody_signs_in_when_the_password_is_revoked(smtp):
    smtp.script(auth="535 5.7.8 wrong password")
    with smtplib.SMTP("127.0.0.1", smtp.port) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login("reshili", "secret")
    assert {event["answer"] for event in smtp.events("auth")} == {"535 5.7.8 wrong password"}


def test_killing_a_process_takes_its_children(tmp_path):
    shell = Process(tmp_path, "shell", ["sh", "-c", "sleep 1000 & echo $!; wait"])
    shell.says = "\n"
    with shell:
        child = int(shell.tail())
        assert alive(child)
        shell.kill()
        wait_until(lambda: not alive(child))  # the kernel ends it in its own time


def test_a_process_that_cannot_start_says_why(tmp_path):
    broken = Process(tmp_path, "broken", ["sh", "-c", "echo no such thing; exit 1"])
    broken.says = "ready"
    with pytest.raises(RuntimeError, match="no such thing"):
        broken.start()


def test_postgresql_survives_a_crash_and_redis_forgets(postgres, redis):
    with postgres.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    with redis.client() as client:
        client.set("kept", 1)
    postgres.crash()
    redis.kill()
    assert (postgres.alive, redis.alive) == (False, False)
    postgres.start()
    redis.start()
    with postgres.connect() as connection:
        assert connection.execute("SELECT one FROM kept").fetchall() == [(1,)]
        connection.execute("DROP TABLE kept")
    with redis.client() as client:
        assert client.get("kept") is None
