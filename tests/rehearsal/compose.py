"""What docker-compose.yml and the Dockerfile say, with every name of a container put as it is on this machine."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.rig.process import ROOT

DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")  # ${NAME:-default}


def services() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def image_environment() -> dict[str, str]:
    """ENV of the Dockerfile."""
    text = re.search(r"^ENV (.+?[^\\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)
    assert text
    return dict(re.findall(r"(\w+)=(\S+)", text[1]))


def collectstatic() -> list[str]:
    """The command with which the image is built."""
    found = re.search(r"python (manage\.py collectstatic[^\n]*)", (ROOT / "Dockerfile").read_text())
    assert found
    return ["python", *found[1].split()]


@dataclass(frozen=True)
class Here:
    """`places`: what stands in the files → what it is on this machine, longest first."""

    places: dict[str, str]

    def put(self, text: str) -> str:
        text = DEFAULT.sub(r"\1", text).replace("$$", "$")
        for there in sorted(self.places, key=len, reverse=True):
            text = text.replace(there, self.places[there])
        return text

    def command(self, name: str) -> list[str]:
        return [self.put(word) for word in services()[name]["command"]]

    def check(self, name: str) -> list[str]:
        """The health check as a command."""
        kind, *words = services()[name]["healthcheck"]["test"]
        words = [self.put(word) for word in words]
        return ["sh", "-c", *words] if kind == "CMD-SHELL" else words

    def environment(self, name: str, env_file: Path) -> dict[str, str]:
        """ENV of the image, then .env, then the service's own, as Compose has it."""
        settings = re.findall(r"^([A-Z_]+)=(.*)$", env_file.read_text(), re.MULTILINE)
        own = {key: str(value) for key, value in services()[name].get("environment", {}).items()}
        image = image_environment() if "env_file" in services()[name] else {}
        given = {key: self.put(value) for key, value in (image | dict(settings) | own).items() if key != "PATH"}
        return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", **given}
