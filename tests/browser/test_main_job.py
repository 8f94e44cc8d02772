"""The main job, from a document to «исполнено», as the three people do it, with the clock at the meeting's day."""

import datetime as dt
import io

import docx
import pytest
import time_machine

from clusters.models import Appointment
from decisions.models import Assignment
from protocols.models import Protocol
from tests import factories as make

MEETING = dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC)  # 15:00 in Tomsk
LEADING = ("Колледж связи", "Колледж сервиса", "Речной техникум")
DECISIONS = (
    ("Актуализировать планы работы кластеров:", ("«Безопасные дороги»;", "«Современный колледж»."), "до 27.03.2026 г."),
    ("Рассказывать о работе кластеров (не менее трёх публикаций в неделю).", (), "постоянно"),
    ("Предоставить Ольховской Е.В. составы координационных советов.", (), "до 10.03.2026 г."),
    ("Внедрить взаимное посещение заседаний советов.", (), "в соответствии с планами заседаний советов"),
)


@pytest.fixture
def _meeting_day():
    with time_machine.travel(MEETING, tick=True):
        yield


@pytest.fixture
def people(_meeting_day, live_server):
    """Leading colleges with heads, and a controller whom the text of the protocol names."""
    heads = []
    for name in LEADING:
        college = make.college(name)
        heads.append(make.user(make.head(college)))
        make.cluster(leading=college)
    make.leading_group()
    controller = make.person("Ольховская", "Елена", "Викторовна")
    make.appoint(controller, make.department(), Appointment.Post.EMPLOYEE)
    return heads, make.user(controller, is_staff=True), make.user(make.person("Зорин"), is_staff=True)


@pytest.fixture
def document(tmp_path):
    made = docx.Document()
    head = [
        "УТВЕРЖДАЮ", "Начальник Департамента", "профессионального образования", "М.А. Северцев", "ПРОТОКОЛ № 1",
        "совещания руководителей ведущих профессиональных образовательных организаций", "г. Верхнеозёрск, ул. Садовая, 7",
        "02 марта 2026 г.", "Председательствующий: Северцев Михаил Андреевич, начальник Департамента",
        "Присутствовали: Ольховская Е.В., Чижов Г.С.", "Обсуждены вопросы:", "1. О планах кластеров", "Решили:",
    ]  # fmt: skip
    for line in head:
        made.add_paragraph(line)
    for number, (text, points, deadline) in enumerate(DECISIONS, 1):
        made.add_paragraph(f"{number}. {text}")
        for point in points:
            made.add_paragraph(point, style="List Bullet")
        made.add_paragraph(f"Срок: {deadline}")
        made.add_paragraph("Отв.: руководители ведущих ПОО")
    path = tmp_path / "протокол.docx"
    made.save(str(path))
    return path


@pytest.fixture
def photo(tmp_path):
    out = io.BytesIO()
    docx.Document().save(out)
    path = tmp_path / "план кластера.docx"
    path.write_bytes(out.getvalue())
    return path


def test_from_document_to_done(people, document, photo, new_page, sign_in, screenshot):
    heads, controller, staff = people
    _publish(sign_in(new_page(viewport={"width": 1280, "height": 800}), staff), document, screenshot)
    assert Protocol.objects.get().state == Protocol.State.IN_FORCE
    given = Assignment.objects.values_list("organization__short_name", "decision__number").order_by("pk")
    assert sorted(given) == sorted((college, number) for college in LEADING for number in "1234")
    _report(sign_in(new_page(viewport={"width": 390, "height": 844}), heads[0]), photo, screenshot)
    waiting = Assignment.objects.get(state=Assignment.State.ON_ACCEPTANCE)
    assert (waiting.organization.short_name, waiting.decision.number) == ("Колледж связи", "3")
    page = sign_in(new_page(viewport={"width": 1280, "height": 800}), controller)
    _accept(page, screenshot)
    waiting.refresh_from_db()
    assert waiting.state == Assignment.State.DONE
    _history(page, waiting, screenshot)


def _publish(page, document, screenshot):
    page.goto("/protocols/upload/")
    page.set_input_files("input[type=file]", document)
    page.click("text=Прочитать")
    screenshot(page, "preview-desktop")
    assert page.locator("text=Кто это?").count() == 0
    page.click("text=Создать черновик")
    screenshot(page, "publish-desktop")
    page.click("button:has-text('Ввести в действие')")
    page.wait_for_selector("text=поручений — 12")
    screenshot(page, "protocol-desktop")


def _report(page, photo, screenshot):
    page.goto("/")
    screenshot(page, "own-phone")
    page.click("text=Предоставить Ольховской Е.В. составы")
    screenshot(page, "assignment-phone")
    page.click("text=Исполнено >> nth=0")
    page.fill("textarea[name$=text]", "Составы советов переданы.")
    page.set_input_files("input[type=file] >> nth=0", photo)
    screenshot(page, "report-phone")
    page.click("text=Отправить: исполнено")
    page.wait_for_selector("text=На приёмке")


def _accept(page, screenshot):
    page.goto("/acceptance/")
    screenshot(page, "acceptance-desktop")
    page.click("main a:has-text('Колледж связи')")
    assert page.locator("text=план кластера.docx").count() == 1
    screenshot(page, "acceptance-item-desktop")
    page.click("button:has-text('Принять')")
    page.wait_for_selector("text=отчёт принят")


def _history(page, assignment, screenshot):
    page.goto(f"/assignments/{assignment.pk}/")
    page.click("text=История")
    screenshot(page, "history-desktop")
    told = page.inner_text("main")
    assert "Составы советов переданы." in told
    for deed in ("оставлено на контроль", "тчёт", "ринят"):
        assert deed in told


def test_a_doubtful_field_is_corrected_in_place(people, tmp_path, new_page, sign_in, screenshot):
    text = (
        "ПРОТОКОЛ № 2\nсовещания руководителей колледжей\n02 марта 2026 г.\nРешили:\n"
        "1. Провести отбор участников.\nСрок: до 27.03.2026 г.\nОтв.: рабочая группа по отбору\n"
    )
    path = tmp_path / "протокол.txt"
    path.write_text(text, "utf-8")
    page = sign_in(new_page(viewport={"width": 390, "height": 844}), people[2])
    page.goto("/protocols/upload/")
    page.set_input_files("input[type=file]", path)
    page.click("text=Прочитать")
    screenshot(page, "preview-doubt-phone")
    page.fill("label:has-text('рабочая группа по отбору') ~ input", "Речной техникум")
    page.click("text=Создать черновик")
    page.wait_for_url("**/publish/")
    decision = Protocol.objects.get().decisions.get()
    assert decision.executors.get().organization.short_name == "Речной техникум"
