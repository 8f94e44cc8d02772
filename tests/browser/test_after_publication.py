"""A protocol in force is corrected, read back in its history, and carried on to the next meeting."""

import datetime as dt

import pytest
from django.urls import reverse

from decisions.models import Assignment, Decision, Reminder
from protocols.models import Protocol
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
State = Assignment.State
SIZES = pytest.mark.parametrize(("device", "options"), [("desktop", DESKTOP), ("phone", PHONE)])


def correcting(meeting, decision, name="correct"):
    return reverse(f"protocols:{name}", args=[meeting.protocol.pk, decision.pk])


def told(kind, decision):
    rows = Reminder.objects.filter(kind=kind, assignment__decision=decision)
    return sorted(rows.values_list("assignment__organization__short_name", flat=True))


@SIZES
def test_a_text_and_a_date_are_corrected_with_a_reason(
    meeting, new_page, sign_in, reads_well, screenshot, device, options
):
    page = sign_in(new_page(**options), meeting.staff)
    page.goto(meeting.protocol.get_absolute_url())
    page.locator(f"#decision-{meeting.lists.pk} >> text=Исправить").click()
    page.get_by_label("Текст решения").fill("Предоставить Ольховской Е.В. составы координационных советов и планы.")
    page.get_by_label("Срок, как в документе").fill("до 20.03.2026 г.")
    page.locator("[name=due_on]").fill("2026-03-20")
    screenshot(page, f"correct-{device}")
    reads_well(page)
    page.get_by_role("button", name="Исправить").click()
    assert "Обязательное поле" in page.locator("main").inner_text()  # no reason, nothing saved, nothing lost
    assert page.get_by_label("Текст решения").input_value().endswith("и планы.")
    page.wrongs.clear()  # Chromium tells of the 422
    page.get_by_label("Причина").fill("В протоколе была опечатка")
    page.get_by_role("button", name="Исправить").click()
    page.wait_for_selector("text=исправлено")
    screenshot(page, f"corrected-{device}")
    rows = meeting.lists.assignments.order_by("organization_id")
    old, new = dt.date(2026, 3, 13), dt.date(2026, 3, 20)
    expected = [(State.DONE, old), (State.ON_ACCEPTANCE, old), (State.IN_PROGRESS, new), (State.IN_PROGRESS, new)]
    assert [(row.state, row.due_on) for row in rows] == expected
    assert [row.reports.count() for row in rows] == [1, 1, 0, 0]
    assert told(Reminder.Kind.CORRECTED, meeting.lists) == ["Колледж дизайна", "Колледж сервиса", "Речной техникум"]


@SIZES
def test_one_is_taken_out_and_another_brought_in(meeting, new_page, sign_in, reads_well, screenshot, device, options):
    newcomer = make.college("Лесной техникум")
    page = sign_in(new_page(**options), meeting.staff)
    page.goto(correcting(meeting, meeting.lists, "executing"))
    page.get_by_label("Колледж сервиса").uncheck()
    page.locator(".select2-search__field").click()
    page.keyboard.type("Лесной")
    page.locator(".select2-results__option", has_text="Лесной техникум").click()
    page.get_by_label("Причина").fill("По приказу департамента")
    screenshot(page, f"parties-{device}")
    reads_well(page)
    page.get_by_role("button", name="Сохранить состав").click()
    page.wait_for_selector("text=добавлено 1 поручение, прекращено 1 поручение")
    out = meeting.row(meeting.lists, 1)
    assert (out.state, out.reports.count()) == (State.WITHDRAWN, 1)
    assert meeting.lists.assignments.get(organization=newcomer).state == State.IN_PROGRESS


@SIZES
def test_the_second_tab_sees_both_texts(meeting, new_page, sign_in, screenshot, reads_well, device, options):
    first, second = (sign_in(new_page(**options), who) for who in (meeting.staff, meeting.controller))
    for page in (first, second):
        page.goto(correcting(meeting, meeting.plans))
    for page, text in ((first, "Обновить планы."), (second, "Пересмотреть планы до конца марта.")):
        page.get_by_label("Текст решения").fill(text)
        page.get_by_label("Причина").fill("Уточнение")
        page.get_by_role("button", name="Исправить").click()
    shown = second.locator("section", has_text="Сохранено, пока вы правили").inner_text()
    assert "Обновить планы." in shown
    assert "Пересмотреть планы до конца марта." in shown
    assert second.locator(".lead").inner_text() == "Обновить планы."  # what the protocol says, not what was typed
    second.wrongs.clear()  # Chromium tells of the 409
    screenshot(second, f"two-tabs-{device}")
    reads_well(second)
    assert (second.get_by_label("Причина").input_value(), _text(meeting.plans)) == ("Уточнение", "Обновить планы.")
    second.get_by_role("button", name="Исправить").click()
    second.wait_for_selector("text=исправлено")
    assert _text(meeting.plans) == "Пересмотреть планы до конца марта."


def _text(decision):
    return Decision.objects.get(pk=decision.pk).text


@SIZES
def test_history_is_read_and_taken_away(meeting, new_page, sign_in, reads_well, screenshot, printed, device, options):
    page = sign_in(new_page(**options), meeting.leadership)
    page.goto(meeting.protocol.get_absolute_url())
    page.get_by_role("link", name="История").click()
    page.wait_for_selector("h1:has-text('История протокола')")
    assert "введён в действие, поручений: 12" in page.locator("main").inner_text().lower()
    screenshot(page, f"history-of-protocol-{device}")
    reads_well(page)
    assert "введён в действие, поручений: 12" in printed(page, "history-of-protocol").lower()
    with page.expect_download() as download:
        page.get_by_role("link", name="TXT").click()
    assert "Введён в действие, поручений: 12" in download.value.path().read_text("utf-8")


@SIZES
def test_a_new_decision_replaces_one_that_is_still_open(
    meeting, new_page, sign_in, reads_well, screenshot, device, options
):
    draft = make.protocol(dt.date(2026, 3, 16), number="2", title="совещания руководителей ведущих ПОО")
    new = make.decision(draft, text="Актуализировать планы работы кластеров на год.", due_on=dt.date(2026, 4, 10))
    make.executor(new, meeting.colleges[0])
    page = sign_in(new_page(**options), meeting.staff)
    page.goto(reverse("protocols:publish", args=[draft.pk]))
    assert "п. 2 протокола № 1 от 02.03.2026" in page.locator("main").inner_text()
    page.get_by_role("link", name="Заменяют ли новые решения прежние").click()
    page.get_by_label("заменяет п. 2").check()
    screenshot(page, f"replaces-{device}")
    reads_well(page)
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("button", name="Ввести в действие").click()
    page.wait_for_selector("text=поручений — 1.")
    meeting.plans.refresh_from_db()
    assert meeting.plans.state == Decision.State.OFF_CONTROL
    assert "п. 1 протокола № 2 от 16.03.2026" in meeting.plans.closed_basis


@SIZES
def test_the_next_meeting_begins_with_what_came_of_this_one(
    meeting, new_page, sign_in, reads_well, screenshot, device, options
):
    page = sign_in(new_page(**options), meeting.staff)
    page.goto(meeting.protocol.get_absolute_url())
    page.get_by_role("link", name="Следующее совещание").click()
    page.get_by_label("Номер").fill("2")
    page.get_by_label("Дата совещания").fill("2026-04-06")
    screenshot(page, f"next-{device}")
    reads_well(page)
    page.get_by_role("button", name="Начать черновик").click()
    page.wait_for_selector("text=О выполнении решений протокола № 1 от 02.03.2026")
    screenshot(page, f"next-draft-{device}")
    draft = Protocol.objects.get(number="2")
    assert draft.follows == meeting.protocol
    assert "Поручений: 12" in draft.decisions.get().text
