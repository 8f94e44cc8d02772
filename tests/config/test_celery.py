import subprocess
import sys

from django.conf import settings

from decisions.outbox.knock import queue
from tests.rig.process import ROOT


def test_whoever_knocks_finds_the_queue():
    ask = "from decisions.outbox.knock import queue; print(queue().conf.broker_url)"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", ask]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == settings.CELERY_BROKER_URL == queue().conf.broker_url


def test_a_command_that_asks_for_nothing_does_not_load_it():
    ask = "import sys; print('celery' in sys.modules)"
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--command", ask]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
