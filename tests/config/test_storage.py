"""Files in an S3-compatible store, over HTTP: moto answers as S3 does."""

import http.server
import threading
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moto.server import ThreadedMotoServer

from config import storage
from config.copies import Unfit, files
from config.errors import StoreAway
from decisions.models import Report
from protocols.models import PaperTemplate
from tests import factories as make

PDF = b"%PDF-1.4\n" + bytes(range(256)) * 40


@pytest.fixture
def server():
    running = ThreadedMotoServer(port=0, verbose=False)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def bucket(server, settings):
    host, port = server.get_host_and_port()
    url = f"http://key:secret%2B2@{host}:{port}/{uuid.uuid4()}"  # the server remembers as long as its process
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": storage.BACKEND, "OPTIONS": storage.options(url)}}
    made = default_storage.bucket
    made.create()
    yield made
    default_storage.connection.meta.client.close()


@pytest.fixture
def head(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.head)
    return client


def report(client, assignment, *contents: bytes):
    attached = [SimpleUploadedFile(f"{number}.pdf", content) for number, content in enumerate(contents, 1)]
    sent = {"text": "Сделано", "files": attached, "reports_seen": "0", "do": "final"}
    return client.post(f"/assignments/{assignment.pk}/report/", sent)


def test_the_address_is_taken_apart():
    found = storage.options("https://key%2F1:secret%2B2@storage.example.org:9000/reshili/?region=ru-central1")
    assert found["endpoint_url"] == "https://storage.example.org:9000"
    assert (found["access_key"], found["secret_key"]) == ("key/1", "secret+2")
    assert (found["bucket_name"], found["region_name"]) == ("reshili", "ru-central1")


@pytest.mark.parametrize(
    "url",
    [
        "reshili",
        "https://storage.example.org/reshili",
        "https://key:secret@storage.example.org",
        "https://key:secret@storage.example.org/bucket/folder",
    ],
)
def test_another_address_is_refused_with_one_line(url):
    with pytest.raises(ImproperlyConfigured, match=r"^S3_URL: .+$"):
        storage.options(url)


def test_a_reported_file_goes_there_and_back(head, cast, bucket):
    assert report(head, cast.assignment, PDF).status_code == 302
    (kept,) = Report.objects.get(state="sent").files.all()
    assert [(one.key, one.get()["Body"].read()) for one in bucket.objects.all()] == [(kept.file.name, PDF)]
    answer = head.get(f"/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="1.pdf"'


def test_what_the_bucket_has_lost_is_not_found(head, cast, bucket):
    report(head, cast.assignment, PDF)
    (kept,) = Report.objects.get(state="sent").files.all()
    bucket.Object(kept.file.name).delete()
    assert head.get(f"/files/{kept.pk}/").status_code == 404


def test_nothing_is_overwritten(bucket):
    names = {default_storage.save("reports/1.pdf", ContentFile(content)) for content in (b"one", b"two")}
    assert len(names) == 2
    assert {one.get()["Body"].read() for one in bucket.objects.all()} == {b"one", b"two"}


def test_a_stranger_reads_nothing(cast, bucket):
    """No grant to everybody, and no page that shows a signed address: not even the admin's, which links to files."""
    template = PaperTemplate.objects.create(name="Бланк", file=ContentFile(PDF, "template.docx"))
    (kept,) = bucket.objects.all()
    everyone = "http://acs.amazonaws.com/groups/global/AllUsers"
    assert everyone not in [grant["Grantee"].get("URI") for grant in kept.Acl().grants]
    staff = Client()
    staff.force_login(make.user(is_staff=True, is_superuser=True))
    page = staff.get(f"/admin/protocols/papertemplate/{template.pk}/change/").content.decode()
    assert template.file.name in page
    assert "X-Amz" not in page


def test_a_store_that_is_away_is_told_and_nothing_half_is_kept(head, cast, bucket):
    default_storage.bucket.delete()  # answers NoSuchBucket: refuses as a store without rights or room does
    answer = report(head, cast.assignment, PDF, PDF)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert not Report.objects.exclude(state="draft").exists()


def test_a_server_that_does_not_answer_is_told(head, cast, bucket, server):
    report(head, cast.assignment, PDF)
    (kept,) = Report.objects.get(state="sent").files.all()
    server.stop()
    assert head.get(f"/files/{kept.pk}/").status_code == 503
    server.start()


class BreaksOff(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.send_header("Last-Modified", "Mon, 02 Mar 2026 00:00:00 GMT")
        self.end_headers()

    def do_GET(self):
        self.do_HEAD()
        self.wfile.write(b"%PDF-1.4")

    def log_message(self, *args):
        pass


def test_a_file_that_breaks_off_is_no_half_file(settings):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), BreaksOff) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        store = storage.ObjectStore(**storage.options(f"http://key:secret@127.0.0.1:{server.server_port}/reshili"))
        with pytest.raises(StoreAway):
            store.open("reports/1.pdf")
        server.shutdown()
        store.connection.meta.client.close()


def test_what_cannot_be_taken_back_does_not_hide_what_went_wrong(head, cast, bucket, monkeypatch, caplog):
    """The second file fails, and then the store refuses to delete the first."""
    save, saved = storage.ObjectStore._save, []

    def one_only(self, name, content):
        if saved:
            raise StoreAway("S3: no more")
        saved.append(save(self, name, content))
        return saved[0]

    def refuse(self, name):
        raise StoreAway("S3: no deletes")

    monkeypatch.setattr(storage.ObjectStore, "_save", one_only)
    monkeypatch.setattr(storage.ObjectStore, "delete", refuse)
    assert report(head, cast.assignment, PDF, PDF).status_code == 503
    assert f"left over in the storage: {saved[0]}" in caplog.text
    assert not Report.objects.exclude(state="draft").exists()


def test_a_copy_holds_them_and_brings_them_back(head, cast, bucket, tmp_path):
    report(head, cast.assignment, PDF, PDF + b"2")
    default_storage.save("reports/of-nobody", ContentFile(b"orphan"))
    kept = {one.key: one.get()["Body"].read() for one in bucket.objects.all() if one.key != "reports/of-nobody"}
    packed = files.pack(tmp_path / files.TAR)
    assert packed.keys() == kept.keys()
    assert files.differences(tmp_path / files.TAR, packed) == []
    first, second = kept
    bucket.objects.all().delete()
    default_storage.save(first, ContentFile(b"of another life"))
    files.unpack(tmp_path / files.TAR, packed)
    assert {one.key: one.get()["Body"].read() for one in bucket.objects.all()} == kept
    unchanged = bucket.Object(second).last_modified
    files.unpack(tmp_path / files.TAR, packed)
    assert bucket.Object(second).last_modified == unchanged


def test_before_a_restore_the_store_is_asked_whether_it_is_there(bucket, server):
    server.stop()
    with pytest.raises(Unfit, match="Хранилище файлов не отвечает"):
        files.check_storage()
    server.start()
