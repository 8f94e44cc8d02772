"""Make .venv and install a lock file into it: `python3 config/bootstrap.py requirements.lock`.

Standard library only, and the syntax of any Python 3, so that an old one reads it and says that it is old.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys

NEEDED = (3, 11)
NAMES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LOG = os.path.join(VENV, "install.log")

OLD = (
    "Нужен Python 3.11 или новее, а здесь {}. "
    "Установите его (Debian: apt install python3 python3-venv) или укажите другой: make PYTHON=/путь/к/python3.11"
)
NO_VENV = "У этого Python нет venv с ensurepip. Установите его (Debian и Ubuntu: apt install python3-venv) и повторите."
READ_ONLY = "В папку {} нельзя писать. Дайте права на неё или скопируйте программу в свою домашнюю папку."
NO_NETWORK = (
    "Нет связи с хранилищем пакетов Python. Проверьте сеть (или прокси и PIP_INDEX_URL) и повторите; подробности: {}"
)
NO_SPACE = "На диске не осталось места для .venv (нужно около 400 МБ). Освободите его и повторите."
FAILED = "Библиотеки не установились, подробности: {}. Удалите папку .venv и повторите."


class CannotInstallError(Exception):
    """Said to the person in one line."""


def newer_python():
    """Another interpreter on PATH that is new enough, or None."""
    ask = "import sys; sys.exit(sys.version_info < {!r})".format(NEEDED)
    for found in filter(None, map(shutil.which, NAMES)):
        if subprocess.call([found, "-c", ask], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return found
    return None


def wanted(lock):
    with open(os.path.join(ROOT, lock), "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def installed(lock):
    stamp = os.path.join(VENV, lock + ".sha256")
    if not (os.path.exists(PYTHON) and os.path.exists(stamp)):
        return None
    with open(stamp) as file:
        return file.read()


def check_folders():
    """var/ may be another user's: root's, say, who tried the program first."""
    for folder in (ROOT, VENV, os.path.join(ROOT, "var")):
        if os.path.exists(folder) and not os.access(folder, os.W_OK):
            raise CannotInstallError(READ_ONLY.format(folder))


def check_venv():
    try:
        import ensurepip  # noqa: F401, PLC0415  Debian ships Python without it
        import venv  # noqa: F401, PLC0415
    except ImportError:
        raise CannotInstallError(NO_VENV) from None


@contextlib.contextmanager
def one_at_a_time():
    """Two `make` in one folder wait for each other."""
    import fcntl  # noqa: PLC0415  not on Windows, where the lock is not needed to say what is wrong

    os.makedirs(VENV, exist_ok=True)
    with open(os.path.join(VENV, ".lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def reason(log):
    """The one line that fits what pip or venv wrote."""
    if "No space left" in log:
        return NO_SPACE
    if "ensurepip" in log:
        return NO_VENV
    signs = ("Connection", "connection", "resolve", "timed out", "ProxyError", "SSLError", "No matching distribution")
    return (NO_NETWORK if any(sign in log for sign in signs) else FAILED).format(LOG)


def call(*command):
    with open(LOG, "a+") as log:
        if subprocess.call(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=ROOT) == 0:
            return
        log.seek(0)
        raise CannotInstallError(reason(log.read()))


def install(lock):
    print("Устанавливаются библиотеки из {} (обычно около минуты)…".format(lock), flush=True)
    if os.path.exists(LOG):
        os.remove(LOG)
    if not os.path.exists(os.path.join(VENV, "bin", "pip")):
        call(sys.executable, "-m", "venv", VENV)
    options = "--require-hashes --only-binary :all: --no-input --disable-pip-version-check --retries 2 --timeout 15"
    call(PYTHON, "-m", "pip", "install", *options.split(), "-r", lock)
    with open(os.path.join(VENV, lock + ".sha256"), "w") as stamp:
        stamp.write(wanted(lock))


def main(lock):
    check_folders()
    if installed(lock) == wanted(lock):
        return
    if sys.version_info < NEEDED:
        newer = newer_python()
        if newer is None:
            raise CannotInstallError(OLD.format(sys.version.split()[0]))
        os.execv(newer, [newer, os.path.abspath(__file__), lock])  # noqa: S606  the same program under another Python
    check_venv()
    with one_at_a_time():
        if installed(lock) != wanted(lock):
            install(lock)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except CannotInstallError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
