import subprocess
import sys

from celery import current_app
from django.conf import settings

from tests.rig.process import ROOT


def test_whoever_knocks_finds_the_queue():
    ask = "from celery import current_app; print(current_app.conf.broker_url)"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", ask]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == settings.CELERY_BROKER_URL == current_app.conf.broker_url
