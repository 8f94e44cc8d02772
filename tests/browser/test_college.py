"""Inside the college, on a phone: two who write at once, a lost post, a wrong file, extension, colleagues, absence."""

import datetime as dt
import re

import pytest
import time_machine
from django.utils import timezone

from clusters.models import Appointment, Substitution
from decisions.models import CalendarFeed
from tests.browser.conftest import PHONE

NOW = timezone.make_aware(dt.datetime(2026, 3, 10, 10))  # a Tuesday, within the department's hours


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def of_one(cast):
    return f"/assignments/{cast.assignment.pk}/"


def test_two_heads_write_at_once_and_neither_loses_a_word(new_page, sign_in, cast, of_one, screenshot):
    head, substitute = (sign_in(new_page(**PHONE), user) for user in (cast.head, cast.substitute))
    for page, text in ((head, "План обновлён"), (substitute, "План согласован")):
        page.goto(f"{of_one}report/")
        page.get_by_label("Что сделано").fill(text)
    head.get_by_role("button", name="Отправить: исполнено").tap()
    head.get_by_text("ждёт приёмки").first.wait_for()
    substitute.get_by_role("button", name="Отправить: исполнено").tap()
    substitute.get_by_text(re.compile("Отчёт уже отправлен|уже отправлен отчёт")).first.wait_for()
    screenshot(substitute, "head-two-at-once-phone")
    assert substitute.get_by_role("button", name="Отправить: исполнено").count() == 0
    assert substitute.get_by_label("Что сделано").input_value() == "План согласован"
    assert cast.assignment.reports.exclude(state="draft").get().text == "План обновлён"
    substitute.wrongs.clear()  # the answer is a 409


def test_who_loses_the_post_while_typing_keeps_the_text_and_sends_nothing(phone, sign_in, cast, of_one, screenshot):
    sign_in(phone, cast.head)
    phone.goto(f"{of_one}report/")
    phone.get_by_label("Что сделано").fill("Сделано, но поздно")
    cast.head.person.appointments.all().delete()
    phone.get_by_role("button", name="Отправить: исполнено").tap()
    phone.get_by_role("heading", name="Поручение вам недоступно").wait_for()
    screenshot(phone, "head-lost-post-phone")
    assert phone.locator("textarea").input_value() == "Сделано, но поздно"
    assert not cast.assignment.reports.filter(state="sent").exists()
    phone.wrongs.clear()  # the answer is a 404


def test_a_file_with_a_false_extension_is_refused_and_the_rest_is_kept(
    phone, sign_in, cast, of_one, tmp_path, settings, screenshot
):
    settings.MEDIA_ROOT = tmp_path / "files"
    false, true = tmp_path / "приказ.pdf", tmp_path / "план.pdf"
    false.write_bytes(b"MZ\x90\x00 a program")
    true.write_bytes(b"%PDF-1.7\n")
    sign_in(phone, cast.head)
    phone.goto(f"{of_one}report/")
    phone.get_by_label("Что сделано").fill("Приказ издан")
    phone.locator("input[type=file]").set_input_files([false, true])
    phone.get_by_role("button", name="Отправить: исполнено").tap()
    phone.get_by_text("«приказ.pdf»: внутри не документ и не фото").first.wait_for()
    screenshot(phone, "head-false-file-phone")
    assert phone.get_by_label("Что сделано").input_value() == "Приказ издан"
    phone.get_by_role("button", name="Отправить: исполнено").tap()
    phone.get_by_text("ждёт приёмки").first.wait_for()
    assert [file.name for file in cast.assignment.reports.get().files.all()] == ["план.pdf"]


def test_another_deadline_is_asked_for(phone, sign_in, cast, of_one, screenshot):
    sign_in(phone, cast.head)
    phone.goto(of_one)
    phone.get_by_role("link", name="Попросить другой срок").tap()
    phone.get_by_label("Новый срок").fill("2026-03-27")
    phone.get_by_label("Почему нужно больше времени").fill("Ждём смету")
    screenshot(phone, "head-extension-phone")
    phone.get_by_role("button", name="Отправить просьбу").tap()
    phone.get_by_text("Просьба о продлении рассматривается").first.wait_for()
    assert cast.assignment.extensions.get().new_due_on == dt.date(2026, 3, 27)


def test_it_is_handed_to_a_colleague_who_reports_while_the_duty_stays(new_page, phone, sign_in, cast, of_one):
    sign_in(phone, cast.head)
    phone.goto(of_one)
    phone.get_by_label("Кому", exact=True).select_option(label=str(cast.contact.person))
    phone.get_by_role("button", name="Передать").tap()
    phone.get_by_text("Поручение передано").wait_for()
    colleague = sign_in(new_page(**PHONE), cast.contact)
    colleague.goto(f"{of_one}report/")
    colleague.get_by_role("button", name="Отправить: исполнено").tap()
    colleague.get_by_text("ждёт приёмки").first.wait_for()
    assert cast.assignment.reports.get().person == cast.contact.person
    cast.assignment.refresh_from_db()
    assert (cast.assignment.organization, cast.assignment.person) == (cast.college, None)


def test_a_contact_drafts_and_the_head_sends(new_page, phone, sign_in, cast, of_one):
    contact = sign_in(new_page(**PHONE), cast.contact)
    contact.goto(f"{of_one}report/")
    assert contact.get_by_role("button", name="Отправить").all_inner_texts() == []
    contact.get_by_label("Что сделано").fill("Подготовлено")
    contact.get_by_role("button", name="Сохранить черновик").tap()
    contact.get_by_text("Черновик сохранён").first.wait_for()
    sign_in(phone, cast.head).goto(f"{of_one}report/")
    phone.get_by_role("button", name="Отправить: исполнено").tap()
    phone.get_by_text("ждёт приёмки").first.wait_for()
    sent = cast.assignment.reports.get()
    assert (sent.text, sent.person) == ("Подготовлено", cast.head.person)


def test_an_absence_names_who_acts(phone, sign_in, cast):
    Substitution.objects.all().delete()
    sign_in(phone, cast.head)
    phone.goto("/profile/")
    phone.get_by_text("Записать отсутствие").tap()
    form = phone.locator("form[action$='/absences/']")
    form.locator("input[name$=since]").fill("2026-04-06")
    form.locator("input[name$=until]").fill("2026-04-10")
    form.locator("select").select_option(label=str(cast.deputy.person))
    form.get_by_role("button", name="Записать").tap()
    phone.get_by_text("Отсутствие записано").wait_for()
    assert Substitution.objects.get().substitute == cast.deputy.person


def test_a_calendar_has_an_address_of_its_own(phone, sign_in, cast):
    sign_in(phone, cast.head)
    phone.goto("/my/calendar/")
    phone.get_by_role("button", name="Создать адрес").tap()
    address = phone.get_by_label("Адрес календаря").input_value()
    assert CalendarFeed.objects.get().user == cast.head
    path = re.sub(r"^https?://[^/]+", "", address)
    assert phone.context.request.get(path).text().startswith("BEGIN:VCALENDAR")


def test_a_named_deputy_comes_in_by_the_letter(new_page, phone, sign_in, cast, live_server, mailoutbox, screenshot):
    sign_in(phone, cast.head)
    phone.goto("/college/")
    phone.get_by_role("link", name="Назвать").first.tap()
    for label, value in {"Фамилия": "Новиков", "Имя": "Пётр", "Эл. почта": "novikov@example.org"}.items():
        phone.get_by_label(label, exact=True).fill(value)
    phone.get_by_role("button", name="Назвать и пригласить").tap()
    phone.wait_for_url("**/college/")
    assert Appointment.objects.get(person__surname="Новиков").organization == cast.college
    body = next(letter.body for letter in mailoutbox if letter.to == ["novikov@example.org"])
    guest = new_page(**PHONE)
    guest.goto(live_server.url + re.search(r"https?://[^/\s]+(/invitation/\S+)", body)[1])
    screenshot(guest, "invitation-phone")
    guest.get_by_role("button", name="Войти").tap()
    guest.get_by_role("heading", name="Мои поручения").wait_for()
    guest.goto("/accounts/login/")
    assert "/accounts/login/" not in guest.url


def test_one_of_several_sign_ins_is_ended(new_page, phone, sign_in, cast, screenshot):
    elsewhere = sign_in(new_page(**PHONE), cast.head)
    elsewhere.goto("/my/")
    page = sign_in(phone, cast.head)
    page.goto("/accounts/sessions/")
    page.get_by_role("button", name="Завершить вход").click()
    page.get_by_text("Тот вход завершён").wait_for()
    screenshot(page, "one-sign-in-ended-phone")
    assert page.get_by_role("button", name="Завершить вход").count() == 0
    elsewhere.goto("/my/")
    assert "/accounts/login/" in elsewhere.url
    page.goto("/my/")
    assert page.url.endswith("/my/")
