import json
import sys
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from .process import Process, free_port, listens


@dataclass(frozen=True)
class Received:
    """A letter as the SMTP server logged it before it answered. `sha256` covers headers and body."""

    at: float
    rcpt: str
    answer: str
    message_id: str
    date: str
    subject: str
    sha256: str
    message: str

    @property
    def parsed(self) -> EmailMessage:
        return message_from_bytes(self.message.encode(), policy=policy.default)

    @property
    def text(self) -> str:
        body = self.parsed.get_body(("plain",))
        return body.get_content().replace("\r\n", "\n") if body else ""


class SmtpServer(Process):
    def __init__(self, folder: Path):
        super().__init__(folder, "smtp")
        self.received = folder / "received.jsonl"
        self.rules = folder / "rules.json"
        self.port = free_port()
        self.script()
        module = "tests.rig.smtp_server"
        self.command = [sys.executable, "-m", module, str(self.port), str(self.received), str(self.rules)]

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def ready(self) -> bool:
        return listens(self.port)

    def script(self, **rules) -> None:
        """The rules described in smtp_server.py; without arguments every letter is taken at once."""
        draft = self.rules.with_suffix(".new")
        draft.write_text(json.dumps(rules))
        draft.replace(self.rules)

    def events(self, kind: str) -> list[dict]:
        if not self.received.exists():
            return []
        whole_lines = self.received.read_bytes().split(b"\n")[:-1]  # the last one may still be under the pen
        events = map(json.loads, whole_lines)
        return [event for event in events if event["event"] == kind]

    def letters(self, to: str | None = None) -> list[Received]:
        """Everything taken, in order: what was answered 250, and what was cut off after it was taken."""
        taken = [event for event in self.events("data") if event["answer"].startswith(("250", "drop"))]
        fields = Received.__dataclass_fields__
        letters = [Received(**{name: event[name] for name in fields}) for event in taken]
        return [letter for letter in letters if to in (None, letter.rcpt)]

    def refusals(self) -> list[dict]:
        """`rcpt` and `answer` of each attempt that was not taken."""
        taken = ("250", "drop")
        return [e for e in self.events("rcpt") + self.events("data") if not e["answer"].startswith(taken)]
