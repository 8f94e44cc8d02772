"""The cast that every page meets: who they are, and one protocol in force that concerns the first college only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest

from clusters.models import Appointment, Organization, Substitution, User
from decisions.models import Assignment, Decision
from protocols.models import Protocol
from tests import factories as make

MEETING = dt.date(2026, 3, 2)  # a Monday
DUE = dt.date(2026, 3, 20)


@dataclass
class Cast:
    department: Organization
    college: Organization
    other_college: Organization
    head: User
    other_head: User  # of another college: a stranger here
    substitute: User  # acts for `head` in March 2026
    deputy: User
    contact: User
    controller: User  # staff, controls the decision
    staff: User
    leadership: User
    protocol: Protocol
    decision: Decision
    assignment: Assignment


@pytest.fixture
def cast(db) -> Cast:
    return gather()


def gather() -> Cast:
    department = make.department()
    college, other_college = make.college("Колледж связи"), make.college("Колледж сервиса")
    head, other_head = make.head(college, surname="Ветров"), make.head(other_college, surname="Лугов")
    people = {
        name: make.person(surname)
        for name, surname in {
            "substitute": "Снегирёв",
            "deputy": "Озеров",
            "contact": "Тополев",
            "controller": "Ключев",
            "staff": "Зорин",
            "leadership": "Каменев",
        }.items()
    }
    make.appoint(people["deputy"], college, Appointment.Post.DEPUTY)
    make.appoint(people["contact"], college, Appointment.Post.CONTACT)
    for name in ("controller", "staff", "leadership"):
        make.appoint(people[name], department, Appointment.Post.EMPLOYEE)
    Substitution.objects.create(
        absent=head, substitute=people["substitute"], since=dt.date(2026, 3, 1), until=dt.date(2026, 3, 31)
    )
    roles = {"controller": {"is_staff": True}, "staff": {"is_staff": True}, "leadership": {"is_leadership": True}}
    users = {name: make.user(who, **roles.get(name, {})) for name, who in people.items()}
    protocol = make.in_force(MEETING)
    decision = make.decision(protocol, due_on=DUE, controller=people["controller"])
    make.executor(decision, college)
    return Cast(
        department=department,
        college=college,
        other_college=other_college,
        head=make.user(head),
        other_head=make.user(other_head),
        protocol=protocol,
        decision=decision,
        assignment=make.assignment(decision, college),
        **users,
    )
