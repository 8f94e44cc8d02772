"""The SMTP server of the tests, a process of its own: python -m tests.rig.smtp_server PORT LOG RULES

It logs each letter, one JSON a line, *before* it answers. RULES is a JSON file, read again when it changes:

    delay   seconds before each answer to DATA
    silent  true: never says a word, not even its greeting
    auth    "535 …": what everyone who signs in hears
    rcpt    {address: [answer, …]}  to RCPT TO; "*" stands for everyone else
    data    {address: [answer, …]}  to the end of DATA, by the first recipient

An answer is a line such as "450 4.2.1 later", or "hang", or "drop" (after DATA: taken, logged, and cut off before the
250). Each attempt uses up one answer; the last stays.
"""

import asyncio
import hashlib
import json
import os
import sys
import time
from collections import Counter
from email import message_from_bytes, policy
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult

ACCEPTED = "250 2.0.0 taken"


class Rules:
    def __init__(self, path: Path):
        self.path = path
        self.read_at = None
        self.rules: dict = {}
        self.attempts: Counter = Counter()

    def __getitem__(self, name: str):
        changed = self.path.stat().st_mtime_ns
        if changed != self.read_at:
            self.read_at, self.rules, self.attempts = changed, json.loads(self.path.read_text()), Counter()
        return self.rules.get(name)

    def answer(self, step: str, address: str) -> str:
        by_address = self[step] or {}
        answers = by_address.get(address) or by_address.get("*") or [ACCEPTED]
        attempt = self.attempts[step, address]
        self.attempts[step, address] += 1
        return answers[min(attempt, len(answers) - 1)]


class Log:
    def __init__(self, path: Path):
        self.file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(self, event: str, **fields) -> None:
        line = json.dumps({"event": event, "at": time.time(), **fields}, ensure_ascii=False)
        os.write(self.file, line.encode() + b"\n")


class Handler:
    def __init__(self, rules: Rules, log: Log):
        self.rules = rules
        self.log = log

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  aiosmtpd's name
        answer = self.rules.answer("rcpt", address)
        if not answer.startswith("250"):
            self.log.write("rcpt", rcpt=address, answer=answer)
            return await self.obey(server, answer)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  aiosmtpd's name
        answer = self.rules.answer("data", envelope.rcpt_tos[0])
        if delay := self.rules["delay"]:
            await asyncio.sleep(delay)
        for address in envelope.rcpt_tos:
            self.log.write("data", rcpt=address, answer=answer, **facts(envelope.content))
        return await self.obey(server, answer)

    async def obey(self, server, answer: str) -> str:
        if answer == "drop":
            server.transport.abort()
        if answer in ("drop", "hang"):
            await asyncio.Event().wait()
        return answer

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        refusal = self.rules["auth"]
        self.log.write("auth", answer=refusal or "235")
        return AuthResult(success=not refusal, handled=False, message=refusal)


def facts(content: bytes) -> dict:
    message = message_from_bytes(content, policy=policy.default)
    return {
        "message_id": message["Message-ID"],
        "date": message["Date"],
        "subject": message["Subject"],
        "sha256": hashlib.sha256(content).hexdigest(),
        "message": content.decode("utf-8", "replace"),
    }


class Silent(asyncio.Protocol):
    """Takes the connection and never speaks."""


async def serve(port: int, log: Log, rules: Rules) -> None:
    handler = Handler(rules, log)

    def greet() -> asyncio.BaseProtocol:
        log.write("connect")
        if rules["silent"]:
            return Silent()
        return SMTP(
            handler,
            hostname="localhost",
            auth_require_tls=False,
            authenticator=handler.authenticate,
            enable_SMTPUTF8=True,
            timeout=3600,
        )

    server = await asyncio.get_running_loop().create_server(greet, "127.0.0.1", port, backlog=500)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Log(Path(sys.argv[2])), Rules(Path(sys.argv[3]))))
