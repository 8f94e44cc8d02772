import errno

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, OperationalError, connection, transaction
from psycopg.errors import ReadOnlySqlTransaction

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


def read_only():
    """As psycopg's error comes out of Django."""
    error = InternalError("cannot execute INSERT in a read-only transaction")
    error.__cause__ = ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction")
    return error


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OperationalError("the database system is shutting down"), 503, "Идут работы"),
        (read_only(), 503, "Идут работы"),
        (InternalError("current transaction is aborted"), 500, "Программа ошиблась"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "На сервере нет места"),
        (OSError(errno.EIO, "Input/output error"), 507, "Сервер не принимает файлы"),
        (OSError(errno.EACCES, "Permission denied", "/etc/of-another"), 500, "Программа ошиблась"),
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


def test_who_sent_something_is_told_that_it_may_be_lost_and_where_it_is(visitor, cast):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    pages = []
    for ask in (visitor.get, visitor.post):
        with connection.execute_wrapper(away):
            pages.append(ask(f"/assignments/{cast.assignment.pk}/report/").text)
    assert ["вернитесь назад — текст остался на странице" in page for page in pages] == [False, True]
    assert ["На главную" in page for page in pages] == [True, False]
    assert not any("обновляют" in page for page in pages)


@pytest.mark.postgres
def test_a_database_that_only_reads_is_away_to_whoever_writes(visitor, cast):
    url = f"/assignments/{cast.assignment.pk}/report/"
    form = visitor.get(url).context["form"]
    data = {form.add_prefix(name): "" for name in form.fields} | {form.add_prefix("text"): "Сделано", "do": "final"}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        assert visitor.post(url, data).status_code == 503


def test_the_page_asks_no_database(visitor, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(away):
        answer = visitor.get("/my/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.EPERM])
@pytest.mark.parametrize("do", ["final", "partial", "draft"])
def test_a_folder_that_takes_no_file_is_told_and_the_text_is_kept(
    visitor, cast, settings, tmp_path, monkeypatch, number, do
):
    settings.MEDIA_ROOT = tmp_path

    def closed(self, name, content):
        raise OSError(number, "cannot", str(tmp_path / name))

    monkeypatch.setattr(FileSystemStorage, "_save", closed)
    url = f"/assignments/{cast.assignment.pk}/report/"
    form = visitor.get(url).context["form"]
    data = {form.add_prefix(name): "" for name in form.fields} | {
        form.add_prefix("text"): "Набрано много текста",
        form.add_prefix("files"): SimpleUploadedFile("1.pdf", PDF),
        "do": do,
    }
    answer = visitor.post(url, data)
    assert (answer.status_code, "Сервер не принимает файлы" in answer.text) == (507, True)
    kept = Report.objects.get()
    assert (kept.state, kept.text) == ("draft", "Набрано много текста")


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
