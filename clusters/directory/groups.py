"""Which organizations a group means on a day."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from clusters.models import ExecutorGroup, Membership, Organization

Rule = ExecutorGroup.Rule


def expand(group: ExecutorGroup, on: dt.date) -> list[Organization]:
    """Active organizations by short name, each once, though it lead two clusters. One query."""
    return list(members(group, on).filter(is_active=True).order_by("short_name"))


def members(group: ExecutorGroup, on: dt.date) -> QuerySet[Organization]:
    if group.rule == Rule.LIST:
        return group.organizations.all()
    if group.rule == Rule.COLLEGES:
        return Organization.objects.filter(kind=Organization.Kind.COLLEGE)
    places = Membership.objects.on(on).filter(cluster__is_active=True)
    if group.rule in (Rule.LEADING, Rule.LEADING_OF):
        places = places.filter(role=Membership.Role.LEADING)
    if group.rule in (Rule.LEADING_OF, Rule.MEMBERS_OF):
        places = places.filter(cluster=group.cluster_id)
    return Organization.objects.filter(pk__in=places.values("organization"))
