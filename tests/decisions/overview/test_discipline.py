"""Исполнительская дисциплина by a worked example of twenty rows, each written with what it must count as."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from clusters.models import Membership
from decisions.models import Assignment, Decision
from decisions.overview import discipline
from decisions.overview.discipline import Figures, Period
from decisions.workdays import Calendar
from tests import factories as make

D = dt.date
TODAY = D(2026, 4, 20)
MARCH_AND_APRIL = Period(D(2026, 3, 1), D(2026, 4, 30))
pytestmark = pytest.mark.django_db

IN_PROGRESS, WAITING, DONE, WITHDRAWN = Assignment.State.values
PERMANENT, BY_PLAN = {"deadline_kind": "permanent"}, {"deadline_kind": "by_plan"}
QUOTA = {"quota_on": True, "quota_target": 3, "quota_period": Decision.QuotaPeriod.WEEK}

# college, deadline, state, report sent on, what else, counted as, delay in working days
EXAMPLE = [
    ("А", D(2026, 3, 6), DONE, D(2026, 3, 5), {}, ["due", "in_time"], 0),
    ("А", D(2026, 3, 6), DONE, D(2026, 3, 6), {}, ["due", "in_time"], 0),  # on the day itself
    ("А", D(2026, 3, 6), DONE, D(2026, 3, 11), {}, ["due", "late"], 2),  # the 9th is a day off
    ("А", D(2026, 3, 20), DONE, D(2026, 3, 30), {}, ["due", "late"], 6),
    ("А", D(2026, 3, 20), DONE, D(2026, 3, 21), {}, ["due", "late"], 1),  # sent on a Saturday: late all the same
    ("А", D(2026, 3, 20), WAITING, D(2026, 3, 19), {}, ["due", "in_time"], 0),  # not accepted yet
    ("А", D(2026, 3, 20), WAITING, D(2026, 3, 23), {}, ["due", "late"], 1),
    ("А", D(2026, 3, 31), IN_PROGRESS, None, {}, ["due", "missed"], 0),
    ("А", D(2026, 4, 20), IN_PROGRESS, None, {}, ["due", "ahead"], 0),  # due today: not late yet
    ("А", D(2026, 4, 30), IN_PROGRESS, None, {}, ["due", "ahead"], 0),  # the last day of the period
    ("Б", D(2026, 3, 1), DONE, D(2026, 2, 27), {}, ["due", "in_time"], 0),  # the first day of it
    ("Б", D(2026, 4, 10), DONE, D(2026, 4, 9), {"original_due_on": D(2026, 2, 27)}, ["due", "in_time", "extended"], 0),
    ("Б", D(2026, 5, 12), IN_PROGRESS, None, {"original_due_on": D(2026, 3, 12)}, [], 0),  # moved out of the period
    ("Б", D(2026, 3, 13), WITHDRAWN, None, {}, ["withdrawn"], 0),
    ("Б", D(2026, 3, 13), IN_PROGRESS, None, {"is_archived": True}, [], 0),
    ("Б", D(2026, 3, 13), DONE, D(2026, 3, 16), {"late_at_start": True}, ["before"], 0),
    ("Б", D(2026, 4, 15), IN_PROGRESS, None, PERMANENT, ["lasting"], 0),  # its control date
    ("Б", D(2026, 4, 15), IN_PROGRESS, None, {**PERMANENT, **QUOTA}, ["quotas"], 0),
    (
        "Б",
        D(2026, 4, 10),
        IN_PROGRESS,
        None,
        {**BY_PLAN, "period": "2026-04-10"},
        ["due", "missed"],
        0,
    ),  # a planned date
    ("Б", None, IN_PROGRESS, None, {}, [], 0),
]
OF_DECISION = ("deadline_kind", "quota_on", "quota_target", "quota_period")


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(16, 30), dt.UTC)  # 23:30 in Tomsk, still the same day there


@pytest.fixture
def colleges():
    return {name: make.college(name) for name in ("А", "Б")}


@pytest.fixture
def example(colleges):
    protocol, made = make.in_force(D(2026, 2, 2)), {}
    for number, (name, due_on, state, sent_on, more, expected, _) in enumerate(EXAMPLE, 1):
        decided = make.decision(protocol, **{key: more[key] for key in OF_DECISION if key in more})
        fields = {key: value for key, value in more.items() if key not in OF_DECISION}
        if sent_on:
            fields |= {"reported_at": at(sent_on), "executed_on": sent_on}
        if state == DONE:
            fields["closed_at"] = at(sent_on)
        made[make.assignment(decided, colleges[name], due_on=due_on, state=state, **fields).pk] = (number, expected)
    return made


def test_there_are_twenty_rows():
    assert len(EXAMPLE) == 20


@pytest.mark.parametrize("outcome", [name for name, _ in discipline.OUTCOMES])
def test_each_row_is_counted_as_it_must(example, outcome):
    rows = discipline.with_outcome(discipline._rows(MARCH_AND_APRIL), outcome, TODAY)
    counted = sorted(example[pk][0] for pk in rows.values_list("pk", flat=True))
    assert counted == [number for number, line in enumerate(EXAMPLE, 1) if outcome in line[5]]


def test_the_figures_of_the_example(example, colleges):
    found = discipline.by_organization(MARCH_AND_APRIL, TODAY, Calendar())
    assert found == {
        colleges["А"].pk: Figures(due=10, in_time=3, late=4, missed=1, ahead=2, delays=10),
        colleges["Б"].pk: Figures(
            due=3, in_time=2, missed=1, extended=1, before=1, withdrawn=1, lasting=1, quotas=1
        ),
    }  # fmt: skip
    first, second = found[colleges["А"].pk], found[colleges["Б"].pk]
    assert (first.settled, first.share, first.mean_delay) == (8, 38, 2.5)
    assert (second.settled, second.share, second.mean_delay) == (3, 67, None)
    whole = discipline.total(found.values())
    assert (whole.due, whole.settled, whole.share) == (13, 11, 45)


def test_the_trend_shows_empty_months_too(example, colleges):
    months = discipline.by_month(D(2026, 4, 30), TODAY, months=3)
    assert [(first, figures.in_time, figures.settled) for first, figures in months] == [
        (D(2026, 2, 1), 0, 0),
        (D(2026, 3, 1), 4, 9),
        (D(2026, 4, 1), 1, 2),
    ]
    of_second = discipline.by_month(D(2026, 4, 30), TODAY, months=2, organizations=[colleges["Б"].pk])
    assert [(figures.in_time, figures.settled) for _, figures in of_second] == [(1, 1), (1, 2)]


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (Period(D(2026, 3, 1), D(2026, 3, 31)), Period(D(2026, 2, 1), D(2026, 2, 28))),
        (Period(D(2026, 1, 1), D(2026, 3, 31)), Period(D(2025, 10, 1), D(2025, 12, 31))),
        (Period(D(2026, 1, 1), D(2026, 12, 31)), Period(D(2025, 1, 1), D(2025, 12, 31))),
        (Period(D(2026, 3, 9), D(2026, 3, 15)), Period(D(2026, 3, 2), D(2026, 3, 8))),
    ],
)
def test_the_period_before(period, before):
    assert period.before == before


@pytest.mark.parametrize(("day", "until"), [(D(2026, 2, 9), D(2026, 2, 28)), (D(2026, 12, 31), D(2026, 12, 31))])
def test_the_month_of_a_day(day, until):
    assert discipline.month_of(day) == Period(day.replace(day=1), until)


# ── The page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def leader(client):
    client.force_login(make.user(is_leadership=True))
    with time_machine.travel(dt.datetime(2026, 4, 20, 5, tzinfo=dt.UTC), tick=False):
        yield client


def address(**more) -> str:
    conditions = {"since": MARCH_AND_APRIL.since, "until": MARCH_AND_APRIL.until, **more}
    return reverse("decisions:discipline") + "?" + "&".join(f"{name}={value}" for name, value in conditions.items())


def test_every_number_opens_as_many_rows(example, leader):
    report = leader.get(address()).context["report"]
    lines = [*report.organizations, report.total]
    assert len(lines) == 3
    checked = 0
    for line in lines:
        for outcome, _ in discipline.OUTCOMES:
            rows = leader.get(f"{reverse('decisions:assignments')}?{line.conditions}&outcome={outcome}")
            assert rows.context["page"].paginator.count == getattr(line.figures, outcome), (line.name, outcome)
            checked += 1
    assert checked == 30


def test_a_cluster_counts_its_members_of_the_last_day(example, colleges, leader):
    cluster = make.cluster("Север", leading=colleges["А"])
    Membership.objects.create(cluster=cluster, organization=colleges["Б"], until=D(2026, 4, 1))
    report = leader.get(address()).context["report"]
    assert [(line.name, line.figures.due) for line in report.clusters] == [("Север", 10)]
    narrowed = leader.get(address(cluster=cluster.pk)).context["report"]
    assert [line.name for line in narrowed.organizations] == ["А"]
    assert narrowed.total.figures.due == 10


def test_the_worst_come_first_and_the_formula_is_there(example, leader):
    page = leader.get(address())
    assert [line.name for line in page.context["report"].organizations] == ["А", "Б"]
    assert "Доля в срок = исполнено в срок ÷ (в срок + с опозданием + не исполнено) × 100 %." in page.text


@pytest.mark.parametrize("query", ["", "?since=2026-04-30&until=2026-03-01", "?since=вчера&until="])
def test_this_month_when_nothing_sensible_was_asked(example, leader, query):
    page = leader.get(reverse("decisions:discipline") + query)
    assert page.context["report"].period == Period(D(2026, 4, 1), D(2026, 4, 30))


def test_the_sheet_holds_the_page(example, leader):
    url = address().replace(reverse("decisions:discipline"), reverse("decisions:discipline_sheet"))
    page = openpyxl.load_workbook(io.BytesIO(leader.get(url).getvalue())).active
    lines = [row[:7] for row in page.iter_rows(values_only=True)][1:]
    assert lines == [("А", 10, 3, 4, 1, 2, 38), ("Б", 3, 2, 0, 1, 0, 67), ("Всего", 13, 5, 4, 2, 2, 45)]


def test_the_page_costs_the_same_at_one_row_and_at_thirty(leader, django_assert_max_num_queries):
    leader.get(address())
    counts = []
    for more in (1, 29):
        for _ in range(more):
            make.assignment(make.decision(make.in_force(), due_on=D(2026, 3, 20)))
        with django_assert_max_num_queries(25) as queries:
            assert leader.get(address()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("name", "day"), [("since", "0001-01-01"), ("until", "9999-12-31")])
def test_a_slip_in_the_year_is_said(leader, name, day):
    page = leader.get(address(**{name: day}))
    assert (page.status_code, page.context["form"].errors[name]) == (200, ["Проверьте год."])
