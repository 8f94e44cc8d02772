"""Uploaded files as one tar. They never change, so they may be copied while the program runs."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from .manifest import CHUNK, Unfit

TAR = "files.tar"


def pack(target: Path) -> dict[str, str]:
    """SHA-256 of each stored file by its name; what is deleted meanwhile is left out."""
    found = {}
    with tarfile.open(target, "w") as tar:
        for name in sorted(stored()):
            try:
                with default_storage.open(name) as file:
                    data = file.read()
            except FileNotFoundError:
                continue
            found[name] = hashlib.sha256(data).hexdigest()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return found


def stored(folder: str = "") -> Iterator[str]:
    """The names of all files under `folder`."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return  # nothing was ever uploaded
    prefix = f"{folder}/" if folder else ""
    yield from (prefix + name for name in files if name)
    for name in folders:
        yield from stored(prefix + name)


def unpack(source: Path) -> None:
    """Each over the one that has its name."""
    with tarfile.open(source) as tar:
        for member in tar:
            default_storage.delete(member.name)
            default_storage.save(member.name, File(tar.extractfile(member)))


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
