import datetime as dt

import pytest

from clusters.directory import expand
from clusters.models import ExecutorGroup, Membership, Organization
from tests import factories as make

ON = dt.date(2026, 3, 2)
Rule = ExecutorGroup.Rule


@pytest.fixture
def colleges(db):
    return [make.college(name) for name in ("Аграрный", "Горный", "Лесной", "Речной")]


def names(group, on=ON):
    return [organization.short_name for organization in expand(group, on)]


def test_a_college_that_leads_two_clusters_comes_once(colleges):
    make.cluster(leading=colleges[1])
    make.cluster(leading=colleges[1])
    make.cluster(leading=colleges[0])
    assert names(make.leading_group()) == ["Аграрный", "Горный"]


def test_the_leading_one_is_that_of_the_day(colleges):
    cluster = make.cluster()
    cluster.memberships.create(organization=colleges[0], role="leading", until=dt.date(2026, 3, 1))
    cluster.memberships.create(organization=colleges[1], role="leading", since=dt.date(2026, 3, 2))
    group = make.leading_group()
    assert (names(group, dt.date(2026, 3, 1)), names(group, ON)) == (["Аграрный"], ["Горный"])


def test_inactive_organizations_and_clusters_are_left_out(colleges):
    Organization.objects.filter(pk=colleges[0].pk).update(is_active=False)
    make.cluster(leading=colleges[0])
    make.cluster(leading=colleges[1], is_active=False)
    make.cluster(leading=colleges[2])
    assert names(make.leading_group()) == ["Лесной"]


def test_one_cluster_gives_its_leading_one_or_all_of_it(colleges):
    cluster = make.cluster(leading=colleges[2])
    make.cluster(leading=colleges[0])
    Membership.objects.create(cluster=cluster, organization=colleges[1])
    Membership.objects.create(cluster=cluster, organization=colleges[3], until=dt.date(2026, 3, 1))
    leading = ExecutorGroup.objects.create(name="ведущая лесного", rule=Rule.LEADING_OF, cluster=cluster)
    whole = ExecutorGroup.objects.create(name="лесной кластер", rule=Rule.MEMBERS_OF, cluster=cluster)
    assert (names(leading), names(whole)) == (["Лесной"], ["Горный", "Лесной"])


def test_all_colleges_are_neither_the_department_nor_others(colleges):
    make.department()
    make.college("Завод", kind=Organization.Kind.OTHER)
    group = ExecutorGroup.objects.create(name="директора ПОО", rule=Rule.COLLEGES)
    assert names(group) == ["Аграрный", "Горный", "Лесной", "Речной"]


def test_a_list_is_what_staff_listed(colleges):
    group = ExecutorGroup.objects.create(name="опорные", rule=Rule.LIST)
    group.organizations.set([colleges[3], colleges[0]])
    assert names(group) == ["Аграрный", "Речной"]


def test_an_empty_group_is_empty(db):
    assert names(make.leading_group()) == []


def test_expanding_is_one_query(colleges, django_assert_num_queries):
    make.cluster(leading=colleges[0])
    group = make.leading_group()
    with django_assert_num_queries(1):
        expand(group, ON)
