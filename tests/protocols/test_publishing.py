import datetime as dt

import pytest
from django.http import QueryDict
from django.utils import timezone

from clusters.models import Appointment, Membership
from decisions.lifecycle import Handling, Party, Refused
from decisions.models import Assignment, Decision, Reminder
from protocols import publishing
from protocols.forms.publish import step_forms
from protocols.models import Protocol
from protocols.publishing import Choices
from tests import factories as make

from .conftest import leading

MEETING = dt.date(2026, 3, 2)
NOW = timezone.make_aware(dt.datetime(2026, 3, 2, 15, 0))
TODAY = MEETING

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return make.user(is_staff=True)


@pytest.fixture
def group():
    return make.leading_group()


@pytest.fixture
def draft(group):
    protocol = make.protocol(MEETING)
    decision = make.decision(protocol, due_on=dt.date(2026, 3, 20))
    make.executor(decision, group)
    return protocol


def organizations(plan):
    return [[party.organization.short_name for party in step.parties] for step in plan.steps]


def test_a_group_expands_as_of_the_meeting(draft):
    now_leading, later = leading("А"), leading("Б")
    Membership.objects.filter(organization=later).update(since=MEETING + dt.timedelta(1))
    assert organizations(publishing.plan(draft, today=TODAY)) == [["А"]]
    assert organizations(publishing.plan(draft, today=TODAY, expanded_on=MEETING + dt.timedelta(1))) == [["А", "Б"]]
    assert now_leading.is_active


def test_a_college_that_leads_two_clusters_comes_once(draft):
    college = leading("А")
    make.cluster(leading=college)
    assert organizations(publishing.plan(draft, today=TODAY)) == [["А"]]


def test_first_named_is_lead_and_others_are_co_executors(draft, group):
    leading("А")
    other = make.college("Я")
    make.executor(draft.decisions.get(), other)
    parties = publishing.plan(draft, today=TODAY).steps[0].parties
    assert [(party.organization.short_name, party.is_lead) for party in parties] == [("А", True), ("Я", False)]


def test_an_organization_named_twice_gets_one_assignment(draft):
    college = leading("А")
    make.executor(draft.decisions.get(), college)
    assert organizations(publishing.plan(draft, today=TODAY)) == [["А"]]


def test_a_person_acts_for_their_organization(draft):
    department = make.department()
    person = make.person()
    make.appoint(person, department, Appointment.Post.EMPLOYEE)
    decision = make.decision(draft)
    make.executor(decision, person)
    assert publishing.plan(draft, today=TODAY).steps[1].parties == [Party(department, person, True, None)]


def test_what_is_doubtful_is_named(draft):
    headless = make.college("Без головы")
    make.cluster(leading=headless)
    silent = make.college("Без адреса")
    make.head(silent, email="")
    make.cluster(leading=silent)
    alone = make.decision(draft)
    make.executor(alone, make.person())
    unknown = make.decision(draft)
    unknown.executors.create(wording="неизвестно кто")
    plan = publishing.plan(draft, today=TODAY)
    assert (plan.headless, plan.unreachable) == ([headless], [silent])
    assert [step.decision for step in plan.empty] == [alone]
    assert [step.unknown for step in plan.unknown] == [["неизвестно кто"]]


@pytest.mark.parametrize(
    "days, proposed", [(-31, True), (-30, False), (0, False)], ids=["past 31 days", "past 30 days", "today"]
)
def test_archive_is_proposed_when_every_date_is_long_past(draft, days, proposed):
    draft.decisions.update(due_on=TODAY + dt.timedelta(days))
    make.decision(draft, deadline_kind=Decision.Kind.PERMANENT)
    assert publishing.plan(draft, today=TODAY).archive_proposed is proposed


def test_an_employed_receiver_is_proposed_as_controller(draft):
    department, outsider, receiver = make.department(), make.person(), make.person()
    make.appoint(receiver, department, Appointment.Post.EMPLOYEE)
    decision = draft.decisions.get()
    decision.receivers.create(person=outsider, position=0)
    decision.receivers.create(person=receiver, position=1)
    assert publishing.plan(draft, today=TODAY).steps[0].controller == receiver


def test_publish_makes_assignments_and_promises(draft, staff):
    colleges = [leading("А"), leading("Б")]
    made = publishing.publish(draft, Choices(MEETING), by=staff, now=NOW)
    draft.refresh_from_db()
    assert [one.organization for one in made] == colleges
    assert {one.due_on for one in made} == {dt.date(2026, 3, 20)}
    assert (draft.state, draft.published_by, draft.expanded_on) == (Protocol.State.IN_FORCE, staff, MEETING)
    assert draft.history.latest("history_id").history_change_reason == "Введён в действие, поручений: 2"
    assert draft.decisions.get().state == Decision.State.IN_FORCE
    assert Reminder.objects.filter(kind=Reminder.Kind.NEW).count() == 2


def test_publish_leaves_out_whom_staff_leave_out(draft, staff):
    leading("А")
    other = leading("Б")
    choices = Choices(MEETING, left_out=frozenset({(draft.decisions.get().pk, (other.pk, None))}))
    made = publishing.publish(draft, choices, by=staff, now=NOW)
    assert [one.organization.short_name for one in made] == ["А"]


def test_publish_twice_is_refused(draft, staff):
    leading("А")
    publishing.publish(draft, Choices(MEETING), by=staff, now=NOW)
    with pytest.raises(Refused, match="уже введён в действие"):
        publishing.publish(draft, Choices(MEETING), by=staff, now=NOW)
    assert Assignment.objects.count() == 1


def test_publish_with_an_unknown_executor_is_refused_and_saves_nothing(draft, staff):
    leading("А")
    draft.decisions.get().executors.create(wording="неизвестно кто", position=5)
    with pytest.raises(Refused, match="неизвестно кто"):
        publishing.publish(draft, Choices(MEETING), by=staff, now=NOW)
    draft.refresh_from_db()
    assert (draft.state, Assignment.objects.count()) == (Protocol.State.DRAFT, 0)


def test_archive_keeps_assignments_without_letters(draft, staff):
    leading("А")
    (made,) = publishing.publish(draft, Choices(MEETING, archive=True), by=staff, now=NOW)
    draft.refresh_from_db()
    assert (draft.state, made.is_archived, Reminder.objects.count()) == (Protocol.State.ARCHIVE, True, 0)


@pytest.mark.parametrize(
    "handling, expected",
    [
        (Handling.in_force(), ("in_progress", dt.date(2026, 2, 20), True)),
        (Handling.new_date(dt.date(2026, 3, 10), "позже"), ("in_progress", dt.date(2026, 3, 10), False)),
        (Handling.done(dt.date(2026, 2, 19), "сделано"), ("done", dt.date(2026, 2, 20), True)),
    ],
    ids=["in force", "new date", "done"],
)
def test_a_deadline_already_past_is_handled_as_staff_choose(draft, staff, handling, expected):
    leading("А")
    decision = draft.decisions.get()
    Decision.objects.filter(pk=decision.pk).update(due_on=dt.date(2026, 2, 20))
    (made,) = publishing.publish(draft, Choices(MEETING, handling={decision.pk: handling}), by=staff, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.due_on, made.late_at_start) == expected


class TestClose:
    @pytest.fixture
    def in_force(self, draft, staff):
        leading("А")
        lasting = make.decision(draft, deadline_kind=Decision.Kind.PERMANENT)
        make.executor(lasting, draft.decisions.first().executors.get().group)
        publishing.publish(draft, Choices(MEETING), by=staff, now=NOW)
        draft.refresh_from_db()
        return draft

    def test_what_is_still_open_is_named(self, in_force, staff):
        assert not publishing.may_close(in_force)
        with pytest.raises(Refused, match="Ещё не исполнено: п. 1"):
            publishing.close(in_force, ends=[], reason="исполнено", basis="", by=staff, now=NOW)

    @pytest.mark.parametrize("ends, state", [(True, "off_control"), (False, "in_force")], ids=["by name", "carried on"])
    def test_permanent_ones_end_by_name_or_carry_on(self, in_force, staff, ends, state):
        Assignment.objects.filter(decision__number="1").update(state="done", closed_at=NOW)
        lasting = in_force.decisions.get(deadline_kind=Decision.Kind.PERMANENT)
        assert publishing.may_close(in_force)
        publishing.close(
            in_force, ends=[lasting] if ends else [], reason="исполнено", basis="справка", by=staff, now=NOW
        )
        in_force.refresh_from_db()
        lasting.refresh_from_db()
        assert (in_force.state, lasting.state) == (Protocol.State.OFF_CONTROL, state)

    def test_a_reason_is_asked(self, in_force, staff):
        with pytest.raises(Refused, match="причину"):
            publishing.close(in_force, ends=[], reason=" ", basis="", by=staff, now=NOW)


def test_a_head_who_no_longer_works_is_no_head(draft):
    college = leading("А")
    head = college.appointments.get().person
    head.is_active = False
    head.save(update_fields=["is_active"])
    assert publishing.plan(draft, today=TODAY).headless == [college]


@pytest.mark.parametrize(("address", "expected"), [("", ["Безадресный И.П."]), ("post@example.org", [])])
def test_a_person_named_without_an_address_is_confirmed_by_name(address, expected):
    who = make.person("Безадресный", email=address)
    make.appoint(who, make.department(), Appointment.Post.EMPLOYEE)
    decision = make.decision(make.protocol(MEETING), due_on=dt.date(2026, 3, 20))
    make.executor(decision, who)
    plan = publishing.plan(decision.protocol, today=TODAY)
    assert [str(one) for one in plan.unreachable_people] == expected


@pytest.mark.parametrize(("until", "over"), [("20260101", True), ("20261231", False)])
def test_a_recurrence_that_has_ended_is_said(until, over):
    rule = f"FREQ=MONTHLY;BYMONTHDAY=5;UNTIL={until}"
    decision = make.decision(make.protocol(MEETING), deadline_kind=Decision.Kind.RECURRING, recurrence=rule)
    make.executor(decision, make.college())
    assert [step.decision for step in publishing.plan(decision.protocol, today=TODAY).over] == [decision] * over


class TestTwoPosts:
    @pytest.fixture
    def places(self):
        return make.college("Старый"), make.department("Новый")

    @pytest.fixture
    def person(self, places):
        who = make.person("Озеров")
        make.appoint(who, places[0], Appointment.Post.DEPUTY, title="методист")
        make.appoint(who, places[1], Appointment.Post.EMPLOYEE, title="начальник отдела")
        return who

    def step(self, person, wording=""):
        draft = make.protocol(MEETING)
        make.executor(make.decision(draft), person, wording=wording)
        return publishing.plan(draft, today=TODAY).steps[0]

    def test_the_weightier_post_is_taken_and_confirmed_by_name(self, person, places):
        step = self.step(person, "Озерову И.П.")
        assert [party.organization for party in step.parties] == [places[1]]
        assert step.several == ["Озеров И.П. исполняет за «Новый», а работает и в «Старый»"]

    def test_the_post_that_the_document_names_is_no_doubt(self, person, places):
        step = self.step(person, "методисту Озерову И.П.")
        assert ([party.organization for party in step.parties], step.several) == ([places[0]], [])

    def test_a_post_that_has_ended_is_none(self, person, places):
        Appointment.objects.filter(organization=places[1]).update(until=MEETING - dt.timedelta(days=1))
        step = self.step(person)
        assert ([party.organization for party in step.parties], step.several) == ([places[0]], [])


def test_of_two_people_of_one_organization_one_is_left_out(staff):
    college = make.college("А")
    draft = make.protocol(MEETING)
    decision = make.decision(draft, due_on=dt.date(2026, 3, 20))
    people = [make.person(name) for name in ("Ветров", "Лугов")]
    for who in people:
        make.appoint(who, college, Appointment.Post.DEPUTY)
        make.executor(decision, who)
    (step,) = step_forms(publishing.plan(draft, today=TODAY), TODAY, None)
    kept = [f"{college.pk}-{people[0].pk}"]
    typed = QueryDict(mutable=True)
    typed.setlist(step.add_prefix("organizations"), kept)
    typed[step.add_prefix("shown")] = step.initial["shown"]
    (step,) = step_forms(publishing.plan(draft, today=TODAY), TODAY, typed)
    assert step.is_valid()
    made = publishing.publish(draft, Choices(MEETING, left_out=frozenset(step.left_out())), by=staff, now=NOW)
    assert [one.person for one in made] == [people[0]]


@pytest.mark.parametrize(
    "fields, past",
    [
        ({"due_on": dt.date(2026, 3, 20), "other_due": ["2026-02-20", "2026-04-01"]}, [dt.date(2026, 2, 20)]),
        ({"deadline_kind": "permanent", "control_on": dt.date(2026, 2, 27)}, [dt.date(2026, 2, 27)]),
        ({"due_on": dt.date(2026, 3, 2)}, []),
        ({"due_on": dt.date(2026, 3, 9)}, []),  # a day off that is rolled back to the sixth, still ahead
        ({"due_on": dt.date(2026, 3, 1)}, [dt.date(2026, 2, 27)]),
        ({"deadline_kind": "recurring", "recurrence": "nonsense"}, []),
    ],
)
def test_every_deadline_that_has_passed_is_asked_about(fields, past):
    draft = make.protocol(MEETING)
    make.executor(make.decision(draft, **fields), make.college())
    (step,) = publishing.plan(draft, today=TODAY).steps
    assert (step.past_on, "past" in step_forms(publishing.plan(draft, today=TODAY), TODAY, None)[0].fields) == (
        past,
        bool(past),
    )


def test_a_new_date_on_a_day_off_is_not_late_at_once(draft, staff):
    """Sunday 1 March, chosen on that day: Friday before it would be late from the start."""
    leading("А")
    decision = draft.decisions.get()
    Decision.objects.filter(pk=decision.pk).update(due_on=dt.date(2026, 2, 20))
    sunday = timezone.make_aware(dt.datetime(2026, 3, 1, 12))
    handling = {decision.pk: Handling.new_date(dt.date(2026, 3, 1), "позже")}
    (made,) = publishing.publish(draft, Choices(MEETING, handling=handling), by=staff, now=sunday)
    assert made.due_on == dt.date(2026, 3, 2)
    assert "на следующий рабочий день" in made.why_due
