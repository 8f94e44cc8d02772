"""Thousands of spoiled files: each is read, or refused in one sentence; none crashes the child or hangs."""

import io
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import docx
import pytest

from protocols.document.model import Unreadable
from protocols.document.read import killable, read_safely, safely
from protocols.document.read.reading import TOO_HEAVY
from tests.protocols.document.making.mutations import mutated

PEAK = (
    "import runpy, re, sys; sys.argv[0] = 'child'; runpy.run_module('protocols.document', run_name='__main__'); "
    "print('peak', re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1], file=sys.stderr)"
)
RUSSIAN_SENTENCE = re.compile(r"(?:LibreOffice|[А-ЯЁ]).*[а-яё].*\.")


@pytest.fixture
def count(full_size):
    return int(os.environ.get("FAULT_SCALE") or full_size(5_000, scaled=200))


@pytest.fixture
def children(monkeypatch):
    """What became of every child, with its largest resident size in its last words."""
    ended = []

    def run(command, **options):
        if command[1:4] == ["-s", "-m", "protocols.document"]:
            command = [command[0], "-s", "-c", PEAK, *command[4:]]
        finished = killable.run(command, **options)
        ended.append(finished)
        return finished

    monkeypatch.setattr(safely, "run", run)
    return ended


def outcome(seed):
    name, data = mutated(seed)
    began = time.monotonic()
    try:
        said = f"read {len(read_safely(data, name=name).lines)}"
    except Unreadable as refusal:
        said = str(refusal)
    return seed, said, time.monotonic() - began


def test_every_spoiled_file_is_read_or_refused(count, children):
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(outcome, range(count)))
    refused = {seed: said for seed, said, _ in outcomes if not said.startswith("read ")}
    crashed = [ended for ended in children if ended.code != 0 and not ended.killed]
    peaks = [int(peak) for ended in children for peak in re.findall(rb"peak (\d+)", ended.errors)]
    surprised = sum(b"broke its reader" in ended.errors for ended in children)
    print(
        f"\n{count} mutated files: {len(refused)} refused, {count - len(refused)} read, "
        f"{sum(said == TOO_HEAVY for said in refused.values())} stopped by a bound, {len(crashed)} crashed; "
        f"slowest {max(seconds for _, _, seconds in outcomes):.2f} s, largest {max(peaks) // 1024} MB; "
        f"{surprised} refusals through an error of a library"
    )
    assert crashed == []
    assert [seed for seed, said in refused.items() if not RUSSIAN_SENTENCE.fullmatch(said)] == []


def test_the_same_files_break_a_bare_library_in_many_ways(count):
    """The control: the mutations bite."""
    classes = set()
    for seed in range(count):
        name, data = mutated(seed)
        if name.endswith(".docx"):
            try:
                docx.Document(io.BytesIO(data))
            except Exception as error:  # noqa: BLE001 - which classes come is the question
                classes.add(type(error).__name__)
    assert len(classes) > 2
