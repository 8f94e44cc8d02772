"""Who has done what: what a cell shows of one assignment and of several, how columns are grouped, what filters leave."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from clusters.models import Membership
from decisions.models import Assignment
from decisions.overview.matrix import OUTSIDE
from tests import factories as make

D = dt.date
State = Assignment.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def leader(client):
    client.force_login(make.user(is_leadership=True))
    return client


def at(day):
    return dt.datetime.combine(day, dt.time(5), dt.UTC)


def done(day):
    return {"state": State.DONE, "reported_at": at(day), "closed_at": at(day), "executed_on": day}


def shown(client, protocol, query=""):
    response = client.get(f"{reverse('protocols:matrix', args=[protocol.pk])}?{query}")
    assert response.status_code == 200
    return response.context["matrix"]


@pytest.mark.parametrize(
    ("fields", "sign", "text", "spoken"),
    [
        ({}, "in_progress", "до 20.03", "В работе, срок 20\N{NO-BREAK SPACE}марта"),
        ({"due_on": D(2026, 3, 16)}, "today", "до 16.03", "Срок сегодня, срок 16\N{NO-BREAK SPACE}марта"),
        (
            {"due_on": D(2026, 3, 11)}, "overdue", "−3 дн.",
            "Просрочено на 3\N{NO-BREAK SPACE}рабочих дня, срок 11\N{NO-BREAK SPACE}марта",
        ),
        (done(D(2026, 3, 12)), "done", "исп.", "Исполнено, срок 20\N{NO-BREAK SPACE}марта"),
        (
            {**done(D(2026, 3, 12)), "due_on": D(2026, 3, 10)}, "done_late", "+2 дн.",
            "Исполнено с опозданием на 2\N{NO-BREAK SPACE}рабочих дня, срок 10\N{NO-BREAK SPACE}марта",
        ),
        (
            {"state": State.ON_ACCEPTANCE, "reported_at": at(D(2026, 3, 12))}, "on_acceptance", "приёмка",
            "На приёмке, срок 20\N{NO-BREAK SPACE}марта",
        ),
        ({"state": State.WITHDRAWN}, "withdrawn", "снято", "Прекращено, срок 20\N{NO-BREAK SPACE}марта"),
        ({"due_on": None}, "undated", "без срока", "Без срока"),
    ],
)  # fmt: skip
def test_a_cell_says_its_state_by_sign_colour_and_words(leader, fields, sign, text, spoken):
    decision = make.decision(make.in_force(), due_on=D(2026, 3, 20))
    row = make.assignment(decision, **fields)
    (cell,) = shown(leader, decision.protocol).rows[0].cells
    assert (cell.sign, cell.text, cell.spoken) == (sign, text, spoken)
    assert cell.url == reverse("decisions:assignment", args=[row.pk])


def test_several_in_one_cell_show_the_worst_and_open_their_list(leader):
    decision, college = make.decision(make.in_force(), due_on=D(2026, 3, 20)), make.college()
    make.assignment(decision, college, **done(D(2026, 3, 12)))
    make.assignment(decision, college, period="2026-03", due_on=D(2026, 3, 11))
    (cell,) = shown(leader, decision.protocol).rows[0].cells
    assert (cell.sign, cell.text) == ("overdue", "−3 дн. 1/2")
    assert cell.spoken.endswith("; исполнено 1 из 2")
    assert len(leader.get(cell.url + "&sort=due").context["page"]) == 2


@pytest.mark.parametrize(("kind", "word"), [("permanent", "постоянно"), ("by_plan", "по планам")])
def test_what_is_never_done_is_not_counted(leader, kind, word):
    college = make.college("А")
    decision = make.decision(make.in_force(), due_on=D(2026, 3, 20))
    make.assignment(decision, college, **done(D(2026, 3, 12)))
    lasting = make.decision(decision.protocol, deadline_kind=kind)
    make.assignment(lasting, college, due_on=D(2026, 3, 11))
    matrix = shown(leader, decision.protocol)
    assert [row.told for row in matrix.rows] == ["исполнено 1 из 1", word]
    assert matrix.scores == [(1, 1)]


def test_a_planned_date_is_counted_its_plan_is_not(leader):
    college, plan = make.college(), make.decision(make.in_force(), deadline_kind="by_plan")
    make.assignment(plan, college, due_on=D(2026, 3, 27))
    make.assignment(plan, college, period="2026-03-11", **{**done(D(2026, 3, 11)), "due_on": D(2026, 3, 11)})
    (row,) = shown(leader, plan.protocol).rows
    assert (row.cells[0].text, row.told) == ("план 1/1", "исполнено 1 из 1")


def test_a_quota_has_one_name(leader):
    quota = {"quota_on": True, "quota_target": 3, "quota_period": "week"}
    decision = make.decision(make.in_force(), deadline_kind="permanent", **quota)
    make.assignment(decision, due_on=D(2027, 1, 20))
    (cell,) = shown(leader, decision.protocol).rows[0].cells
    assert (cell.text, cell.spoken.split(",")[0]) == ("норма", "Норма")


def test_late_by_no_working_day_is_late_without_a_number(leader, time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 14, 5, tzinfo=dt.UTC))  # a Saturday
    decision = make.decision(make.in_force(), due_on=D(2026, 3, 13))
    make.assignment(decision)
    (cell,) = shown(leader, decision.protocol).rows[0].cells
    assert (cell.text, cell.spoken) == ("просроч.", "Просрочено, срок 13\N{NO-BREAK SPACE}марта")


def test_columns_stand_by_cluster_each_college_once_the_leading_one_first(leader):
    protocol = make.in_force(D(2026, 3, 2))
    decision = make.decision(protocol, due_on=D(2026, 3, 20))
    ash, birch, cedar, fir = (make.college(name) for name in ("Ясень", "Берёза", "Кедр", "Ель"))
    south, north = make.cluster("Юг", leading=ash), make.cluster("Север", leading=cedar)
    for cluster, college, more in (
        (south, birch, {}),
        (north, ash, {}),  # leads the south, so it stands there
        (north, fir, {"until": D(2026, 3, 1)}),  # had left it by the meeting
    ):
        Membership.objects.create(cluster=cluster, organization=college, **more)
    for college in (ash, birch, cedar, fir):
        make.assignment(decision, college)
    groups = shown(leader, protocol).groups
    assert [(group.name, [str(one) for one in group.organizations]) for group in groups] == [
        ("Север", ["Кедр"]),
        ("Юг", ["Ясень", "Берёза"]),
        (OUTSIDE, ["Ель"]),
    ]


@pytest.fixture
def table(leader):
    """Two decisions, three colleges: the first has something late, the third is in no cluster."""
    protocol = make.in_force()
    first, second = (make.decision(protocol, due_on=D(2026, 3, 20)) for _ in range(2))
    colleges = [make.college(name) for name in ("А", "Б", "В")]
    cluster = make.cluster("Юг", leading=colleges[0])
    Membership.objects.create(cluster=cluster, organization=colleges[1])
    make.assignment(first, colleges[0], due_on=D(2026, 3, 11))
    make.assignment(first, colleges[1], **done(D(2026, 3, 12)))
    make.assignment(second, colleges[1])
    make.assignment(second, colleges[2], state=State.WITHDRAWN)
    return protocol, cluster, colleges


def outline(matrix):
    return [str(one) for one in matrix.organizations], [
        (row.decision.number, [cell and cell.sign for cell in row.cells]) for row in matrix.rows
    ]


def test_everything(leader, table):
    matrix = shown(leader, table[0])
    assert outline(matrix) == (
        ["А", "Б", "В"],
        [("1", ["overdue", "done", None]), ("2", [None, "in_progress", "withdrawn"])],
    )
    assert [row.score for row in matrix.rows] == [(1, 2), (0, 1)]
    assert matrix.scores == [(0, 1), (1, 2), (0, 0)]
    assert matrix.signs == ["overdue", "in_progress", "done", "withdrawn"]


def test_filters_leave_only_what_was_asked(leader, table):
    protocol, cluster, colleges = table
    assert outline(shown(leader, protocol, "late=on")) == (["А"], [("1", ["overdue"])])
    assert outline(shown(leader, protocol, f"cluster={cluster.pk}"))[0] == ["А", "Б"]
    assert outline(shown(leader, protocol, f"organization={colleges[2].pk}")) == (["В"], [("2", ["withdrawn"])])
    assert shown(leader, protocol, f"late=on&organization={colleges[2].pk}").rows == []
    assert len(shown(leader, protocol, "organization=0").rows) == 2  # no such college: nothing is hidden


def test_the_sheet_says_the_same_in_words(leader, table):
    response = leader.get(reverse("protocols:matrix_sheet", args=[table[0].pk]))
    lines = list(openpyxl.load_workbook(io.BytesIO(response.getvalue())).active.iter_rows(values_only=True))
    assert lines[0] == ("№", "Решение", "Срок", "А", "Б", "В")
    assert lines[2][3:] == (
        None,
        "В работе, срок 20\N{NO-BREAK SPACE}марта",
        "Прекращено, срок 20\N{NO-BREAK SPACE}марта",
    )
    assert lines[3][3:] == ("исполнено 0 из 1", "исполнено 1 из 2", None)


@pytest.mark.parametrize(
    ("role", "status"),
    [("staff", 200), ("controller", 200), ("leadership", 200), ("head", 403), ("contact", 403), ("other_head", 403)],
)
def test_who_sees_what_all_have_done(client, cast, role, status):
    client.force_login(getattr(cast, role))
    for name in ("matrix", "matrix_sheet"):
        assert client.get(reverse(f"protocols:{name}", args=[cast.protocol.pk])).status_code == status


def test_forty_by_thirty_costs_as_much_as_one_cell(leader, django_assert_max_num_queries):
    protocol = make.in_force()
    url = reverse("protocols:matrix", args=[protocol.pk])
    colleges = [make.college() for _ in range(30)]
    make.assignment(make.decision(protocol, due_on=D(2026, 3, 20)), colleges[0])
    leader.get(url)
    counts = []
    for more in (0, 5):
        for _ in range(more):
            decision = make.decision(protocol, due_on=D(2026, 3, 20))
            for college in colleges:
                make.assignment(decision, college)
        with django_assert_max_num_queries(20) as queries:
            assert leader.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
