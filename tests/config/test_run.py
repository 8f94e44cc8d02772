import os
import signal
import socket
import sys
import urllib.request
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from config import single_worker
from tests.rig.process import ROOT, Process, free_port


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_busy_port_is_refused_in_one_line(listener):
    with pytest.raises(CommandError, match=rf"^Порт {listener} занят\. .*: make run PORT={listener + 1}$"):
        call_command("run", listener)


def test_a_second_run_from_one_folder_is_refused(settings):
    with single_worker.hold(settings.VAR), pytest.raises(CommandError) as refused:
        call_command("run", free_port())
    assert str(refused.value) == single_worker.BUSY


def test_a_working_installation_is_not_run_so(settings):
    settings.TRIAL = False
    with pytest.raises(CommandError, match="docker compose up"):
        call_command("run")


def processes_with(setting: str) -> list[str]:
    """Command lines of everybody whose environment has it, this test excepted."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if setting.encode() in (folder / "environ").read_bytes().split(b"\0") and folder.name != str(os.getpid()):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # it ended while we looked, or is another user's
    return found


class Trial(Process):
    says = "Ctrl-C"


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGHUP])
def test_one_command_runs_all_and_its_end_ends_all(tmp_path, ending):
    port = free_port()
    here = {"PATH": os.environ["PATH"], "VAR": str(tmp_path / "var"), "PYTHONPATH": str(ROOT)}
    with Trial(tmp_path, "run", [sys.executable, "manage.py", "run", str(port)], here) as trial:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/accounts/login/") as page:
            assert (page.status, b"<form" in page.read()) == (200, True)
        running = " ".join(processes_with(f"VAR={tmp_path / 'var'}"))
        assert [part in running for part in ("gunicorn", "worker", "beat")] == [True, True, True]
        assert f"http://127.0.0.1:{port}" in trial.tail()
        os.kill(trial.pid, ending)
        trial.wait()
    assert processes_with(f"VAR={tmp_path / 'var'}") == []
