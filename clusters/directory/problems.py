"""What staff should put right before the next letter: colleges that nobody would answer for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from clusters.models import Cluster, Membership, Organization, Person

from .acting import Acting, acting_heads


@dataclass(frozen=True, slots=True)
class Problem:
    """`about` is what staff open to mend it."""

    kind: str  # no_head, no_address, unattended, no_leading
    about: Organization | Person | Cluster
    text: str


def problems(day: dt.date) -> list[Problem]:
    """Of the active colleges and clusters on a day, by name. Five queries at most."""
    colleges = Organization.objects.filter(is_active=True, kind=Organization.Kind.COLLEGE).values_list("pk", flat=True)
    seated = sorted(acting_heads(day, colleges).values(), key=lambda acting: acting.organization.short_name)
    return [problem for acting in seated if (problem := _problem(acting))] + list(_clusters_without_leading(day))


def _problem(acting: Acting) -> Problem | None:
    name = acting.organization.short_name
    if acting.head is None:
        return Problem("no_head", acting.organization, f"{name}: не указан руководитель")
    if not acting.has_address:
        return Problem("no_address", acting.head, f"{name}: у руководителя ({acting.head}) нет адреса эл. почты")
    if acting.unattended:
        until = f"{acting.absence.until:%d.%m.%Y}"
        return Problem("unattended", acting.head, f"{name}: {acting.head} отсутствует по {until}, замещающего нет")
    return None


def _clusters_without_leading(day: dt.date) -> Iterator[Problem]:
    leading = Membership.objects.on(day).filter(role=Membership.Role.LEADING, organization__is_active=True)
    for cluster in Cluster.objects.filter(is_active=True).exclude(pk__in=leading.values("cluster")):
        yield Problem("no_leading", cluster, f"{cluster.short_name}: нет ведущей организации")
