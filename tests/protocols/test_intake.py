import datetime as dt
import json

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection

from clusters.models import Alias, Appointment
from decisions.models import Decision
from protocols import intake
from protocols.document.model import ParsedProtocol
from protocols.document.parse import parse
from protocols.document.read import read_text
from protocols.models import Intake, Protocol
from tests import factories as make

TEXT = """УТВЕРЖДАЮ

Начальник Департамента
профессионального образования
Верхнеозёрской области

М.А. Северцев

ПРОТОКОЛ № 7

совещания руководителей ведущих профессиональных образовательных организаций

г. Верхнеозёрск, ул. Садовая, 7

02 марта 2026 г.

Председательствующий: Северцев Михаил Андреевич, начальник Департамента профессионального образования

Присутствовали: Ольховская Е.В., Незнакомцев Н.Н.

Обсуждены вопросы:

1. О планах кластеров

Решили:

1. Актуализировать планы работы кластеров:
- «Безопасные дороги»;
- «Современный колледж».

Срок: до 27.03.2026 г.

Отв.: руководители ведущих ПОО

2. Рассказывать о работе кластеров (не менее трёх публикаций в неделю).

Срок: постоянно

Отв.: руководители ведущих ПОО

3. Предоставить Ольховской Е.В. составы координационных советов.

Срок: до 10.03.2026 г.

Отв.: межведомственная рабочая группа
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def parsed():
    return parse(read_text(TEXT))


@pytest.fixture
def directory():
    group = make.leading_group()
    receiver = make.person("Ольховская", "Елена", "Викторовна")
    make.appoint(receiver, make.department(), Appointment.Post.EMPLOYEE)
    return group, receiver


def test_a_reading_becomes_a_draft(parsed, directory):
    group, receiver = directory
    protocol = intake.create_draft(parsed, by=make.user(is_staff=True))
    assert (protocol.number, protocol.date, protocol.state) == ("7", dt.date(2026, 3, 2), Protocol.State.DRAFT)
    assert protocol.approved_by_name == "М.А. Северцев"
    assert protocol.chair_name == "Северцев Михаил Андреевич"
    assert [item.text for item in protocol.agenda.all()] == ["О планах кластеров"]
    first, second, third = protocol.decisions.all()
    assert (first.deadline_kind, first.due_on) == (Decision.Kind.DATE, dt.date(2026, 3, 27))
    assert [point.text for point in first.points.all()] == ["«Безопасные дороги»", "«Современный колледж»"]
    assert [one.target for one in first.executors.all()] == [group]
    assert (second.deadline_kind, second.quota_target, second.quota_period, second.quota_on) == (
        "permanent",
        3,
        "week",
        False,
    )
    assert [one.person for one in third.receivers.all()] == [receiver]
    assert third.needs_document
    assert [(one.target, one.wording) for one in third.executors.all()] == [(None, "межведомственная рабочая группа")]


def test_attendees_unknown_to_the_directory_stay_as_text(parsed, directory):
    protocol = intake.create_draft(parsed, by=None)
    assert [(one.name, one.person) for one in protocol.attendance.all()] == [
        ("Ольховская Е.В.", directory[1]),
        ("Незнакомцев Н.Н.", None),
    ]


def test_an_explained_wording_is_remembered(parsed, directory):
    college = make.college()
    protocol = intake.create_draft(parsed, by=None, choices={"межведомственная рабочая группа": college})
    assert protocol.decisions.last().executors.get().organization == college
    assert [alias.target for alias in Alias.objects.all()] == [college]


def test_the_same_number_in_a_year_is_refused(parsed, directory):
    intake.create_draft(parsed, by=None)
    with pytest.raises(intake.Refused, match="№ 7 за 2026 год уже есть"):
        intake.create_draft(parsed, by=None)
    assert Protocol.objects.count() == 1


@pytest.mark.parametrize("field", ["number", "date", "title"])
def test_without_its_head_no_draft(parsed, directory, field):
    setattr(parsed, field, None)
    with pytest.raises(intake.Refused, match="впишите"):
        intake.create_draft(parsed, by=None)


def test_the_file_is_kept_with_its_checksum_and_what_went_nowhere(parsed, directory, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    source = intake.Source(
        ContentFile(TEXT.encode()), "протокол.txt", intake.checksum(TEXT.encode()), ("лишняя строка",)
    )
    protocol = intake.create_draft(parsed, by=None, source=source)
    with protocol.source_file.open() as kept:
        assert kept.read() == TEXT.encode()
    assert intake.seen_before(source.sha256) == protocol
    assert protocol.not_understood == "лишняя строка"


def test_a_reading_survives_its_way_through_json(parsed):
    assert ParsedProtocol.from_json(json.loads(json.dumps(parsed.as_json()))) == parsed


class TestPages:
    @pytest.fixture(autouse=True)
    def _files(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    @pytest.fixture
    def page(self, client, directory):
        client.force_login(make.user(is_staff=True))
        client.post("/protocols/upload/", {"text": TEXT})
        return f"/protocols/intake/{Intake.objects.get().pk}/"

    @staticmethod
    def as_shown(response):
        preview = response.context["preview"]
        forms = [preview.head, *preview.decisions]
        typed = {bound.html_name: preview_value(bound) for form in forms for bound in form}
        return {name: value for name, value in typed.items() if value not in (None, False)}

    def test_a_clean_protocol_takes_no_typing(self, client, page):
        shown = client.get(page)
        assert Protocol.objects.count() == 0
        client.post(page, self.as_shown(shown) | {"do": "create"})
        protocol = Protocol.objects.get()
        assert (protocol.number, protocol.decisions.count()) == ("7", 3)
        assert protocol.source_name == "вставленный текст.txt"

    def test_an_unknown_executor_is_asked_and_answered_in_place(self, client, page):
        college = make.college("Колледж связи")
        shown = client.get(page)
        (asked,) = shown.context["preview"].asked
        assert asked.wording == "межведомственная рабочая группа"
        client.post(page, self.as_shown(shown) | {"do": "create", asked.name: "Колледж связи"})
        assert Protocol.objects.get().decisions.last().executors.get().organization == college

    def test_corrections_are_kept_between_visits(self, client, page):
        typed = self.as_shown(client.get(page)) | {"head-title": "иного совещания", "do": "keep"}
        client.post(page, typed)
        assert client.get(page).context["preview"].head["title"].value() == "иного совещания"
        assert Protocol.objects.count() == 0

    def test_a_wrong_answer_is_told_and_nothing_is_saved(self, client, page):
        shown = client.get(page)
        (asked,) = shown.context["preview"].asked
        answer = client.post(page, self.as_shown(shown) | {"do": "create", asked.name: "Такого нет"})
        assert "Такого нет в справочнике" in answer.content.decode()
        assert Protocol.objects.count() == 0

    def test_the_same_file_is_noticed(self, client, page):
        client.post(page, self.as_shown(client.get(page)) | {"do": "create"})
        client.post("/protocols/upload/", {"text": TEXT})
        again = client.get(f"/protocols/intake/{Intake.objects.order_by('id').last().pk}/")
        assert again.context["same"] == Protocol.objects.get()

    @pytest.mark.parametrize(
        "name, content, said",
        [
            ("a.docx", b"PK\x03\x04broken", "файл"),
            ("a.exe", b"MZ\x90\x00" + b"\0" * 600, "файл"),
            ("a.txt", b"", "пуст"),
        ],
        ids=["broken docx", "a program", "empty"],
    )
    def test_an_unreadable_file_is_refused_in_russian(self, client, page, name, content, said):
        answer = client.post("/protocols/upload/", {"file": ContentFile(content, name)})
        assert said in answer.content.decode().lower()
        assert Intake.objects.count() == 1


def preview_value(bound):
    value = bound.value()
    return "\n".join(value) if isinstance(value, list) and bound.name != "suggested" else value


class TestCommand:
    @pytest.fixture
    def file(self, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path / "files"
        path = tmp_path / "протокол.txt"
        path.write_text(TEXT, "utf-8")
        return path

    def test_dry_run_prints_json_and_saves_nothing(self, file, capsys, directory):
        call_command("import_protocol", str(file), "--dry-run", "--json")
        reading = json.loads(capsys.readouterr().out)
        assert (reading["number"], len(reading["decisions"])) == ("7", 3)
        assert Protocol.objects.count() == 0

    def test_without_dry_run_there_is_a_draft(self, file, directory):
        call_command("import_protocol", str(file))
        assert Protocol.objects.get().source_name == "протокол.txt"

    def test_an_unreadable_file_ends_with_two_and_one_line(self, tmp_path, capsys):
        path = tmp_path / "пустой.docx"
        path.write_bytes(b"")
        with pytest.raises(SystemExit) as ended:
            call_command("import_protocol", str(path), "--dry-run", "--json")
        captured = capsys.readouterr()
        assert (ended.value.code, captured.out, captured.err.count("\n")) == (2, "", 1)


class Watched(ContentFile):
    """Notes whether a transaction was open while it was read."""

    def chunks(self, chunk_size=None):
        self.inside = connection.in_atomic_block
        return super().chunks(chunk_size)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_file_is_copied(parsed, directory, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = Watched(TEXT.encode())
    intake.create_draft(parsed, by=None, source=intake.Source(file, "протокол.txt", intake.checksum(TEXT.encode())))
    assert file.inside is False


def test_a_refused_draft_leaves_no_file(parsed, directory, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    parsed.decisions[0].text = ""
    source = intake.Source(ContentFile(TEXT.encode()), "протокол.txt", intake.checksum(TEXT.encode()))
    with pytest.raises(intake.Refused, match="Решение 1: текст решения — "):
        intake.create_draft(parsed, by=None, source=source)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not Protocol.objects.exists()


@pytest.mark.parametrize(("field", "length", "told"), [("number", 41, "номер"), ("place", 401, "место")])
def test_what_the_form_would_not_take_is_refused_from_the_command_too(parsed, directory, field, length, told):
    setattr(parsed, field, "я" * length)
    with pytest.raises(intake.Refused, match=f"Протокол: {told} — Убедитесь, что это значение содержит не более"):
        intake.create_draft(parsed, by=None)
