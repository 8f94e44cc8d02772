"""An empty system: its first steps, and the directories brought in from a table after a look at what would change."""

import io

import openpyxl
import pytest
from django.urls import reverse

from clusters.models import Appointment, Organization, Person
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE
from tests.clusters.admin.test_sheets import HEADS, POSTS

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = pytest.mark.parametrize(("device", "options"), [("desktop", DESKTOP), ("phone", PHONE)])
COLLEGE = ["Колледж связи", "ОГБПОУ «Колледж связи»", "колледж (ПОО)", "office@example.org", "да", "директор",
           "Ветров", "Иван", "Петрович", "vetrov@example.org", "8 800", None]  # fmt: skip


@pytest.fixture
def staff(live_server):
    return make.user(make.person("Зорин"), is_staff=True)


def table(folder, columns, *rows):
    book = openpyxl.Workbook()
    for row in (columns, *rows):
        book.active.append(row)
    path = folder / "таблица.xlsx"
    book.save(path)
    return path


def offer(page, model, path):
    page.goto(reverse(f"admin:clusters_{model}_changelist"))
    page.get_by_role("link", name="Импорт").click()
    page.set_input_files("input[type=file]", path)
    page.locator("input[type=submit]").click()


@SIZES
def test_an_empty_system_leads_through_its_first_steps(
    staff, new_page, sign_in, reads_well, screenshot, device, options
):
    page = sign_in(new_page(**options), staff)
    page.goto("/")
    steps = page.locator("main ol > li")
    assert steps.count() == 7
    assert steps.filter(has_text="Впереди").count() == 7
    screenshot(page, f"first-steps-{device}")
    reads_well(page)
    make.head(make.college("Колледж связи"))
    page.reload()
    assert steps.filter(has_text="Готово").count() == 2
    page.get_by_role("link", name="Кластеры и ведущие колледжи").click()
    page.wait_for_url("**/admin/clusters/cluster/")


@SIZES
def test_organizations_come_from_a_table_after_a_look(staff, new_page, sign_in, screenshot, tmp_path, device, options):
    page = sign_in(new_page(**options), staff)
    offer(page, "organization", table(tmp_path, HEADS, COLLEGE))
    page.wait_for_selector("td:has-text('Колледж связи')")
    screenshot(page, f"import-new-{device}")
    assert not Organization.objects.exists()
    page.get_by_role("button", name="Подтвердить").click()
    page.wait_for_selector("text=Таблица загружена. Новых: 1, изменено: 0, без изменений: 0.")
    screenshot(page, f"import-done-{device}")
    assert str(Appointment.objects.get().person) == "Ветров И.П."
    changed = [word if word != "Ветров" else "Лугов" for word in COLLEGE]
    offer(page, "organization", table(tmp_path, HEADS, changed))
    page.wait_for_selector("del:has-text('Ветров') + ins:has-text('Лугов')")
    screenshot(page, f"import-changed-{device}")
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider == 0


@SIZES
def test_a_table_with_a_mistake_says_which_row(staff, new_page, sign_in, screenshot, tmp_path, device, options):
    page = sign_in(new_page(**options), staff)
    make.college("Колледж связи")
    row = dict.fromkeys(POSTS) | {"Организация": "Колледж, которого нет", "Роль": "заместитель", "Фамилия": "Лугов"}
    offer(page, "appointment", table(tmp_path, POSTS, [row[name] for name in POSTS]))
    page.wait_for_selector("text=Строка 2: «Колледж, которого нет» нет в справочнике")
    screenshot(page, f"import-mistake-{device}")
    assert not Person.objects.filter(surname="Лугов").exists()


def test_what_is_exported_comes_back_unchanged(staff, desktop, sign_in, tmp_path):
    make.head(make.college("Колледж связи"), surname="Ветров")
    page = sign_in(desktop, staff)
    page.goto(reverse("admin:clusters_organization_changelist"))
    with page.expect_download() as download:
        page.get_by_role("link", name="Экспорт").click()
    path = tmp_path / "организации.xlsx"
    path.write_bytes(download.value.path().read_bytes())
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Колледж связи"]
    offer(page, "organization", path)
    page.wait_for_selector("text=Пропущено")
    assert page.locator("del, ins").count() == 0
