"""The college head with a phone: from the letter in three taps, from sign-in in four; nothing that was typed is lost."""

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.utils import timezone

from decisions import lifecycle, outbox, reminders
from decisions.lifecycle import Party
from decisions.models import Assignment, DecisionPoint, Letter, PersonalLink, Report
from tests import factories as make

NOW = timezone.make_aware(dt.datetime(2026, 3, 10, 10))  # a Tuesday, within the department's hours
DONE = "Исполнено. Передумали — отчёт можно взять назад"
BMP_SIDE = 3700  # 3700 × 3700 × 3 bytes: a picture of 41 MB


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=True):
        yield


class Taps:
    """Counts every touch of the screen."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, locator):
        self.count += 1
        locator.tap()

    def link_of_the_letter(self, address):
        self.count += 1
        self.page.goto(address)


@pytest.fixture
def tap(phone):
    return Taps(phone)


@pytest.fixture
def assigned(cast):
    """Three decisions of one protocol come into force; the first letter is on its way."""
    texts = ("Обновить план работы кластера.", "Провести сверку перечня программ.", "Направить копию приказа.")
    rows = []
    for place, text in enumerate(texts):
        decision = make.decision(cast.protocol, due_on=dt.date(2026, 3, 20 + 3 * place), text=text)
        rows += lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=NOW)
    return rows


@pytest.fixture
def letter(cast, assigned, live_server):
    """The text of the newest letter in the head's mailbox."""
    reminders.deliver(NOW + dt.timedelta(minutes=15))
    delivered = Letter.objects.filter(to=cast.head.email, state=Letter.State.SENT).latest("id")
    return outbox.readable(delivered)[0]


@pytest.fixture
def link(letter, live_server):
    """As it stands in the delivered letter: the one that leads to an item."""
    found = re.search(r"https?://[^/\s]+(/l/[\w-]+/)(#item-\d+)", letter)
    assert found, letter
    return lambda item=None: live_server.url + found[1] + (f"#item-{item.pk}" if item else found[2])


def states(rows) -> list[str]:
    return [Assignment.objects.get(pk=row.pk).state for row in rows]


def test_from_the_letter_in_three_taps(tap, phone, link, assigned, axe, screenshot):
    tap.link_of_the_letter(link(assigned[1]))
    assert re.fullmatch(r".*/l/#item-\d+", phone.url)
    screenshot(phone, "link-phone")
    assert axe(phone) == []
    tap(phone.get_by_role("button", name="Отправить: исполнено").first)
    phone.get_by_text(DONE).wait_for()
    screenshot(phone, "link-sent-phone")
    assert states(assigned) == ["in_progress", "done", "in_progress"]
    assert Report.objects.get().via == Report.Via.LINK
    assert tap.count <= 3


def test_all_of_the_letter_in_items_and_two_taps(tap, phone, link, assigned):
    tap.link_of_the_letter(link(assigned[0]))
    for row in assigned[1:]:
        tap(phone.locator(f"#item-{row.pk} input"))
    tap(phone.get_by_role("button", name="Отправить: исполнено").first)
    phone.get_by_text("По этому письму всё отправлено").wait_for()
    assert states(assigned) == ["done"] * 3
    assert tap.count <= len(assigned) + 2


def test_without_scripts_too(new_page, link, assigned):
    page = new_page(viewport={"width": 390, "height": 844}, has_touch=True, java_script_enabled=False)
    tap = Taps(page)
    tap.link_of_the_letter(link(assigned[0]))
    tap(page.locator(f"#item-{assigned[0].pk} input"))
    tap(page.get_by_role("button", name="Отправить: исполнено").first)
    page.get_by_text(DONE).wait_for()
    assert states(assigned)[0] == "done"
    assert tap.count <= 3


def test_a_scanner_opens_every_link_first(new_page, phone, tap, letter, link, assigned, live_server):
    scanner = new_page()
    for path in re.findall(r"https?://[^/\s]+(/l/\S+)", letter):
        scanner.goto(live_server.url + path)
    assert states(assigned) == ["in_progress"] * 3
    assert not Assignment.objects.filter(openings__isnull=False).exists()
    tap.link_of_the_letter(link(assigned[0]))
    tap(phone.get_by_role("button", name="Отправить: исполнено").first)
    phone.get_by_text(DONE).wait_for()
    assert states(assigned)[0] == "done"


def test_a_forwarded_letter_says_as_whom_one_acts_and_opens_nothing_more(new_page, sign_in, cast, link):
    stranger = sign_in(new_page(), cast.other_head)
    stranger.goto(link())
    assert stranger.get_by_text("Вы действуете как Ветров Иван Петрович").is_visible()
    stranger.goto("/my/")
    assert stranger.locator(".card").count() == 0


def test_an_expired_link_sends_a_new_one_to_the_same_address(phone, tap, link, cast, axe, screenshot):
    PersonalLink.objects.filter(address=cast.head.email).update(expires_at=NOW - dt.timedelta(days=1))
    tap.link_of_the_letter(link())
    screenshot(phone, "link-expired-phone")
    assert axe(phone) == []
    tap(phone.get_by_role("button", name="Прислать новую"))
    phone.get_by_text("новая ссылка уже отправлена").wait_for()
    assert Letter.objects.filter(kind="link_renewed", to=cast.head.email).count() == 1
    phone.wrongs.clear()  # the page says 410 of itself


def test_from_sign_in_in_four_taps(tap, phone, cast, assigned, screenshot):
    Assignment.objects.filter(pk=cast.assignment.pk).update(is_archived=True)
    phone.goto("/accounts/login/")
    phone.locator("input[name=login]").fill(cast.head.email)  # filled by the phone's keychain
    phone.locator("input[type=password]").fill(make.PASSWORD)
    tap(phone.locator("main form button[type=submit], main form button:not([type])").first)
    phone.get_by_role("heading", name="Мои поручения").wait_for()
    screenshot(phone, "own-phone")
    tap(phone.get_by_role("link", name="Исполнено", exact=True).first)
    tap(phone.get_by_role("button", name="Отправить: исполнено"))
    phone.get_by_text(DONE).wait_for()
    assert states(assigned)[0] == "done"
    assert tap.count <= 4


def test_what_is_typed_outlives_a_closed_tab_and_a_lost_connection(phone, sign_in, cast):
    sign_in(phone, cast.head)
    url = f"/assignments/{cast.assignment.pk}/report/"
    phone.goto(url)
    phone.get_by_label("Что сделано").fill("План обновлён и согласован")
    phone.close()
    page = phone.context.new_page()
    page.goto(url)
    assert page.get_by_label("Что сделано").input_value() == "План обновлён и согласован"
    page.context.set_offline(True)
    page.get_by_label("Что сделано").fill("План обновлён, согласован и разослан")
    page.get_by_text("Нет связи: текст сохранён на этом устройстве.").wait_for()
    page.context.set_offline(False)
    page.reload()
    assert page.get_by_label("Что сделано").input_value() == "План обновлён, согласован и разослан"
    page.get_by_role("button", name="Отправить: исполнено").tap()
    page.get_by_text("ждёт приёмки").first.wait_for()
    assert cast.assignment.reports.get().text == "План обновлён, согласован и разослан"
    page.wait_for_load_state("load")
    assert page.evaluate("Object.keys(localStorage)") == []
    phone.wrongs.clear()  # the lost connection


def test_what_was_typed_after_the_draft_was_kept_comes_back(phone, sign_in, cast):
    sign_in(phone, cast.head)
    url = f"/assignments/{cast.assignment.pk}/report/"
    phone.goto(url)
    text = phone.get_by_label("Что сделано")
    text.fill("План обновлён")
    phone.get_by_text("Черновик сохранён.").wait_for()
    Session.objects.all().delete()
    text.fill("План обновлён и согласован")
    phone.get_by_text("Вы вышли из программы. Войдите снова: текст остался на этом устройстве.").wait_for()
    sign_in(phone, cast.head).goto(url)
    assert text.input_value() == "План обновлён и согласован"

    phone.context.set_offline(True)
    text.fill("План обновлён и разослан")
    phone.get_by_text("Нет связи").wait_for()
    phone.context.set_offline(False)
    cast.assignment.reports.update(text="Написано в другом месте")
    phone.reload()
    assert text.input_value() == "Написано в другом месте"
    phone.get_by_role("button", name="Добавить его в конец").tap()
    assert text.input_value() == "Написано в другом месте\nПлан обновлён и разослан"
    phone.wrongs.clear()  # the lost connection


def test_nobody_reads_what_another_typed_on_the_same_device(phone, sign_in, cast):
    for college in (cast.college, cast.other_college):
        decision = make.decision(cast.protocol, due_on=dt.date(2026, 3, 20))
        lifecycle.assign(decision, [Party(college)], by=cast.staff, now=NOW)
    text = phone.get_by_label("Что сделано")
    sign_in(phone, cast.head).goto("/my/report/")
    phone.get_by_text("Добавить текст, файл, дату").tap()
    text.fill("Только моё")
    sign_in(phone, cast.other_head).goto("/my/report/")
    assert text.input_value() == ""
    sign_in(phone, cast.head).goto("/my/report/")
    phone.get_by_text("Текст восстановлен.").wait_for()
    assert text.input_value() == "Только моё"


def bitmap(path):
    """A picture of 41 MB that a browser can draw."""
    size = BMP_SIDE * BMP_SIDE * 3
    head = b"BM" + (54 + size).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    body = (40).to_bytes(4, "little") + BMP_SIDE.to_bytes(4, "little") * 2
    body += (1).to_bytes(2, "little") + (24).to_bytes(2, "little") + bytes(4) + size.to_bytes(4, "little") + bytes(16)
    path.write_bytes(head + body + b"\x20\x80\xc0" * (size // 3))
    return path


def test_a_photo_of_forty_megabytes_is_made_smaller_in_the_browser(phone, sign_in, cast, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    photo = bitmap(tmp_path / "фото.bmp")
    assert photo.stat().st_size > 40_000_000
    sign_in(phone, cast.head)
    phone.goto(f"/assignments/{cast.assignment.pk}/report/")
    phone.locator("input[type=file]").set_input_files(photo)
    phone.get_by_text("Фото уменьшено: фото.jpg").wait_for()
    phone.get_by_role("button", name="Отправить: исполнено").tap()
    phone.get_by_text("ждёт приёмки").first.wait_for()
    kept = cast.assignment.reports.get().files.get()
    assert (kept.name, kept.content_type) == ("фото.jpg", "image/jpeg")
    assert kept.size < 5_000_000


def test_without_scripts_it_is_refused_and_the_text_stays(new_page, sign_in, cast, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"
    page = sign_in(new_page(java_script_enabled=False), cast.head)
    page.goto(f"/assignments/{cast.assignment.pk}/report/")
    page.get_by_label("Что сделано").fill("Сделано, фото прилагаю")
    page.locator("input[type=file]").set_input_files(bitmap(tmp_path / "фото.bmp"))
    page.get_by_role("button", name="Отправить: исполнено").click()
    assert page.get_by_text("«фото.bmp» больше 20 МБ").first.is_visible()
    assert page.get_by_label("Что сделано").input_value() == "Сделано, фото прилагаю"


PAGES = ("own", "assignment", "report", "several", "extension", "calendar")


@pytest.mark.parametrize(("device", "scheme"), [("phone", "dark"), ("desktop", "light")])
def test_every_page_of_the_head_is_for_everyone(new_page, sign_in, cast, assigned, axe, screenshot, device, scheme):
    size = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}[device]
    page = sign_in(new_page(viewport=size, color_scheme=scheme), cast.head)
    for text in ("а) провести сверку", "б) обновить план"):
        DecisionPoint.objects.create(decision=cast.decision, text=text)
    of_one = f"/assignments/{cast.assignment.pk}/"
    addresses = ("/my/", of_one, f"{of_one}report/", "/my/report/", f"{of_one}extension/", "/my/calendar/")
    for name, address in zip(PAGES, addresses, strict=True):
        page.goto(address)
        screenshot(page, f"head-{name}-{device}-{scheme}")
        assert (name, axe(page)) == (name, [])
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, size["width"])


def test_a_warning_and_an_error_are_for_everyone_too(phone, sign_in, cast, axe, screenshot):
    DecisionPoint.objects.create(decision=cast.decision, text="а) провести сверку")
    sign_in(phone, cast.head)
    phone.goto(f"/assignments/{cast.assignment.pk}/report/")
    phone.get_by_role("button", name="Отправить: исполнено").tap()
    phone.get_by_text("Не отмечены пункты").wait_for()
    screenshot(phone, "head-report-warning-phone")
    assert axe(phone) == []
    phone.get_by_role("button", name="Отправить как есть").tap()
    phone.get_by_text("ждёт приёмки").first.wait_for()
    screenshot(phone, "head-sent-phone")
    assert axe(phone) == []
