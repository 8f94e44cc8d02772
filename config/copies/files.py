"""Uploaded files as one tar. They never change, so they may be copied while the program runs."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

from .manifest import CHUNK, Unfit

TAR = "files.tar"


def pack(root: Path, target: Path) -> dict[str, str]:
    """SHA-256 of each file by its path under `root`; what is deleted meanwhile is left out."""
    found = {}
    with tarfile.open(target, "w") as tar:
        for path in sorted(one for one in root.rglob("*") if one.is_file()) if root.exists() else ():
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                continue
            name = path.relative_to(root).as_posix()
            found[name] = hashlib.sha256(data).hexdigest()
            tar.add(path, arcname=name, recursive=False)
    return found


def unpack(source: Path, root: Path) -> None:
    root.mkdir(parents=True, exist_ok=True)
    with tarfile.open(source) as tar:
        tar.extractall(root, filter="data")


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
