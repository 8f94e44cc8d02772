"""A file is known by what is inside."""

import io
import sys
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from decisions import uploads

PDF, PNG, JPEG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 40
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def archive(*names) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "<xml/>")
    return buffer.getvalue()


def upload(name, content) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "kept_as", "content_type"),
    [
        ("отчёт.pdf", PDF, "отчёт.pdf", "application/pdf"),
        ("скан.PDF", PDF, "скан.PDF", "application/pdf"),
        ("скан.pdf", JPEG, "скан.jpg", "image/jpeg"),
        ("фото", PNG, "фото.png", "image/png"),
        ("план.docx", archive("[Content_Types].xml", "word/document.xml"), "план.docx", DOCX_TYPE),
        ("план.zip", archive("_rels/.rels", "word/document.xml"), "план.zip.docx", DOCX_TYPE),
        ("список.csv", "№;ФИО\n1;Ветров".encode("cp1251"), "список.csv", "text/plain"),
        ("../../etc/пароли.txt", "привет".encode(), "пароли.txt", "text/plain"),
        ("отчёт от 1.2.2026", PDF, "отчёт от 1.2.2026.pdf", "application/pdf"),
    ],
)
def test_taken(name, content, kept_as, content_type):
    checked = uploads.check(upload(name, content))
    assert (checked.name, checked.content_type) == (kept_as, content_type)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("счёт.pdf", b"MZ\x90\0" + b"\0" * 60),
        ("план.docx", archive("word/document.xml", "word/vbaProject.bin")),
        ("архив.zip", archive("план.pdf")),
        ("план.docx", b"PK\x03\x04 not an archive"),
        ("страница.txt", b"<html><script>alert(1)</script>"),
        ("рисунок.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("данные.txt", b"\0\1\2\3"),
    ],
)
def test_refused(name, content):
    with pytest.raises(ValidationError) as refused:
        uploads.check(upload(name, content))
    assert refused.value.messages == [f"«{name}»: внутри не документ и не фото. Годятся {uploads.NAMES}."]


def test_too_large_and_empty(settings):
    settings.UPLOAD_MAX_BYTES = 1024**2
    with pytest.raises(ValidationError, match="«фото.jpg» больше 1 МБ"):
        uploads.check(upload("фото.jpg", JPEG + b"\0" * 1024**2))
    with pytest.raises(ValidationError, match="«фото.jpg» пуст"):
        uploads.check(upload("фото.jpg", b""))


def swollen() -> bytes:
    """«mimetype» of 256 MB in a file of 250 KB."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made,
        made.open("mimetype", "w", force_zip64=True) as part,
    ):
        for _ in range(256):
            part.write(b"a" * 1024**2)
    return buffer.getvalue()


def test_an_archive_that_unpacks_without_end_costs_no_memory():
    bomb = swollen()
    tracemalloc.start()
    with pytest.raises(ValidationError, match="не документ и не фото"):
        uploads.check(upload("план.odt", bomb))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 16 * 1024**2


def test_an_archive_of_a_million_members_is_not_listed(monkeypatch):
    many = archive("word/document.xml", *(f"{number}" for number in range(40_000)))
    asked = []
    monkeypatch.setattr(uploads.zipfile, "ZipFile", lambda *args: asked.append(args))
    with pytest.raises(ValidationError, match="не документ и не фото"):
        uploads.check(upload("план.docx", many))
    assert asked == []


@pytest.mark.parametrize(
    ("exit_code", "message"),
    [(0, None), (1, "антивирус нашёл угрозу, файл не принят"), (2, "не проверен на вирусы")],
)
def test_the_scanner_is_asked(settings, exit_code, message):
    program = f"import sys; sys.exit({exit_code} if sys.stdin.buffer.read().startswith(b'%PDF') else 3)"
    settings.UPLOAD_SCANNER = [sys.executable, "-c", program]
    if message is None:
        assert uploads.check(upload("план.pdf", PDF)).name == "план.pdf"
    else:
        with pytest.raises(ValidationError, match=message):
            uploads.check(upload("план.pdf", PDF))


def test_a_scanner_that_is_away_lets_nothing_through(settings):
    settings.UPLOAD_SCANNER = ["no-such-scanner"]
    with pytest.raises(ValidationError, match="не проверен на вирусы"):
        uploads.check(upload("план.pdf", PDF))


def test_stored_under_a_name_nobody_guesses(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (stored,) = uploads.store([uploads.check(upload("план.pdf", PDF))])
    assert "план" not in stored.path
    assert (stored.name, stored.size) == ("план.pdf", len(PDF))
    with default_storage.open(stored.path) as file:
        assert file.read() == PDF
    uploads.discard([stored])
    assert not default_storage.exists(stored.path)
