"""A working installation with a dangerous setting says one clear line and does not start."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SOUND = {
    "TRIAL": "off",
    "SECRET_KEY": "kQ3v0Zt8aVdL5cJxY2pR7nB4mW1sE6hU9iO0gTfKqAbCdEfGhIjKlMnOp",
    "ALLOWED_HOSTS": "reshili.example.org",
    "SITE_URL": "https://reshili.example.org",
    "SMTP_URL": "smtp://mail.example.org",
}


def start(tmp_path, **given):
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "HOME")}
    env = kept | SOUND | given | {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR": str(tmp_path)}
    command = [sys.executable, "-c", "import config.settings"]
    return subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)


def test_it_starts(tmp_path):
    assert start(tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY не задан"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY не задан или слишком прост"),
        ({"SECRET_KEY": "a" * 60}, "слишком прост"),
        ({"SECRET_KEY": "django-insecure-" + SOUND["SECRET_KEY"]}, "слишком прост"),
        ({"DEBUG": "on"}, "DEBUG включён"),
        ({"ALLOWED_HOSTS": ""}, "назовите имена сайта"),
        ({"ALLOWED_HOSTS": "reshili.example.org,*"}, "«*» не годится"),
        ({"SMTP_URL": ""}, "SMTP_URL не задан"),
        ({"EMAIL_TIMEOUT": "24"}, "длиннее пяти EMAIL_TIMEOUT"),
        ({"EMAIL_TIMEOUT": "0"}, "длиннее пяти EMAIL_TIMEOUT"),
        ({"EMAIL_TIMEOUT": "2", "LETTER_LEASE": "10"}, "длиннее пяти EMAIL_TIMEOUT"),
    ],
)
def test_it_does_not_start(tmp_path, given, said):
    done = start(tmp_path, **given)
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[-1]


def test_a_secret_comes_from_a_file(tmp_path):
    (tmp_path / "secret_key").write_text(SOUND["SECRET_KEY"])
    assert start(tmp_path, SECRET_KEY="", SECRET_KEY_FILE=str(tmp_path / "secret_key")).returncode == 0
