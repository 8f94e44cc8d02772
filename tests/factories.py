"""Rows for tests, free of surprising behaviour: what is not given gets the next plain value."""

from __future__ import annotations

import datetime as dt
from itertools import count

from django.utils import timezone

from clusters.models import Appointment, Cluster, ExecutorGroup, Membership, Organization, Person, User
from decisions.models import Assignment, Decision, Executor
from protocols.models import AgendaItem, Protocol

PASSWORD = "длинный-пароль-для-тестов"
SURNAMES = ("Ветров", "Лугов", "Снегирёв", "Озеров", "Тополев", "Ключев", "Зорин", "Каменев", "Рябинин", "Дроздов")
numbers = count(1)


def college(short_name: str = "", **fields) -> Organization:
    number = next(numbers)
    short_name = short_name or f"Колледж № {number}"
    return Organization.objects.create(**{"name": f"ОГБПОУ «{short_name}»", "short_name": short_name, **fields})


def department(short_name: str = "Департамент", **fields) -> Organization:
    return college(short_name, **{"kind": Organization.Kind.DEPARTMENT, "name": short_name, **fields})


def person(surname: str = "", name: str = "Иван", patronymic: str = "Петрович", **fields) -> Person:
    number = next(numbers)
    surname = surname or f"{SURNAMES[number % len(SURNAMES)]}-{number}"
    return Person.objects.create(
        **{"surname": surname, "name": name, "patronymic": patronymic, "email": f"person{number}@example.org", **fields}
    )


def appoint(who: Person, organization: Organization, post: str = Appointment.Post.HEAD, **fields) -> Appointment:
    return Appointment.objects.create(person=who, organization=organization, post=post, **fields)


def head(organization: Organization, **fields) -> Person:
    who = person(**fields)
    appoint(who, organization, title="директор")
    return who


def user(who: Person | None = None, **fields) -> User:
    email = fields.pop("email", who.email if who else f"user{next(numbers)}@example.org")
    return User.objects.create_user(email, PASSWORD, person=who, **fields)


def cluster(short_name: str = "", leading: Organization | None = None, **fields) -> Cluster:
    short_name = short_name or f"Кластер {next(numbers)}"
    made = Cluster.objects.create(
        **{"name": f"{short_name} (образовательно-отраслевой кластер)", "short_name": short_name, **fields}
    )
    if leading:
        Membership.objects.create(cluster=made, organization=leading, role=Membership.Role.LEADING)
    return made


def leading_group(name: str = "руководители ведущих ПОО") -> ExecutorGroup:
    return ExecutorGroup.objects.create(name=name, rule=ExecutorGroup.Rule.LEADING)


def protocol(date: dt.date = dt.date(2026, 3, 2), **fields) -> Protocol:
    return Protocol.objects.create(
        **{"number": str(next(numbers)), "date": date, "title": "совещания руководителей ведущих ПОО", **fields}
    )


def in_force(date: dt.date = dt.date(2026, 3, 2), **fields) -> Protocol:
    return protocol(
        date,
        **{
            "state": Protocol.State.IN_FORCE,
            "published_at": timezone.make_aware(dt.datetime.combine(date, dt.time(15))),
            **fields,
        },
    )


def agenda_item(of: Protocol, text: str = "О планах кластеров", **fields) -> AgendaItem:
    return AgendaItem.objects.create(protocol=of, text=text, **{"position": of.agenda.count() + 1, **fields})


def decision(of: Protocol | None = None, **fields) -> Decision:
    of = of or protocol()
    position = of.decisions.count() + 1
    given = {
        "position": position,
        "number": str(position),
        "text": f"Актуализировать план работы кластера ({position}).",
        **fields,
    }
    if given.get("due_on") and "deadline_kind" not in given:
        given |= {"deadline_kind": Decision.Kind.DATE, "deadline_text": f"до {given['due_on']:%d.%m.%Y}"}
    if not of.is_draft:
        given.setdefault("state", Decision.State.IN_FORCE)
    return Decision.objects.create(protocol=of, **given)


def executor(of: Decision, target, **fields) -> Executor:
    field = {ExecutorGroup: "group", Organization: "organization", Person: "person"}[type(target)]
    return Executor.objects.create(
        decision=of, **{field: target, "wording": str(target), "position": of.executors.count(), **fields}
    )


def assignment(of: Decision | None = None, organization: Organization | None = None, **fields) -> Assignment:
    of = of or decision(in_force(), due_on=dt.date(2026, 3, 20))
    given = {"due_on": of.due_on, "created_on": of.protocol.date, **fields}
    given.setdefault("original_due_on", given["due_on"])
    return Assignment.objects.create(decision=of, organization=organization or college(), **given)
