"""What belongs to one college: a row of every kind that an address may name, all its words marked with a canary."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from clusters.models import Appointment, Organization, Person, Substitution
from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, StoredFile
from decisions.models import Decision, PlannedDate
from protocols.models import Protocol
from tests import factories as make

MEETING = dt.date(2026, 3, 2)
NOW = timezone.make_aware(dt.datetime(2026, 3, 10, 12))  # a Tuesday
TODAY = NOW.date()
LATER = NOW + dt.timedelta(minutes=5)


@dataclass
class Belongings:
    """Primary keys by the word that stands for them in the table of permissions."""

    college: Organization
    head: Person
    keys: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.keys[name]


def give(college: Organization, head: Person, canary: str, protocol: Protocol | None = None) -> Belongings:
    """`canary` stands in every text and in the name and content of every file."""
    mine = Belongings(college, head)
    protocol = protocol or make.in_force(MEETING, title=f"совещания {canary}")
    if not protocol.source_file:
        protocol.source_file.save("source.txt", ContentFile(f"Протокол {canary}".encode()), save=False)
        protocol.source_name = f"Протокол {canary}.txt"
        protocol.save()
    controller = make.person()
    by = Actor(person=head)
    _reported(mine, protocol, canary, by)
    _waiting(mine, protocol, canary, controller, by)
    _asked(mine, protocol, canary, by)
    _lasting(mine, protocol, canary, by)
    _people(mine, canary)
    return mine


def stored(canary: str) -> StoredFile:
    path = default_storage.save("reports/x", ContentFile(f"%PDF-1.4 {canary}".encode()))
    return StoredFile(path, f"{canary}.pdf", "application/pdf", 9 + len(canary), "0" * 64)


def _given(mine: Belongings, protocol: Protocol, canary: str, what: str, **fields):
    decision = make.decision(protocol, text=f"{what} ({canary}).", **fields)
    make.executor(decision, mine.college)
    return make.assignment(decision, mine.college, **({} if decision.due_on else {"due_on": dt.date(2026, 3, 17)}))


def _reported(mine: Belongings, protocol: Protocol, canary: str, by: Actor) -> None:
    """In progress: a part reported, a draft begun."""
    row = _given(mine, protocol, canary, "Обновить план", due_on=dt.date(2026, 3, 20))
    point = row.decision.points.create(position=1, text=f"согласовать ({canary})")
    sent = lifecycle.report(
        row, Account(text=f"Половина {canary}", is_final=False, files=(stored(canary),)), by=by, now=NOW
    )
    draft = lifecycle.save_draft(row, Account(text=f"Начато {canary}", files=(stored(canary),)), by=by, now=NOW)
    mine.keys |= {
        "protocol": protocol.pk, "decision": row.decision.pk, "assignment": row.pk, "point": point.pk, "report": sent.pk,
        "file": sent.files.get().pk, "draft_file": draft.files.get().pk,
    }  # fmt: skip


def _waiting(mine: Belongings, protocol: Protocol, canary: str, controller: Person, by: Actor) -> None:
    row = _given(mine, protocol, canary, "Передать отчёт", due_on=dt.date(2026, 3, 13), controller=controller)
    sent = lifecycle.report(row, Account(text=f"Передан {canary}", files=(stored(canary),)), by=by, now=NOW)
    mine.keys |= {"waiting": row.pk, "waiting_report": sent.pk}


def _asked(mine: Belongings, protocol: Protocol, canary: str, by: Actor) -> None:
    row = _given(mine, protocol, canary, "Собрать заявки", due_on=dt.date(2026, 3, 20))
    asked = lifecycle.ask_extension(row, dt.date(2026, 3, 27), f"Ждём смету {canary}", by=by, now=NOW)
    mine.keys |= {"asked": row.pk, "extension": asked.pk}


def _lasting(mine: Belongings, protocol: Protocol, canary: str, by: Actor) -> None:
    plan = _given(mine, protocol, canary, "Заседания по плану", deadline_kind=Decision.Kind.BY_PLAN)
    planned = PlannedDate.objects.create(
        decision=plan.decision, organization=mine.college, date=dt.date(2026, 9, 1), note=f"заседание {canary}"
    )
    norm = {"quota_on": True, "quota_target": 3, "quota_unit": "публикации", "quota_period": "week"}
    quota = _given(mine, protocol, canary, "Публикации", deadline_kind=Decision.Kind.PERMANENT, **norm)
    evidence = lifecycle.add_evidence(
        quota, TODAY, links=[f"https://college.example/{canary}"], files=[stored(canary)], by=by, now=NOW
    )
    by_file = next(one for one in evidence if one.file)
    by_link = next(one for one in evidence if not one.file)
    mine.keys |= {
        "plan": plan.pk, "planned": planned.pk, "quota": quota.pk, "evidence_file": by_file.pk, "evidence": by_link.pk,
    }  # fmt: skip


def _people(mine: Belongings, canary: str) -> None:
    post = make.appoint(make.person(), mine.college, Appointment.Post.CONTACT, title=f"секретарь {canary}")
    absence = Substitution.objects.create(
        absent=mine.head, since=dt.date(2026, 8, 1), until=dt.date(2026, 8, 28), reason=f"отпуск {canary}"
    )
    mine.keys |= {"organization": mine.college.pk, "post": post.pk, "absence": absence.pk}
