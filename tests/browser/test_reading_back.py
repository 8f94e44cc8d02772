"""«Что решили и что из этого вышло»: found, gathered, counted, on screen and on paper."""

import io
import zipfile

import openpyxl
import pytest
from django.urls import reverse

from clusters.models import Appointment
from decisions.models import Reminder
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize(("device", "options"), [("desktop", DESKTOP), ("phone", PHONE)])


def taken(page, link: str) -> bytes:
    with page.expect_download() as download:
        page.locator("main a", has_text=link).first.click()
    return download.value.path().read_bytes()


@SIZES
def test_words_are_found_in_any_form_and_marked(meeting, new_page, sign_in, reads_well, screenshot, device, options):
    page = sign_in(new_page(**options), meeting.leadership)
    page.goto(reverse("search"))
    for asked, marked, title in (
        ("кандидатура", "кандидатуры", "Отчёт"),
        ("протокол 1 2026 п. 2", "", "п. 2"),
        ("состав совета 1", "состав", "состав совета 1.pdf"),
    ):
        page.locator("#search-q").fill(asked)
        page.locator("#search-q").press("Enter")
        page.wait_for_url("**q=*")
        first = page.locator(".search-hits > li").first
        assert title in page.locator(".search-hits").inner_text()
        if marked:
            assert marked in " ".join(page.locator(".search-hits mark").all_inner_texts())
        assert first.locator("a").count()
    page.locator("#search-q").fill("составы")
    page.locator("#search-q").press("Enter")
    page.wait_for_selector("mark:has-text('составы')")
    screenshot(page, f"search-{device}")
    reads_well(page)
    page.locator("#search-q").fill("бюджет")
    page.locator("#search-q").press("Enter")
    page.wait_for_selector("text=Ничего не нашлось")


@SIZES
def test_answers_are_gathered_and_the_missing_reminded(
    meeting, new_page, sign_in, reads_well, screenshot, printed, device, options
):
    page = sign_in(new_page(**options), meeting.controller)
    page.goto(reverse("decisions:answers", args=[meeting.lists.pk]))
    told = page.locator("main").inner_text()
    assert "Ответили: 2 из 4" in told
    screenshot(page, f"answers-{device}")
    reads_well(page)
    paper = printed(page, "answers")
    assert "Колледж дизайна" in paper
    assert "Состав совета утверждён приказом" in paper
    book = zipfile.ZipFile(io.BytesIO(taken(page, "Все файлы (2)")))
    assert book.namelist() == ["Колледж связи/состав совета 1.pdf", "Колледж сервиса/состав совета 2.pdf"]
    sheet = openpyxl.load_workbook(io.BytesIO(taken(page, "XLSX"))).active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)][:2] == ["Колледж связи", "Колледж сервиса"]
    page.get_by_role("button", name="Напомнить всем").click()
    page.wait_for_selector(".message-success")
    screenshot(page, f"answers-reminded-{device}")
    asked = Reminder.objects.filter(kind=Reminder.Kind.ASKED)
    assert sorted(asked.values_list("assignment__organization__short_name", flat=True)) == [
        "Колледж дизайна",
        "Речной техникум",
    ]


@SIZES
def test_the_statement_reads_as_its_paper(meeting, new_page, sign_in, reads_well, screenshot, printed, device, options):
    page = sign_in(new_page(**options), meeting.leadership)
    page.goto(meeting.protocol.get_absolute_url())
    page.get_by_role("link", name="Справка об исполнении").click()
    page.wait_for_selector("text=об исполнении решений протокола № 1 от 02.03.2026")
    screenshot(page, f"statement-{device}")
    reads_well(page)
    paper = printed(page, "statement")
    for words in ("Поручений: 12", "Состав совета утверждён приказом", "Речной техникум", "Рассказывать о работе"):
        assert words in paper
    assert "Печать" not in paper
    sheet = openpyxl.load_workbook(io.BytesIO(taken(page, "XLSX"))).active
    assert sheet.max_row == 13


@SIZES
def test_a_view_is_kept_by_name(meeting, new_page, sign_in, reads_well, screenshot, device, options):
    page = sign_in(new_page(**options), meeting.staff)
    page.goto(reverse("decisions:assignments") + "?sort=-due")
    page.get_by_label("Организация").select_option(label="Речной техникум")
    page.get_by_role("button", name="Показать", exact=True).click()
    page.wait_for_selector("text=Найдено: 3")
    page.get_by_text("Сохранить этот вид").click()
    page.get_by_label("Название").fill("Речной")
    page.get_by_role("button", name="Сохранить", exact=True).click()
    page.goto(reverse("decisions:assignments"))
    page.locator(".tabs a", has_text="Речной").click()
    page.wait_for_selector("text=Найдено: 3")
    assert page.locator(".tabs a[aria-current]").inner_text() == "Речной"
    screenshot(page, f"saved-view-{device}")
    reads_well(page)
    page.get_by_text("Сохранить этот вид").click()
    page.get_by_role("button", name="Убрать").click()
    page.wait_for_selector(".tabs a:has-text('Речной')", state="detached")


@SIZES
def test_from_a_share_to_the_rows_behind_it(
    meeting, new_page, sign_in, reads_well, screenshot, printed, device, options
):
    page = sign_in(new_page(**options), meeting.leadership)
    page.goto(reverse("decisions:discipline"))
    page.wait_for_selector("text=в срок — 25 % (1 из 4)")
    paper = printed(page, "discipline")
    assert "Доля в срок = исполнено в срок" in paper
    assert "Речной техникум" in paper
    screenshot(page, f"discipline-rows-{device}")
    row = page.locator("section[aria-labelledby=organizations] tbody tr", has_text="Речной техникум")
    row.locator("[data-label='Не исполнено'] a").click()
    page.wait_for_selector("text=Найдено: 1")
    told = page.locator("main table").inner_text()
    assert "Речной техникум" in told
    assert "Просрочено" in told
    screenshot(page, f"discipline-drilled-{device}")
    reads_well(page)


def test_a_receiver_without_rights_of_staff_gathers_answers(meeting, desktop, sign_in):
    receiver = make.person("Озеров")
    make.appoint(receiver, make.department("Институт"), Appointment.Post.EMPLOYEE)
    page = sign_in(desktop, make.user(receiver))
    address = reverse("decisions:answers", args=[meeting.lists.pk])
    assert page.goto(address).status == 404
    page.wrongs.clear()
    meeting.lists.receivers.create(person=receiver, position=1)
    assert page.goto(address).status == 200
    assert "Нет ответа: 2" in page.locator("main").inner_text()
