"""A process that is watched and killed, with everything it started, when it takes too long or too much."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

TICK = 0.1  # seconds between looks at the memory
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Finished:
    """How the process ended; `killed` says which bound it passed, if any."""

    code: int
    output: bytes
    errors: bytes
    killed: Literal["", "time", "memory"] = ""


def run(
    command: Sequence[str], *, seconds: float, memory: int, cwd: Path, env: dict[str, str], given: bytes = b""
) -> Finished:
    """Runs the command in a process group of its own. `memory` is resident bytes of the whole group.

    Raises OSError when the command cannot be started.
    """
    with tempfile.TemporaryFile() as standard_input:  # a pipe would stall: what is not written in one tick never is
        standard_input.write(given)
        standard_input.seek(0)
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=standard_input,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    try:
        return _watch(process, time.monotonic() + seconds, memory)
    finally:
        _kill_group(process.pid)
        process.communicate()


def _watch(process: subprocess.Popen[bytes], until: float, memory: int) -> Finished:
    while True:
        try:
            output, errors = process.communicate(timeout=TICK)
        except subprocess.TimeoutExpired:
            if time.monotonic() > until:
                return Finished(-1, b"", b"", "time")
            if resident(process.pid) > memory:
                return Finished(-1, b"", b"", "memory")
        else:
            return Finished(process.returncode, output, errors)


def _kill_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def resident(session: int) -> int:
    """Bytes in memory of all processes of a session; 0 where there is no /proc."""
    pages = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session:  # field 6 of proc(5): session; field 24: rss
                pages += int(fields[21])
    return pages * PAGE
