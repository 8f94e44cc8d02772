"""«Ввести в действие»: what is pressed is what was read, and who would hear nothing is named."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from clusters import directory
from decisions.models import Executor
from protocols.forms.publish import fingerprint
from protocols.models import Protocol
from protocols.publishing import plan
from tests import factories as make

MEETING = dt.date(2026, 3, 2)
DUE = dt.date(2026, 3, 20)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def decision(cast):
    made = make.decision(make.protocol(MEETING), due_on=DUE)
    make.executor(made, cast.college)
    return made


@pytest.fixture
def page(cast, client, decision):
    """The page as it was opened; `page()` presses its button."""
    client.force_login(cast.staff)
    url = reverse("protocols:publish", args=[decision.protocol_id])
    prefix, (step,) = f"s{decision.pk}", plan(decision.protocol, today=MEETING).steps
    typed = {"expanded_on": MEETING, "do": "publish", f"{prefix}-shown": fingerprint(step)}
    typed[f"{prefix}-organizations"] = [cast.college.pk]
    return lambda: client.post(url, typed)


def state_of(decision) -> tuple[str, int]:
    return Protocol.objects.get(pk=decision.protocol_id).state, decision.assignments.count()


def test_what_was_read_comes_into_force(page, decision):
    assert page().status_code == 302
    assert state_of(decision) == ("in_force", 1)


def test_an_organization_that_joined_meanwhile_is_not_left_out_silently(cast, page, decision):
    make.executor(decision, cast.other_college)
    shown = page()
    assert state_of(decision) == ("draft", 0)
    assert shown.context["form"].non_field_errors() == [
        "Пока страница была открыта, решения или их исполнители изменились: п. 1. Посмотрите ещё раз и подтвердите."
    ]
    (step,) = shown.context["steps"]
    assert step["organizations"].value() == [str(cast.college.pk), str(cast.other_college.pk)]


def test_another_date_meanwhile_is_read_first(page, decision):
    decision.due_on = dt.date(2026, 3, 13)
    decision.save(update_fields=["due_on"])
    page()
    assert state_of(decision) == ("draft", 0)


def test_a_past_deadline_is_asked_about_and_the_rest_is_for_two_of_the_answers(client, cast):
    late = make.decision(make.protocol(MEETING), due_on=MEETING - dt.timedelta(days=3))
    make.executor(late, cast.college)
    client.force_login(cast.staff)
    page = client.get(reverse("protocols:publish", args=[late.protocol_id])).content.decode()
    assert "<legend>Срок уже прошёл</legend>" in page
    assert "Ко второму и третьему ответу." in page


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"due_on": DUE}, "до 20.03.2026 — 20 марта, пятница</p>"),
        ({"due_on": dt.date(2026, 3, 21)}, "до 21.03.2026 — 20 марта, пятница (по протоколу — 21 марта, суббота)</p>"),
        (
            {"due_on": DUE, "other_due": ["2026-04-18"]},
            "до 20.03.2026 — 20 марта, пятница; 17 апреля, пятница (по протоколу — 20 марта, пятница; 18 апреля, суббота)</p>",
        ),
        ({"deadline_kind": "permanent"}, "не указан — 20 января 2027 г., среда</p>"),
        ({"deadline_kind": "relative"}, "Срок: не указан</p>"),
    ],
)
def test_the_date_shown_is_the_date_that_will_be_promised(client, cast, fields, said):
    task = make.decision(make.protocol(MEETING), **fields)
    make.executor(task, cast.college)
    client.force_login(cast.staff)
    assert said in publish_page(client, task.protocol).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def unknown(cast, client):
    """The draft of one decision to note and one for somebody whom the directory does not know."""
    client.force_login(cast.staff)
    protocol = make.protocol(MEETING)
    make.decision(protocol, position=1, is_task=False)
    task = make.decision(protocol, position=2, number="8", due_on=DUE)
    Executor.objects.create(decision=task, wording="флагманы отрасли")
    return protocol


def publish_page(client, protocol):
    return client.get(reverse("protocols:publish", args=[protocol.pk])).content.decode()


def test_an_unknown_executor_leads_to_the_decision_in_the_draft(client, unknown):
    draft = reverse("admin:protocols_protocol_change", args=[unknown.pk])
    assert f'<a href="{draft}#decisions-1">п. 8</a>: флагманы отрасли' in publish_page(client, unknown)
    row = client.get(draft).content.decode().partition('id="decisions-1"')[2].partition('id="decisions-2"')[0]
    assert "флагманы отрасли (нет в справочнике)" in row


def test_what_cannot_come_into_force_is_no_question_and_the_button_says_why(client, unknown):
    page = publish_page(client, unknown)
    assert "Посмотрите внимательно" not in page
    before = page.partition('value="publish" disabled')[0]
    assert "исполнители 1\N{NO-BREAK SPACE}решения не найдены в справочнике</a>" in before.rpartition("</section>")[2]


def test_what_the_directory_learned_since_is_found_when_the_page_opens(cast, client, unknown):
    directory.remember("флагманы отрасли", cast.college)
    page = publish_page(client, unknown)
    assert ("Не найдены в справочнике" in page, "Колледж связи" in page) == (False, True)
    found = Executor.objects.get(wording="флагманы отрасли")
    last = found.history.first()
    assert (found.organization, last.history_user, last.history_change_reason) == (
        cast.college,
        cast.staff,
        "Найден в справочнике",
    )
