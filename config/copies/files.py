"""Uploaded files as one tar. They never change, so they may be copied while the program runs."""

from __future__ import annotations

import hashlib
import io
import logging
import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import FileField

from .manifest import CHUNK, Unfit

TAR = "files.tar"
log = logging.getLogger(__name__)


def pack(target: Path) -> dict[str, str]:
    """SHA-256 of each stored file by its name; what is deleted meanwhile is left out.

    Raises `Unfit` for one that is there and cannot be read.
    """
    found = {}
    with tarfile.open(target, "w") as tar:
        for name in sorted(set(stored())):
            try:
                with default_storage.open(name) as file:
                    data = file.read()
            except FileNotFoundError:
                log.warning("not in the storage, and so not in the copy: %s", name)
                continue
            except OSError as error:
                raise Unfit(f"Копия не записана: из хранилища не читается файл {name} ({error}).") from error
            found[name] = hashlib.sha256(data).hexdigest()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return found


def stored() -> Iterator[str]:
    """The files that rows name: whatever else lies in the storage belongs to nobody."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileField):
                yield from filter(None, model._base_manager.values_list(field.name, flat=True))


def unpack(source: Path, expected: dict[str, str]) -> None:
    """What lies there already with the same content stays. Raises `Unfit` when a file cannot be written."""
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                if digest_of_stored(member.name) != expected[member.name]:
                    _put(member.name, File(tar.extractfile(member)))
    except OSError as error:
        raise Unfit(f"Файлы не записаны: {error}. База уже восстановлена; повторите команду.") from error


def _put(name: str, content: File) -> None:
    default_storage.delete(name)
    if default_storage.save(name, content) != name:
        raise Unfit(f"Файл {name} не записан: имя занято. Остановите web и worker и повторите команду.")


def digest_of_stored(name: str) -> str:
    """Empty when there is no such file."""
    try:
        with default_storage.open(name) as file:
            return hashlib.sha256(file.read()).hexdigest()
    except FileNotFoundError:
        return ""


def check_storage() -> None:
    """Raises `Unfit` when the storage does not answer."""
    try:
        default_storage.exists("is-anybody-there")
    except OSError as error:
        raise Unfit(f"Хранилище файлов не отвечает: {error}") from error


def differences(source: Path, expected: dict[str, str]) -> list[str]:
    """Every byte of the tar is read."""
    found = {}
    try:
        with tarfile.open(source) as tar:
            for member in tar:
                found[member.name] = digest(tar, member)
    except (OSError, tarfile.TarError) as error:
        raise Unfit(f"{source.name} не читается: {error}") from error
    missing = [f"файл {name}: нет в копии" for name in sorted(expected.keys() - found.keys())]
    changed = [name for name in sorted(expected.keys() & found.keys()) if expected[name] != found[name]]
    return missing + [f"файл {name}: содержимое не то, что в описи" for name in changed]


def digest(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    whole, file = hashlib.sha256(), tar.extractfile(member)
    while file and (chunk := file.read(CHUNK)):
        whole.update(chunk)
    return whole.hexdigest()
