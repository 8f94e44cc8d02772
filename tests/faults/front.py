"""Web and proxy by the very commands of docker-compose.yml, over the database in which the test itself works."""

from __future__ import annotations

import http.client
import os
import re
import ssl
import subprocess
import sys
import urllib.parse
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

from django.test import Client

from tests.rehearsal import compose
from tests.rig.process import ROOT, Process, free_port, listens
from tests.rig.program import Program

SESSION = "__Host-session"
NO_CHECK = ssl.create_default_context()
NO_CHECK.check_hostname, NO_CHECK.verify_mode = False, ssl.CERT_NONE


class Listening(Process):
    port: int

    def ready(self) -> bool:
        return listens(self.port)


class Front:
    """`folder` must be open to other users: the proxy is one."""

    def __init__(self, folder: Path, program: Program):
        self.folder = folder
        folder.chmod(0o755)
        self.ports = {name: free_port() for name in ("web", "http", "https")}
        self.files = folder / "files"
        self.url = f"https://localhost:{self.ports['https']}"
        for name in ("files", "proxy", "secrets"):
            (folder / name).mkdir()
        (folder / "proxy").chmod(0o777)
        self.here = compose.Here(
            {
                "0.0.0.0:8000": f"127.0.0.1:{self.ports['web']}",
                "web:8000": f"127.0.0.1:{self.ports['web']}",
                "8080": str(self.ports["http"]),
                "8443": str(self.ports["https"]),
                "/run/secrets": str(folder / "secrets"),
                "/etc/nginx/reshili.conf": str(folder / "nginx.conf"),
            }
        )
        self.program = program
        site = {"SITE_URL": self.url, "ALLOWED_HOSTS": "localhost", "PROXY_COUNT": "1", "FILES": str(self.files)}
        program.env |= site
        self.web = Listening(folder, "web", [sys.executable, "-m", *self.here.command("web")], program.env)
        self.web.port = self.ports["web"]
        path = f"{os.environ['PATH']}:/usr/sbin"
        self.proxy = Listening(folder, "proxy", self.here.command("proxy"), {"PATH": path})
        self.proxy.port = self.ports["https"]

    def __enter__(self) -> Front:
        self.program.manage("collectstatic", "--no-input")
        subprocess.run(
            ["sh", str(ROOT / "deploy" / "make-secrets.sh"), "localhost"],
            cwd=self.folder, check=True, capture_output=True,
        )  # fmt: skip
        conf = (ROOT / "deploy" / "nginx.conf").read_text().replace(" /tmp/", f" {self.folder}/proxy/")
        (self.folder / "nginx.conf").write_text(self.here.put(conf))
        self.web.start()
        self.proxy.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self.proxy, self.web):
            process.__exit__()


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Half:
    connection: http.client.HTTPConnection
    rest: bytes

    def finish(self) -> int:
        self.connection.send(self.rest)
        with self.connection.getresponse() as answer:
            self.connection.close()
            return answer.status


class Guest:
    """A browser that keeps its connection and its cookies. `direct` goes past the proxy."""

    def __init__(self, front: Front, user=None, *, direct: bool = False):
        self.front, self.direct = front, direct
        self.cookies: dict[str, str] = {}
        self.connection: http.client.HTTPConnection | None = None
        if user:
            client = Client()
            client.force_login(user)  # the session lies in the database; the program's key must be the test's
            self.cookies[SESSION] = client.cookies["session"].value

    def connect(self) -> http.client.HTTPConnection:
        if self.direct:
            return http.client.HTTPConnection("127.0.0.1", self.front.ports["web"], timeout=300)
        return http.client.HTTPSConnection("localhost", self.front.ports["https"], timeout=300, context=NO_CHECK)

    def headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        past = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"} if self.direct else {}
        return {"Host": "localhost", "Cookie": cookies, "Origin": self.front.url, "Referer": self.front.url} | past

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Answer:
        if self.connection is None:
            self.connection = self.connect()
        self.connection.request(method, path, body, self.headers() | ({"Content-Type": kind} if kind else {}))
        answer = self.connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
        found = Answer(answer.status, answer.headers, answer.read())
        if answer.will_close:
            self.leave()
        return found

    def leave(self) -> None:
        if self.connection:
            self.connection.close()
            self.connection = None

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's forms."""
        return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.get(path).text))

    def post(self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]] | None = None) -> Answer:
        return self.ask("POST", path, *encoded(fields, files or {}))

    def half(self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> Half:
        """A POST that stops in the middle of its body."""
        body, kind = encoded(fields, files)
        connection, sent = self.connect(), len(body) // 2
        connection.putrequest("POST", path, skip_host=True)
        for name, value in (self.headers() | {"Content-Type": kind, "Content-Length": str(len(body))}).items():
            connection.putheader(name, value)
        connection.endheaders(body[:sent])
        return Half(connection, body[sent:])


def encoded(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    if not files:
        return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
    line = "----a-line-between-the-parts"
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
             for name, value in fields.items()]  # fmt: skip
    for name, (file, content) in files.items():
        head = f'--{line}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
        parts += [head.encode(), content, b"\r\n"]
    return b"".join(parts) + f"--{line}--\r\n".encode(), f"multipart/form-data; boundary={line}"
