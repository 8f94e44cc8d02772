"""One protocol in force with what came of it, for the pages that read it back: the clock stands two weeks after it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from clusters.models import Appointment, Organization, User
from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, StoredFile
from decisions.models import Assignment, Decision
from protocols import publishing
from protocols.models import Protocol
from protocols.publishing import Choices
from tests import factories as make

MEETING = dt.date(2026, 3, 2)  # a Monday
TODAY = dt.date(2026, 3, 16)
COLLEGES = ("Колледж связи", "Колледж сервиса", "Речной техникум", "Колледж дизайна")


@dataclass
class Meeting:
    staff: User
    leadership: User
    controller: User
    heads: list[User]
    colleges: list[Organization]
    protocol: Protocol
    lists: Decision  # due last week: one in time and accepted, one late and waiting, two without a word
    plans: Decision  # due next week, with two points

    def row(self, decision: Decision, place: int) -> Assignment:
        return decision.assignments.get(organization=self.colleges[place])


@pytest.fixture
def meeting(live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    with time_machine.travel(at(MEETING, 14), tick=True) as clock:
        held = hold()
        clock.move_to(at(TODAY, 11), tick=True)
        answer(held)
        yield held


def at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def hold() -> Meeting:
    department, colleges = make.department(), [make.college(name) for name in COLLEGES]
    heads = [make.user(make.head(college)) for college in colleges]
    for college in colleges:
        make.cluster(f"Кластер: {college}", leading=college)
    people = {"controller": make.person("Ольховская", "Елена", "Викторовна"), "staff": make.person("Зорин"),
              "leadership": make.person("Северцев", "Михаил", "Андреевич")}  # fmt: skip
    for one in people.values():
        make.appoint(one, department, Appointment.Post.EMPLOYEE)
    users = {name: make.user(who, is_staff=name != "leadership") for name, who in people.items()}
    users["leadership"].is_leadership = True
    users["leadership"].save()
    protocol, lists, plans = decide(people["controller"])
    choices = Choices(MEETING, controllers={lists.pk: people["controller"]})
    publishing.publish(protocol, choices, by=users["staff"], now=at(MEETING, 15))
    for row in (protocol, lists, plans):
        row.refresh_from_db()
    return Meeting(heads=heads, colleges=colleges, protocol=protocol, lists=lists, plans=plans, **users)


def decide(controller) -> tuple[Protocol, Decision, Decision]:
    protocol = make.protocol(MEETING, number="1", title="совещания руководителей ведущих ПОО", place="г. Верхнеозёрск",
                             chair_name="Северцев М.А.", chair_post="начальник Департамента")  # fmt: skip
    question = make.agenda_item(protocol, "О планах работы образовательно-отраслевых кластеров")
    group = make.leading_group()
    lists = make.decision(
        protocol, due_on=dt.date(2026, 3, 13), agenda_item=question,
        text="Предоставить Ольховской Е.В. составы координационных советов кластеров.",
    )  # fmt: skip
    lists.receivers.create(person=controller, wording="Ольховской Е.В.")
    plans = make.decision(
        protocol, due_on=dt.date(2026, 3, 27), agenda_item=question, text="Актуализировать планы работы кластеров."
    )
    for place, text in enumerate(("«Безопасные дороги»", "«Современный колледж»")):
        plans.points.create(text=text, position=place)
    news = make.decision(
        protocol, deadline_kind=Decision.Kind.PERMANENT, deadline_text="постоянно", agenda_item=question,
        text="Рассказывать о работе кластеров на сайтах колледжей.",
    )  # fmt: skip
    for one in (lists, plans, news):
        make.executor(one, group)
    return protocol, lists, plans


def answer(meeting: Meeting) -> None:
    said = [("Состав совета утверждён приказом, кандидатуры согласованы.", dt.date(2026, 3, 11)),
            ("Направляем состав совета.", TODAY)]  # fmt: skip
    for place, (text, day) in enumerate(said):
        stored = default_storage.save("reports/x", ContentFile(b"%PDF-1.4"))
        file = StoredFile(stored, f"состав совета {place + 1}.pdf", "application/pdf", 8, "0" * 64)
        head = Actor(person=meeting.heads[place].person)
        account = Account(text=text, files=(file,))
        lifecycle.report(meeting.row(meeting.lists, place), account, by=head, now=at(day, 10))
    lifecycle.accept(meeting.row(meeting.lists, 0), by=meeting.controller, now=at(dt.date(2026, 3, 12), 10))
