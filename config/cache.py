"""The cache in Redis, for which a lost Redis is no error: pages and sign-in go on."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

AGAIN = 5  # seconds for which nobody asks a Redis that failed: one that hangs costs its time-out once, not at each call
SAID_EVERY = 60


class Gone:
    """What this process knows of Redis. Django makes a cache for each thread; they share this."""

    until = 0.0  # not asked before
    said = float("-inf")

    def note(self, error: Exception) -> None:
        now = time.monotonic()
        self.until = now + AGAIN
        if now - self.said >= SAID_EVERY:
            self.said = now
            log.error("the cache in Redis is away, each process keeps its own: %s", error)


gone = Gone()


def is_away() -> bool:
    """As the last call found it."""
    return bool(gone.until)


def asked(method: str) -> Any:
    return lambda self, *args, **kwargs: self.ask(method, *args, **kwargs)


class SharedCache(RedisCache):
    """While Redis is away (stopped, full, read-only, its password changed), each process keeps a cache of its own.

    It begins empty, and no process knows another's. So the limits of attempts and the codes of the second factor taken
    already are counted by each process for itself: there are so many times more attempts as there are processes, and
    a code that somebody overheard could be used once more within its 90 seconds, beside the password, in another
    process. The alternative, to let nobody in, would give that power to whoever stops Redis. The lock after ten wrong
    passwords (axes) and the three tries of a code from a letter lie in the database and go on as ever.
    """

    add, get, set, touch, delete = asked("add"), asked("get"), asked("set"), asked("touch"), asked("delete")
    get_many, set_many, delete_many = asked("get_many"), asked("set_many"), asked("delete_many")
    has_key, incr, clear = asked("has_key"), asked("incr"), asked("clear")

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self.own = LocMemCache("without Redis", {"OPTIONS": {"MAX_ENTRIES": 10_000}})

    def ask(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """RedisCache's method of this name, or the same of this process's own cache."""
        if time.monotonic() >= gone.until:
            try:
                if gone.until:
                    super().set("writable", True, 1)  # a full Redis and a replica can be read, and are of no use
                answer = getattr(super(), method)(*args, **kwargs)
            except (RedisError, OSError) as error:
                gone.note(error)
            else:
                gone.until = 0.0
                return answer
        return getattr(self.own, method)(*args, **kwargs)
