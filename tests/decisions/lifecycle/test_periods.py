"""Recurring decisions, plans, quotas."""

import datetime as dt

import pytest

from decisions import lifecycle
from decisions.lifecycle import Account, Handling, Party, StoredFile
from decisions.models import Assignment, Decision, PlannedDate, Reminder
from tests import factories as make

from .conftest import TODAY, at, refusal

State = Assignment.State
PUBLISHED = at(dt.date(2026, 3, 2), 15)


@pytest.fixture
def monthly(cast):
    kind, rule = Decision.Kind.RECURRING, "FREQ=MONTHLY;BYMONTHDAY=5"
    decision = make.decision(cast.protocol, deadline_kind=kind, deadline_text="ежемесячно до 5 числа", recurrence=rule)
    lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=PUBLISHED)
    return decision


def periods(decision) -> list[tuple[str, dt.date]]:
    return list(decision.assignments.order_by("due_on").values_list("period", "due_on"))


MARCH, APRIL = ("2026-03", dt.date(2026, 3, 5)), ("2026-04", dt.date(2026, 4, 3))  # 5 April is a Sunday
MAY, JUNE = ("2026-05", dt.date(2026, 5, 5)), ("2026-06", dt.date(2026, 6, 5))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 3, 19), [MARCH]),
        (dt.date(2026, 3, 20), [MARCH, APRIL]),  # ten working days before 3 April
        (dt.date(2026, 5, 22), [MARCH, APRIL, MAY, JUNE]),  # what was missed is made up
    ],
)
def test_a_period_is_opened_ten_working_days_ahead(monthly, day, expected):
    lifecycle.open_periods(at(day))
    assert periods(monthly) == expected


def test_never_twice_and_the_head_is_told_of_each_once(cast, monthly):
    for hour in range(3):
        lifecycle.open_periods(at(dt.date(2026, 3, 20), hour))
    april = monthly.assignments.get(period="2026-04")
    assert april.reminders.filter(kind=Reminder.Kind.NEW, person=cast.head.person).count() == 1
    entry = april.history.get()
    assert (entry.history_user, entry.history_change_reason) == (None, "Открыт очередной период")


def test_never_for_a_closed_decision(cast, monthly):
    lifecycle.take_off_control(monthly, by=cast.staff, now=PUBLISHED, reason="Так")
    lifecycle.open_periods(at(dt.date(2026, 5, 22)))
    assert periods(monthly) == [MARCH]


def test_withdrawn_from_a_college_it_does_not_come_back(cast, monthly):
    lifecycle.assign(monthly, [Party(cast.other_college)], by=cast.staff, now=PUBLISHED)
    march = monthly.assignments.get(organization=cast.college)
    lifecycle.withdraw(march, by=cast.staff, now=PUBLISHED, reason="Так")
    lifecycle.open_periods(at(dt.date(2026, 3, 20)))
    assert list(monthly.assignments.filter(period="2026-04").values_list("organization", flat=True)) == [
        cast.other_college.pk
    ]


def test_an_extended_period_does_not_hide_the_next(cast, monthly, head, now):
    march = monthly.assignments.get()
    lifecycle.correct_due(march, dt.date(2026, 4, 30), "Так", by=cast.staff, now=now)
    lifecycle.open_periods(at(dt.date(2026, 3, 20)))
    assert [key for key, _ in periods(monthly)] == ["2026-04", "2026-03"]


def test_the_archive_is_not_continued(cast):
    rule = "FREQ=MONTHLY;BYMONTHDAY=5"
    decision = make.decision(cast.protocol, deadline_kind=Decision.Kind.RECURRING, recurrence=rule)
    lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=PUBLISHED, handling=Handling.archive())
    assert lifecycle.open_periods(at(dt.date(2026, 5, 22))) == []


def test_a_rule_that_cannot_be_read_holds_up_no_other(monthly, caplog):
    make.decision(make.in_force(), deadline_kind=Decision.Kind.RECURRING, recurrence="каждый четверг")
    bad = Decision.objects.get(recurrence="каждый четверг")
    make.assignment(bad)
    lifecycle.open_periods(at(dt.date(2026, 3, 20)))
    assert periods(monthly) == [MARCH, APRIL]
    assert [record.message for record in caplog.records] == [f"decision {bad.pk}: its recurrence rule cannot be read"]


def test_a_run_costs_what_is_due(cast, django_assert_num_queries):
    """Far from its next period a recurring decision, and a plan whose dates are given out, cost no query of their own."""
    for _ in range(5):
        rule = {"deadline_kind": Decision.Kind.RECURRING, "recurrence": "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15"}
        lifecycle.assign(make.decision(cast.protocol, **rule), [Party(cast.college)], by=cast.staff, now=PUBLISHED)
        plan = make.decision(cast.protocol, deadline_kind=Decision.Kind.BY_PLAN)
        (base,) = lifecycle.assign(plan, [Party(cast.college)], by=cast.staff, now=PUBLISHED)
        lifecycle.add_planned_dates(base, [(dt.date(2026, 3, 5), "")], by=cast.staff, now=PUBLISHED)
    with django_assert_num_queries(4):  # two for the rules, one for each kind
        assert lifecycle.open_periods(at(TODAY)) == []


@pytest.fixture
def plan(cast):
    decision = make.decision(cast.protocol, deadline_kind=Decision.Kind.BY_PLAN, deadline_text="по планам заседаний")
    (made,) = lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=PUBLISHED)
    return made


def test_planned_dates_become_periods_in_their_time(plan, head, now):
    entries = [(dt.date(2026, 3, 18), "Заседание"), (dt.date(2026, 4, 15), "")]
    lifecycle.add_planned_dates(plan, entries, by=head, now=now)
    plan.refresh_from_db()
    # the plan itself is asked for again on the working day after its last date
    assert (plan.due_on, plan.due_version, plan.state) == (dt.date(2026, 4, 16), 1, State.IN_PROGRESS)
    assert periods(plan.decision) == [("2026-03-18", dt.date(2026, 3, 18)), ("", dt.date(2026, 4, 16))]
    lifecycle.open_periods(at(dt.date(2026, 4, 1)))
    assert periods(plan.decision)[1] == ("2026-04-15", dt.date(2026, 4, 15))
    assert plan.decision.assignments.count() == 3


def test_a_planned_period_ends_by_its_report(plan, head, now):
    lifecycle.add_planned_dates(plan, [(dt.date(2026, 3, 18), "")], by=head, now=now)
    period = plan.decision.assignments.get(period="2026-03-18")
    lifecycle.report(period, Account(), by=head, now=now)
    period.refresh_from_db()
    assert period.state == State.DONE


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([], "Эти даты уже внесены."),
        ([(dt.date(2026, 3, 9), "")], "9 марта 2026 г. уже прошло: внесите даты начиная с сегодняшней."),
    ],
)
def test_planned_dates_are_refused(plan, head, now, entries, message):
    assert refusal(lifecycle.add_planned_dates, plan, entries, by=head, now=now) == message


def test_dates_are_planned_only_where_there_is_a_plan(cast, head, now):
    message = refusal(lifecycle.add_planned_dates, cast.assignment, [(TODAY, "")], by=head, now=now)
    assert message == "Плановые даты вносят только к поручениям «по планам»."


def test_a_planned_date_is_removed_until_it_is_given_out(plan, head, now):
    entries = [(dt.date(2026, 3, 18), ""), (dt.date(2026, 9, 16), "")]
    lifecycle.add_planned_dates(plan, entries, by=head, now=now)
    near, far = PlannedDate.objects.all()
    lifecycle.remove_planned_date(far, by=head, now=now)
    assert refusal(lifecycle.remove_planned_date, near, by=head, now=now) == (
        "По этой дате поручение уже открыто: попросите департамент прекратить его."
    )
    plan.refresh_from_db()
    assert plan.due_on == dt.date(2026, 3, 19)


@pytest.fixture
def quota(cast):
    decision = make.decision(
        cast.protocol,
        deadline_kind=Decision.Kind.PERMANENT,
        quota_on=True,
        quota_target=3,
        quota_unit="публикации",
        quota_period=Decision.QuotaPeriod.WEEK,
    )
    (made,) = lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=PUBLISHED)
    return made


LINKS = ("https://college.example/1", "https://college.example/2")


def test_evidence_counts_once(quota, head, now):
    file = StoredFile("reports/x", "грамота.pdf", "application/pdf", 10, "0" * 64)
    lifecycle.add_evidence(quota, TODAY, links=(*LINKS, LINKS[0]), files=[file], by=head, now=now)
    lifecycle.add_evidence(quota, TODAY, links=[LINKS[1], "https://college.example/3"], by=head, now=now)
    assert sorted(str(one) for one in quota.evidence.all()) == [
        *(f"https://college.example/{number}" for number in (1, 2, 3)),
        "грамота.pdf",
    ]
    assert refusal(lifecycle.add_evidence, quota, TODAY, links=LINKS, by=head, now=now) == "Эти ссылки уже добавлены."


def test_evidence_is_taken_out(quota, head, now):
    (one,) = lifecycle.add_evidence(quota, TODAY, links=LINKS[:1], by=head, now=now)
    lifecycle.remove_evidence(one, by=head, now=now)
    assert not quota.evidence.exists()


def test_evidence_is_refused(cast, quota, head, now):
    tomorrow = TODAY + dt.timedelta(days=1)
    assert refusal(lifecycle.add_evidence, quota, tomorrow, links=LINKS, by=head, now=now) == (
        "Эта дата ещё не наступила."
    )
    assert refusal(lifecycle.add_evidence, cast.assignment, TODAY, links=LINKS, by=head, now=now) == (
        "К этому поручению норма не ведётся."
    )


def test_a_further_deadline_far_ahead_starves_no_period(cast, monthly):
    monthly.other_due = ["2026-12-15"]
    monthly.save(update_fields=["other_due"])
    lifecycle.assign(monthly, [Party(cast.college)], by=cast.staff, now=PUBLISHED)
    lifecycle.open_periods(at(dt.date(2026, 5, 22)))
    assert periods(monthly) == [MARCH, APRIL, MAY, JUNE, ("2026-12-15", dt.date(2026, 12, 15))]


def test_one_planned_date_withdrawn_ends_no_other(cast):
    decision = make.decision(cast.protocol, deadline_kind=Decision.Kind.BY_PLAN)
    (base,) = lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=PUBLISHED)
    entries = [(dt.date(2026, 3, 12), ""), (dt.date(2026, 5, 14), "")]
    lifecycle.add_planned_dates(base, entries, by=cast.staff, now=PUBLISHED)
    lifecycle.withdraw(decision.assignments.get(period="2026-03-12"), by=cast.staff, now=PUBLISHED, reason="Отменено")
    lifecycle.open_periods(at(dt.date(2026, 5, 12)))
    opened = decision.assignments.exclude(period="").order_by("period").values_list("period", "state")
    assert list(opened) == [("2026-03-12", State.WITHDRAWN), ("2026-05-14", State.IN_PROGRESS)]
