import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import bootstrap

NO_NETWORK = {"PIP_CONFIG_FILE": "/dev/null", "PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}


@pytest.fixture
def clone(tmp_path) -> Path:
    """A fresh clone, as far as the installation looks at it."""
    (tmp_path / "config").mkdir()
    shutil.copy(bootstrap.__file__, tmp_path / "config")
    (tmp_path / "some.lock").write_text("nothing-of-the-kind==1.0 --hash=sha256:" + "0" * 64 + "\n")
    return tmp_path


@pytest.fixture
def here(clone, monkeypatch) -> Path:
    monkeypatch.setattr(bootstrap, "ROOT", str(clone))
    monkeypatch.setattr(bootstrap, "VENV", str(clone / ".venv"))
    monkeypatch.setattr(bootstrap, "PYTHON", str(clone / ".venv" / "bin" / "python"))
    monkeypatch.setattr(bootstrap, "LOG", str(clone / ".venv" / "install.log"))
    return clone


def refusal() -> str:
    with pytest.raises(bootstrap.CannotInstallError) as refused:
        bootstrap.main("some.lock")
    return str(refused.value)


def test_an_old_python_is_told(here, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "version", "3.9.2 (default)")
    monkeypatch.setattr(bootstrap, "NAMES", ())
    assert refusal() == bootstrap.OLD.format("3.9.2")


def test_an_old_python_gives_way_to_a_new_one(here, monkeypatch):
    started = []
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap, "NAMES", ("nothing-of-the-kind", sys.executable))
    monkeypatch.setattr(bootstrap.os, "execv", lambda *given: started.append(given) or sys.exit())
    with pytest.raises(SystemExit):
        bootstrap.main("some.lock")
    assert started == [(sys.executable, [sys.executable, str(Path(bootstrap.__file__)), "some.lock"])]


def test_a_python_without_ensurepip_is_told(here, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert refusal() == bootstrap.NO_VENV


@pytest.mark.parametrize("folder", ["", ".venv", "var"])
def test_an_unwritable_folder_is_told(here, monkeypatch, folder):
    (here / folder).mkdir(exist_ok=True)
    monkeypatch.setattr(bootstrap.os, "access", lambda path, mode: Path(path) != here / folder)
    assert refusal() == bootstrap.READ_ONLY.format(here / folder)


@pytest.mark.parametrize(
    ("log", "said"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", bootstrap.NO_SPACE),
        ("The virtual environment was not created because ensurepip is not available.", bootstrap.NO_VENV),
        ("Failed to establish a new connection: [Errno -3] Temporary failure in name resolution", bootstrap.NO_NETWORK),
        ("ReadTimeoutError: Read timed out. (read timeout=15)", bootstrap.NO_NETWORK),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", bootstrap.FAILED),
    ],
)
def test_the_reason_is_one_line(log, said):
    assert bootstrap.reason(log) == said.format(bootstrap.LOG)
    assert "\n" not in bootstrap.reason(log)


def test_without_network_nothing_is_taken_for_installed(clone):
    command = [sys.executable, "config/bootstrap.py", "some.lock"]
    done = subprocess.run(command, cwd=clone, env=NO_NETWORK, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.strip() == bootstrap.NO_NETWORK.format(clone / ".venv" / "install.log")
    assert not (clone / ".venv" / "some.lock.sha256").exists()


def test_the_second_time_nothing_is_installed(here, monkeypatch):
    commands = []

    def pretend(*command):
        commands.append(command)
        Path(bootstrap.PYTHON).parent.mkdir(exist_ok=True)
        Path(bootstrap.PYTHON).touch()

    monkeypatch.setattr(bootstrap, "call", pretend)
    bootstrap.main("some.lock")
    assert [command[1:4] for command in commands] == [
        ("-m", "venv", bootstrap.VENV),
        ("-m", "pip", "install"),
    ]
    bootstrap.main("some.lock")
    assert len(commands) == 2
    (here / "some.lock").write_text("another==2.0\n")
    bootstrap.main("some.lock")
    assert len(commands) == 4
