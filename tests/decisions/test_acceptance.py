"""«Приёмка»: the queue, its order, accepting and returning one after another, several at once, requests answered."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from clusters.models import Person
from decisions import lifecycle
from decisions.access import Actor
from decisions.models import Assignment, ExtensionRequest, Report
from tests import factories as make

TODAY = dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC)  # noon in Tomsk
State = Assignment.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.staff)
    return client


def report(assignment, hour: int = 1, text: str = "План обновлён.") -> Report:
    return lifecycle.report(
        assignment, lifecycle.Account(text=text), by=Actor(person=None), now=TODAY - dt.timedelta(hours=hour)
    )


def waiting(cast, controller: Person | None = None, hour: int = 1) -> Assignment:
    decision = make.decision(
        cast.protocol, due_on=dt.date(2026, 3, 20), controller=controller or cast.controller.person
    )
    row = make.assignment(decision)
    report(row, hour)
    row.refresh_from_db()
    return row


def item(row: Assignment) -> str:
    return reverse("decisions:acceptance_item", args=[row.pk])


def seen(row: Assignment) -> int:
    return row.reports.latest("id").pk


def test_own_ones_come_first_then_those_that_wait_longest(client, cast):
    other = make.person()
    old, new = waiting(cast, other, hour=9), waiting(cast, other, hour=2)
    own = waiting(cast, cast.controller.person, hour=1)
    client.force_login(cast.controller)
    rows = client.get(reverse("decisions:acceptance")).context["rows"]
    assert [row for row, _, _ in rows] == [own, old, new]
    client.force_login(cast.staff)
    rows = client.get(reverse("decisions:acceptance")).context["rows"]
    assert [row for row, _, _ in rows] == [old, new, own]


def test_accepting_leads_to_the_next(staff, cast):
    first, second = waiting(cast, hour=2), waiting(cast)
    response = staff.post(item(first), {"do": "accept", "answer": "Спасибо", "seen": seen(first)})
    assert response.url == item(second)
    first.refresh_from_db()
    assert first.state == State.DONE
    assert first.reports.get().answer == "Спасибо"
    assert first.history.first().history_user == cast.staff
    response = staff.post(item(second), {"do": "accept", "seen": seen(second)})
    assert response.url == reverse("decisions:acceptance")


def test_returning_needs_a_reason(staff, cast):
    row = waiting(cast)
    response = staff.post(item(row), {"do": "return", "reason": " ", "seen": seen(row)})
    assert response.context["returning"].errors == {"reason": ["Обязательное поле."]}
    row.refresh_from_db()
    assert row.state == State.ON_ACCEPTANCE


def test_returned_to_a_new_date(staff, cast):
    row = waiting(cast)
    staff.post(item(row), {"do": "return", "reason": "Нет приказа", "new_due_on": "2026-03-25", "seen": seen(row)})
    row.refresh_from_db()
    assert (row.state, row.due_on) == (State.IN_PROGRESS, dt.date(2026, 3, 25))
    assert row.reports.get().answer == "Нет приказа"


@pytest.mark.parametrize("do", ["accept", "return"])
def test_a_report_sent_meanwhile_is_not_answered_unread(staff, cast, do):
    row = waiting(cast)
    read = seen(row)
    first = row.reports.get()
    first.state = Report.State.RECALLED
    first.save()
    Report.objects.create(assignment=row, text="Другой", created_at=TODAY, sent_at=TODAY)
    response = staff.post(item(row), {"do": do, "reason": "Нет приказа", "seen": read}, follow=True)
    assert "Пока вы читали, прислан другой отчёт: прочтите его." in response.text
    row.refresh_from_db()
    assert row.state == State.ON_ACCEPTANCE


def test_a_second_click_is_told_so(staff, cast):
    row = waiting(cast)
    given = {"do": "accept", "seen": seen(row)}
    staff.post(item(row), given)
    assert "Принимать нечего: поручение исполнено." in staff.post(item(row), given, follow=True).text


def test_a_report_that_was_final_is_returned_from_its_page(staff, cast):
    row = make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 20)))
    report(row)
    page = staff.get(item(row))
    assert (page.context["may_return"], "Принимать нечего: поручение исполнено." in page.text) == (True, True)
    response = staff.post(item(row), {"do": "return", "reason": "Нет приказа", "seen": seen(row)})
    assert response.url == reverse("decisions:assignment", args=[row.pk])
    row.refresh_from_db()
    assert row.state == State.IN_PROGRESS


def test_several_at_once_and_one_that_is_too_late(staff, cast):
    rows = [waiting(cast) for _ in range(3)]
    chosen = [f"{row.pk}:{seen(row)}" for row in rows]
    lifecycle.accept(rows[1], by=cast.controller, now=TODAY)
    response = staff.post(reverse("decisions:acceptance"), {"chosen": [*chosen, "мусор", "1:x"]}, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        f"{rows[1].organization}: Принимать нечего: поручение исполнено.",
        "Принято: 2\N{NO-BREAK SPACE}отчёта.",
    ]
    assert set(Assignment.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True)) == {"done"}


def ask(assignment: Assignment) -> ExtensionRequest:
    return lifecycle.ask_extension(assignment, dt.date(2026, 3, 30), "Болезнь", by=Actor(), now=TODAY)


def extension(asked: ExtensionRequest) -> str:
    return reverse("decisions:extension_answer", args=[asked.pk])


def test_a_later_date_is_granted_as_asked_or_another(staff, cast):
    asked = ask(cast.assignment)
    page = staff.get(extension(asked))
    assert page.context["granting"].initial == {"due_on": dt.date(2026, 3, 30)}
    staff.post(extension(asked), {"do": "grant", "due_on": "2026-03-27", "answer": "Не дольше"})
    asked.refresh_from_db()
    cast.assignment.refresh_from_db()
    assert (asked.state, asked.answer, asked.answered_by) == ("granted", "Не дольше", cast.staff)
    assert cast.assignment.due_on == dt.date(2026, 3, 27)


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        ("2026-03-27", "срок продлён до 27 марта, пятница."),
        ("2026-03-29", "срок продлён до 27 марта, пятница (29 марта, воскресенье — нерабочий день)."),
    ],
)
def test_the_date_that_was_set_is_said(staff, cast, chosen, told):
    asked = ask(cast.assignment)
    page = staff.post(extension(asked), {"do": "grant", "due_on": chosen}, follow=True).text
    assert told in page.replace("\N{NO-BREAK SPACE}", " ")
    card = staff.get(reverse("decisions:assignment", args=[cast.assignment.pk]))
    assert "просили до 30 марта — продлено до 27 марта" in card.text.replace("\N{NO-BREAK SPACE}", " ")
    granted = [entry.what for entry in card.context["story"] if "одл" in entry.what and "росьба" not in entry.what]
    assert granted == ["Срок продлён до 27.03.2026"]


def test_a_later_date_is_refused_with_a_reason(staff, cast):
    asked = ask(cast.assignment)
    staff.post(extension(asked), {"do": "refuse", "reason": ""})
    asked.refresh_from_db()
    assert asked.state == "asked"
    staff.post(extension(asked), {"do": "refuse", "reason": "Срок уже продлевали"})
    asked.refresh_from_db()
    assert (asked.state, asked.answer) == ("refused", "Срок уже продлевали")


@pytest.mark.parametrize("role", ["head", "substitute", "deputy", "contact", "other_head", "leadership"])
def test_only_staff_answer(client, cast, role):
    row, asked = waiting(cast), ask(cast.assignment)
    client.force_login(getattr(cast, role))
    for url in (reverse("decisions:acceptance"), item(row), extension(asked)):
        assert client.get(url).status_code == 403
        assert client.post(url, {"do": "accept", "seen": seen(row)}).status_code == 403
    row.refresh_from_db()
    assert row.state == State.ON_ACCEPTANCE


def test_the_queue_costs_the_same_at_one_row_and_at_thirty(staff, cast, django_assert_max_num_queries):
    staff.get(reverse("decisions:acceptance"))  # the first page of a session writes down whose it is
    counts = []
    for more in (1, 29):
        for _ in range(more):
            row = waiting(cast)
            ask(make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 20))))
        for url in (reverse("decisions:acceptance"), item(row)):
            with django_assert_max_num_queries(30) as queries:
                assert staff.get(url).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
