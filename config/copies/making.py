"""A copy is made beside its place and moved there when it is whole: a folder with a manifest is a whole copy."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from pathlib import Path

from django.db import connection
from django.db.models import Max

from config.models import HistorySeal

from . import databases, files, manifest
from .manifest import Unfit

PREFIX = "reshili-"
UNFINISHED = ".unfinished"


def backup(where: Path, now: dt.datetime) -> Path:
    """The folder of the new copy."""
    where.mkdir(parents=True, exist_ok=True)
    final = where / f"{PREFIX}{now:%Y%m%d-%H%M%S}"
    draft = where / (final.name + UNFINISHED)
    if final.exists():
        raise Unfit(f"{final} уже есть.")
    for left in where.glob(f"{PREFIX}*{UNFINISHED}"):
        shutil.rmtree(left)
    draft.mkdir(mode=0o700)
    try:
        fill(draft, now)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise Unfit(f"Копия не записана: {error.strerror or error} ({where}).") from error
    except Unfit:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    draft.rename(final)
    return final


def fill(folder: Path, now: dt.datetime) -> None:
    """The database first: every file that its rows name was written before them."""
    database = folder / databases.file_name()
    tables = databases.dump(database)
    packed = files.pack(folder / files.TAR)
    newest_seals = HistorySeal.objects.values("table").annotate(newest=Max("pk")).values("newest")
    facts = {
        "made_at": now.isoformat(),
        "database": {"vendor": connection.vendor, "sha256": manifest.sha256_of(database), "tables": tables},
        "files": {"sha256": manifest.sha256_of(folder / files.TAR), "each": packed},
        "seals": dict(HistorySeal.objects.filter(pk__in=newest_seals).values_list("table", "digest")),
    }
    manifest.write(folder, facts)
    for path in folder.iterdir():
        flush(path)


def flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def copies(where: Path) -> list[Path]:
    return sorted(path.parent for path in where.glob(f"{PREFIX}*/{manifest.NAME}"))


def newest(where: Path) -> Path:
    found = copies(where)
    if not found:
        raise Unfit(f"В {where} нет ни одной копии.")
    return found[-1]


def prune(where: Path, keep: int) -> list[Path]:
    """All but the newest `keep` go."""
    old = copies(where)[:-keep]
    for folder in old:
        shutil.rmtree(folder)
    return old
