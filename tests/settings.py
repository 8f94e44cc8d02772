"""The program's own settings, over a folder that is thrown away: no test meets the files or the queue of `make run`."""

import os
import tempfile
from pathlib import Path

_var = tempfile.TemporaryDirectory(prefix="reshili-test-")
os.environ["VAR"] = _var.name
(Path(_var.name) / "static").mkdir()  # whitenoise warns when it is not there

if redis := os.environ.get("RIG_REDIS_URL"):  # each xdist process has a queue of its own
    os.environ["REDIS_URL"] = f"{redis}/{os.environ.get('PYTEST_XDIST_WORKER', 'gw0').removeprefix('gw')}"

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
