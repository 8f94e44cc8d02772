"""The demo's people in an installation that has nobody, and its document."""

from __future__ import annotations

from pathlib import Path

from .stack import Stack

GATHER = """
from django.utils import timezone
from pathlib import Path
from config.demo import cast, document
document.write(cast.gather(), timezone.localdate(), Path({path!r}))
"""


def gather(stack: Stack) -> Path:
    """The document to upload."""
    path = stack.folder / "протокол.docx"
    stack.manage("shell", "-c", GATHER.format(path=str(path)))
    return path
