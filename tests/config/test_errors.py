import errno

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from decisions.models import Report
from decisions.views import own

PDF = b"%PDF-1.7 " + b"x" * 1000


@pytest.fixture
def visitor(client, cast):
    client.force_login(cast.head)
    client.raise_request_exception = False
    return client


def raising(error):
    def view(*args, **kwargs):
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OperationalError("the database system is shutting down"), 503, "Идут работы"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "На сервере нет места"),
        (OSError(errno.EACCES, "Permission denied"), 500, "Программа ошиблась"),
        (ValueError("a mistake of ours"), 500, "Программа ошиблась"),
    ],
)
def test_what_is_said(visitor, monkeypatch, error, status, said):
    monkeypatch.setattr(own.timezone, "localdate", raising(error))
    answer = visitor.get("/my/")
    assert answer.status_code == status
    assert said in answer.content.decode()
    assert answer.get("Retry-After") == ("30" if status == 503 else None)
    assert "shutting down" not in answer.content.decode()


def test_the_page_asks_no_database(visitor, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        answer = visitor.get("/my/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_a_full_disk_keeps_no_half_of_a_report(visitor, cast, settings, tmp_path, monkeypatch):
    """The first file fits, the second does not; then there is room again."""
    settings.MEDIA_ROOT = tmp_path
    save, room = FileSystemStorage._save, [1]

    def full(self, name, content):
        if not room:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        room.pop()
        return save(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    url = f"/assignments/{cast.assignment.pk}/report/"
    files = [SimpleUploadedFile(f"{number}.pdf", PDF) for number in (1, 2)]
    form = visitor.get(url).context["form"]
    data = {form.add_prefix(name): "" for name in form.fields} | {
        form.add_prefix("text"): "Сделано", form.add_prefix("files"): files, "do": "final"
    }  # fmt: skip
    answer = visitor.post(url, data)
    assert answer.status_code == 507
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert Report.objects.exclude(state="draft").count() == 0
