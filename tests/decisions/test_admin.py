"""The rules are one row that is only changed, the calendar tells what it knows, the ledger is only read."""

import datetime as dt

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse

from decisions.models import DayOverride, Reminder, ReminderPolicy
from tests import factories as make

pytestmark = pytest.mark.django_db
POLICY = reverse("admin:decisions_reminderpolicy_change", args=[1])


@pytest.fixture
def staff(client):
    client.force_login(make.user(make.person("Зорин"), is_staff=True))
    return client


def given(page, **changes):
    values = page.context["adminform"].form.initial | changes
    return {name: value for name, value in values.items() if value is not None and value is not False}


def test_the_rules_open_with_defaults_and_become_a_row_when_changed(staff):
    assert staff.get(reverse("admin:decisions_reminderpolicy_changelist")).url == POLICY
    page = staff.get(POLICY)
    assert ReminderPolicy.objects.count() == 0
    response = staff.post(POLICY, given(page, stages_before="5, 2", roll="forward"))
    assert response.status_code == 302
    policy = ReminderPolicy.objects.get()
    assert (policy.pk, policy.stages_before, policy.roll, policy.digest_at) == (1, "5, 2", "forward", dt.time(9))
    assert str(policy.history.get().history_user) == "Зорин И.П."
    staff.post(POLICY, given(staff.get(POLICY), escalate_after=10))
    assert ReminderPolicy.objects.get().escalate_after == 10
    assert staff.get(reverse("admin:decisions_reminderpolicy_history", args=[1])).status_code == 200


def test_a_wrong_rule_is_refused_in_words(staff):
    page = staff.post(POLICY, given(staff.get(POLICY), stages_before="скоро"))
    assert page.context["adminform"].form.errors == {
        "stages_before": ["Укажите числа через запятую, например: 7, 3, 1"]
    }
    assert ReminderPolicy.objects.count() == 0


@pytest.mark.parametrize("model", ["reminderpolicy", "reminder"])
def test_nothing_is_added_or_deleted_by_hand(staff, model):
    assert staff.get(reverse(f"admin:decisions_{model}_add")).status_code == 403
    assert staff.post(reverse(f"admin:decisions_{model}_delete", args=[1]), {"post": "yes"}).status_code in (302, 403)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (dt.datetime(2024, 6, 3, tzinfo=dt.UTC), [(2024, True), (2025, True)]),
        (dt.datetime(2031, 6, 3, tzinfo=dt.UTC), [(2031, False), (2032, False)]),
    ],
)
def test_the_calendar_says_which_years_it_knows(client, day, told):
    with time_machine.travel(day, tick=False):
        client.force_login(make.user(is_staff=True))
        page = client.get(reverse("admin:decisions_dayoverride_changelist"))
    assert page.context["calendar_years"] == told
    known = [
        f"Производственный календарь на {year} год {'известен' if is_known else 'ещё не известен'}"
        for year, is_known in told
    ]
    assert [sentence in page.text for sentence in known] == [True, True]


def test_a_day_is_entered_changed_and_taken_out_with_history(staff):
    staff.post(reverse("admin:decisions_dayoverride_add"), {"date": "02.03.2026", "note": "Указ губернатора"})
    (day,) = DayOverride.objects.all()
    assert (day.date, day.is_workday) == (dt.date(2026, 3, 2), False)
    staff.post(reverse("admin:decisions_dayoverride_delete", args=[day.pk]), {"post": "yes"})
    assert DayOverride.objects.count() == 0
    kinds = DayOverride.history.order_by("history_id").values_list("history_type", flat=True)
    assert list(kinds) == ["+", "-"]


def fill(number):
    Reminder.objects.create(
        assignment=make.assignment(), person=make.person(), kind="stage", occasion=f"1:{number}",
        tell_on=dt.date(2026, 3, 2), created_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC),
    )  # fmt: skip
    DayOverride.objects.create(date=dt.date(2026, 1, 1) + dt.timedelta(days=number))


@pytest.mark.parametrize("model", ["reminder", "dayoverride"])
def test_a_list_costs_the_same_at_one_row_and_at_thirty(staff, model, django_assert_max_num_queries):
    url = reverse(f"admin:decisions_{model}_changelist")
    staff.get(url)
    counts = []
    for numbers in (range(1), range(1, 30)):
        for number in numbers:
            fill(number)
        with django_assert_max_num_queries(12) as queries:
            assert staff.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_every_page_of_the_rules_is_in_russian(staff):
    fill(1)
    shown = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "decisions"}
    assert {"reminderpolicy", "dayoverride", "reminder"} <= shown
    for url in (POLICY, reverse("admin:decisions_dayoverride_add"), reverse("admin:decisions_reminder_changelist")):
        main = staff.get(url).text.split("<main")[1] if "<main" in staff.get(url).text else staff.get(url).text
        assert [word for word in ("Save", "Add ", "Delete", "History", "Filter") if f">{word}" in main] == []
