"""The shared collection of protocols with their readings, when it lies beside the checkout."""

from __future__ import annotations

import importlib.util
import json
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest

from protocols.document.parse import parse, reading
from protocols.document.read import read

SHARED = Path(__file__).resolve().parents[4] / "shared" / "protocols"
MEASURED = (
    "decision found", "decision text", "decision number", "agenda link", "deadline kind", "due date", "recurrence",
    "responsible", "report to",
)  # fmt: skip


def judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if SHARED.is_dir():
    score = judge()
    CASES = sorted(p for p in SHARED.iterdir() if p.suffix in score.DOCUMENTS and p.with_suffix(".json").exists())

    @pytest.fixture(scope="module")
    def compared() -> dict[str, list[tuple[str, bool]]]:
        found = {}
        for path in CASES:
            gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
            got = reading(parse(read(path)))
            found[path.name[:2]] = [(kind, right) for kind, right, *_ in score.compare(gold, got)]
        return found

    def test_own_form_is_read_without_a_fault(compared: dict[str, list[tuple[str, bool]]]) -> None:
        own = [field for number in ("01", "02", "03", "04", "05") for field in compared[number]]
        assert [kind for kind, right in own if not right] == []

    def test_almost_every_field_is_right(compared: dict[str, list[tuple[str, bool]]]) -> None:
        fields = [right for case in compared.values() for _, right in case]
        assert sum(fields) / len(fields) >= 0.98

    def test_each_kind_of_field_is_right(compared: dict[str, list[tuple[str, bool]]]) -> None:
        kinds: dict[str, list[bool]] = defaultdict(list)
        for case in compared.values():
            for kind, right in case:
                kinds[kind].append(right)
        assert {kind for kind in MEASURED if sum(kinds[kind]) < 0.95 * len(kinds[kind])} == set()
