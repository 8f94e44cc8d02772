"""Run a command over servers of its own: python -m tests.rig [--pairs 2] -- pytest …

A pair is a PostgreSQL and a Redis. Each process of pytest-xdist has a pair to itself, so that one may break its servers
while another uses its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from . import pair
from .servers import Postgres, Redis


def main(command: list[str], pairs: int) -> int:
    with tempfile.TemporaryDirectory(prefix="reshili-rig-") as name, ExitStack() as running:
        Path(name).chmod(0o755)  # PostgreSQL runs as another user
        for number in range(pairs):
            folder = Path(name) / f"gw{number}"
            for part in ("postgres", "redis"):
                (folder / part).mkdir(parents=True)
            running.enter_context(Postgres(folder / "postgres"))
            running.enter_context(Redis(folder / "redis"))
        # TRIAL: the same settings as on SQLite, only the servers differ
        env = os.environ | {"RIG": name, "TRIAL": "on"} | pair.environment(Path(name) / "gw0")
        return subprocess.run(command, check=False, env=env).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.rig")
    parser.add_argument("--pairs", type=int, default=1)
    parser.add_argument("command", nargs="+")
    asked = parser.parse_args()
    sys.exit(main(asked.command, asked.pairs))
