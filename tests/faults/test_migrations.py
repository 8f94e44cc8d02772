"""Forward, back, forward, with writes going on: nobody waits long, nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import psycopg
import pytest
from django.db.migrations.loader import MigrationLoader

from tests.rig.process import ROOT

STALL = 2.0  # seconds that a writer may wait
APPS = ("clusters", "decisions", "protocols", "config")


class Writer(threading.Thread):
    """Changes one row after another, as people do, and remembers its longest wait."""

    def __init__(self, url: str):
        super().__init__(daemon=True)
        self.url, self.over, self.writes, self.longest = url, threading.Event(), 0, 0.0

    def run(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as database:
            (first, last) = database.execute("SELECT min(id), max(id) FROM decisions_assignment").fetchone()
            while not self.over.is_set():
                row = first + self.writes * 7919 % (last - first + 1)
                start = time.perf_counter()
                database.execute(
                    "UPDATE decisions_assignment SET close_reason = close_reason || '.' WHERE id = %s", [row]
                )
                self.longest = max(self.longest, time.perf_counter() - start)
                self.writes += 1
                time.sleep(0.005)


@pytest.fixture
def database(postgres):
    name = "migrations"
    with postgres.connect() as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
    yield postgres.url(name)
    with postgres.connect() as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(url: str, var: Path, *words: str) -> None:
    env = os.environ | {
        "DATABASE_URL": url,
        "TRIAL": "on",
        "VAR": str(var),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


def steps() -> list[tuple[str, str]]:
    """For each app, the version before its newest; «zero» for the one that stands alone."""
    disk = MigrationLoader(None).disk_migrations
    found = []
    for app in APPS:
        names = sorted(name for label, name in disk if label == app)
        if len(names) > 1:
            found.append((app, names[-2]))
        elif app == "config":
            found.append((app, "zero"))
    return found


def counts(url: str) -> list[int]:
    tables = ("decisions_assignment", "decisions_historicalassignment", "decisions_decision", "clusters_organization")
    with psycopg.connect(url) as database:
        return [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


def test_forward_back_forward(database, tmp_path, full_size):
    size = full_size(1_000_000, scaled=10_000)
    manage(database, tmp_path, "migrate", "-v0")
    manage(database, tmp_path, "load_scale", f"--colleges={size // 100}", f"--assignments={size}", "--due=100")
    before, writer, walked = counts(database), Writer(database), steps()
    assert before[0] == size
    writer.start()
    for app, earlier in walked:
        manage(database, tmp_path, "migrate", app, earlier, "-v0")
        manage(database, tmp_path, "migrate", "-v0")
    writer.over.set()
    writer.join()
    assert walked
    assert counts(database) == before
    assert writer.writes > 50
    assert writer.longest < STALL
    print(
        f"{size} assignments, {len(walked)} steps back and forth, {writer.writes} writes, longest {writer.longest:.2f} s"
    )


def test_two_migrations_take_turns(database, tmp_path):
    threads = [threading.Thread(target=manage, args=(database, tmp_path, "migrate", "-v0")) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with psycopg.connect(database) as server:
        assert server.execute("SELECT count(*) = count(DISTINCT (app, name)) FROM django_migrations").fetchone() == (
            True,
        )
        assert server.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'").fetchone() == (0,)
