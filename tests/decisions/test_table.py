"""«Поручения»: what each filter finds, what a search kept for tomorrow holds, and what a list of any length costs."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from clusters.models import Membership
from decisions.exports.sheets import CONTENT_TYPE
from decisions.models import Assignment, ExtensionRequest, Report, SavedView
from decisions.overview import with_returned
from decisions.overview.table import with_names
from decisions.paging import CappedPaginator
from decisions.views.table import _line, standings
from decisions.workdays import Calendar
from tests import factories as make
from tests.cast import MEETING

TODAY = "2026-03-16T05:00:00+00:00"
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


def at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(5), dt.UTC)


def reported(assignment, day, state=Report.State.SENT, **fields):
    Report.objects.create(assignment=assignment, text="Сделано", state=state, created_at=at(day), sent_at=at(day))
    for name, value in {"reported_at": at(day), "executed_on": day, **fields}.items():
        setattr(assignment, name, value)
    assignment.save()
    return assignment


@pytest.fixture
def rows(cast):
    """One assignment of each kind, by a name that tells it."""
    protocol = make.in_force(MEETING, number="7-К")
    later = dt.date(2026, 3, 27)
    known = {"late": make.assignment(make.decision(protocol, due_on=dt.date(2026, 3, 10), text="Представить ЁЛКИ"))}
    known["soon"] = make.assignment(make.decision(protocol, due_on=dt.date(2026, 3, 18)))
    known["waiting"] = reported(
        make.assignment(make.decision(protocol, due_on=later, controller=cast.controller.person)),
        dt.date(2026, 3, 12), state="sent",
    )  # fmt: skip
    known["waiting"].state = State.ON_ACCEPTANCE
    known["waiting"].save()
    for name, day in {"done": dt.date(2026, 3, 5), "done_late": dt.date(2026, 3, 9)}.items():
        decided = make.decision(protocol, due_on=dt.date(2026, 3, 6))
        known[name] = reported(make.assignment(decided), day, state="accepted", closed_at=at(day))
        known[name].state = State.DONE
        known[name].save()
    known["undated"] = make.assignment(make.decision(protocol))
    known["lasting"] = make.assignment(make.decision(protocol, deadline_kind="permanent"), due_on=dt.date(2027, 1, 20))
    known["withdrawn"] = make.assignment(make.decision(protocol, due_on=later), state=State.WITHDRAWN)
    known["archived"] = make.assignment(make.decision(protocol, due_on=dt.date(2026, 3, 3)), is_archived=True)
    return known


def found(client, rows, query) -> list[str]:
    response = client.get(f"{reverse('decisions:assignments')}?{query}")
    assert response.status_code == 200
    names = {row.pk: name for name, row in rows.items()}
    return sorted(names[row.pk] for row in response.context["page"].object_list if row.pk in names)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["lasting", "late", "soon", "undated", "waiting"]),
        ("state=open", ["lasting", "late", "soon", "undated", "waiting"]),
        ("overdue=on", ["late"]),
        ("undated=on", ["undated"]),
        ("state=on_acceptance", ["waiting"]),
        ("state=done", ["done", "done_late"]),
        ("state=done_late", ["done_late"]),
        ("state=lasting", ["lasting"]),
        ("state=withdrawn", ["withdrawn"]),
        ("state=archive", ["archived"]),
        ("state=in_progress&since=2026-03-16&until=2026-03-29", ["soon"]),
        ("q=елки", []),
        ("q=ёлки", ["late"]),
        ("number=№ 7-к&state=done", ["done", "done_late"]),
        ("number=7", []),
        ("since=когда-нибудь", []),
        ("sort=organization&state=done", ["done", "done_late"]),
        ("sort=protocol&state=done", ["done", "done_late"]),
    ],
)
def test_a_filter_finds(staff, rows, query, expected):
    assert found(staff, rows, query) == expected


def test_organization_cluster_group_and_controller(staff, cast, rows):
    late, group = rows["late"], make.leading_group()
    cluster = make.cluster(leading=late.organization)
    Membership.objects.create(cluster=cluster, organization=rows["done"].organization, until=dt.date(2026, 3, 1))
    rows["soon"].source_group = group
    rows["soon"].save()
    assert found(staff, rows, f"organization={late.organization_id}") == ["late"]
    assert found(staff, rows, f"cluster={cluster.pk}") == ["late"]  # the other has left it
    assert found(staff, rows, f"group={group.pk}") == ["soon"]
    assert found(staff, rows, f"controller={cast.controller.person_id}") == ["waiting"]


@pytest.mark.parametrize("page", ["decisions:assignments", "decisions:discipline", "protocols:list"])
def test_a_period_that_ends_before_it_begins_is_said(staff, rows, page):
    said = staff.get(reverse(page), {"since": "2026-03-29", "until": "2026-03-16"}).text
    assert "Конец периода раньше начала." in said


def test_who_asks_for_a_later_date(staff, rows):
    ExtensionRequest.objects.create(
        assignment=rows["soon"], asked_at=at(MEETING), old_due_on=rows["soon"].due_on,
        new_due_on=dt.date(2026, 3, 25), reason="Болезнь",
    )  # fmt: skip
    assert found(staff, rows, "state=extension") == ["soon"]


def test_open_ones_come_by_the_nearest_deadline_and_past_ones_by_the_latest(staff, rows):
    def order(query):
        page = staff.get(f"{reverse('decisions:assignments')}?{query}").context["page"]
        return [row.due_on for row in page.object_list]

    open_ones = order("state=open")
    assert open_ones == [*sorted(open_ones[:-1]), None]
    everything = order("")
    assert everything == open_ones  # the usual view
    past = order("state=done")
    assert past == sorted(past, reverse=True)
    backwards = order("state=open&sort=-due")
    assert backwards == open_ones[::-1]


@pytest.mark.parametrize("role", ["staff", "leadership", "controller"])
def test_staff_and_leadership_enter(client, cast, role):
    client.force_login(getattr(cast, role))
    assert client.get(reverse("decisions:assignments")).status_code == 200
    assert client.get(reverse("decisions:assignments_sheet")).status_code == 200


@pytest.mark.parametrize("role", ["head", "other_head", "deputy", "contact"])
def test_colleges_stay_outside(client, cast, role):
    client.force_login(getattr(cast, role))
    assert client.get(reverse("decisions:assignments")).status_code == 403
    assert client.get(reverse("decisions:assignments_sheet")).status_code == 403


def test_a_list_costs_the_same_at_one_row_and_at_thirty(staff, cast, django_assert_max_num_queries):
    staff.get(reverse("decisions:assignments"))  # the first page of a session writes down whose it is
    counts = []
    for more in (0, 29):
        for _ in range(more):
            make.assignment(
                make.decision(cast.protocol, due_on=dt.date(2026, 3, 10), controller=cast.controller.person)
            )
        with django_assert_max_num_queries(25) as queries:
            page = staff.get(reverse("decisions:assignments")).context["page"]
        counts.append((len(queries), len(page)))
    assert [rows for _, rows in counts] == [1, 30]
    assert counts[0][0] == counts[1][0]


def test_a_line_of_any_kind_reads_nothing_more(staff, rows, cast, django_assert_num_queries):
    person = make.head(make.college())
    make.assignment(rows["late"].decision, due_on=dt.date(2026, 3, 1), original_due_on=None, person=person)
    handed = with_returned(with_names(Assignment.objects.all()))
    with django_assert_num_queries(1):
        lines = [_line(row, standing) for row, standing in standings(handed, MEETING, Calendar())]
    assert len(lines) == len(rows) + 2


def test_nobody_counts_further_than_the_cap(monkeypatch, cast):
    monkeypatch.setattr("decisions.paging.CAP", 2)
    for _ in range(3):
        make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 10)))
    paginator = CappedPaginator(Assignment.objects.order_by("pk"), 1)
    assert (paginator.count, paginator.num_pages, paginator.spoken_count) == (2, 2, "больше 2")
    exact = CappedPaginator(Assignment.objects.filter(pk=cast.assignment.pk), 1)
    assert (exact.count, exact.spoken_count) == (1, "1")


# ── Searches kept for tomorrow ───────────────────────────────────────────────────────────────────────────────────────


def test_a_search_is_kept_without_its_page_and_empty_fields(staff, cast):
    query = "page=3&q=&overdue=on&number=7"
    response = staff.post(reverse("decisions:view_save"), {"name": " Мои опоздавшие ", "query": query})
    saved = SavedView.objects.get()
    assert (saved.user, saved.name, saved.query) == (cast.staff, "Мои опоздавшие", "number=7&overdue=on")
    assert response.url == f"{reverse('decisions:assignments')}?number=7&overdue=on"


def test_the_same_name_gets_the_new_conditions(staff):
    for query in ("overdue=on", "undated=on"):
        staff.post(reverse("decisions:view_save"), {"name": "Мои", "query": query})
    assert list(SavedView.objects.values_list("name", "query")) == [("Мои", "undated=on")]


@pytest.mark.parametrize(
    "given", [{"name": "", "query": "q=план"}, {"name": "а" * 81, "query": "q=план"}, {"name": "Мои"}]
)
def test_a_search_without_a_name_or_conditions_is_not_kept(staff, given):
    staff.post(reverse("decisions:view_save"), given)
    assert SavedView.objects.count() == 0


def test_everyone_has_their_own(client, cast):
    mine = SavedView.objects.create(user=cast.staff, name="Мои", query="overdue=on")
    client.force_login(cast.leadership)
    assert client.post(reverse("decisions:view_delete", args=[mine.pk])).status_code == 404
    assert "Мои</a>" not in client.get(reverse("decisions:assignments")).text
    client.force_login(cast.staff)
    assert client.post(reverse("decisions:view_delete", args=[mine.pk])).status_code == 302
    assert SavedView.objects.count() == 0


# ── XLSX ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_sheet_holds_what_is_seen(staff, rows):
    response = staff.get(f"{reverse('decisions:assignments_sheet')}?state=done_late")
    assert response["Content-Type"] == CONTENT_TYPE
    page = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    head, line, *rest = page.iter_rows(values_only=True)
    assert rest == []
    told = dict(zip(head, line, strict=True))
    assert told["Протокол"] == "7-К"
    assert told["Срок"] == dt.datetime(2026, 3, 6)
    assert told["Состояние"] == "Исполнено с опозданием"
    # 9 March 2026 is a day off moved from the 8th: late, though no working day has passed
    assert told["Задержка, рабочих дней"] == 1
