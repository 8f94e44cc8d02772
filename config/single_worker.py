"""SQLite bears one worker. The lock is the kernel's: it is let go when the worker dies, however it dies."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import TextIO

BUSY = (
    "На SQLite работает один обработчик, и он уже запущен из этой папки. "
    "Остановите его (Ctrl-C там, где работает make run) или перейдите на PostgreSQL: DATABASE_URL в .env.example."
)


class WorkerRunsError(Exception):
    pass


def hold(var: Path) -> TextIO:
    """The lock is held as long as the returned file is open."""
    var.mkdir(parents=True, exist_ok=True)
    file = (var / "worker.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise WorkerRunsError(BUSY) from None
    return file
