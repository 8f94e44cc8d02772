"""The program's own settings, over a folder that is thrown away: no test meets the files or the queue of `make run`."""

import os
import tempfile
from pathlib import Path

from tests.rig import pair

_var = tempfile.TemporaryDirectory(prefix="reshili-test-")
os.environ["VAR"] = _var.name
(Path(_var.name) / "static").mkdir()  # whitenoise warns when it is not there

if mine := pair.folder():  # each xdist process has servers of its own
    os.environ |= pair.environment(mine)

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
