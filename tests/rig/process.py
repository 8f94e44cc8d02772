"""A process whose id is kept in a file, so that the test which breaks it need not be the program that started it."""

import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HANG = 600  # seconds after which a wait is taken for a hang: no measure of speed
CHILDREN: dict[int, subprocess.Popen] = {}  # a server that a test started again stays when the test is over


def free_port() -> int:
    """A port below the range from which the kernel takes ports for outgoing connections."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(happened: Callable[[], bool], why: Callable[[], str] = lambda: "") -> None:
    start = time.monotonic()
    while not happened():
        if time.monotonic() - start > HANG:
            raise TimeoutError(f"still not so: {why() or happened}")
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """A zombie is dead: its parent may be busy waiting for something else."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def become(user: str | None) -> dict:
    """How subprocess starts a program as `user` when root starts it."""
    return {"user": user, "group": user, "extra_groups": []} if user and os.geteuid() == 0 else {}


class Process:
    """One process group. `folder` keeps its pid and its log; `user` is whom root becomes for it."""

    command: list[str]
    user: str | None = None
    says = ""  # what its log shows once it is ready

    def __init__(self, folder: Path, name: str, command: list[str] | None = None, env: dict[str, str] | None = None):
        self.folder = folder
        self.name = name
        self.log = folder / f"{name}.log"
        self.pid_file = folder / f"{name}.pid"
        self.env = env
        if command:
            self.command = command

    def ready(self) -> bool:
        with self.log.open() as log:
            log.seek(self.log_start)
            return self.says in log.read()

    @property
    def pid(self) -> int:
        return int(self.pid_file.read_text())

    @property
    def alive(self) -> bool:
        return self.pid_file.exists() and alive(self.pid)

    def start(self) -> "Process":
        with self.log.open("ab") as log:
            self.log_start = log.tell()
            process = subprocess.Popen(
                self.command,
                cwd=self.folder if self.user else ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **become(self.user),
            )
        self.pid_file.write_text(str(process.pid))
        CHILDREN[process.pid] = process
        wait_until(self._ready_or_dead, lambda: f"{self.name} is ready\n{self.tail()}")
        return self

    def _ready_or_dead(self) -> bool:
        if not self.alive:
            raise RuntimeError(f"{self.name} ended at start\n{self.tail()}")
        return self.ready()

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-4000:]

    def send(self, number: int) -> None:
        os.killpg(self.pid, number)

    def kill(self) -> None:
        """SIGKILL to the whole group, as a machine that loses its power."""
        if self.alive:
            self.send(signal.SIGKILL)
        self.wait()

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.alive:
            os.kill(self.pid, number)
        self.wait()
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # none of its children stayed behind

    def wait(self) -> None:
        wait_until(lambda: not self.alive, lambda: f"{self.name} ended\n{self.tail()}")
        if child := CHILDREN.pop(self.pid, None):
            child.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_) -> None:
        if self.pid_file.exists():
            self.stop()
