"""The child process of `read_safely`: a file on standard input, one JSON object on standard output.

python -m protocols.document NAME LIMITS_AS_JSON < FILE
"""

from __future__ import annotations

import json
import math
import resource
import sys
from dataclasses import asdict

from protocols.document.model import Unreadable
from protocols.document.read.limits import MB, Limits
from protocols.document.read.reading import TOO_HEAVY, ForOffice, read_natively

SLACK = 256 * MB  # address space that an interpreter maps and never touches


def bound(limits: Limits) -> None:
    """What the kernel enforces; the parent watches wall time and resident memory."""
    seconds = math.ceil(limits.seconds)
    for what, most in (
        (resource.RLIMIT_AS, limits.memory + SLACK),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def answer(data: bytes, name: str, limits: Limits) -> dict[str, object]:
    try:
        found = read_natively(data, name, limits)
        return {"office": found.format} if isinstance(found, ForOffice) else {"document": asdict(found)}
    except Unreadable as refusal:
        return {"refused": str(refusal)}


def main(name: str, given: str) -> None:
    limits = Limits(**json.loads(given))
    bound(limits)
    try:
        written = json.dumps(answer(sys.stdin.buffer.read(), name, limits), ensure_ascii=False).encode()
    except MemoryError:
        written = json.dumps({"refused": TOO_HEAVY}).encode()
    sys.stdout.buffer.write(written)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
