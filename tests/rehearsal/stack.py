"""The services in the order in which Compose would start them, each checked by its own health check."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path

from tests.rig.process import ROOT, Process, become, free_port, wait_until
from tests.rig.servers import postgresql_program

from . import compose

PROGRAM = ("web", "worker", "beat")


class Service(Process):
    """Ready when its health check says so."""

    def __init__(self, folder: Path, name: str, stack: Stack, *, user: str | None = None):
        self.user = user
        self.stack = stack
        super().__init__(folder, name, stack.here.command(name), stack.environment(name))

    def ready(self) -> bool:
        check = self.stack.here.check(self.name)
        done = subprocess.run(check, cwd=ROOT, env=self.env, capture_output=True, check=False, **become(self.user))
        return done.returncode == 0


class Stack:
    """`with Stack(folder, smtp_url) as stack:` — the whole installation at `stack.url`, over TLS."""

    def __init__(self, folder: Path, smtp_url: str):
        self.folder = folder
        folder.chmod(0o755)
        ports = {name: free_port() for name in ("postgres", "redis", "web", "http", "https")}
        self.ports = ports
        self.url = f"https://localhost:{ports['https']}"
        for name in ("files", "queue", "proxy", "bin", *PROGRAM):
            (folder / name).mkdir()
        (folder / "proxy").chmod(0o777)
        self.here = compose.Here(
            {
                "postgres:5432": f"127.0.0.1:{ports['postgres']}",
                "redis:6379": f"127.0.0.1:{ports['redis']}",
                "port 6379": f"port {ports['redis']}",
                "redis-cli": f"redis-cli -p {ports['redis']}",
                "0.0.0.0:8000": f"127.0.0.1:{ports['web']}",
                "web:8000": f"127.0.0.1:{ports['web']}",
                "8080": str(ports["http"]),
                "8443": str(ports["https"]),
                "/run/secrets": str(folder / "secrets"),
                "/etc/nginx/reshili.conf": str(folder / "nginx.conf"),
                "dir /data": f"dir {folder / 'queue'}",
                "/srv/files": str(folder / "files"),
                "/srv/static": str(folder / "static"),
                "/tmp/beat": str(folder / "beat" / "beat"),
            }
        )
        self.started: list[Service] = []
        self.prepare(smtp_url)

    def prepare(self, smtp_url: str) -> None:
        """As docs/operations.md leads: settings, secrets, a certificate."""
        settings = (ROOT / ".env.example").read_text()
        settings = settings.replace("https://reshili.example.org", self.url).replace("reshili.example.org", "localhost")
        (self.folder / ".env").write_text(settings)
        subprocess.run(
            ["sh", str(ROOT / "deploy" / "make-secrets.sh"), "localhost"],
            cwd=self.folder,
            check=True,
            capture_output=True,
        )
        secrets = self.folder / "secrets"
        (secrets / "smtp_url").write_text(smtp_url)
        secrets.chmod(0o755)  # PostgreSQL and the proxy are other users here
        for path in secrets.iterdir():
            path.write_text(self.here.put(path.read_text()))
        conf = (ROOT / "deploy" / "nginx.conf").read_text().replace(" /tmp/", f" {self.folder}/proxy/")
        (self.folder / "nginx.conf").write_text(self.here.put(conf))
        for program in ("python", "gunicorn", "celery"):
            (self.folder / "bin" / program).write_text(
                f"#!/bin/sh\nexec {shlex.quote(sys.executable)} {program_of(program)}"
            )
            (self.folder / "bin" / program).chmod(0o755)

    def environment(self, name: str) -> dict[str, str]:
        env = self.here.environment(name, self.folder / ".env")
        path = f"{self.folder / 'bin'}:{Path(postgresql_program('postgres')).parent}:{env['PATH']}:/usr/sbin"
        mine = {"PATH": path, "HOSTNAME": socket.gethostname(), "PGPORT": str(self.ports["postgres"])}
        if name in PROGRAM:
            mine |= {"VAR": str(self.folder / name), "PORT": str(self.ports["web"]), "PYTHONUNBUFFERED": "1"}
        elif name == "postgres":
            mine |= {"PGDATA": str(self.folder / "database" / "data")}
        return env | mine

    # ── start ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def __enter__(self) -> Stack:
        try:
            self.initialise_postgres()
            self.start("redis")
            self.run("migrate", self.here.command("migrate"))
            self.run("migrate", compose.collectstatic())
            for name in (*PROGRAM, "proxy"):
                self.start(name)
        except BaseException:
            self.__exit__()
            raise
        return self

    def initialise_postgres(self) -> None:
        """What the entrypoint of the image does with an empty volume."""
        folder = self.folder / "database"
        folder.mkdir()
        user = "postgres" if os.geteuid() == 0 else None
        if user:
            shutil.chown(folder, user, user)
        env = self.environment("postgres")
        options = [
            *shlex.split(env["POSTGRES_INITDB_ARGS"]),
            f"--pwfile={env['POSTGRES_PASSWORD_FILE']}",
            "-A",
            "scram-sha-256",
        ]
        subprocess.run(["initdb", "-U", env["POSTGRES_USER"], *options], env=env, cwd=folder, check=True,
                       capture_output=True, **become(user))  # fmt: skip
        server = Service(folder, "postgres", self, user=user)
        server.command += [
            "-c",
            f"unix_socket_directories={folder}",
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "fsync=off",
        ]
        self.started.append(server.start())
        script = self.folder / "roles.sh"
        script.write_text(self.here.put((ROOT / "deploy" / "roles.sh").read_text()))
        password = (self.folder / "secrets" / "postgres_password").read_text()
        subprocess.run(["sh", str(script)], env=env | {"PGHOST": "127.0.0.1", "PGPASSWORD": password}, check=True,
                       capture_output=True)  # fmt: skip

    def start(self, name: str) -> Service:
        service = Service(self.folder / name if name in (*PROGRAM, "proxy") else self.folder, name, self)
        self.started.append(service)
        return service.start()

    def run(self, service: str, command: list[str]) -> str:
        """As `docker compose run`; its error is the error of the test."""
        env = self.environment(service) | {"VAR": str(self.folder / "web")}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def manage(self, *words: str) -> str:
        """docker compose run --rm manage …"""
        return self.run("manage", ["python", "manage.py", *words])

    def named(self, name: str) -> Service:
        return next(service for service in self.started if service.name == name)

    def healthy(self) -> dict[str, bool]:
        return {service.name: service.ready() for service in self.started}

    def wait_until_healthy(self) -> None:
        wait_until(lambda: all(self.healthy().values()), lambda: str(self.healthy()))

    def logs(self) -> str:
        return "\n".join(service.log.read_text(errors="replace") for service in self.started)

    def __exit__(self, *_: object) -> None:
        for service in reversed(self.started):
            service.__exit__()


def program_of(name: str) -> str:
    return '"$@"\n' if name == "python" else f'-m {name} "$@"\n'
