"""Run a command over a PostgreSQL and a Redis of its own: python -m tests.rig -- pytest …"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from .servers import Postgres, Redis


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="reshili-rig-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs as another user
        for part in ("postgres", "redis"):
            (folder / part).mkdir()
        with Postgres(folder / "postgres") as postgres, Redis(folder / "redis") as redis:
            env = os.environ | {
                "RIG": name,
                "RIG_REDIS_URL": redis.url,
                "DATABASE_URL": postgres.url("reshili"),
                "TRIAL": "on",  # the same settings as on SQLite: only the servers differ
            }
            return subprocess.run(command, check=False, env=env).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
