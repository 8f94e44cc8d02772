"""The pages of staff and leadership: read by axe at both widths, and the queue of acceptance worked by keyboard."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from decisions import lifecycle
from decisions.access import Actor
from decisions.models import Assignment, Letter
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
State = Assignment.State


@pytest.fixture
def busy(cast):
    """Three reports wait, one request, something late, soon and lasting; the letters of it."""
    now = timezone.now()
    today = timezone.localdate(now)
    for number in range(3):
        due_on = today + dt.timedelta(days=number)
        decision = make.decision(cast.protocol, due_on=due_on, controller=cast.controller.person)
        row = make.assignment(decision, make.college(f"Колледж {number}"))
        account = lifecycle.Account(text=f"Сделано в колледже {number}")
        lifecycle.report(row, account, by=Actor(), now=now - dt.timedelta(hours=9 - number))
    make.assignment(make.decision(cast.protocol, due_on=today - dt.timedelta(days=30)), cast.college)
    make.assignment(make.decision(cast.protocol, due_on=today - dt.timedelta(days=3)), cast.other_college)
    make.assignment(make.decision(cast.protocol, deadline_kind="permanent"), due_on=today + dt.timedelta(days=90))
    make.cluster("Юг", leading=cast.college)
    soon = make.assignment(make.decision(cast.protocol, due_on=today + dt.timedelta(days=2)), cast.college)
    lifecycle.ask_extension(soon, today + dt.timedelta(days=20), "Болезнь", by=Actor(), now=now)
    Letter.objects.create(
        kind="digest", to="a@example.org", subject="Просрочено: 1", text="Срок прошёл", state="sent", next_at=now,
        html='<p class="surface">Срок прошёл</p>', created_at=now, sent_at=now,
    )  # fmt: skip
    return cast


def addresses(busy) -> dict[str, str]:
    waiting = Assignment.objects.filter(state=State.ON_ACCEPTANCE).first()
    asked = Assignment.objects.get(extensions__isnull=False).extensions.get()
    protocol, letter = busy.protocol.pk, Letter.objects.get(subject="Просрочено: 1").pk
    return {
        "overview": reverse("overview"),
        "assignments": reverse("decisions:assignments"),
        "acceptance": reverse("decisions:acceptance"),
        "report": reverse("decisions:acceptance_item", args=[waiting.pk]),
        "extension": reverse("decisions:extension_answer", args=[asked.pk]),
        "discipline": reverse("decisions:discipline"),
        "protocols": reverse("protocols:list"),
        "protocol": reverse("protocols:detail", args=[protocol]),
        "matrix": reverse("protocols:matrix", args=[protocol]),
        "history": reverse("protocols:history", args=[protocol]),
        "letters": reverse("decisions:letters"),
        "letter": reverse("decisions:letter", args=[letter]),
    }


@pytest.mark.parametrize(("device", "options", "scheme"), [("desktop", DESKTOP, "light"), ("phone", PHONE, "dark")])
def test_every_page_reads_well_and_never_scrolls_sideways(
    busy, new_page, sign_in, axe, screenshot, device, options, scheme
):
    page = sign_in(new_page(**options, color_scheme=scheme), busy.controller)
    found = addresses(busy)
    assert len(found) == 12
    for name, address in found.items():
        page.goto(address)
        assert axe(page) == [], name
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, name
        screenshot(page, f"{name}-{device}-{scheme}")


def _arrived(page, college):
    """The heading is there before the script that listens to keys."""
    page.wait_for_selector(f"h1:has-text('{college}')")
    page.wait_for_load_state("load")


def test_the_queue_is_worked_by_keyboard(busy, desktop, sign_in):
    page = sign_in(desktop, busy.controller)
    page.goto(reverse("decisions:acceptance"))
    page.keyboard.press("j")  # begin
    _arrived(page, "Колледж 0")
    page.keyboard.press("j")  # skip
    _arrived(page, "Колледж 1")
    page.keyboard.press("k")
    _arrived(page, "Колледж 0")
    page.keyboard.press("a")
    _arrived(page, "Колледж 1")
    assert page.locator(".message").inner_text() == "Колледж 0: отчёт принят."
    page.keyboard.press("r")
    page.keyboard.type("Нет приказа о раме")  # letters are letters while somebody types
    page.keyboard.press("Control+Enter")
    _arrived(page, "Колледж 2")
    states = dict(Assignment.objects.values_list("organization__short_name", "state"))
    assert [states[f"Колледж {number}"] for number in range(3)] == [State.DONE, State.IN_PROGRESS, State.ON_ACCEPTANCE]


def test_the_keys_can_be_switched_off(busy, desktop, sign_in):
    page = sign_in(desktop, busy.controller)
    page.goto(addresses(busy)["report"])
    page.get_by_text("Работа с клавиатуры").click()
    page.get_by_label("Клавиши включены").uncheck()
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert Assignment.objects.filter(state=State.ON_ACCEPTANCE).count() == 3


def test_from_the_overview_to_the_college_that_is_late_in_two_clicks(busy, desktop, sign_in):
    page = sign_in(desktop, busy.leadership)
    page.goto(reverse("protocols:list"))
    page.get_by_role("link", name="Просрочено: 3").click()
    page.wait_for_selector("h1:has-text('Поручения')")
    assert page.locator("tbody tr").count() == 3
    page.locator("tbody th a").first.click()
    page.wait_for_selector("h1:has-text('Пункт')")
    assert "Просрочено" in page.locator("main").inner_text()
