"""The size that was asked for, with history, on both databases."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from clusters.models import Appointment
from decisions.models import Assignment, Decision, Report, SearchEntry

DAY = dt.date(2026, 3, 20)

pytestmark = pytest.mark.django_db(transaction=True)  # PostgreSQL's VACUUM stands in none


@pytest.fixture
def loaded():
    call_command("load_scale", colleges=5, assignments=60, due=10, near=4, closed=15, day=DAY, verbosity=0)


def test_the_distribution(loaded):
    rows = Assignment.objects.filter(state="in_progress")
    assert (rows.count(), rows.filter(due_on=DAY).count()) == (60, 10)
    near = rows.exclude(due_on=DAY).filter(due_on__lt=DAY + dt.timedelta(days=9))
    assert Counter(near.values_list("due_on", flat=True)) == {dt.date(2026, 3, day): 5 for day in (17, 19, 23, 26)}
    assert rows.filter(due_on__gt=DAY + dt.timedelta(days=29)).count() == 30
    assert Assignment.objects.filter(state="done", due_on__lt=DAY).count() == 15
    assert Report.objects.count() == 15
    assert Counter(SearchEntry.objects.values_list("kind", flat=True)) == {1: 2, 2: 15, 3: 15}


def test_the_past_reaches_back_ten_years_and_the_last_months_stay_as_they_are():
    call_command("load_scale", colleges=2, assignments=4, due=2, closed=100, day=DAY, verbosity=0)
    done = Assignment.objects.filter(state="done")
    assert done.filter(due_on__gt=DAY - dt.timedelta(days=60)).count() == 20
    assert {(DAY - row.due_on).days // 365 for row in done} == set(range(10))
    assert all(row.reported_at.date() == row.closed_at.date() == row.due_on for row in done)
    assert all(
        row.created_on == row.decision.protocol.date < row.due_on for row in done.select_related("decision__protocol")
    )


def test_every_college_has_a_head_with_an_address(loaded):
    heads = Appointment.objects.values_list("organization__short_name", "person__email")
    assert dict(heads) == {f"К-{n}": f"head{n}@college.example" for n in range(5)}


def test_history_is_as_people_would_have_made_it(loaded):
    assert Decision.history.count() == Decision.objects.count() == 15
    created = Assignment.history.filter(history_type="+")
    assert {row.pk for row in Assignment.objects.all()} == {row.id for row in created}
    assert Assignment.history.filter(history_type="~", state="done").count() == 15


def test_only_an_empty_database_is_filled(loaded):
    with pytest.raises(CommandError, match="База не пуста"):
        call_command("load_scale")
