import datetime as dt

import pytest

from clusters.first_steps import first_steps
from clusters.models import ExecutorGroup
from tests import factories as make

DAY = dt.date(2026, 3, 10)


def steps():
    return [(step.title, step.is_done, step.detail) for step in first_steps(DAY)]


def test_an_empty_system_says_what_to_begin_with(db):
    assert steps() == [
        ("Организации", False, "Внесите их по одной или таблицей XLSX."),
        ("Руководители и адреса", False, "Кто отвечает за каждый колледж и куда ему писать."),
        ("Кластеры и ведущие колледжи", False, "Состав и ведущая организация каждого."),
        ("Группы исполнителей", False, "Например, «руководители ведущих ПОО»."),
        ("Приглашения", False, "Руководители получат письмо со ссылкой для входа."),
    ]


def test_half_way_it_names_what_is_missing(db):
    for name in ("А", "Б", "В", "Г", "Д"):
        make.college(name)
    make.head(make.college("Е"), surname="Ветров", email="")
    make.cluster("Лесной")
    assert steps()[:3] == [
        ("Организации", True, "6\N{NO-BREAK SPACE}колледжей"),
        (
            "Руководители и адреса",
            False,
            "А: не указан руководитель; Б: не указан руководитель; В: не указан руководитель; и ещё 3",
        ),
        ("Кластеры и ведущие колледжи", False, "Лесной: нет ведущей организации"),
    ]
    assert steps()[4] == ("Приглашения", False, "Не приглашены: 1\N{NO-BREAK SPACE}руководитель.")


def test_all_is_ready(db):
    college = make.college()
    make.user(make.head(college), invited_at=dt.datetime(2026, 3, 9, tzinfo=dt.UTC))
    make.cluster(leading=college)
    ExecutorGroup.objects.create(name="все", rule="colleges")
    assert [done for _, done, _ in steps()] == [True] * 5


@pytest.mark.parametrize("number", range(5))
def test_each_step_leads_to_a_page_that_opens(client, db, number):
    client.force_login(make.user(is_staff=True))
    assert client.get(first_steps(DAY)[number].url).status_code == 200
