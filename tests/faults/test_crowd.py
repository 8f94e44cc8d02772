"""Web behind the proxy, as docker-compose.yml has them: a crowd of heads, slow clients, a full disk."""

from __future__ import annotations

import datetime as dt
import http.client
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from django.utils import timezone

from decisions.models import Assignment, Report, ReportFile
from tests import factories as make
from tests.rig.process import wait_until

from .front import Front, Guest

PDF = b"%PDF-1.7 " + b"x" * 20_000
SLOW = 8  # twice the threads of a process


@pytest.fixture
def folder():
    """Not pytest's own, which is shut to the user of the proxy."""
    with tempfile.TemporaryDirectory(prefix="reshili-front-") as name:
        yield Path(name)


@pytest.fixture
def processes():
    return 2


@pytest.fixture
def front(folder, program, settings, processes):
    settings.SECRET_KEY = program.env["SECRET_KEY"]  # sessions are made here and believed there
    program.env["WEB_PROCESSES"] = str(processes)
    with Front(folder, program) as running:
        yield running


@pytest.fixture
def heads(transactional_db):
    """`heads(40, each=2)`: as many colleges, each with a head and today's assignments, that nobody has to accept."""

    def gather(count, each=1):
        today = timezone.localdate()
        decisions = [make.decision(make.in_force(today), due_on=today + dt.timedelta(days=5)) for _ in range(each)]
        colleges = [make.college() for _ in range(count)]
        return [
            (make.user(make.head(one)), [make.assignment(decision, one, created_on=today) for decision in decisions])
            for one in colleges
        ]

    return gather


class Crowd:
    """Each person in a thread of their own, with no pause between requests, until `stop` is set and a round is whole."""

    def __init__(self, front, heads):
        self.answers: Counter = Counter()
        self.wrongs: list[str] = []
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.live, args=(Guest(front, user), rows)) for user, rows in heads]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def live(self, guest, rows):
        try:
            for row in rows:
                self.report(guest, row)
            while True:
                for path in ("/my/", *(f"/assignments/{row.pk}/" for row in rows), "/my/report/", "/protocols/"):
                    self.expect(200, guest.get(path), path)
                if self.stop.is_set():
                    break
        except (OSError, http.client.HTTPException) as error:
            self.wrongs.append(repr(error))
        finally:
            guest.leave()

    def report(self, guest, row):
        path = f"/assignments/{row.pk}/report/"
        fields = guest.form(path) | {"text": f"Сделано {row.pk}", "do": "final"}
        self.expect(302, guest.post(path, fields, {"files": ("отчёт.pdf", PDF)}), path)

    def expect(self, status, answer, path):
        self.answers[path.strip("/").partition("/")[0]] += 1
        if answer.status != status:
            self.wrongs.append(f"{path}: {answer.status}")


def test_a_crowd_of_heads(front, heads, full_size):
    people, seconds = heads(full_size(200, scaled=40), each=full_size(3, scaled=1)), full_size(60, scaled=2)
    start = time.monotonic()
    with Crowd(front, people) as crowd:
        time.sleep(seconds)
    took = time.monotonic() - start
    assert crowd.wrongs == []
    rows = [row.pk for _, own in people for row in own]
    done = [(row.state, row.reports.count(), row.history.count()) for row in Assignment.objects.filter(pk__in=rows)]
    assert done == [("done", 1, 2)] * len(rows)  # made, reported
    assert ReportFile.objects.count() == len(kept(front.files)) == len(rows)
    print(f"{len(people)} heads at once for {took:.0f} s: {crowd.answers.total()} answers, {len(rows)} reports")
    with Crowd(front, [(user, []) for user, _ in people[:8]]) as control:
        wait_until(lambda: control.answers["my"] > 0)
        front.web.stop()
        wait_until(lambda: bool(control.wrongs))
    assert "/my/: 503" in control.wrongs, "the control: an answer that is no page does not pass unseen"


def kept(disk):
    return sorted(path.stat().st_size for path in disk.rglob("*") if path.is_file())


# ── Slow clients ─────────────────────────────────────────────────────────────────────────────────────────────────────


def served(guest):
    answers = Counter(guest.get("/my/").status for _ in range(20))
    guest.leave()
    return answers == {200: 20}


def waits(guest):
    """A request that has no answer after a while; call what comes back when it should have one."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(guest.get("/my/").status))
    thread.start()
    time.sleep(3)
    assert answers == []

    def ended():
        thread.join()
        guest.leave()
        return answers == [200]

    return ended


def half_uploads(front, people, *, direct=False):
    """Every form is opened before the first upload begins."""
    ready = []
    for user, (row,) in people:
        path, guest = f"/assignments/{row.pk}/report/", Guest(front, user)
        ready.append((guest, path, guest.form(path) | {"text": "Сделано", "do": "final"}))
        guest.leave()
        guest.direct = direct
    return [guest.half(path, fields, {"files": ("отчёт.pdf", PDF * 20)}) for guest, path, fields in ready]


@pytest.mark.parametrize("processes", [1])  # else the control may meet the other process, which is free
def test_slow_uploads_hold_up_nobody(front, heads):
    (user, _), *people = heads(2 * SLOW + 1)
    slow = half_uploads(front, people[:SLOW])
    unfinished = [Guest(front).connect() for _ in range(5 * SLOW)]
    for connection in unfinished:
        connection.connect()
        connection.sock.sendall(b"GET /my/ HTTP/1.1\r\nHost: localhost\r\nX-Sl")
    assert served(Guest(front, user))
    assert Report.objects.count() == 0, "none of the slow ones has ended yet"
    assert Counter(one.finish() for one in slow) == {302: SLOW}
    assert Report.objects.count() == SLOW
    for connection in unfinished:
        connection.close()
    # the control: the same, straight to the web server
    slow = half_uploads(front, people[SLOW:], direct=True)
    ended = waits(Guest(front, user, direct=True))
    assert Counter(one.finish() for one in slow) == {302: SLOW}
    assert ended()


def idle_readers(front, user, path, **how):
    """Each asks for a file and reads nothing of it."""
    for _ in range(SLOW):
        guest = Guest(front, user, **how)
        connection = guest.connect()
        connection.request("GET", path, headers=guest.headers())
        yield connection


@pytest.mark.parametrize("processes", [1])
def test_slow_readers_hold_up_nobody(front, heads):
    (user, (row,)), (other, _) = heads(2)
    large = PDF * 700  # more than the kernel keeps for a connection
    assert send(front, user, row, large).status == 302
    path = f"/files/{ReportFile.objects.get().pk}/"
    readers = list(idle_readers(front, user, path))
    assert served(Guest(front, other))
    assert {len(reader.getresponse().read()) for reader in readers} == {len(large)}, "read late, read whole"
    # the control: the same, straight to the web server
    idle = list(idle_readers(front, user, path, direct=True))
    ended = waits(Guest(front, other, direct=True))
    for reader in (*readers, *idle):
        reader.close()
    assert ended()


def test_too_much_at_once_is_refused_before_it_is_sent(front):
    connection = Guest(front).connect()
    connection.putrequest("POST", "/my/report/")
    connection.putheader("Content-Length", str(101 * 1024**2))
    connection.endheaders()
    with connection.getresponse() as answer:
        assert (answer.status, "Всё вместе больше 100 МБ" in answer.read().decode()) == (413, True)
    connection.close()


# ── A full disk ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def small_disks(front, folder):
    """The web server again, where its files and its temporary files have disks of 2 and 4 MB."""
    (folder / "tmp").mkdir()
    front.web.stop()
    mount = f"mount -t tmpfs -o size=2m tmpfs {front.files} && mount -t tmpfs -o size=4m tmpfs {folder / 'tmp'}"
    front.web.command = ["unshare", "--map-root-user", "--mount", "sh", "-c", f'{mount} && exec "$@"', "sh", *front.web.command]  # fmt: skip
    front.web.env = front.web.env | {"TMPDIR": str(folder / "tmp")}
    front.web.start()
    return Path(f"/proc/{front.web.pid}/root{front.files}")  # those disks are seen by that process alone


def send(front, user, row, content):
    path, guest = f"/assignments/{row.pk}/report/", Guest(front, user)
    fields = guest.form(path) | {"text": "Сделано", "do": "final"}
    answer = guest.post(path, fields, {"files": ("отчёт.pdf", content)})
    guest.leave()
    return answer


def refused(answer):
    return (answer.status, "На сервере нет места" in answer.text) == (507, True)


def test_a_full_disk(front, heads, small_disks):
    (user, rows), (other, _) = heads(2, each=3)
    content, large = b"%PDF-1.7 " + b"x" * 900_000, b"%PDF-1.7 " + b"x" * 6_000_000
    assert refused(send(front, user, rows[0], large)), "no room for it even before it is looked at"
    assert [send(front, user, row, content).status for row in rows[:2]] == [302, 302]
    assert refused(send(front, user, rows[2], content))
    assert kept(small_disks) == [len(content)] * 2, "nothing half written stays"
    assert Report.objects.exclude(state=Report.State.DRAFT).count() == ReportFile.objects.count() == 2
    assert served(Guest(front, other))
    next(path for path in small_disks.rglob("*") if path.is_file()).unlink()
    assert send(front, user, rows[2], content).status == 302, "there is room again"
