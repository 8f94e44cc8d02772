"""The program starts as in production, on PostgreSQL and Redis, and stops without a trace."""

import signal
import urllib.request

from tests.rig.process import alive


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
