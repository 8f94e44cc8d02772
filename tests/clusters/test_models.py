"""What the database itself does not let through, whoever writes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from clusters.models import Alias, Appointment, Membership, Substitution, User
from tests import factories as make

JANUARY, FEBRUARY, MARCH = dt.date(2026, 1, 1), dt.date(2026, 2, 1), dt.date(2026, 3, 1)
DAY = dt.timedelta(days=1)


def lead(cluster, since=None, until=None, role="leading"):
    """Past all checks of forms and models."""
    place = Membership(cluster=cluster, organization=make.college(), role=role, since=since, until=until)
    Membership.objects.bulk_create([place])
    return place


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((None, None), (None, None)),
        ((None, None), (FEBRUARY, None)),
        ((JANUARY, FEBRUARY), (FEBRUARY, MARCH)),
        ((None, FEBRUARY), (None, JANUARY)),
        ((FEBRUARY, None), (JANUARY, FEBRUARY)),
        ((JANUARY, MARCH), (FEBRUARY, FEBRUARY)),
    ],
)
def test_a_cluster_has_one_leading_organization_on_any_day(db, first, second):
    cluster = make.cluster()
    lead(cluster, *first)
    with pytest.raises(IntegrityError, match="membership_one_leading"), transaction.atomic():
        lead(cluster, *second)
    assert cluster.memberships.count() == 1


@pytest.mark.parametrize(
    ("first", "second", "role"),
    [
        ((None, FEBRUARY - DAY), (FEBRUARY, None), "leading"),
        ((FEBRUARY, None), (None, FEBRUARY - DAY), "leading"),
        ((None, None), (None, None), "member"),
    ],
)
def test_one_after_another_and_members_beside_are_fine(db, first, second, role):
    cluster = make.cluster()
    lead(cluster, *first)
    lead(cluster, *second, role=role)
    assert cluster.memberships.count() == 2


def test_nor_does_a_member_become_a_second_leading_one(db):
    cluster = make.cluster(leading=make.college())
    member = lead(cluster, role="member")
    with pytest.raises(IntegrityError, match="membership_one_leading"), transaction.atomic():
        Membership.objects.filter(pk=member.pk).update(role="leading")


def test_another_cluster_has_its_own(db):
    for _ in range(2):
        lead(make.cluster())
    assert Membership.objects.count() == 2


@pytest.mark.parametrize(
    "write",
    [
        lambda: Appointment.objects.create(
            person=make.person(), organization=make.college(), since=FEBRUARY, until=JANUARY
        ),
        lambda: Substitution.objects.create(absent=make.person(), since=FEBRUARY, until=JANUARY),
        lambda: lead(make.cluster(), FEBRUARY, JANUARY),
    ],
    ids=["appointment", "absence", "membership"],
)
def test_nothing_ends_before_it_begins(db, write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_nobody_substitutes_themselves(db):
    who = make.person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Substitution.objects.create(absent=who, substitute=who, since=JANUARY, until=FEBRUARY)


@pytest.mark.parametrize("targets", [(), ("group", "organization"), ("organization", "person")])
def test_a_wording_has_exactly_one_target(db, targets):
    rows = {"group": make.leading_group(), "organization": make.college(), "person": make.person()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(wording="ведущие", **{name: rows[name] for name in targets})


def test_an_address_is_one_account_s_in_any_case(db):
    make.user(email="vetrov@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="Vetrov@Example.org", password="x")])
