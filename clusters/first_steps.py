"""What an empty system needs before the first protocol, and how far it has got."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from .directory import heads_on, problems
from .models import Cluster, ExecutorGroup, Organization, Person
from .templatetags.russian import counted


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    is_done: bool
    detail: str  # how far it has got, or what to do
    url: str


def first_steps(day: dt.date) -> list[Step]:
    """Of the directories; the page adds the test letter and the first protocol, which are not known here."""
    found = problems(day)
    return [
        _organizations(),
        _heads([problem.text for problem in found if problem.kind in ("no_head", "no_address")]),
        _clusters([problem.text for problem in found if problem.kind == "no_leading"]),
        _groups(),
        _invitations(day),
    ]


def _organizations() -> Step:
    count = Organization.objects.filter(is_active=True, kind=Organization.Kind.COLLEGE).count()
    detail = counted(count, "колледж,колледжа,колледжей") if count else "Внесите их по одной или таблицей XLSX."
    return Step("Организации", bool(count), detail, reverse("admin:clusters_organization_changelist"))


def _heads(missing: list[str]) -> Step:
    has_colleges = Organization.objects.filter(is_active=True, kind=Organization.Kind.COLLEGE).exists()
    detail = _some(missing) or "У всех есть." if has_colleges else "Кто отвечает за каждый колледж и куда ему писать."
    url = reverse("admin:clusters_organization_changelist")
    return Step("Руководители и адреса", has_colleges and not missing, detail, url)


def _clusters(missing: list[str]) -> Step:
    count = Cluster.objects.filter(is_active=True).count()
    detail = (
        _some(missing) or counted(count, "кластер,кластера,кластеров")
        if count
        else "Состав и ведущая организация каждого."
    )
    url = reverse("admin:clusters_cluster_changelist")
    return Step("Кластеры и ведущие колледжи", bool(count) and not missing, detail, url)


def _groups() -> Step:
    count = ExecutorGroup.objects.filter(is_active=True).count()
    detail = counted(count, "группа,группы,групп") if count else "Например, «руководители ведущих ПОО»."
    return Step("Группы исполнителей", bool(count), detail, reverse("admin:clusters_executorgroup_changelist"))


def _invitations(day: dt.date) -> Step:
    heads = Person.objects.filter(is_active=True, appointments__in=heads_on(day)).distinct()
    waiting = heads.filter(Q(user=None) | Q(user__invited_at=None, user__last_login=None)).count()
    people = counted(waiting, "руководитель,руководителя,руководителей")
    detail = f"Не приглашены: {people}." if waiting else "Руководители получат письмо со ссылкой для входа."
    url = reverse("admin:clusters_person_changelist") + "?access=none&appointments__post=head"
    return Step("Приглашения", heads.exists() and not waiting, detail, url)


def _some(missing: list[str], shown: int = 3) -> str:
    rest = [f"и ещё {len(missing) - shown}"] if len(missing) > shown else []
    return "; ".join([*missing[:shown], *rest])
