"""The program as production runs it: its own processes, in production's settings."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from .process import ROOT, Process, free_port, listens


class Web(Process):
    def __init__(self, folder: Path, name: str, port: int, env: dict[str, str], workers: int, threads: int):
        self.url = f"http://127.0.0.1:{port}"
        self.port = port
        server = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
        command = [sys.executable, *server, "--workers", str(workers), "--threads", str(threads)]
        super().__init__(folder, name, command, env)

    def ready(self) -> bool:
        return listens(self.port)


class Worker(Process):
    says = " ready."


class Beat(Process):
    says = "beat: Starting..."


class Program:
    """`settings` are variables of the environment over the usual ones, say EMAIL_TIMEOUT="2"."""

    def __init__(self, folder: Path, *, database_url: str, redis_url: str, smtp_url: str, **settings: str):
        self.folder = folder
        self.started: list[Process] = []
        self.port = free_port()
        inherited = {name: value for name, value in os.environ.items() if name not in ("TRIAL", "VAR")}
        self.env = inherited | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SMTP_URL": smtp_url,
            "SECRET_KEY": secrets.token_urlsafe(60),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "VAR": str(folder / "var"),
            **settings,
        }

    def manage(self, *words: str, **settings: str) -> str:
        """What the command wrote; its error is the error of the test."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, check=False, cwd=ROOT, env=self.env | settings, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"manage.py {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def web(self, workers: int = 1, threads: int = 4) -> Web:
        """The first one listens at SITE_URL."""
        if not (self.folder / "var" / "static").exists():
            self.manage("collectstatic", "--no-input")
        port = self.port if not any(isinstance(one, Web) for one in self.started) else free_port()
        return self._start(Web(self.folder, self._name("web"), port, self.env, workers, threads))

    def worker(self, concurrency: int = 1, **settings: str) -> Worker:
        name = self._name("worker")
        words = ["worker", "--concurrency", str(concurrency), "--hostname", f"{name}@%h", "--loglevel", "INFO"]
        return self._start(Worker(self.folder, name, self._celery(*words), self.env | settings))

    def beat(self, **settings: str) -> Beat:
        name = self._name("beat")
        words = ["beat", "--schedule", str(self.folder / name), "--loglevel", "INFO"]
        return self._start(Beat(self.folder, name, self._celery(*words), self.env | settings))

    def _celery(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "celery", "--app", "config.celery", *words]

    def _name(self, kind: str) -> str:
        return f"{kind}{len(self.started) + 1}"

    def _start(self, process):
        self.started.append(process)
        return process.start()

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_) -> None:
        for process in reversed(self.started):
            process.__exit__()
