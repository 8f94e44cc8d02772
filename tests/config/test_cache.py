"""A lost Redis is no error of the cache: what stands here runs without one."""

import logging
import socket
import time
from types import SimpleNamespace

import pytest
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import AuthenticationError, OutOfMemoryError, ReadOnlyError

from config import cache

NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def gone(monkeypatch):
    monkeypatch.setattr(cache, "gone", cache.Gone())


@pytest.fixture
def away():
    shared = cache.SharedCache(NOBODY, {})
    shared.own.clear()
    return shared


def at(monkeypatch, seconds):
    monkeypatch.setattr(cache, "time", SimpleNamespace(monotonic=lambda: 1000 + seconds))


def test_every_method_answers_as_a_cache_does(away):
    assert away.get("a", 7) == 7
    assert (away.add("a", 1), away.add("a", 2), away.get("a")) == (True, False, 1)
    assert (away.incr("a"), away.decr("a"), "a" in away, away.touch("a")) == (2, 1, True, True)
    assert (away.set("b", "2"), away.get_many(["a", "b", "c"])) == (None, {"a": 1, "b": "2"})
    assert (away.delete("b"), away.delete("b"), away.get_or_set("b", 3)) == (True, False, 3)
    assert (away.set_many({"c": 4}), away.delete_many(["a", "c"]), away.get("c")) == ([], None, None)
    away.clear()
    with pytest.raises(ValueError, match="b"):
        away.incr("b")


def test_the_threads_of_a_process_share_what_it_keeps(away):
    away.set("a", 1)
    assert cache.SharedCache(NOBODY, {}).get("a") == 1


@pytest.mark.parametrize("error", [OutOfMemoryError, ReadOnlyError, AuthenticationError, ConnectionResetError])
def test_what_can_be_read_but_not_written_is_away_until_it_can_be_written(away, monkeypatch, error):
    """Else the counts would begin anew each time that reading succeeds."""
    written = {}

    def refuse(self, key, value, *args):
        raise error

    monkeypatch.setattr(RedisCache, "get", lambda self, key, default=None: written.get(key, default))
    monkeypatch.setattr(RedisCache, "set", refuse)
    for count in range(1, 4):
        at(monkeypatch, count * (cache.AGAIN + 1))
        away.set("count", away.get("count", 0) + 1)
        assert (away.get("count"), cache.is_away()) == (count, True)
    monkeypatch.setattr(RedisCache, "set", lambda self, key, value, *args: written.update({key: value}))
    at(monkeypatch, 60)
    away.set("count", 9)
    assert (written["count"], cache.is_away()) == (9, False)


def test_it_is_said_once_a_minute(away, monkeypatch, caplog):
    for seconds in (0, 10, 50, 70, 80):
        at(monkeypatch, seconds)
        away.get("a")
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


def test_one_that_hangs_costs_its_timeout_once():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        options = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2}
        hung = cache.SharedCache(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", {"OPTIONS": options})
        began = time.monotonic()
        for number in range(20):
            hung.set(str(number), number)
    assert time.monotonic() - began < 2
