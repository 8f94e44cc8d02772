import datetime as dt
import io
import sys
import zipfile
from types import SimpleNamespace

import docx
import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, StoredFile
from decisions.models import Decision, QuotaEvidence
from decisions.statement import quota_met
from protocols import statement, tasks
from protocols.models import StatementFile
from protocols.statement import Subject
from tests import factories as make

MEETING = dt.date(2026, 3, 2)
TODAY = dt.date(2026, 3, 27)
NASTY = '=HYPERLINK("http://x")\x0b<b>&amp; ёлка'

pytestmark = pytest.mark.django_db


def at(day, hour=11):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


@pytest.fixture
def protocol():
    """One in time, one two working days late with an extension before it, one overdue, one permanent."""
    protocol = make.in_force(MEETING, number="7", expanded_on=MEETING)
    question = make.agenda_item(protocol, "О планах")
    dated = make.decision(
        protocol, due_on=dt.date(2026, 3, 20), agenda_item=question, text="Утвердить план:\nсети; парты"
    )
    dated.points.create(text="сети", position=0)
    dated.points.create(text="доски", position=1)
    lasting = make.decision(protocol, deadline_kind="permanent", deadline_text="постоянно")
    staff = make.user(make.person("Зорин"), is_staff=True)
    for name, sent in (("А", dt.date(2026, 3, 19)), ("Б", dt.date(2026, 3, 26)), ("В", None)):
        college = make.college(name)
        head = make.head(college)
        row = make.assignment(dated, college)
        make.assignment(lasting, college, due_on=dt.date(2027, 1, 20))
        if name == "Б":
            asked = lifecycle.ask_extension(row, dt.date(2026, 3, 24), "ремонт", by=Actor(person=head), now=at(MEETING))
            lifecycle.grant_extension(asked, by=staff, now=at(MEETING))
        if sent:
            file = StoredFile("reports/x", "план.pdf", "application/pdf", 1, "0" * 64)
            account = Account(text=f"сделано {name} {NASTY if name == 'А' else ''}", files=(file,))
            lifecycle.report(row, account, by=Actor(person=head), now=at(sent))
    return protocol


def texts(content):
    document = docx.Document(io.BytesIO(content))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text], rows


def made(subject, kind="docx"):
    return statement.made(subject, kind, today=TODAY, signed_by="Зорин И.П.")


def test_the_paper_has_the_order_and_the_words_of_the_protocol(protocol):
    paragraphs, rows = texts(made(Subject(protocol=protocol)))
    assert paragraphs == [
        "СПРАВКА",
        "об исполнении решений протокола № 7 от 02.03.2026",
        "совещания руководителей ведущих ПОО",
        "По состоянию на 27.03.2026. Поручений: 6, из них исполнено в срок — 1, исполнено с опозданием — 1, "
        "просрочено — 1, постоянно, по планам и нормы — 3.",
        "Сроки продлевались 1\N{NO-BREAK SPACE}раз.",
        "По вопросу: О планах",
        "1. Утвердить план:\nсети; парты\n– доски",
        "Срок: до 20.03.2026",
        "2. Актуализировать план работы кластера (2).",
        "Срок: постоянно",
        "Составлена 27.03.2026\tЗорин И.П.",
    ]
    assert rows[0] == ["Организация", "Срок", "Состояние", "Что сделано"]
    assert rows[2:4] == [
        [
            "Б",
            "24.03.2026\nбыл 20.03.2026",
            "Исполнено с опозданием\n26.03.2026\nна 2\N{NO-BREAK SPACE}рабочих дня позже\nсрок продлён 1\N{NO-BREAK SPACE}раз",
            "сделано Б\nНе отмечено: сети; доски\nФайлы: план.pdf",
        ],
        ["В", "20.03.2026", "Просрочено\nна 5 рабочих дней", ""],
    ]


def test_a_hostile_text_is_a_text(protocol):
    _, rows = texts(made(Subject(protocol=protocol)))
    assert rows[1][3] == 'сделано А =HYPERLINK("http://x")<b>&amp; ёлка\nНе отмечено: сети; доски\nФайлы: план.pdf'
    sheet = openpyxl.load_workbook(io.BytesIO(made(Subject(protocol=protocol), "xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "inlineStr", "n", "d"}


def test_the_sheet_has_a_line_an_assignment(protocol):
    sheet = openpyxl.load_workbook(io.BytesIO(made(Subject(protocol=protocol), "xlsx"))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 7
    assert rows[2][:2] == ("№ 7 от 02.03.2026", "1")
    assert rows[2][3:11] == (
        "Б", None, dt.datetime(2026, 3, 24), dt.datetime(2026, 3, 20), "Исполнено с опозданием", dt.datetime(2026, 3, 26), 2, 1,
    )  # fmt: skip


def test_of_an_organization_only_its_own(protocol):
    organization = protocol.decisions.first().assignments.get(organization__short_name="В").organization
    paragraphs, rows = texts(made(Subject(organization=organization, since=MEETING, until=MEETING)))
    assert paragraphs[:3] == ["СПРАВКА", "об исполнении решений протоколов с 02.03.2026 по 02.03.2026", "В"]
    assert [row[0] for row in rows if row[0] != "Организация"] == ["В", "В"]


@pytest.mark.parametrize(
    "since, until, decisions",
    [(None, None, 2), (MEETING, MEETING, 2), (MEETING + dt.timedelta(1), None, 0), (None, dt.date(2026, 3, 1), 0)],
)
def test_a_period_takes_the_protocols_of_its_days(protocol, since, until, decisions):
    assert Subject(since=since, until=until).decisions().count() == decisions


@pytest.mark.parametrize(
    "weeks, expected", [({0, 1, 2}, "3 из 3 недель"), ({1}, "1 из 3 недель"), (set(), "0 из 3 недель")]
)
def test_a_quota_is_told_in_periods(weeks, expected):
    decision = make.decision(
        make.in_force(MEETING), quota_on=True, quota_target=1, quota_period="week", deadline_kind="permanent"
    )
    row = make.assignment(decision, due_on=None)
    days = [MEETING + dt.timedelta(7 * week) for week in weeks]
    assert quota_met(row, days, dt.date(2026, 3, 24)) == expected
    for day in days:
        QuotaEvidence.objects.create(assignment=row, happened_on=day, link=f"https://example.org/{day}")
    (line,) = Subject(protocol=decision.protocol).statement(dt.date(2026, 3, 24)).lines()
    assert line.quota == expected


def test_it_costs_the_same_for_thirty_decisions(protocol, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(40) as queries:
            Subject(protocol=protocol).statement(TODAY)
        return len(queries)

    few = count()
    for _ in range(28):
        make.assignment(make.decision(protocol, due_on=TODAY))
    assert count() == few


class TestPages:
    @pytest.mark.parametrize("kind, begins", [("docx", b"PK"), ("xlsx", b"PK")])
    def test_as_a_file(self, client, cast, kind, begins):
        client.force_login(cast.leadership)
        answer = client.get(reverse("protocols:statement_file", args=[cast.protocol.pk, kind]))
        content = b"".join(answer.streaming_content)
        assert (answer.status_code, content[:2]) == (200, begins)
        assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None

    def test_without_libreoffice_the_page_says_so(self, client, cast, monkeypatch):
        monkeypatch.setattr("protocols.official.program", lambda: None)
        client.force_login(cast.staff)
        page = client.get(reverse("protocols:statement", args=[cast.protocol.pk])).content.decode()
        assert "PDF делает LibreOffice: на этом сервере он не установлен" in page
        assert ">PDF<" not in page

    @pytest.mark.parametrize("name", ["statement", "statement_period", "statement_of", "statements"])
    def test_who_enters(self, client, cast, name):
        args = {"statement": [cast.protocol.pk], "statement_of": [cast.college.pk]}.get(name, [])
        own = name == "statement_of"
        expected = [
            (cast.head, 200 if own else 403),
            (cast.substitute, 200 if own else 403),
            (cast.other_head, 404 if own else 403),
            (cast.contact, 404 if own else 403),
            (cast.staff, 200),
            (cast.leadership, 200),
        ]
        answers = []
        for user, _ in expected:
            client.force_login(user)
            answers.append(client.get(reverse(f"protocols:{name}", args=args)).status_code)
        assert answers == [status for _, status in expected]

    def test_of_a_period_and_one_organization(self, client, cast):
        other = make.decision(cast.protocol)
        make.assignment(other, cast.other_college)
        client.force_login(cast.leadership)
        page = client.get(
            reverse("protocols:statement_period"), {"organization": cast.college.pk, "since": "2026-03-01"}
        )
        assert [item.decision for _, item, _ in page.context["parts"]] == [cast.decision]
        assert dict(page.context["files"])["xlsx"] == f"/protocols/statement/of/{cast.college.pk}.xlsx?since=2026-03-01"

    @pytest.fixture(autouse=True)
    def today(self, time_machine):
        time_machine.move_to(at(dt.date(2026, 3, 10)))

    def test_a_large_one_is_written_apart(
        self, client, cast, monkeypatch, tmp_path, settings, django_capture_on_commit_callbacks
    ):
        settings.MEDIA_ROOT = tmp_path
        monkeypatch.setitem(statement.AT_ONCE, "docx", 0)
        sent = []
        queue = SimpleNamespace(send_task=lambda *args, **kwargs: sent.append((args, kwargs)))
        monkeypatch.setattr(sys.modules["decisions.outbox.knock"], "queue", lambda: queue)
        client.force_login(cast.staff)
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.get(reverse("protocols:statement_file", args=[cast.protocol.pk, "docx"]))
        wanted = StatementFile.objects.get()
        assert answer.url == reverse("protocols:statements")
        assert sent == [(("protocols.tasks.write_statement_file",), {"args": (wanted.pk,), "retry": False})]
        assert "пишется" in client.get(answer.url).content.decode()
        tasks.write_statement_file(wanted.pk)
        wanted.refresh_from_db()
        ready = client.get(reverse("protocols:statement_ready", args=[wanted.pk]))
        assert b"".join(ready.streaming_content)[:2] == b"PK"
        client.force_login(cast.leadership)
        assert client.get(reverse("protocols:statement_ready", args=[wanted.pk])).status_code == 404

    def test_after_a_week_it_is_swept(self, cast, tmp_path, settings):
        settings.MEDIA_ROOT = tmp_path
        old = StatementFile.objects.create(kind="docx", name="Справка", asked_by=cast.staff, asked_at=at(MEETING))
        old.file.save("x", ContentFile(b"PK"))
        tasks.sweep(at(dt.date(2026, 3, 9)))
        assert StatementFile.objects.count() == 1
        tasks.sweep(at(dt.date(2026, 3, 9), 12))
        assert (StatementFile.objects.count(), list(tmp_path.rglob("*.*"))) == (0, [])


def test_a_withdrawn_decision_says_why(protocol):
    staff = make.user(is_staff=True)
    lifecycle.withdraw_decision(
        protocol.decisions.first(), by=staff, now=at(TODAY), reason="отменено", basis="приказ № 5"
    )
    paragraphs, _ = texts(made(Subject(protocol=protocol)))
    assert "Отменено 27.03.2026: отменено; приказ № 5" in paragraphs
    assert Decision.objects.filter(state="withdrawn").count() == 1
