"""What a copy holds, in numbers: rows and a checksum of each table, SHA-256 of each file."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

NAME = "manifest.json"
CHUNK = 1024 * 1024

# Order does not matter: sixty bits of each row's MD5 are added up.
CHECKSUM = """
SELECT count(*), coalesce(sum(('x' || left(md5(t::text), 15))::bit(60)::bigint), 0)::text FROM {table} t
"""


class Unfit(Exception):
    """Why a copy cannot be made or is not to be trusted; Russian, for the administrator."""


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path, facts: dict[str, Any]) -> None:
    (folder / NAME).write_text(json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def read(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / NAME).read_text())
    except (OSError, ValueError) as error:
        raise Unfit(f"{folder}: нет целой описи ({NAME}). Эта копия не закончена.") from error


def tables(connection: BaseDatabaseWrapper) -> dict[str, list[Any]]:
    """Rows and checksum of every table, as the transaction of `connection` sees them."""
    if connection.vendor == "sqlite":
        return tables_of_sqlite(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        names = sorted(connection.introspection.table_names(cursor))
        return {name: count_in_postgresql(cursor, connection.ops.quote_name(name)) for name in names}


def tables_of_sqlite(path: str | Path) -> dict[str, list[Any]]:
    """By a connection of its own, which leaves values as they are stored."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return {name: count_in_sqlite(database.cursor(), name) for name in sorted(name for (name,) in found)}
    finally:
        database.close()


def count_in_postgresql(cursor: Any, table: str) -> list[Any]:
    cursor.execute(CHECKSUM.format(table=table))
    return list(cursor.fetchone())


def count_in_sqlite(cursor: sqlite3.Cursor, table: str) -> list[Any]:
    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name that the database gave
    rows, total = 0, 0
    for row in cursor:
        total += int.from_bytes(hashlib.md5(repr(row).encode(), usedforsecurity=False).digest()[:7], "big")
        rows += 1
    return [rows, str(total)]


def differences(expected: dict[str, list[Any]], found: dict[str, list[Any]]) -> list[str]:
    """One line a table; the manifest names every table."""
    wrong = [f"таблица {name}: нет в базе" for name in sorted(expected.keys() - found.keys())]
    for name in sorted(expected.keys() & found.keys()):
        (rows, checksum), (rows_now, checksum_now) = expected[name], found[name]
        if rows != rows_now:
            wrong.append(f"таблица {name}: строк {rows_now}, в описи {rows}")
        elif checksum != checksum_now:
            wrong.append(f"таблица {name}: содержимое не то, что в описи")
    return wrong
