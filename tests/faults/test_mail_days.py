"""Days that nobody ran, and midnights: processes whose clock is elsewhere. The oracle is the SMTP server's log."""

import datetime as dt

import pytest

from decisions.models import Assignment, ReminderPolicy
from tests.faults import post
from tests.faults.test_mail import figures

TOMSK = dt.timezone(dt.timedelta(hours=7))


def moment(*when) -> str:
    return dt.datetime(*when, tzinfo=TOMSK).isoformat()


@pytest.fixture
def region(program):
    """Twenty heads, each with four decisions due about Friday, 20 March 2026, and one on that day."""

    def load(day, near=4):
        post.call_command("load_scale", colleges=20, assignments=100, due=20, near=near, day=day, verbosity=0)
        ReminderPolicy.objects.update_or_create(pk=1)

    return load


class TestThreeDaysWithoutBeat:
    """Nothing runs from Friday evening to Wednesday: then one current digest for each head, and not four."""

    def run(self, program, smtp, region):
        region(dt.date(2026, 3, 20))
        post.at(program, moment(2026, 3, 20, 9, 0))
        first = len(smtp.letters())
        post.at(program, moment(2026, 3, 25, 9, 0))
        return first, smtp.letters()[first:]

    def test_one_current_digest(self, program, smtp, region):
        first, later = self.run(program, smtp, region)
        figures("three days of no beat", f"letters on the day {first}, after the silence {len(later)}")
        assert first == 20
        assert sorted(one.rcpt for one in later) == sorted(post.heads(20))
        assert {one.subject.strip() for one in later} == {"4 просрочено, 1 на этой неделе"}

    def test_control_a_stage_on_its_own_day_only(self, program, smtp, region):
        post.guard_off(program, "range_of_days")
        region(dt.date(2026, 3, 20), near=0)
        post.at(program, moment(2026, 3, 18, 9, 0))
        post.at(program, moment(2026, 3, 24, 9, 0))
        figures("three days of no beat, control", f"letters after the silence {len(smtp.letters())}")
        assert smtp.letters() == []


class TestMidnight:
    """The day ends in Tomsk, five hours before it does on a server that runs by UTC, or two after one in Vladivostok."""

    @pytest.mark.parametrize("zone", ["UTC", "Asia/Vladivostok", "America/New_York"])
    def test_overdue_begins_at_midnight_in_tomsk(self, program, smtp, region, zone):
        self.any_hour(region)
        for when in (moment(2026, 3, 20, 23, 58), moment(2026, 3, 21, 0, 2)):
            post.at(program, when, TZ=zone)
        figures(f"midnight in Tomsk, server in {zone}", [one.subject.strip() for one in smtp.letters()[::20]])
        assert [one.subject.strip() for one in smtp.letters()[::20]] == ["1 сегодня"]
        post.at(program, moment(2026, 3, 23, 0, 2), TZ=zone)
        assert [one.subject.strip() for one in smtp.letters()[::20]] == ["1 сегодня", "1 просрочено"]

    def test_midnight_in_utc_is_no_midnight(self, program, smtp, region):
        self.any_hour(region)
        for when in (moment(2026, 3, 20, 6, 58), moment(2026, 3, 20, 7, 2)):
            post.at(program, when, TZ="UTC")
        assert len(smtp.letters()) == 20

    def test_control_the_day_of_utc(self, program, smtp, region):
        post.guard_off(program, "zone")
        self.any_hour(region)
        post.at(program, moment(2026, 3, 20, 0, 2), TZ="UTC")
        assert [one.subject.strip() for one in smtp.letters()[::20]] == ["1 на этой неделе"]

    def any_hour(self, region):
        region(dt.date(2026, 3, 20), near=0)
        ReminderPolicy.objects.update(**post.ANY_HOUR)


def test_new_year(program, smtp, region):
    """Due on the last working day of the year: nothing goes on the holidays, the next letter on the first working day."""
    region(dt.date(2026, 12, 30), near=0)
    assert set(Assignment.objects.filter(due_on=dt.date(2026, 12, 30)).values_list("state", flat=True)) == {
        "in_progress"
    }
    days = {}
    for day in (dt.date(2026, 12, 30) + dt.timedelta(days=n) for n in range(14)):
        before = len(smtp.letters())
        post.at(program, moment(day.year, day.month, day.day, 9, 0))
        days[day] = len(smtp.letters()) - before
    sent = {f"{day:%d.%m}": count for day, count in days.items() if count}
    figures("New Year", sent)
    assert sent == {"30.12": 20, "11.01": 20}
