"""The database as a file and back: PostgreSQL by its own programs, SQLite by its backup API."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from . import manifest
from .manifest import Unfit

DUMP, SQLITE = "database.dump", "database.sqlite3"


def file_name() -> str:
    return DUMP if connection.vendor == "postgresql" else SQLITE


def dump(path: Path) -> dict[str, list[Any]]:
    """Writes the database and counts it, both as of one moment."""
    if connection.vendor == "postgresql":
        return dump_postgresql(path)
    connection.ensure_connection()
    target = sqlite3.connect(path)
    try:
        connection.connection.backup(target)
    finally:
        target.close()
    return manifest.tables_of_sqlite(path)


def dump_postgresql(path: Path) -> dict[str, list[Any]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        run("pg_dump", "--format=custom", "--compress=3", "--no-owner", "--no-privileges",
            f"--snapshot={snapshot}", f"--file={path}")  # fmt: skip
        return manifest.tables(connection)


def load(path: Path, database: str | None = None) -> None:
    """Over what is in `database`, which is this one unless named."""
    if path.name == DUMP:
        options = ["--single-transaction", "--exit-on-error", "--clean", "--if-exists", "--no-owner", "--no-privileges"]
        run("pg_restore", *options, f"--dbname={database or connection.settings_dict['NAME']}", str(path))
        return
    target = sqlite3.connect(database or connection.settings_dict["NAME"])
    source = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


@contextmanager
def scratch(folder: Path) -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """An empty database of its own, gone afterwards: its name, and a connection to it."""
    name = f"reshili_check_{os.getpid()}"
    is_postgresql = connection.vendor == "postgresql"
    if is_postgresql:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    else:
        name = str(folder / name)
    other = connection.copy()
    other.settings_dict["NAME"] = name
    try:
        yield name, other
    finally:
        other.close()
        if is_postgresql:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name}")


def run(program: str, *options: str) -> None:
    """The password goes by the environment: arguments are seen by everyone on the machine."""
    settings = connection.settings_dict
    told = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    env = os.environ | {name: str(settings[key]) for name, key in told.items() if settings[key]}
    if not shutil.which(program):
        raise Unfit(f"Нет программы {program}. Установите клиент PostgreSQL (Debian: apt install postgresql-client).")
    done = subprocess.run([program, *options], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unfit(f"{program} завершился с ошибкой: {done.stderr.strip()[-800:]}")
