"""Who sees, who sends, who drafts, who answers: by the rules, not by what the code says."""

import datetime as dt

import pytest

from clusters.models import Appointment, Substitution
from decisions import access
from decisions.models import Report
from tests import factories as make

TODAY = dt.date(2026, 3, 10)
AFTER_ABSENCE = dt.date(2026, 4, 1)
EVERYONE = ("head", "other_head", "substitute", "deputy", "contact", "controller", "staff", "leadership")


def those(cast, may) -> set[str]:
    return {name for name in EVERYONE if may(getattr(cast, name))}


def seen_by(cast, today) -> set[str]:
    return those(cast, lambda user: access.visible_to(user, today).filter(pk=cast.assignment.pk).exists())


def test_sees(cast):
    assert seen_by(cast, TODAY) == set(EVERYONE) - {"other_head"}


def test_a_substitute_sees_for_the_time_of_the_absence_only(cast):
    assert seen_by(cast, AFTER_ABSENCE) == set(EVERYONE) - {"other_head", "substitute"}


def test_what_is_archived_is_seen_by_the_department_only(cast):
    cast.assignment.is_archived = True
    cast.assignment.save(update_fields=["is_archived"])
    assert seen_by(cast, TODAY) == {"controller", "staff", "leadership"}


@pytest.mark.parametrize(
    ("today", "senders", "drafters"),
    [
        (TODAY, {"head", "substitute"}, {"head", "substitute", "contact"}),
        (AFTER_ABSENCE, {"head"}, {"head", "contact"}),
    ],
)
def test_sends_and_drafts(cast, today, senders, drafters):
    assert those(cast, lambda user: access.may_report(user.person, cast.assignment, today)) == senders
    assert those(cast, lambda user: access.may_draft(user.person, cast.assignment, today)) == drafters
    assert those(cast, lambda user: access.places_of(user.person, today).may_report(cast.assignment)) == senders
    assert those(cast, lambda user: access.places_of(user.person, today).may_draft(cast.assignment)) == drafters


def test_answers(cast):
    assert those(cast, lambda user: access.may_answer(user, cast.assignment)) == {"controller", "staff"}


def test_a_deputy_acts_while_substituting(cast):
    Substitution.objects.create(absent=cast.head.person, substitute=cast.deputy.person, since=TODAY, until=TODAY)
    assert access.may_report(cast.deputy.person, cast.assignment, TODAY)
    assert not access.may_report(cast.deputy.person, cast.assignment, TODAY + dt.timedelta(days=1))


def test_a_new_head_takes_over_and_the_old_one_is_out_at_once(cast):
    Appointment.objects.filter(person=cast.head.person).delete()
    new = make.user(make.head(cast.college, surname="Соколов"))
    assert access.visible_to(new, TODAY).get() == cast.assignment
    assert access.may_report(new.person, cast.assignment, TODAY)
    assert not access.visible_to(cast.head, TODAY).exists()
    assert not access.may_report(cast.head.person, cast.assignment, TODAY)
    assert not access.may_report(cast.substitute.person, cast.assignment, TODAY)


def test_the_last_day_of_a_post_is_a_day_of_it(cast):
    post = cast.head.person.appointments.get()
    post.until = TODAY
    post.save(update_fields=["until"])
    assert access.may_report(cast.head.person, cast.assignment, TODAY)
    assert not access.may_report(cast.head.person, cast.assignment, TODAY + dt.timedelta(days=1))


def test_what_is_given_to_a_person_by_name_is_theirs_and_their_organizations(cast):
    """In the department only the person named, and whoever heads it, sees it; other employees do not by their post."""
    director, clerk = make.head(cast.department, surname="Громов"), make.person("Чижов")
    neighbour = make.person("Дроздов")
    for who in (clerk, neighbour):
        make.appoint(who, cast.department, Appointment.Post.EMPLOYEE)
    named = make.assignment(cast.decision, cast.department, person=clerk)
    people = {"director": director, "clerk": clerk, "neighbour": neighbour, "stranger": cast.head.person}
    may = {name for name, who in people.items() if access.may_report(who, named, TODAY)}
    sees = {name for name, who in people.items() if named in access.of_person(who, TODAY)}
    assert (may, sees) == ({"director", "clerk"}, {"director", "clerk"})


def test_a_person_named_who_left_the_organization_is_a_stranger(cast):
    left = make.person("Перелётов")
    make.appoint(left, cast.college, Appointment.Post.DEPUTY, until=dt.date(2026, 3, 9))
    named = make.assignment(make.decision(cast.protocol), cast.college, person=left)
    assert not access.may_report(left, named, TODAY)
    assert not access.of_person(left, TODAY).exists()


def test_a_colleague_it_was_handed_to_sends_it(cast):
    cast.assignment.handed_to = cast.contact.person
    assert access.may_report(cast.contact.person, cast.assignment, TODAY)
    assert not access.may_report(cast.deputy.person, cast.assignment, TODAY)


@pytest.mark.parametrize("switch", ["user", "person"])
def test_the_deactivated_see_and_do_nothing(cast, switch):
    target = cast.head if switch == "user" else cast.head.person
    target.is_active = False
    target.save(update_fields=["is_active"])
    assert not access.visible_to(cast.head, TODAY).exists()
    if switch == "person":
        assert not access.may_report(cast.head.person, cast.assignment, TODAY)
        assert not access.may_report(cast.substitute.person, cast.assignment, TODAY)


def test_a_user_without_a_person_sees_nothing(cast):
    assert not access.visible_to(make.user(email="nobody@example.org"), TODAY).exists()


def test_is_head(cast):
    assert those(cast, lambda user: access.is_head(user.person, cast.college, TODAY)) == {"head", "substitute"}


def test_actor(cast):
    def actor(name):
        return access.actor_for(getattr(cast, name), cast.assignment, TODAY)

    assert (actor("head").via, actor("head").on_behalf_of, actor("head").signature) == (Report.Via.PAGE, None, "")
    assert actor("substitute").signature == "по замещению за Ветров И.П."
    assert (actor("staff").via, actor("staff").person) == (Report.Via.STAFF, cast.staff.person)
    link = access.Actor(person=cast.head.person, via=Report.Via.LINK)
    assert link.signature == "Ветров И.П., по ссылке из письма"


def test_a_predecessor_whose_term_nobody_ended_is_a_stranger(cast):
    """The directory knows one head a day; access knows the same one."""
    make.appoint(make.person("Соколов"), cast.college, since=dt.date(2026, 3, 9))
    assert seen_by(cast, TODAY) == set(EVERYONE) - {"head", "substitute", "other_head"}
    assert not access.may_report(cast.head.person, cast.assignment, TODAY)
    assert not access.is_head(cast.head.person, cast.college, TODAY)
    assert access.may_report(cast.head.person, cast.assignment, dt.date(2026, 3, 8))
