import datetime as dt

import pytest

from clusters.directory import problems
from clusters.models import Organization, Substitution
from tests import factories as make

DAY = dt.date(2026, 3, 10)


def texts(day=DAY):
    return [problem.text for problem in problems(day)]


def test_all_is_well(db):
    college = make.college()
    make.head(college)
    make.cluster(leading=college)
    assert texts() == []


def test_each_problem_is_named_once_by_college(db):
    make.college("Аграрный")
    make.head(make.college("Горный"), surname="Ветров", email="")
    absent = make.head(make.college("Лесной"), surname="Лугов")
    Substitution.objects.create(absent=absent, since=DAY, until=dt.date(2026, 3, 20))
    make.cluster("Речной")
    assert texts() == [
        "Аграрный: не указан руководитель",
        "Горный: у руководителя (Ветров И.П.) нет адреса эл. почты",
        "Лесной: Лугов И.П. отсутствует по 20.03.2026, замещающего нет",
        "Речной: нет ведущей организации",
    ]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"kind": Organization.Kind.OTHER}])
def test_only_active_colleges_are_asked_about(db, fields):
    make.college(**fields)
    assert texts() == []


@pytest.mark.parametrize("count", [1, 9])
def test_queries_do_not_grow(db, django_assert_num_queries, count):
    for _ in range(count):
        make.college()
    with django_assert_num_queries(5):
        assert len(problems(DAY)) == count
