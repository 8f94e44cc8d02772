"""PostgreSQL and Redis as Debian packages them, in a folder of their own."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

import psycopg
import redis

from .process import Process, become, free_port

OWNER = "owner"


def postgresql_program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise FileNotFoundError(f"{name} is not here: apt install postgresql postgresql-contrib")
    return str(found[-1])


class Postgres(Process):
    """Sorts by ICU ru-RU, as in production. It refuses to run as root: root becomes `postgres`."""

    user = "postgres"

    def __init__(self, folder: Path):
        super().__init__(folder, "postgres")
        if not (folder / "port").exists():
            self._create()
        self.port = int((folder / "port").read_text())
        options = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": folder,
            "fsync": "off",  # a killed server loses nothing by it: only a machine without power would
            "max_connections": 200,
            "timezone": "UTC",
        }
        self.command = [postgresql_program("postgres"), "-D", str(folder / "data")]
        self.command += [word for name, value in options.items() for word in ("-c", f"{name}={value}")]

    def _create(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user, self.user)
        locale = ["--locale-provider=icu", "--icu-locale=ru-RU", "--locale=C.UTF-8", "--encoding=UTF8"]
        command = [postgresql_program("initdb"), "-D", self.folder / "data", "-U", OWNER, "-A", "trust", "--no-sync"]
        subprocess.run([*command, *locale], cwd=self.folder, check=True, capture_output=True, **become(self.user))
        (self.folder / "port").write_text(str(free_port()))

    def url(self, database: str) -> str:
        return f"postgres://{OWNER}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(database), autocommit=True)

    def ready(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def crash(self) -> None:
        """`pg_ctl stop -m immediate`: no checkpoint, every connection cut."""
        self.stop(signal.SIGQUIT)

    def stop(self, number: int = signal.SIGINT) -> None:
        super().stop(number)  # SIGINT is PostgreSQL's fast shutdown: SIGTERM would wait for its clients


class Redis(Process):
    """Keeps nothing on disk: started again, it is empty."""

    def __init__(self, folder: Path):
        super().__init__(folder, "redis")
        port = folder / "port"
        if not port.exists():
            port.write_text(str(free_port()))
        self.port = int(port.read_text())
        address = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(folder)]
        keep_nothing = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"]
        self.command = ["redis-server", *address, *keep_nothing]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port)

    def ready(self) -> bool:
        try:
            with self.client() as client:
                return client.ping()
        except redis.ConnectionError:
            return False
