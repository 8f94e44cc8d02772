"""Every list and form of the directories opens, in Russian, and costs no more queries with more rows."""

import pytest
from django.contrib import admin
from django.urls import reverse

from clusters.models import Alias, ExecutorGroup, Membership, Substitution
from tests import factories as make

MODELS = (
    "organization",
    "cluster",
    "membership",
    "person",
    "appointment",
    "substitution",
    "executorgroup",
    "alias",
    "user",
)


@pytest.fixture
def staff(client, db):
    client.force_login(make.user(make.person(), is_staff=True))
    return client


def fill():
    college = make.college()
    who = make.head(college)
    make.user(who)
    cluster = make.cluster(leading=college)
    Membership.objects.create(cluster=cluster, organization=make.college())
    Substitution.objects.create(absent=who, substitute=make.person(), since="2026-03-02", until="2026-03-09")
    group = ExecutorGroup.objects.create(name=f"группа {college.pk}", rule="list", cluster=None)
    group.organizations.add(college)
    Alias.objects.create(wording=f"название {college.pk}", group=group)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_at_most_twelve_queries_whatever_it_holds(staff, model, django_assert_max_num_queries):
    url = reverse(f"admin:clusters_{model}_changelist")
    staff.get(url)  # the first page of a session writes down whose it is
    counts = []
    for rows in (1, 29):
        for _ in range(rows):
            fill()
        with django_assert_max_num_queries(12) as queries:
            assert staff.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", MODELS)
def test_forms_and_history_open(staff, model):
    fill()
    row = admin.site._registry  # the registry is the list of what there is to open
    model_class = next(registered for registered in row if registered._meta.label_lower == f"clusters.{model}")
    pk = model_class.objects.filter(**({"is_staff": False} if model == "user" else {})).first().pk
    for page in (reverse(f"admin:clusters_{model}_add"), reverse(f"admin:clusters_{model}_change", args=[pk])):
        assert staff.get(page).status_code == 200
    assert staff.get(reverse(f"admin:clusters_{model}_history", args=[pk])).status_code == 200


@pytest.mark.parametrize("model", [name for name in MODELS if name not in ("alias", "substitution")])
def test_nothing_that_history_needs_is_deleted(staff, model):
    fill()
    model_class = next(m for m in admin.site._registry if m._meta.label_lower == f"clusters.{model}")
    pk = model_class.objects.first().pk
    assert staff.post(reverse(f"admin:clusters_{model}_delete", args=[pk]), {"post": "yes"}).status_code == 403
    assert model_class.objects.filter(pk=pk).exists()
