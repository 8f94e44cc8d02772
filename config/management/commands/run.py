import os
import signal
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from honcho.environ import expand_processes, parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

from config import single_worker


class Command(BaseCommand):
    help = "Запускает пробную установку целиком: страницы, отправку писем и расписание. Всё хранится в папке var/."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("port", nargs="?", type=int, default=8000)

    def handle(self, *, port: int, **options):
        if not settings.TRIAL:
            raise CommandError("run — для пробы на одной машине; рабочую установку запускает docker compose up.")
        refuse_busy_port(port)
        refuse_running_worker()
        self.prepare()
        address = f"http://127.0.0.1:{port}"
        sys.exit(run_procfile(port, address, lambda: self.greet(address)))

    def prepare(self):
        for folder in ("broker", "broker-control", "files", "static"):
            (settings.VAR / folder).mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Готовится база данных…")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("load_demo", stdout=self.stdout)
        connection.close()

    def greet(self, address: str):
        self.stdout.write(f"\nРешили: {address}   (Ctrl-C — остановить, папка var/ — все данные)\n\n")
        self.stdout.flush()


def refuse_busy_port(port: int) -> None:
    other = f"make run PORT={max(port, 8000) + 1}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CommandError(f"Порт {port} открывает только администратор. Возьмите другой: {other}") from None
        except OSError:
            raise CommandError(f"Порт {port} занят. Освободите его или возьмите другой: {other}") from None


def refuse_running_worker() -> None:
    try:
        single_worker.hold(settings.VAR).close()
    except single_worker.WorkerRunsError as error:
        raise CommandError(str(error)) from None


class Console(Printer):
    """Shows what the processes say, less their small talk; greets when the pages are there."""

    def __init__(self, greet):
        super().__init__(sys.stdout)
        self.greet = greet

    def write(self, message):
        if message.name == "system":
            return
        if b"Listening at" in message.data:
            self.greet()
        if b"[INFO]" not in message.data:
            super().write(message)


def run_procfile(port: int, address: str, greet) -> int:
    """Returns when one process has ended and, therefore, all have."""
    env = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": os.environ.get("SITE_URL", address),
    }
    manager = Manager(Console(greet))
    procfile = parse_procfile((settings.BASE_DIR / "Procfile").read_text())
    for process in expand_processes(procfile.processes, env=env | {"PORT": str(port)}):
        manager.add_process(process.name, process.cmd, env=process.env)
    # honcho knows SIGINT and SIGTERM; a closed terminal must end its processes too
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    stopped_by_hand = manager.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
    return 0 if stopped_by_hand else manager.returncode
