"""Pages of the program under Gunicorn with 2 processes, PostgreSQL and the load on the same two cores."""

from __future__ import annotations

import http.client
import json
import os
import re
import statistics
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.rig.process import Process, free_port, listens

SECONDS = float(os.environ.get("BENCH_SECONDS", "5"))  # of each run
RUNS = 3
SEARCH = "/search/?q=" + urllib.parse.quote("планы кластеров")
ROW_50 = "/assignments/?state=in_progress"
HERE = Path(__file__).parents[2]
GUNICORN = HERE / "deploy" / "gunicorn.conf.py"  # 2 processes of 4 threads
MALLOC = dict(re.findall(r"(MALLOC_\w+)=(\w+)", (HERE / "Dockerfile").read_text()))  # as the image sets it
SIX_IN_ONE = "UPDATE decisions_decision SET protocol_id = (SELECT min(id) FROM protocols_protocol)"


class Server(Process):
    def __init__(self, folder: Path, name: str, application: str, env: dict[str, str]):
        self.port = free_port()
        words = ["--config", str(GUNICORN), "--bind", f"127.0.0.1:{self.port}"]
        super().__init__(folder, name, [sys.executable, "-m", "gunicorn", application, *words], env | MALLOC)

    def ready(self) -> bool:
        return listens(self.port)

    def memory(self) -> tuple[int, int]:
        """MB of the largest process that answers: resident, and what is left when shared pages are shared out."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return max(resident(int(pid)) for pid in children)


def resident(pid: int) -> tuple[int, int]:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    rss, pss = (int(re.search(rf"^{name}:\s+(\d+)", told, re.MULTILINE)[1]) // 1024 for name in ("Rss", "Pss"))
    return rss, pss


@dataclass
class Result:
    rate: float
    p50: float
    p95: float
    errors: int


class Client:
    """One kept-open connection of one signed-in visitor."""

    def __init__(self, port: int, session: str = ""):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"session": session} if session else {}

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Origin": "http://127.0.0.1"}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.partition(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.read().decode()


def load(clients: list[Client], paths: list[str], seconds: float = SECONDS) -> Result:
    """Each client asks for one page after another."""
    times: list[float] = []
    errors: list[int] = []

    def work(client: Client, turn: int) -> None:
        end = time.perf_counter() + seconds
        while (start := time.perf_counter()) < end:
            status, _ = client.ask("GET", paths[turn % len(paths)])
            times.append(time.perf_counter() - start)
            if status != 200:
                errors.append(status)
            turn += 1

    return together(work, clients, times, errors)


def together(work, clients: list[Client], times: list[float], errors: list[int]) -> Result:
    threads = [threading.Thread(target=work, args=(client, turn)) for turn, client in enumerate(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - start
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return Result(len(times) / spent, statistics.median(times) * 1000, p95 * 1000, len(errors))


def reports(port: int, heads: list[dict]) -> Result:
    """POST of «исполнено» without a file, each on an assignment of its own; the forms are fetched before."""
    times: list[float] = []
    errors: list[int] = []
    clients = [Client(port, head["session"]) for head in heads[:4]]
    ready = [list(filled(client, head["assignments"])) for client, head in zip(clients, heads, strict=False)]

    def work(client: Client, turn: int) -> None:
        for path, body in ready[turn]:
            start = time.perf_counter()
            status, _ = client.ask("POST", path, body)
            times.append(time.perf_counter() - start)
            if status != 302:
                errors.append(status)

    return together(work, clients, times, errors)


def filled(client: Client, assignments: list[int]) -> Iterator[tuple[str, str]]:
    for pk in assignments:
        path = f"/assignments/{pk}/report/"
        _, page = client.ask("GET", path)
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        yield path, urllib.parse.urlencode(hidden | {"text": "Сделано в срок.", "do": "final"})


def median(results: list[Result]) -> Result:
    return sorted(results, key=lambda one: one.rate)[len(results) // 2]


def row(name: str, result: Result, must: str) -> None:
    errors = f"  {result.errors} errors" if result.errors else ""
    print(f"{name:<44} {result.rate:>7.0f}/s {result.p50:>7.0f} ms {result.p95:>7.0f} ms   {must}{errors}", flush=True)


def pages(bench, folder: Path, size: int) -> None:
    """`size` assignments in all; of them 3 000 are open whatever the size, 30 to each of a hundred heads.

    A thousand are all open, to a third of the heads.
    """
    open_now = min(size, 3000)
    colleges = open_now // 30
    url = bench.database(
        f"web{size}", colleges=colleges, assignments=colleges * 30, due=colleges * 3, near=4, closed=size - open_now
    )
    env = bench.env | {"DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
    (folder / "var" / "static").mkdir(parents=True, exist_ok=True)
    bench.python("manage.py", "collectstatic", "--no-input", "-v0", DATABASE_URL=url)
    who = json.loads(bench.python("-m", "tests.bench.visitors", DATABASE_URL=url).splitlines()[-1])
    print(f"\n{size:,} assignments, {open_now:,} of them open; 2 processes; median of {RUNS} runs of {SECONDS:.0f} s\n")
    with Server(folder, f"bare{size}", "tests.bench.bare", env) as bare:
        four = [Client(bare.port) for _ in range(4)]
        row("bare Django view of the same rows, 4 at once", repeat(four, ["/assignments/"]), "yardstick")
    with Server(folder, f"web{size}", "config.wsgi", env) as web:
        measured(web, who)
        resident, share = web.memory()
        print(f"{'memory of a web process':<44} {resident:>7} MB, its share {share} MB             < 120 MB")


def measured(web: Server, who: dict) -> None:
    def staff(number: int) -> list[Client]:
        return [Client(web.port, who["staff"]) for _ in range(number)]

    heads = [Client(web.port, head["session"]) for head in who["heads"][:4]]
    mine = [Client(web.port, who["heads"][0]["session"]) for _ in range(4)]
    own = [f"/assignments/{pk}/" for pk in who["heads"][0]["assignments"]]
    row("list of assignments, 50 rows, 4 at once", repeat(staff(4), [ROW_50]), "≥ 55/s, p95 < 150 ms")
    row("head's page of 30 items, 4 at once", repeat(heads, ["/my/"]), "≥ 70/s")
    row("an assignment's page, 4 at once", repeat(mine, own), "≥ 100/s")
    row("search, one at a time", repeat(staff(1), [SEARCH]), "")
    row("overview, one at a time", repeat(staff(1), ["/overview/"]), "p95 < 150 ms")
    row("report «исполнено», 4 at once", reports(web.port, who["heads"]), "≥ 50/s")


def repeat(clients: list[Client], paths: list[str]) -> Result:
    load(clients, paths, seconds=1)  # warm
    return median([load(clients, paths) for _ in range(RUNS)])


def matrix(bench, folder: Path) -> None:
    """One protocol of 60 decisions given to 40 colleges."""
    url = bench.database("matrix", colleges=40, assignments=2400, due=40)
    with bench.postgres.connect("matrix") as database:
        database.execute(SIX_IN_ONE)
    who = json.loads(bench.python("-m", "tests.bench.visitors", DATABASE_URL=url).splitlines()[-1])
    env = bench.env | {"DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
    with Server(folder, "matrix", "config.wsgi", env) as web:
        result = repeat([Client(web.port, who["staff"])], [f"/protocols/{who['protocol']}/matrix/"])
        row("matrix 40 × 60, one at a time", result, "p95 < 150 ms")
