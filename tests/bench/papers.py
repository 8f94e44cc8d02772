"""Papers in and out: a protocol of three pages read, the справка of a year as a table, of one protocol as PDF."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from protocols.document.parse import parse
from protocols.document.read import read, read_safely
from tests.protocols.document.making.docx import docx, p

RUNS = 7
COLLEGES = 40
TEXT = "Актуализировать планы работы образовательно-отраслевых кластеров и представить сведения о составах советов"
SENTENCE = f"{TEXT}, рассмотреть на ближайшем заседании координационного совета кластера."


def three_pages() -> bytes:
    """Twenty-four decisions of the Department's form with a deadline and a responsible each: 3 pages of A4."""
    head = ["ПРОТОКОЛ", "совещания с руководителями ведущих колледжей", "г. Озёрск", "27 февраля 2026 г.\t№ 7"]
    questions = [f"{number}. О работе кластеров по направлению № {number}." for number in range(1, 7)]
    decisions = [
        paragraph
        for number in range(1, 25)
        for paragraph in (
            p(f"{number}. {SENTENCE}"),
            p(f"Срок: до {number:02}.03.2026 г."),
            p("Отв.: руководители ведущих ПОО"),
        )
    ]
    return docx(*map(p, [*head, "Обсуждены вопросы:", *questions, "Решили:"]), *decisions)


def seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def papers(bench, folder: Path) -> None:
    file = folder / "protocol.docx"
    file.write_bytes(three_pages())
    document = read(file)
    assert len(parse(document).decisions) == 24
    command = [sys.executable, "manage.py", "import_protocol", str(file), "--dry-run", "--json"]
    print(f"\nPapers, median of {RUNS}; of what takes long, of 3\n")
    line("a .docx of 3 pages: parsed", seconds(lambda: parse(document)), "< 0.06 s")
    line("… read and parsed, child process included", seconds(lambda: parse(read_safely(file))), "< 0.6 s")
    line(
        "… by the command, Python's own start included",
        seconds(lambda: subprocess.run(command, env=bench.env, capture_output=True, check=True)),
        "",
    )
    year = bench.database("year", colleges=COLLEGES, assignments=10_000, due=COLLEGES)
    line("справка of a year, 10,000 rows, XLSX", *told(bench.measure("sheet", year)), "< 2 s")
    one = bench.database("paper", colleges=COLLEGES, assignments=COLLEGES * 24, due=COLLEGES)
    with bench.postgres.connect("paper") as database:
        database.execute("UPDATE decisions_decision SET protocol_id = (SELECT min(id) FROM protocols_protocol)")
    line(f"справка of one protocol, {COLLEGES} × 24, PDF", *told(bench.measure("pdf", one)), "< 3 s")


def told(result: dict) -> tuple[float, str]:
    return statistics.median(result["seconds"]), f"{result['memory']} MB, {result['rows']:,} rows"


def line(name: str, took: float, *more: str) -> None:
    print(f"{name:<50} {took:>7.3f} s   {'   '.join(more)}", flush=True)
