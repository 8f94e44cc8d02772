import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, Refused
from decisions.models import Decision
from protocols import continuity, publishing
from protocols.models import Intake, Protocol
from protocols.publishing import Choices
from protocols.templatetags.protocol import similar_to_reading
from tests import factories as make

MEETING = dt.date(2026, 3, 2)
NOW = timezone.make_aware(dt.datetime(2026, 3, 10, 11))
BEFORE = "Актуализировать планы работы образовательно-отраслевых кластеров на 2026 год и представить их в департамент."

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make.user(make.person("Зорин"), is_staff=True)


@pytest.fixture
def before():
    protocol = make.in_force(dt.date(2026, 2, 2), number="1")
    for text in (
        "Провести конкурс мастерства.",
        "Разместить новости на сайтах колледжей.",
        BEFORE,
        "Закупить оборудование для мастерских колледжа.",
    ):
        make.decision(protocol, text=text, due_on=dt.date(2026, 3, 20))
    return protocol


def draft(text, **fields):
    protocol = make.protocol(MEETING, number="2")
    make.decision(protocol, text=text, **fields)
    return protocol


@pytest.mark.parametrize(
    "text, expected",
    [
        (BEFORE, ["п. 3 протокола № 1 от 02.02.2026"]),
        ("Представить в департамент актуализированный план работы образовательно-отраслевого кластера.", ["п. 3 протокола № 1 от 02.02.2026"]),
        ("Провести день открытых дверей.", []),
        ("Представить в департамент отчёт о закупке мебели.", []),
        ("", []),
    ],
    ids=["the same", "inflected", "one word in common", "two words in common", "empty"],
)  # fmt: skip
def test_similar_ones(before, text, expected):
    found = continuity.similar_to(draft(text))
    assert [one.place for each in found.values() for one in each] == expected


def test_what_is_off_control_is_not_offered(before, staff):
    lifecycle.take_off_control(before.decisions.get(number="3"), by=staff, now=NOW, reason="исполнено")
    assert continuity.similar_to(draft(BEFORE)) == {}


def test_thirty_cost_as_much_as_one(before, django_assert_num_queries):
    protocol = draft(BEFORE)
    with django_assert_num_queries(2):
        continuity.similar_to(protocol)
    for _ in range(29):
        make.decision(protocol, text=BEFORE)
    with django_assert_num_queries(2):
        assert len(continuity.similar_to(protocol)) == 30


class TestReplacing:
    @pytest.fixture
    def protocol(self, before):
        protocol = draft(BEFORE, due_on=dt.date(2026, 4, 20))
        college = make.college("А")
        make.head(college)
        make.executor(protocol.decisions.get(), college)
        make.assignment(before.decisions.get(number="3"), college)
        return protocol

    @pytest.fixture
    def page(self, client, staff, time_machine):
        time_machine.move_to(NOW)
        client.force_login(staff)
        return client

    def test_the_replaced_one_goes_off_control_on_publication(self, page, protocol, before, staff):
        old, new = before.decisions.get(number="3"), protocol.decisions.get()
        shown = page.get(reverse("protocols:publish", args=[protocol.pk])).content.decode()
        assert "п. 3 протокола № 1 от 02.02.2026" in shown
        page.post(reverse("protocols:replaces", args=[protocol.pk]), {f"d{new.pk}-replaces": str(old.pk)})
        new.refresh_from_db()
        assert new.replaces == old
        publishing.publish(protocol, Choices(MEETING), by=staff, now=NOW)
        old.refresh_from_db()
        assert (old.state, old.closed_basis) == (Decision.State.OFF_CONTROL, "п. 1 протокола № 2 от 02.03.2026")
        assert old.assignments.get().state == "withdrawn"

    def test_a_waiting_report_on_the_old_one_is_looked_at_first(self, protocol, before, staff):
        old, new = before.decisions.get(number="3"), protocol.decisions.get()
        old.controller = staff.person
        old.save()
        continuity.choose_replaced({new: old}, by=staff)
        lifecycle.report(old.assignments.get(), Account(text="готово"), by=Actor.staff(staff), now=NOW)
        with pytest.raises(Refused, match="п. 1 заменяет п. 3 протокола № 1 .* Сначала рассмотрите отчёты: А"):
            publishing.publish(protocol, Choices(MEETING), by=staff, now=NOW)
        protocol.refresh_from_db()
        assert protocol.is_draft

    def test_only_staff(self, client, cast, protocol):
        answers = []
        for user in (cast.head, cast.leadership, cast.staff):
            client.force_login(user)
            answers.append(client.get(reverse("protocols:replaces", args=[protocol.pk])).status_code)
            answers.append(client.get(reverse("protocols:next", args=[cast.protocol.pk])).status_code)
        assert answers == [403, 403, 403, 403, 200, 200]


def test_the_next_meeting_begins_with_what_came_of_this_one(client, before, staff, time_machine):
    time_machine.move_to(NOW)
    before.attendance.create(name="Лугов И.П.", position=1)
    make.assignment(before.decisions.first(), make.college("А"), state="done", closed_at=NOW, reported_at=NOW)
    client.force_login(staff)
    typed = {"number": "2", "date": "2026-03-16", "title": "совещания руководителей"}
    answer = client.post(reverse("protocols:next", args=[before.pk]), typed)
    made = Protocol.objects.get(number="2")
    assert answer.url == reverse("admin:protocols_protocol_change", args=[made.pk])
    assert (made.follows, made.is_draft, [str(one) for one in made.attendance.all()]) == (before, True, ["Лугов И.П."])
    assert made.agenda.get().text == "О выполнении решений протокола № 1 от 02.02.2026"
    assert made.decisions.get().text == (
        "Принять к сведению информацию о выполнении решений протокола № 1 от 02.02.2026. "
        "Поручений: 1, из них исполнено в срок — 1."
    )
    assert reverse("protocols:statement", args=[before.pk]) in client.get(made.get_absolute_url()).content.decode()
    again = client.post(reverse("protocols:next", args=[before.pk]), typed)
    assert "Протокол № 2 за 2026 год уже есть" in again.content.decode()


def test_the_preview_shows_what_is_similar(before):
    reading = {
        "decisions": [
            {"text": BEFORE, "number": "4", "is_task": True},
            {"text": BEFORE, "number": "5", "is_task": False},
        ]
    }
    shown = similar_to_reading(Intake(reading=reading))
    assert [(number, [one.place for one in found]) for number, found in shown["similar"]] == [
        ("п. 4", ["п. 3 протокола № 1 от 02.02.2026"])
    ]
