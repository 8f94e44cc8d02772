"""Is a copy good? Only restoring tells: into a database of its own, which is dropped again."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.db import connection

from . import databases, files, manifest
from .manifest import Unfit


def check(folder: Path) -> list[str]:
    """What is wrong, one line each; empty when the copy is good."""
    facts = manifest.read(folder)
    wrong = checksums(folder, facts)
    if wrong:
        return wrong
    with tempfile.TemporaryDirectory() as place, databases.scratch(Path(place)) as (name, restored):
        try:
            databases.load(database_of(folder, facts), name)
        except Unfit as error:
            return [str(error)]
        wrong += manifest.differences(facts["database"]["tables"], manifest.tables(restored))
    return wrong + files.differences(folder / files.TAR, facts["files"]["each"])


def database_of(folder: Path, facts: dict) -> Path:
    """Refuses a copy of the other kind of database."""
    if facts["database"]["vendor"] != connection.vendor:
        raise Unfit(f"Копия сделана с {facts['database']['vendor']}, а здесь {connection.vendor}.")
    return folder / databases.file_name()


def checksums(folder: Path, facts: dict) -> list[str]:
    parts = {database_of(folder, facts): facts["database"]["sha256"], folder / files.TAR: facts["files"]["sha256"]}
    wrong = []
    for path, expected in parts.items():
        if not path.exists():
            wrong.append(f"{path.name}: нет в копии")
        elif manifest.sha256_of(path) != expected:
            wrong.append(f"{path.name}: повреждён, контрольная сумма не та")
    return wrong
