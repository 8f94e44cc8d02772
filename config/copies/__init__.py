"""Copies of everything: the database, the files, and a manifest by which a copy is judged.

A copy is a folder: `database.dump` (PostgreSQL) or `database.sqlite3`, `files.tar`, `manifest.json`.
"""

from .check import check
from .making import backup, newest, prune
from .manifest import Unfit
from .restoring import restore

__all__ = ["Unfit", "backup", "check", "newest", "prune", "restore"]
