"""`make bench`: what the engine does a second, medians in one table. Starts a PostgreSQL and an SMTP server of its own.

BENCH_LARGEST=100000 leaves out the largest size.
"""

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.rig.process import Process, free_port, listens
from tests.rig.servers import Postgres

from . import papers, web

DAY = "2026-03-20"  # a Friday
SIZES = (10_000, 100_000, 1_000_000)
DUE = 1000
LETTERS = 1000
RUNS = 3  # of what is measured once a process
RELAY = 0.05  # seconds a letter, as a real relay takes
RELAY_CONNECTIONS = 16


class Sink(Process):
    def __init__(self, folder: Path, delay: float = 0):
        self.port = free_port()
        super().__init__(folder, f"sink{delay}", [sys.executable, "-m", "tests.bench.sink", str(self.port), str(delay)])

    def ready(self) -> bool:
        return listens(self.port)


class Bench:
    def __init__(self, postgres: Postgres):
        self.postgres = postgres
        self.env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "SITE_URL": "http://127.0.0.1",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SMTP_URL": "smtp://127.0.0.1:9",  # nobody: what measures letters names its own
            "VAR": str(postgres.folder / "var"),
        }

    def database(self, name: str, **load: int) -> str:
        with self.postgres.connect() as server:
            server.execute(f"CREATE DATABASE {name}".encode())
        url = self.postgres.url(name)
        self.python("manage.py", "migrate", "-v0", DATABASE_URL=url)
        options = [f"--{option}={value}" for option, value in load.items()]
        self.python("manage.py", "load_scale", f"--day={DAY}", *options, DATABASE_URL=url)
        return url

    def measure(self, what: str, url: str, **env: str) -> dict:
        return json.loads(self.python("-m", "tests.bench.measure", what, DAY, DATABASE_URL=url, **env).splitlines()[-1])

    def python(self, *words: str, **env: str) -> str:
        done = subprocess.run([sys.executable, *words], env=self.env | env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)}\n{done.stderr[-3000:]}")
        return done.stdout


def largest() -> int:
    return int(os.environ.get("BENCH_LARGEST", SIZES[-1]))


def promising(bench: Bench) -> None:
    first = None
    print(f"\nTo find and promise {DUE} due, PostgreSQL, median of 5\n")
    print(f"{'open':>10} {'promise':>10} {'nothing new':>12} {'× smallest':>11} {'peak memory':>12}")
    for size in (size for size in SIZES if size <= largest()):
        url = bench.database(f"open{size}", colleges=1000, assignments=size, due=DUE)
        result = bench.measure("promise", url)
        seconds, again = statistics.median(result["seconds"]), statistics.median(result["again"])
        first = first or seconds
        print(
            f"{size:>10,} {seconds * 1000:>7.0f} ms {again * 1000:>9.0f} ms {seconds / first:>11.2f} "
            f"{result['memory']:>9} MB"
        )
    many = bench.measure(
        "copied", bench.database(f"due{largest()}", colleges=1000, assignments=largest(), due=10 * DUE)
    )
    promised, bare = statistics.median(many["seconds"]), statistics.median(many["bare"])
    print(
        f"\n{many['made']:,} due among {largest():,}: promised in {promised * 1000:.0f} ms, {promised / bare:.2f} × the bare "
        f"statement that inserts as many rows ({bare * 1000:.0f} ms); at most 2"
    )


def delivering(bench: Bench, folder: Path) -> None:
    url = bench.database("letters", colleges=LETTERS, assignments=LETTERS * 10, due=LETTERS, near=4)
    rows = []
    with Sink(folder) as sink, Sink(folder, RELAY) as relay:
        near, far = (f"smtp://127.0.0.1:{one.port}" for one in (sink, relay))
        for name, what, env in (
            ("bare loop, one connection", "bare", {"SMTP_URL": near}),
            ("one worker, one connection", "deliver", {"SMTP_URL": near}),
            (
                f"relay of {RELAY * 1000:.0f} ms, {RELAY_CONNECTIONS} connections",
                "deliver",
                {"SMTP_URL": far, "SMTP_CONNECTIONS": str(RELAY_CONNECTIONS)},
            ),
        ):
            results = [bench.measure(what, url, **env) for _ in range(RUNS)]
            rate = statistics.median(one["made"] / one["seconds"][0] for one in results)
            rows.append((name, rate, max(one["memory"] for one in results)))
    print(f"\n{LETTERS} digests of five items to a local SMTP server, median of {RUNS}\n")
    print(f"{'':<36} {'a second':>9} {'of bare':>8} {'peak memory':>12}")
    for name, rate, memory in rows:
        print(f"{name:<36} {rate:>9.0f} {rate / rows[0][1]:>8.0%} {memory:>9} MB")
    print("\nFor the eye: Redmine sends 8–10 digests a second on such a machine, healthchecks 23–40 alerts.")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="reshili-bench-") as name:
        rig = Path(name)
        rig.chmod(0o755)
        (rig / "postgres").mkdir()
        with Postgres(rig / "postgres") as postgres:
            bench = Bench(postgres)
            promising(bench)
            delivering(bench, rig)
            papers.papers(bench, rig)
            for size in (size for size in (1000, *SIZES) if size <= largest()):
                web.pages(bench, rig, size)
            web.matrix(bench, rig)
