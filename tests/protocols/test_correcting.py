import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.models import Membership
from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, Refused
from decisions.models import Assignment, Decision, PointMark, Reminder
from protocols import correcting, publishing
from protocols.correcting import Around
from protocols.models import Protocol
from protocols.publishing import Choices
from tests import factories as make

from .conftest import MEETING, leading

NOW = timezone.make_aware(dt.datetime(2026, 3, 4, 11, 0))
LATER = dt.date(2026, 3, 27)
NOTHING = Around()

pytestmark = pytest.mark.django_db


def correct(decision, staff, around=NOTHING, reason="опечатка", **changes):
    decision.refresh_from_db()
    return correcting.correct_decision(
        decision, changes, around, by=staff, now=NOW, reason=reason, seen_version=decision.version
    )


def told(kind):
    return Reminder.objects.filter(kind=kind).count()


def states(decision):
    rows = decision.assignments.order_by("organization__short_name")
    return [(row.organization.short_name, row.state) for row in rows]


def report(row):
    head = row.organization.appointments.get().person
    return lifecycle.report(row, Account(text="сделано"), by=Actor(person=head), now=NOW)


def test_a_text_is_corrected_and_each_executor_told_once(decision, staff):
    fresh = correct(decision, staff, text="Утвердить план.")
    assert (fresh.text, fresh.version) == ("Утвердить план.", 2)
    assert fresh.history.order_by("history_id").last().history_change_reason == "Исправлено: текст решения. опечатка"
    assert told(Reminder.Kind.CORRECTED) == 2


def test_text_and_date_together_are_told_once(decision, staff):
    correct(decision, staff, text="Утвердить план.", due_on=LATER)
    assert {row.due_on for row in decision.assignments.all()} == {LATER}
    assert {row.original_due_on for row in decision.assignments.all()} == {dt.date(2026, 3, 20)}
    assert told(Reminder.Kind.CORRECTED) == 2


def test_a_report_is_kept_and_what_it_closed_stays_closed(decision, staff):
    done = decision.assignments.get(organization__short_name="А")
    report(done)
    correct(decision, staff, text="Утвердить план.", due_on=LATER)
    done.refresh_from_db()
    assert (done.state, done.due_on, done.reports.get().text) == ("done", dt.date(2026, 3, 20), "сделано")
    assert told(Reminder.Kind.CORRECTED) == 1


def test_one_who_was_given_longer_keeps_it(decision, staff):
    longer = decision.assignments.get(organization__short_name="А")
    lifecycle.correct_due(longer, dt.date(2026, 4, 3), "ремонт", by=staff, now=NOW)
    correct(decision, staff, due_on=LATER)
    assert sorted(row.due_on for row in decision.assignments.all()) == [LATER, dt.date(2026, 4, 3)]


def test_a_reworded_point_keeps_its_tick(decision, staff):
    row = decision.assignments.first()
    lifecycle.mark_points(row, {decision.points.first().pk}, by=Actor.staff(staff), now=NOW)
    correct(decision, staff, Around(points=["сети и стулья", "парты", "доски"]))
    assert [point.text for point in decision.points.all()] == ["сети и стулья", "парты", "доски"]
    assert PointMark.objects.get().point.text == "сети и стулья"


def test_a_ticked_point_cannot_be_left_out(decision, staff):
    row = decision.assignments.first()
    lifecycle.mark_points(row, {decision.points.last().pk}, by=Actor.staff(staff), now=NOW)
    with pytest.raises(Refused, match="его нельзя убрать: «парты»"):
        correct(decision, staff, Around(points=["сети"]))
    assert decision.points.count() == 2


@pytest.mark.parametrize(
    "changes, reason, refusal",
    [({}, "опечатка", "Ничего не изменено"), ({"text": "Иное."}, "  ", "Укажите причину")],
)
def test_nothing_new_or_no_reason_is_refused(decision, staff, changes, reason, refusal):
    with pytest.raises(Refused, match=refusal):
        correct(decision, staff, reason=reason, **changes)


def test_executors_of_the_paper_bring_and_take_assignments(decision, staff):
    other = make.college("В")
    group = decision.executors.get().group
    college = Assignment.objects.get(organization__short_name="А").organization
    report(decision.assignments.get(organization=college))
    correct(decision, staff, Around(executors=[(college, "колледж А"), (other, "колледж В")]))
    assert states(decision) == [("А", "done"), ("Б", "withdrawn"), ("В", "in_progress")]
    assert [one.target for one in decision.executors.all()] == [college, other]
    assert told(Reminder.Kind.WITHDRAWN) == 1
    correct(decision, staff, Around(executors=[(group, "")]))
    assert states(decision) == [("А", "done"), ("Б", "in_progress"), ("В", "withdrawn")]


def test_an_organization_is_taken_out_and_brought_back_with_its_report(decision, staff):
    row = decision.assignments.get(organization__short_name="А")
    lifecycle.report(row, Account(text="начали", is_final=False), by=Actor.staff(staff), now=NOW)
    kept = {(one.organization_id, None) for one in decision.assignments.exclude(pk=row.pk)}

    def change(**what):
        decision.refresh_from_db()
        return correcting.change_parties(
            decision, by=staff, now=NOW, reason="решение совета", seen_version=decision.version, **what
        )

    assert change(kept=kept, added=[]) == (1, 0)
    assert states(decision) == [("А", "withdrawn"), ("Б", "in_progress")]
    assert change(kept=kept, added=[row.organization]) == (0, 1)
    assert states(decision) == [("А", "in_progress"), ("Б", "in_progress")]
    assert row.reports.get().text == "начали"
    with pytest.raises(Refused, match="Ничего не изменено"):
        change(kept=kept | {(row.organization_id, None)}, added=[])


def test_one_who_has_done_it_is_not_given_it_again(decision, staff):
    row = decision.assignments.get(organization__short_name="А")
    report(row)
    decision.refresh_from_db()
    with pytest.raises(Refused, match="уже исполнили"):
        correcting.change_parties(
            decision, kept=correcting.executing(decision).keys(), added=[row.organization],
            by=staff, now=NOW, reason="ещё раз", seen_version=decision.version,
        )  # fmt: skip
    assert (states(decision), decision.executors.count()) == ([("А", "done"), ("Б", "in_progress")], 1)


def test_a_withdrawn_decision_ends_what_is_open_and_keeps_what_is_done(decision, staff):
    report(decision.assignments.get(organization__short_name="А"))
    lifecycle.withdraw_decision(decision, by=staff, now=NOW, reason="отменено приказом", basis="приказ № 5")
    decision.refresh_from_db()
    assert (decision.state, decision.closed_basis) == (Decision.State.WITHDRAWN, "приказ № 5")
    assert states(decision) == [("А", "done"), ("Б", "withdrawn")]
    with pytest.raises(Refused, match="Решение не на контроле: отменено"):
        correct(decision, staff, text="Иное.")


class TestGroups:
    TODAY = dt.date(2026, 3, 4)

    def changes(self, protocol):
        found = correcting.group_changes(protocol, self.TODAY)
        return [
            ([str(one) for one in change.joined], [str(row.organization) for row in change.left]) for change in found
        ]

    def apply(self, protocol, staff, joined=(), left=()):
        return correcting.apply_group_changes(
            protocol,
            joined=set(joined),
            left=set(left),
            by=staff,
            now=NOW,
            reason="приказ",
            seen_version=protocol.version,
        )

    def test_the_same_group_is_no_difference(self, protocol):
        assert self.changes(protocol) == []

    @pytest.mark.parametrize("since", [None, dt.date(2026, 3, 3)], ids=["entered late", "from a day"])
    def test_who_joined_is_offered(self, protocol, since):
        new = make.college("В")
        Membership.objects.create(cluster=make.cluster(), organization=new, role="leading", since=since)
        assert self.changes(protocol) == [(["В"], [])]

    def test_who_left_is_offered(self, protocol):
        Membership.objects.filter(organization__short_name="А").update(until=dt.date(2026, 3, 3))
        assert self.changes(protocol) == [([], ["А"])]

    def test_one_left_out_at_publication_is_not(self, staff):
        leading("А"), leading("Б")
        draft = make.protocol(MEETING)
        decision = make.decision(draft, due_on=LATER)
        make.executor(decision, make.leading_group())
        left_out = Membership.objects.get(organization__short_name="А").organization
        publishing.publish(
            draft,
            Choices(MEETING, left_out=frozenset({(decision.pk, (left_out.pk, None))})),
            by=staff,
            now=timezone.now(),
        )
        draft.refresh_from_db()
        assert self.changes(draft) == []

    def test_what_is_ticked_is_applied_and_the_rest_not_offered_again(self, protocol, decision, staff):
        new = leading("В")
        Membership.objects.filter(organization__short_name="А").update(until=dt.date(2026, 3, 3))
        gone = decision.assignments.get(organization__short_name="А")
        assert self.changes(protocol) == [(["В"], ["А"])]
        assert self.apply(protocol, staff, joined=[(decision.pk, new.pk)], left=[gone.pk]) == (1, 1)
        protocol.refresh_from_db()
        assert states(decision) == [("А", "withdrawn"), ("Б", "in_progress"), ("В", "in_progress")]
        assert (protocol.expanded_on, self.changes(protocol)) == (self.TODAY, [])

    def test_it_costs_the_same_for_thirty_decisions(self, protocol, django_assert_num_queries):
        leading("В")
        with django_assert_num_queries(6):
            correcting.group_changes(protocol, self.TODAY)
        for _ in range(29):
            one = make.decision(protocol, due_on=LATER)
            make.executor(one, protocol.decisions.first().executors.get().group)
        with django_assert_num_queries(6):
            assert len(correcting.group_changes(protocol, self.TODAY)) == 30


class TestPages:
    @pytest.fixture
    def page(self, client, staff):
        client.force_login(staff)
        return client

    def url(self, name, protocol, *args):
        return reverse(f"protocols:{name}", args=[protocol.pk, *args])

    def test_two_tabs(self, page, protocol, decision, staff):
        url = self.url("correct", protocol, decision.pk)
        form = page.get(url).context["form"]
        typed = {
            "text": "Мой текст.",
            "points_text": "сети\nпарты",
            "deadline_kind": "date",
            "deadline_text": decision.deadline_text,
            "due_on": "2026-03-20",
            "executors": form.initial["executors"],
            "reason": "опечатка",
            "seen_version": form["seen_version"].value(),
        }
        correct(decision, staff, text="Чужой текст.")
        answer = page.post(url, typed)
        assert answer.status_code == 409
        assert "решение изменили: другой сотрудник или вы сами в другой вкладке" in answer.text
        assert answer.context["theirs"] == [("Текст решения", "Чужой текст.", "Мой текст.")]
        again = answer.context["form"]
        assert (again["text"].value(), again["reason"].value()) == ("Мой текст.", "опечатка")
        decision.refresh_from_db()
        assert decision.text == "Чужой текст."
        page.post(url, typed | {"seen_version": again["seen_version"].value()})
        decision.refresh_from_db()
        assert decision.text == "Мой текст."

    def test_other_deadlines(self, page, protocol, decision):
        url = self.url("correct", protocol, decision.pk)
        form = page.get(url).context["form"]
        typed = {name: form[name].value() or "" for name in form.fields} | {"reason": "приложение к протоколу"}
        answer = page.post(url, typed | {"other_due": "15 мая"})
        assert answer.context["form"].errors["other_due"] == ["«15 мая» — не дата. Напишите её так: 27.03.2026."]
        page.post(url, typed | {"other_due": "15.05.2026\n30.06.2026"})
        decision.refresh_from_db()
        assert (decision.other_due, decision.assignments.count()) == (["2026-05-15", "2026-06-30"], 6)
        assert page.get(url).context["form"]["other_due"].value() == "15.05.2026\n30.06.2026"

    def test_parties_and_end(self, page, protocol, decision):
        row = decision.assignments.get(organization__short_name="А")
        url = self.url("executing", protocol, decision.pk)
        form = page.get(url).context["form"]
        kept = [key for key in form.initial["kept"] if key != f"{row.organization_id}-"]
        page.post(url, {"kept": kept, "reason": "не нужно", "seen_version": decision.version})
        assert states(decision) == [("А", "withdrawn"), ("Б", "in_progress")]
        page.post(self.url("end", protocol, decision.pk), {"how": "off_control", "reason": "исполнено"})
        decision.refresh_from_db()
        assert decision.state == Decision.State.OFF_CONTROL

    def test_the_head_of_the_paper(self, page, protocol):
        form = page.get(self.url("head", protocol)).context["form"]
        typed = {name: form[name].value() or "" for name in form.fields}
        answer = page.post(self.url("head", protocol), typed | {"place": "г. Верхнеозёрск", "reason": "не было места"})
        assert answer.status_code == 302
        protocol.refresh_from_db()
        assert (protocol.place, protocol.version) == ("г. Верхнеозёрск", 2)

    def test_groups(self, page, protocol, decision, time_machine):
        time_machine.move_to(NOW)
        new = leading("В")
        url = self.url("groups", protocol)
        form = page.get(url).context["form"]
        page.post(url, {"joined": form.initial["joined"], "reason": "приказ", "seen_version": protocol.version})
        assert decision.assignments.filter(organization=new).exists()

    @pytest.mark.parametrize("name", ["correct", "executing", "end", "head", "groups"])
    def test_only_staff(self, client, cast, name):
        args = [] if name in ("head", "groups") else [cast.decision.pk]
        for user, status in ((cast.head, 403), (cast.leadership, 403), (cast.staff, (200, 302))):
            client.force_login(user)
            answer = client.get(self.url(name, cast.protocol, *args)).status_code
            assert answer == status or answer in (status if isinstance(status, tuple) else ())

    def test_a_draft_is_corrected_in_the_admin(self, page):
        draft = make.protocol(MEETING)
        assert draft.state == Protocol.State.DRAFT
        assert page.get(self.url("head", draft)).url == reverse("admin:protocols_protocol_change", args=[draft.pk])


def test_with_a_group_goes_whoever_had_left_it_since(decision, staff):
    chosen = make.college("В")
    Membership.objects.filter(organization__short_name="Б").update(until=MEETING)
    correct(decision, staff, Around(executors=[(chosen, "В")]), reason="не группа, а колледж")
    assert states(decision) == [("А", "withdrawn"), ("Б", "withdrawn"), ("В", "in_progress")]
