"""«Протоколы» by month with their sums, and a protocol with the state beside each decision."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from decisions import lifecycle
from decisions.models import Assignment
from decisions.overview import Tally
from protocols.models import Protocol
from tests import factories as make

D = dt.date
NOW = dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC)
State = Assignment.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leader(client):
    client.force_login(make.user(is_leadership=True))
    return client


def of_each_kind(protocol):
    dated = make.decision(protocol, due_on=D(2026, 3, 20))
    make.assignment(dated, state=State.DONE, closed_at=NOW)
    make.assignment(dated, state=State.ON_ACCEPTANCE, reported_at=NOW)
    make.assignment(dated)
    make.assignment(dated)
    make.assignment(dated, due_on=D(2026, 3, 13))
    make.assignment(dated, state=State.WITHDRAWN)
    make.assignment(dated, is_archived=True)
    lasting = make.decision(protocol, deadline_kind="permanent")
    make.assignment(lasting, due_on=D(2027, 1, 20))
    make.assignment(lasting, due_on=D(2026, 1, 20))
    return dated, lasting


def months(client, query=""):
    page = client.get(f"{reverse('protocols:list')}?{query}")
    assert page.status_code == 200
    return page, [(month.name, [entry.protocol.number for entry in month.entries]) for month in page.context["months"]]


def test_a_protocol_has_one_bar_and_the_period_the_same_sum(leader):
    for number, date in {"1": D(2026, 1, 19), "2": D(2026, 3, 2)}.items():
        of_each_kind(make.in_force(date, number=number))
    page, found = months(leader)
    assert found == [("март 2026", ["2"]), ("январь 2026", ["1"])]
    each = Tally(done=1, wait=1, work=2, late=2, lasting=1, withdrawn=1)
    assert [entry.tally for month in page.context["months"] for entry in month.entries] == [each, each]
    assert page.context["total"] == each + each
    text = "7\N{NO-BREAK SPACE}поручений: исполнено 1, на приёмке 1, в работе 2, просрочено 2, постоянно 1"
    assert page.text.count(text) == 2
    assert "14\N{NO-BREAK SPACE}поручений: исполнено 2" in page.text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["12-К", "2", "1"]),
        ("since=2026-03-01&until=2026-03-31", ["2"]),
        ("since=2026-02-01", ["12-К", "2"]),
        ("until=2026-01-31", ["1"]),
        ("q=№ 12-к", ["12-К"]),
        ("q=ДИРЕКТОРОВ", ["1"]),
        ("state=off_control", ["1"]),
        ("state=draft", []),
        ("since=вчера", []),
    ],
)
def test_the_period_filter(leader, query, numbers):
    make.in_force(D(2026, 1, 19), number="1", title="совещания директоров", state=Protocol.State.OFF_CONTROL)
    make.in_force(D(2026, 3, 2), number="2")
    make.in_force(D(2026, 4, 6), number="12-К")
    make.protocol(D(2026, 3, 9), number="черновик")
    assert [number for _, found in months(leader, query)[1] for number in found] == numbers


def test_the_sum_is_over_all_pages_of_the_period(leader, monkeypatch):
    monkeypatch.setattr("protocols.views.reading.PAGE", 1)
    for date in (D(2026, 1, 19), D(2026, 3, 2)):
        make.assignment(make.decision(make.in_force(date), due_on=D(2026, 3, 20)))
    page, found = months(leader)
    assert (len(found), page.context["total"].work) == (1, 2)


def test_a_college_sees_its_protocols_without_what_others_did(client, cast):
    make.assignment(cast.decision, cast.other_college, state=State.DONE, closed_at=NOW)
    make.in_force(D(2026, 2, 2), number="чужой")
    client.force_login(cast.head)
    page, found = months(client)
    assert found == [("март 2026", [cast.protocol.number])]
    assert "поручени" not in page.text.split("<main")[1]
    detail = client.get(cast.protocol.get_absolute_url())
    assert "исполнено" not in detail.text.split("<main")[1]


def test_the_state_stands_beside_each_decision(leader):
    protocol = make.in_force()
    dated, lasting = of_each_kind(protocol)
    page = leader.get(protocol.get_absolute_url())
    assert page.context["decisions"] == [
        (dated, Tally(done=1, wait=1, work=2, late=1, withdrawn=1), []),
        (lasting, Tally(late=1, lasting=1), []),
    ]
    assert page.context["total"] == Tally(done=1, wait=1, work=2, late=2, lasting=1, withdrawn=1)
    url = reverse("decisions:assignments")
    assert f"{url}?decision={dated.pk}&amp;overdue=on" in page.text
    late = leader.get(f"{url}?decision={dated.pk}&overdue=on").context["page"]
    assert len(late) == 1


@pytest.mark.parametrize("reader", ["staff", "leadership", "head"])
@pytest.mark.parametrize(
    ("verb", "badge"), [(lifecycle.withdraw_decision, "Отменено"), (lifecycle.take_off_control, "Снято с контроля")]
)
def test_everybody_reads_that_a_decision_ended_and_why(client, cast, reader, verb, badge):
    verb(cast.decision, by=cast.staff, now=NOW, reason="принято другое решение", basis="приказ № 5")
    client.force_login(getattr(cast, reader))
    page = client.get(cast.protocol.get_absolute_url()).text
    assert f" {badge}</span> 16\N{NO-BREAK SPACE}марта: принято другое решение (приказ № 5)" in page


def test_lists_cost_the_same_at_one_row_and_at_thirty(leader, django_assert_max_num_queries):
    protocol = make.in_force()
    pages = (reverse("protocols:list"), protocol.get_absolute_url())
    leader.get(pages[0])
    counts = []
    for more in (1, 29):
        for _ in range(more):
            make.assignment(make.decision(protocol, due_on=D(2026, 3, 10)))
            make.in_force()
        for url in pages:
            with django_assert_max_num_queries(25) as queries:
                assert leader.get(url).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
