import datetime as dt

import pytest
from django.db.models import Q

from clusters.directory import acting_for, acting_heads, held_on, in_office_on, standings
from clusters.models import Appointment, Organization, Substitution
from tests import factories as make

DAY = dt.date(2026, 3, 10)
DAY_BEFORE = dt.date(2026, 3, 9)
Post = Appointment.Post


@pytest.fixture
def college(db):
    return make.college("Колледж связи")


def told(college, day=DAY):
    return [(receiver.person.surname, receiver.post) for receiver in acting_for(college, day).told]


def away(who, substitute=None, since=DAY, until=DAY):
    return Substitution.objects.create(absent=who, substitute=substitute, since=since, until=until)


def test_the_head_acts_and_is_told(college):
    head = make.head(college, surname="Ветров")
    acting = acting_for(college, DAY)
    assert (acting.head, acting.title, acting.substitute, acting.unattended) == (head, "директор", None, False)
    assert told(college) == [("Ветров", "head")]


def test_a_new_head_takes_over_at_the_day_though_nobody_closed_the_old_post(college):
    old = make.head(college, surname="Ветров")
    new = make.person("Лугов")
    make.appoint(new, college, since=DAY)
    assert (acting_for(college, DAY_BEFORE).head, acting_for(college, DAY).head) == (old, new)
    assert told(college) == [("Лугов", "head")]


def test_of_two_heads_from_the_same_day_the_one_entered_later(college):
    make.head(college, surname="Ветров")
    make.head(college, surname="Лугов")
    assert told(college) == [("Лугов", "head")]


@pytest.mark.parametrize(
    ("since", "until", "acts"),
    [
        (None, None, True),
        (DAY, DAY, True),
        (None, DAY_BEFORE, False),
        (dt.date(2026, 3, 11), None, False),
    ],
)
def test_the_post_has_its_dates(college, since, until, acts):
    make.appoint(make.person(), college, since=since, until=until)
    assert (acting_for(college, DAY).head is not None) == acts


def test_someone_who_left_for_good_is_not_a_head(college):
    make.head(college, is_active=False)
    assert acting_for(college, DAY).head is None


def test_an_inactive_organization_has_nobody(college):
    make.head(college)
    Organization.objects.filter(pk=college.pk).update(is_active=False)
    assert acting_for(college, DAY).head is None


def test_the_substitute_is_told_beside_the_absent_head(college):
    head, other = make.head(college, surname="Ветров"), make.person("Лугов")
    away(head, other)
    acting = acting_for(college, DAY)
    assert (acting.substitute, acting.unattended) == (other, False)
    assert told(college) == [("Ветров", "head"), ("Лугов", "substitute")]
    assert told(college, DAY_BEFORE) == [("Ветров", "head")]


def test_an_absence_without_a_substitute_leaves_the_college_unattended(college):
    away(make.head(college))
    assert acting_for(college, DAY).unattended


def test_of_two_absences_that_with_a_substitute_counts(college):
    head, other = make.head(college), make.person("Лугов")
    away(head, other)
    away(head)
    assert acting_for(college, DAY).substitute == other


def test_deputies_and_contacts_are_told_when_ticked(college):
    make.head(college, surname="Ветров")
    for surname, post, ticked in (
        ("Озеров", Post.DEPUTY, True),
        ("Зорин", Post.DEPUTY, False),
        ("Тополев", Post.CONTACT, True),
    ):
        make.appoint(make.person(surname), college, post, gets_letters=ticked)
    assert told(college) == [("Ветров", "head"), ("Озеров", "deputy"), ("Тополев", "contact")]


def test_a_ticked_deputy_who_substitutes_is_told_once(college):
    head, deputy = make.head(college, surname="Ветров"), make.person("Озеров")
    make.appoint(deputy, college, Post.DEPUTY, gets_letters=True)
    away(head, deputy)
    assert told(college) == [("Ветров", "head"), ("Озеров", "substitute")]


@pytest.mark.parametrize(
    ("own", "of_college", "address"),
    [
        ("vetrov@example.org", "office@example.org", "vetrov@example.org"),
        ("", "office@example.org", "office@example.org"),
        ("", "", ""),
    ],
)
def test_the_college_s_address_stands_in_for_the_head_s(college, own, of_college, address):
    Organization.objects.filter(pk=college.pk).update(email=of_college)
    make.head(college, email=own)
    acting = acting_for(college, DAY)
    assert ([receiver.address for receiver in acting.told], acting.has_address) == ([address], bool(address))


def test_a_contact_without_an_address_gets_nobody_else_s(college):
    Organization.objects.filter(pk=college.pk).update(email="office@example.org")
    make.appoint(make.person(email=""), college, Post.CONTACT, gets_letters=True)
    assert [receiver.address for receiver in acting_for(college, DAY).told] == [""]


@pytest.mark.parametrize("count", [1, 12])
def test_many_organizations_cost_as_many_queries_as_one(db, django_assert_num_queries, count):
    for _ in range(count):
        away(make.head(make.college()), make.person())
    with django_assert_num_queries(3):
        acting = acting_heads(DAY)
        assert [seat.substitute is not None for seat in acting.values()] == [True] * count


def test_only_the_organizations_asked_about(college):
    other = make.college()
    assert list(acting_heads(DAY, [other.pk])) == [other.pk]


def test_a_person_s_standing_in_each_organization(college):
    other, third = make.college("Колледж сервиса"), make.college("Аграрный колледж")
    me, absent = make.head(college), make.head(other, surname="Лугов")
    make.appoint(me, third, Post.CONTACT)
    away(absent, me)
    found = [
        (standing.organization, standing.post, standing.acts, standing.on_behalf_of) for standing in standings(me, DAY)
    ]
    assert found == [
        (college, "head", True, None),
        (other, "substitute", True, absent),
        (third, "contact", False, None),
    ]
    assert len(standings(me, DAY_BEFORE)) == 2


def test_the_old_head_stands_nowhere_from_the_day_of_the_new_one(college):
    old = make.head(college)
    make.appoint(make.person(), college, since=DAY)
    assert (len(standings(old, DAY_BEFORE)), standings(old, DAY)) == (1, [])


def test_nobody_stands_nowhere(db):
    assert (standings(None, DAY), standings(make.person(is_active=False), DAY)) == ([], [])


def test_what_is_held_is_the_same_whether_the_database_or_the_program_sees_who_came_last(college):
    other, closed = make.college(), make.college(is_active=False)
    week = dt.timedelta(days=7)
    for since, until in ((None, None), (DAY - week, None), (DAY - week, None), (DAY + week, None), (None, DAY)):
        make.appoint(make.person(), college, since=since, until=until)
    make.appoint(make.person(), college, since=DAY - week / 7, until=DAY - week / 7)
    make.appoint(make.person(is_active=False), college, since=DAY)
    twice = make.person()
    for organization, kind in (
        (college, Post.DEPUTY),
        (college, Post.CONTACT),
        (other, Post.HEAD),
        (closed, Post.HEAD),
    ):
        make.appoint(twice, organization, kind)
    told = in_office_on(DAY).values_list("organization", "person", "post")
    by_program = held_on(DAY, Q(organization__appointments__person=twice))
    assert {(place, *one) for place, held in by_program.items() for one in held} == set(told)
    assert len(told) == 4
