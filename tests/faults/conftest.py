"""The servers of `python -m tests.rig`, an SMTP server, and the program's own processes over this test's database."""

import os
from pathlib import Path

import pytest
from django.db import connection

from tests.rig import pair
from tests.rig.program import Program
from tests.rig.servers import Postgres, Redis
from tests.rig.smtp import SmtpServer

DRILL = bool(os.environ.get("DRILL"))


@pytest.fixture
def full_size():
    """How many: `full_size(10_000, scaled=1_000)` is 10 000 under `make drill`, 1 000 in `make test-all`."""
    return lambda count, *, scaled: count if DRILL else scaled


@pytest.fixture
def rig() -> Path:
    if not (mine := pair.folder()):
        pytest.skip("needs servers: python -m tests.rig -- pytest …")
    return mine


@pytest.fixture
def postgres(rig):
    server = Postgres(rig / "postgres")
    yield server
    if not server.alive:
        server.start()


@pytest.fixture
def redis(rig):
    server = Redis(rig / "redis")
    yield server
    if not server.alive:
        server.start()
    with server.client() as client:
        client.flushall()


@pytest.fixture
def smtp(tmp_path):
    with SmtpServer(tmp_path) as server:
        yield server


@pytest.fixture
def program(tmp_path, transactional_db, postgres, redis, smtp):
    """Processes over the database in which the test itself works with the ORM."""
    database = postgres.url(connection.settings_dict["NAME"])
    with Program(tmp_path, database_url=database, redis_url=f"{redis.url}/0", smtp_url=smtp.url) as running:
        yield running
