"""The other deadlines of a decision in force are corrected like its main one."""

import datetime as dt

import pytest

from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, Refused
from decisions.models import Reminder
from tests import factories as make

from .conftest import MEETING, leading
from .test_correcting import NOW, correct, report

pytestmark = pytest.mark.django_db


class TestOtherDeadlines:
    MAY, JUNE, SEPTEMBER = "2026-05-15", "2026-06-30", "2026-09-01"

    @pytest.fixture
    def decision(self, decision, staff):
        correct(decision, staff, other_due=[self.MAY, self.JUNE])
        Reminder.objects.all().delete()
        return decision

    def dates(self, decision, state="in_progress"):
        """Of college А; both have the same, or the test says otherwise."""
        rows = decision.assignments.filter(organization__short_name="А", state=state).order_by("due_on")
        return [(row.period, str(row.due_on)) for row in rows]

    def test_each_begins_for_every_party(self, decision):
        assert self.dates(decision) == [("", "2026-03-20"), *((day, day) for day in (self.MAY, self.JUNE))]
        assert decision.assignments.count() == 6

    def test_one_that_gave_way_to_another_keeps_its_assignments_and_reports(self, decision, staff):
        begun, done = decision.assignments.filter(period=self.MAY).order_by("organization__short_name")
        lifecycle.report(begun, Account(text="начали", is_final=False), by=Actor.staff(staff), now=NOW)
        report(done)
        Reminder.objects.all().delete()
        correct(decision, staff, other_due=[self.JUNE, self.SEPTEMBER], reason="отпуска")
        begun.refresh_from_db(), done.refresh_from_db()
        assert (begun.period, str(begun.due_on), str(begun.original_due_on)) == (
            self.SEPTEMBER, self.SEPTEMBER, self.MAY,
        )  # fmt: skip
        assert (begun.reports.get().text, done.reports.get().text) == ("начали", "сделано")
        assert (done.state, done.period, str(done.due_on)) == ("done", self.SEPTEMBER, self.MAY)
        assert decision.assignments.count() == 6
        assert set(Reminder.objects.values_list("kind", flat=True)) == {Reminder.Kind.CORRECTED}
        assert "Срок перенесён с 15\xa0мая на 1\xa0сентября: отпуска" in begun.history.first().history_change_reason

    def test_one_struck_out_ends_and_comes_back_with_its_report(self, decision, staff):
        row = decision.assignments.filter(period=self.JUNE).first()
        lifecycle.report(row, Account(text="начали", is_final=False), by=Actor.staff(staff), now=NOW)
        correct(decision, staff, other_due=[self.MAY])
        assert self.dates(decision, "withdrawn") == [(self.JUNE, self.JUNE)]
        correct(decision, staff, other_due=[self.JUNE])
        assert self.dates(decision) == [("", "2026-03-20"), (self.JUNE, self.JUNE)]
        assert self.dates(decision, "withdrawn") == [(self.MAY, self.MAY)]
        assert row.reports.get().text == "начали"
        assert not Reminder.objects.filter(kind=Reminder.Kind.NEW).exists()

    def test_who_was_taken_out_gets_no_further_one(self, decision, staff):
        gone = decision.assignments.filter(organization__short_name="А")
        lifecycle.remove_parties(gone, by=staff, now=NOW, reason="не нужно")
        correct(decision, staff, other_due=[self.MAY, self.JUNE, self.SEPTEMBER])
        assert [str(row.organization) for row in decision.assignments.filter(period=self.SEPTEMBER)] == ["Б"]

    @pytest.mark.parametrize("day, refusal", [("2026-03-20", "совпадает с основным"), ("2206-03-20", "Проверьте год")])
    def test_a_slip_is_refused(self, decision, staff, day, refusal):
        with pytest.raises(Refused, match=refusal):
            correct(decision, staff, other_due=[day])
        assert len(self.dates(decision)) == 3


def test_a_month_goes_on_after_a_further_deadline_was_left_out(staff):
    monthly = make.decision(make.in_force(MEETING), deadline_kind="recurring", recurrence="FREQ=MONTHLY;BYMONTHDAY=25")
    lifecycle.assign(monthly, [lifecycle.Party(leading("А"))], by=staff, now=NOW)
    for others in (["2026-12-15"], []):
        correct(monthly, staff, other_due=others)
    lifecycle.open_periods(NOW + dt.timedelta(days=50))
    opened = monthly.assignments.filter(state="in_progress").order_by("period")
    assert list(opened.values_list("period", flat=True)) == ["2026-03", "2026-04"]
