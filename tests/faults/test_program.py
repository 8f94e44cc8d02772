"""The program starts as in production, on PostgreSQL and Redis, and stops without a trace."""

import signal
import urllib.request

import pytest

from decisions.models import Letter
from tests.rig.process import alive

from .test_reports import visitor
from .visitor import Visitor


def test_every_process_starts_and_stops(program):
    web, worker, beat = program.web(workers=2), program.worker(concurrency=2), program.beat()
    with urllib.request.urlopen(f"{web.url}/accounts/login/") as page:
        assert page.status == 200
    with urllib.request.urlopen(f"{web.url}/static/staticfiles.json") as manifest:
        assert manifest.status == 200
    pids = [process.pid for process in (web, worker, beat)]
    for process in (web, worker, beat):
        process.stop()
    assert [alive(pid) for pid in pids] == [False, False, False]


def test_of_two_workers_one_is_killed_and_one_is_paused(program):
    first, second = program.worker(), program.worker()
    killed = first.pid
    first.kill()
    second.send(signal.SIGSTOP)
    first.start()
    second.send(signal.SIGCONT)
    assert (first.pid != killed, first.alive, second.alive) == (True, True, True)
    second.stop()
    assert "Warm shutdown" in second.tail()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_people_sign_in_and_ask_for_a_code_while_redis_is_dead_or_hangs(program, redis, cast, number):
    """Within the visitor's half a minute."""
    web = program.web()
    visitor(web, cast)  # connections that are about to break lie ready
    redis.send(number)
    try:
        visitor(web, cast)
        other = Visitor(web.url)
        page = other.post("/accounts/login/code/", other.form("/accounts/login/code/") | {"email": cast.head.email})
        assert 'name="code"' in page
        assert Letter.objects.filter(kind="sign_in").count() == 1
        assert '"queue": "away"' in other.get("/health/ready")
    finally:
        redis.send(signal.SIGCONT) if number == signal.SIGSTOP else redis.wait()
