"""The same on both databases: what is copied comes back, and a spoiled copy is seen before it is needed."""

import datetime as dt
import errno
import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.db import connection

from clusters.models import Organization
from config import copies
from config.copies import databases, files, making
from decisions.models import PostOffice, ReportFile
from tests import factories as make

NIGHT = dt.datetime(2026, 3, 2, 3, 15, tzinfo=dt.UTC)


@pytest.fixture
def full(settings, tmp_path, transactional_db):
    """A database with an assignment and a report with a file."""
    settings.MEDIA_ROOT = tmp_path / "files"
    row = make.assignment()
    report = row.reports.create(text="Сделано", created_at=NIGHT)
    made = ReportFile(report=report, name="план.docx", content_type="application/x", size=5, sha256="0" * 64)
    made.file.save("план.docx", ContentFile(b"bytes"))
    return row


@pytest.fixture
def where(tmp_path):
    return tmp_path / "backups"


def test_a_copy_is_good(full, where):
    folder = copies.backup(where, NIGHT)
    assert folder.name == "reshili-20260302-031500"
    assert {path.name for path in folder.iterdir()} == {databases.file_name(), "files.tar", "manifest.json"}
    assert copies.check(folder) == []
    facts = json.loads((folder / "manifest.json").read_text())
    assert facts["database"]["tables"]["decisions_reportfile"][0] == 1
    assert len(facts["files"]["each"]) == 1


def spoil(path, place=-100):
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)


def test_a_spoiled_database_is_seen(full, where):
    folder = copies.backup(where, NIGHT)
    spoil(folder / databases.file_name())
    assert copies.check(folder) == [f"{databases.file_name()}: повреждён, контрольная сумма не та"]


def test_a_missing_part_is_seen(full, where):
    folder = copies.backup(where, NIGHT)
    (folder / "files.tar").unlink()
    assert copies.check(folder) == ["files.tar: нет в копии"]


def test_an_empty_database_is_seen(full, where):
    folder = copies.backup(where, NIGHT)
    facts = json.loads((folder / "manifest.json").read_text())
    facts["database"]["tables"]["decisions_report"][0] = 7
    facts["database"]["tables"]["decisions_assignment"][1] = "1"
    facts["files"]["each"]["reports/lost"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(facts))
    assert copies.check(folder) == [
        "таблица decisions_assignment: содержимое не то, что в описи",
        "таблица decisions_report: строк 1, в описи 7",
        "файл reports/lost: нет в копии",
    ]


def test_an_unfinished_copy_is_no_copy(full, where, monkeypatch):
    def full_disk(target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(making.files, "pack", full_disk)
    with pytest.raises(copies.Unfit, match="No space left on device"):
        copies.backup(where, NIGHT)
    assert list(where.iterdir()) == []
    with pytest.raises(copies.Unfit, match="нет ни одной копии"):
        copies.newest(where)


def test_the_newest_stay(full, where):
    made = [copies.backup(where, NIGHT + dt.timedelta(days=day)) for day in range(3)]
    assert copies.prune(where, 2) == made[:1]
    assert copies.newest(where) == made[2]


def test_commands(full, where, capsys):
    call_command("backup", where, "--keep", "1")
    call_command("check_backup", where)
    said = capsys.readouterr().out
    assert said.endswith("копия восстанавливается, всё сходится.\n")
    spoil(copies.newest(where) / databases.file_name())
    with pytest.raises(CommandError, match="копия негодна"):
        call_command("check_backup", where)
    with pytest.raises(CommandError, match="уже есть данные"):
        call_command("restore", copies.newest(where))
    with pytest.raises(CommandError, match="повреждён"):
        call_command("restore", copies.newest(where), "--replace")


@pytest.mark.postgres
def test_what_is_copied_comes_back(full, where, settings, tmp_path):
    """The drill: everything is lost, the copy brings it back, and letters wait."""
    folder = copies.backup(where, NIGHT)
    stored = ReportFile.objects.get().file.name
    settings.MEDIA_ROOT = tmp_path / "new disk"
    make.college("Колледж, которого в копии нет")
    full.reports.update(text="Испорчено")
    PostOffice.objects.update_or_create(pk=1, defaults={"held": False})
    call_command("restore", folder, "--replace")
    assert list(Organization.objects.values_list("short_name", flat=True)) == [full.organization.short_name]
    assert full.reports.get().text == "Сделано"
    assert (tmp_path / "new disk" / stored).read_bytes() == b"bytes"
    assert PostOffice.objects.get().held


@pytest.mark.postgres
def test_a_check_leaves_no_database(full, where):
    folder = copies.backup(where, NIGHT)
    copies.check(folder)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname LIKE 'reshili_check%%'")
        assert cursor.fetchone() == (0,)


def test_a_stored_file_that_cannot_be_read_is_named(full, where, settings):
    name = next(files.stored())
    path = settings.MEDIA_ROOT / name
    path.unlink()
    path.mkdir()
    with pytest.raises(CommandError, match=f"из хранилища не читается файл {name}"):
        call_command("backup", where)
    assert list(where.iterdir()) == []


@pytest.mark.postgres
def test_letters_wait_when_the_files_cannot_be_written(full, where, settings, tmp_path, monkeypatch):
    folder = copies.backup(where, NIGHT)
    settings.MEDIA_ROOT = tmp_path / "new disk"
    PostOffice.objects.update_or_create(pk=1, defaults={"held": False})

    def full_disk(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full_disk)
    with pytest.raises(CommandError, match="Файлы не записаны"):
        call_command("restore", folder, "--replace")
    assert PostOffice.objects.get().held
