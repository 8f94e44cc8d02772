import datetime as dt
import errno
import io
import zipfile

import openpyxl
import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse
from django.utils import timezone

from clusters.models import Appointment
from decisions import answers, lifecycle, reminders
from decisions.access import Actor
from decisions.lifecycle import Account, StoredFile
from decisions.models import Reminder
from tests import factories as make

TODAY = dt.date(2026, 3, 10)
NOW = timezone.make_aware(dt.datetime(2026, 3, 10, 11))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def decision():
    decision = make.decision(make.in_force(dt.date(2026, 3, 2), number="5"), due_on=dt.date(2026, 3, 20))
    decision.receivers.create(person=make.person("Озеров"))
    for name in ("А", "Б", "В"):
        college = make.college(name)
        make.head(college)
        make.assignment(decision, college)
    return decision


def report(decision, name, text="готово", files=(), now=NOW):
    row = decision.assignments.get(organization__short_name=name)
    stored = tuple(
        StoredFile(default_storage.save("reports/x", ContentFile(content)), file, "text/plain", len(content), "0" * 64)
        for file, content in files
    )
    head = row.organization.appointments.get().person
    return lifecycle.report(row, Account(text=text, files=stored), by=Actor(person=head), now=now)


def kinds(kind):
    rows = Reminder.objects.filter(kind=kind).order_by("assignment__organization__short_name")
    return [(row.assignment.organization.short_name, row.person.surname) for row in rows]


def test_who_answered_and_who_is_missing(decision):
    report(decision, "Б")
    lifecycle.withdraw(decision.assignments.get(organization__short_name="В"), by=make.user(), now=NOW, reason="нет")
    found = answers.answers_to(decision, TODAY)
    told = [[line.who for line in lines] for lines in (found.answered, found.missing, found.withdrawn)]
    assert (told, found.total) == ([["Б"], ["А"], ["В"]], 2)


def test_reminding_reaches_each_organization_once_a_day(decision):
    report(decision, "Б")
    assert answers.remind(decision, NOW) == (2, 0)
    assert answers.remind(decision, NOW + dt.timedelta(hours=3)) == (0, 2)
    assert [name for name, _ in kinds(Reminder.Kind.ASKED)] == ["А", "В"]
    assert answers.remind(decision, NOW + dt.timedelta(days=1)) == (2, 0)


def test_the_receiver_is_told_once_when_all_are_in(decision, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        report(decision, "А"), report(decision, "Б")
    assert kinds(Reminder.Kind.COLLECTED) == []
    with django_capture_on_commit_callbacks(execute=True):
        last = report(decision, "В")
    assert kinds(Reminder.Kind.COLLECTED) == [("А", "Озеров")]
    lifecycle.return_for_rework(last.assignment, by=make.user(is_staff=True), now=NOW, reason="мало")
    with django_capture_on_commit_callbacks(execute=True):
        report(decision, "В", now=NOW + dt.timedelta(hours=1))
    assert kinds(Reminder.Kind.COLLECTED) == [("А", "Озеров")]


def test_the_controller_is_told_too_when_there_were_several(decision):
    decision.controller = make.person("Ключев")
    decision.save()
    for name in ("А", "Б", "В"):
        report(decision, name)
    assert reminders.tell_if_collected(decision.pk, "", NOW) == 2
    assert {surname for _, surname in kinds(Reminder.Kind.COLLECTED)} == {"Озеров", "Ключев"}


def test_the_archive_has_each_file_under_a_safe_name(decision):
    report(decision, "А", files=[("план.txt", b"1"), ("план.txt", b"2"), ("..\\..\\a/b:c?.txt", b"3")])
    report(decision, "Б", files=[("план.txt", b"4" * 200_000)])
    lost = (
        decision.assignments.get(organization__short_name="Б")
        .reports.get()
        .files.create(file="reports/none", name="нет.txt", content_type="text/plain", size=1, sha256="0")
    )
    book = zipfile.ZipFile(io.BytesIO(b"".join(answers.archive(answers.answers_to(decision, TODAY)))))
    assert book.testzip() is None
    assert {name: book.read(name)[:1].decode() for name in book.namelist()[:-1]} == {
        "А/план.txt": "1", "А/план (2).txt": "2", "А/_.._a_b_c_.txt": "3", "Б/план.txt": "4",
    }  # fmt: skip
    assert book.read(answers.LOST).decode().splitlines() == [answers.LOST_TOLD, "", f"Б/{lost.name}"]


def test_a_file_that_cannot_be_read_holds_up_no_other(decision, settings, monkeypatch):
    for name in ("А", "Б", "В"):
        report(decision, name, files=[("план.txt", name.encode() * answers.CHUNK)])
    first, second, _ = [file.file.name for _, file in answers.named(answers.answers_to(decision, TODAY))]
    (settings.MEDIA_ROOT / first).unlink()
    (settings.MEDIA_ROOT / first).mkdir()
    opens = FileSystemStorage._open

    class Torn(io.FileIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError(errno.EIO, "Input/output error")
            return super().read(size)

    def torn(self, name, mode="rb"):
        return File(Torn(self.path(name))) if name == second else opens(self, name, mode)

    monkeypatch.setattr(FileSystemStorage, "_open", torn)
    book = zipfile.ZipFile(io.BytesIO(b"".join(answers.archive(answers.answers_to(decision, TODAY)))))
    assert book.testzip() is None
    assert book.read("В/план.txt").decode() == "В" * answers.CHUNK
    assert book.read(answers.LOST).decode().splitlines()[2:] == ["А/план.txt", "Б/план.txt"]


def test_a_store_that_is_away_breaks_the_archive_off(decision, monkeypatch):
    """Whole or not at all: what is missing will be there again in a minute."""
    report(decision, "А", files=[("план.txt", b"1")])

    def away(self, name, mode="rb"):
        raise OSError("S3: connection refused")

    monkeypatch.setattr(FileSystemStorage, "_open", away)
    with pytest.raises(OSError, match="S3"):
        list(answers.archive(answers.answers_to(decision, TODAY)))


@pytest.mark.parametrize(
    "name, expected",
    [("a" * 120 + ".docx", "a" * 95 + ".docx"), (" .. ", "файл"), ("con\x00trol\n.txt", "con_trol_.txt"), ("Отчёт «А».pdf", "Отчёт «А».pdf")],
)  # fmt: skip
def test_safe_names(name, expected):
    assert answers.safe(name) == expected


class TestPages:
    @pytest.fixture(autouse=True)
    def today(self, time_machine):
        time_machine.move_to(NOW)

    def test_who_enters(self, client, cast):
        receiver = make.user(make.person("Озеров"))
        make.appoint(receiver.person, cast.department, Appointment.Post.EMPLOYEE)
        former = make.user(make.person("Лесов"))  # received once, and works for the department no more
        for one in (receiver, former):
            cast.decision.receivers.create(person=one.person)
        expected = {
            "staff": (200, 302), "leadership": (200, 403), "controller": (200, 302), "receiver": (200, 302),
            "head": (404, 404), "other_head": (404, 404), "contact": (404, 404), "former": (404, 404),
        }  # fmt: skip
        answers_given = {}
        for name in expected:
            client.force_login({"receiver": receiver, "former": former}.get(name) or getattr(cast, name))
            page = client.get(reverse("decisions:answers", args=[cast.decision.pk])).status_code
            asked = client.post(reverse("decisions:answers_remind", args=[cast.decision.pk])).status_code
            answers_given[name] = (page, asked)
        assert answers_given == expected

    def test_what_was_returned_says_so(self, client, decision):
        sent = report(decision, "А", text="мало")
        lifecycle.return_for_rework(sent.assignment, by=make.user(is_staff=True), now=NOW, reason="дополните")
        client.force_login(make.user(is_staff=True))
        assert "Возвращён</span> мало" in client.get(reverse("decisions:answers", args=[decision.pk])).text
        (row, *_) = [row for row in answers.rows_of(answers.answers_to(decision, TODAY)) if row[0] == "А"]
        assert row[6] == "Возвращён. мало"

    def test_the_sheet_and_the_archive(self, client, decision):
        report(decision, "А", text="=1+1", files=[("план.txt", b"1")])
        client.force_login(make.user(is_staff=True))
        sheet = client.get(reverse("decisions:answers_sheet", args=[decision.pk]))
        rows = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active
        assert [(row[0].value, row[6].value, row[6].data_type) for row in rows.iter_rows(min_row=2, max_row=2)] == [
            ("А", "=1+1", "s")
        ]
        packed = client.get(reverse("decisions:answers_files", args=[decision.pk]))
        assert zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content))).namelist() == ["А/план.txt"]

    def test_thirty_cost_as_much_as_one(self, client, decision, django_assert_max_num_queries):
        client.force_login(make.user(is_staff=True))

        def count():
            with django_assert_max_num_queries(40) as queries:
                client.get(reverse("decisions:answers", args=[decision.pk]))
            return len(queries)

        count()
        few = count()
        for _ in range(27):
            make.assignment(decision, make.college())
        assert count() == few
