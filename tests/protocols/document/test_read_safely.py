"""The child that reads uploads: what comes out of it, and when it is killed."""

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from protocols.document.model import Unreadable
from protocols.document.read import Limits, killable, office, read, read_safely
from tests.protocols.document.making.docx import docx, p, tbl, tr
from tests.protocols.document.making.monsters import GOOD, related

TEXT = ["Решили: провести конкурс."]
PATH = {"PATH": "/usr/bin:/bin"}


def test_an_upload_is_read_in_a_child_as_in_this_process(tmp_path):
    file = tmp_path / "protocol.docx"
    table = tbl(tr("Решение", "Срок"), tr("Провести", "до 1 марта"))
    file.write_bytes(docx(p("ПРОТОКОЛ № 1", jc="center"), table))
    assert read_safely(file) == read(file)


@pytest.mark.parametrize("name", ["protocol.doc", "protocol.pdf", "protocol", "протокол.TXT", ""])
def test_the_contents_decide_not_the_extension(name):
    assert [line.text for line in read_safely(GOOD, name=name).lines] == TEXT


def refusal(data, limits=None):
    with pytest.raises(Unreadable) as caught:
        read_safely(data, name="protocol.docx", limits=limits)
    return str(caught.value)


def test_an_oversized_file_is_refused_by_its_size(tmp_path):
    file = tmp_path / "protocol.docx"
    file.write_bytes(b"PK\x03\x04" + bytes(21 * 1024 * 1024))
    with pytest.raises(Unreadable, match="слишком большой: 21 МБ при допустимых 20 МБ"):
        read_safely(file)


def test_a_missing_file_is_told_by_name(tmp_path):
    with pytest.raises(Unreadable, match="«нет.docx» не открывается"):
        read_safely(tmp_path / "нет.docx")


def test_a_hyperlink_is_no_danger():
    assert [line.text for line in read_safely(related("hyperlink", "https://example.org/")).lines] == ["Решили"]


def test_an_ordinary_long_document_passes():
    blocks = [p(f"{at}. Провести мероприятие и представить отчёт.") for at in range(9_000)]
    assert len(read_safely(docx(*blocks)).lines) == 9_000


@pytest.mark.parametrize("limits", [Limits(seconds=0.01), Limits(memory=1024)])
def test_a_parser_that_passes_its_bounds_is_killed(limits):
    heavy = docx(*[p("Провести " * 20)] * 19_000)  # longer at work than the watch takes to look
    assert "слишком тяжёл" in refusal(heavy, limits=limits)


def test_the_kernel_bounds_the_child_too():
    """Without the parent's watch the limit of memory still holds."""
    bound = replace(Limits(), memory=-200 * 1024 * 1024)
    command = [sys.executable, "-m", "protocols.document", "a.docx", json.dumps(asdict(bound))]
    finished = killable.run(command, seconds=30, memory=2**40, cwd=Path.cwd(), env=PATH, given=docx(p("а") * 20_000))
    assert b"lines" not in finished.output


def test_a_killed_process_takes_its_children_along(tmp_path):
    sign = tmp_path / "alive"
    script = f"(sleep 2; touch {sign}) & sleep 30"
    finished = killable.run(["sh", "-c", script], seconds=0.3, memory=2**40, cwd=tmp_path, env=PATH)
    assert finished.killed == "time"
    left = killable.run(["sleep", "2.5"], seconds=10, memory=2**40, cwd=tmp_path, env=PATH)
    assert (left.code, sign.exists()) == (0, False)


@pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")
def test_libreoffice_is_bounded_too():
    rtf = rb"{\rtf1\ansi " + rb"\par a" * 10 + b"}"
    assert "LibreOffice не смог" in refusal(rtf, limits=Limits(office_seconds=0.2))
