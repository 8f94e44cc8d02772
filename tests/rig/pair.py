"""Which servers are this process's: those of its number among the processes of pytest-xdist."""

import os
from pathlib import Path

from .servers import Postgres, Redis


def folder() -> Path | None:
    """None when no rig was started."""
    rig = os.environ.get("RIG")
    return Path(rig) / os.environ.get("PYTEST_XDIST_WORKER", "gw0") if rig else None


def environment(mine: Path) -> dict[str, str]:
    return {"DATABASE_URL": Postgres(mine / "postgres").url("reshili"), "REDIS_URL": f"{Redis(mine / 'redis').url}/0"}
