"""SQLite folds case for ASCII only; these functions make `icontains`, `iexact` and `Lower` right for Cyrillic."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=512)
def _pattern(pattern: str, escape: str | None) -> re.Pattern[str]:
    out, literal = [], False
    for char in pattern:
        if literal or char not in ("%", "_", escape):
            out.append(re.escape(char))
            literal = False
        elif char == escape:
            literal = True
        else:
            out.append(".*" if char == "%" else ".")
    return re.compile("".join(out), re.IGNORECASE | re.DOTALL)


def like(pattern: Any, value: Any, escape: str | None = None) -> bool | None:
    """`value LIKE pattern ESCAPE escape`, ignoring case in every alphabet."""
    if pattern is None or value is None:
        return None
    return _pattern(str(pattern), escape).fullmatch(str(value)) is not None


def speak_russian(sender: Any, connection: Any, **kwargs: Any) -> None:
    if connection.vendor != "sqlite":
        return
    create = connection.connection.create_function
    create("like", 2, like, deterministic=True)
    create("like", 3, like, deterministic=True)
    create("lower", 1, lambda value: value.lower() if isinstance(value, str) else value, deterministic=True)
    create("upper", 1, lambda value: value.upper() if isinstance(value, str) else value, deterministic=True)
