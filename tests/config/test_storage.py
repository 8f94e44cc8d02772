"""Files in an S3-compatible store, over HTTP: moto answers as S3 does."""

import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moto.server import ThreadedMotoServer

from config import storage
from config.copies import files
from decisions.models import Report

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
    "url", ["reshili", "https://storage.example.org/reshili", "https://key:secret@storage.example.org"]
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


def test_a_stranger_reads_nothing(bucket):
    default_storage.save("reports/1.pdf", ContentFile(PDF))
    (kept,) = bucket.objects.all()
    everyone = "http://acs.amazonaws.com/groups/global/AllUsers"
    assert everyone not in [grant["Grantee"].get("URI") for grant in kept.Acl().grants]


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


def test_a_copy_holds_them_and_brings_them_back(bucket, tmp_path):
    names = [
        default_storage.save(name, ContentFile(name.encode()))
        for name in ("reports/a/1.pdf", "sources/2.docx", "3.txt")
    ]
    packed = files.pack(tmp_path / files.TAR)
    assert sorted(packed) == sorted(names)
    assert files.differences(tmp_path / files.TAR, packed) == []
    bucket.objects.all().delete()
    default_storage.save("3.txt", ContentFile(b"of another life"))
    files.unpack(tmp_path / files.TAR)
    assert {one.key: one.get()["Body"].read() for one in bucket.objects.all()} == {
        name: name.encode() for name in names
    }
