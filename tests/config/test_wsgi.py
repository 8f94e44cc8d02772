"""What the web server loads before it makes its processes."""

import os
import subprocess
import sys

from django.conf import settings

LOAD = """
import sys
import config.wsgi
from django.db import connections
print("protocols.views.papers" in sys.modules, connections["default"].connection)
"""


def test_every_page_is_loaded_and_no_connection_is_shared():
    """A connection opened before the fork would be spoken on by two processes at once."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", LOAD], cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("True None\n", 0), done.stderr
