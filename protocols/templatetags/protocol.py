"""What the pages of a protocol show staff beside the paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from ..continuity import similar, similar_to
from ..correcting import GroupChange, group_changes
from ..models import Intake, Protocol

register = template.Library()


@register.simple_tag
def changed_groups(protocol: Protocol, today: dt.date) -> list[GroupChange]:
    return group_changes(protocol, today)


@register.inclusion_tag("protocols/_similar.html")
def similar_to_draft(protocol: Protocol) -> dict[str, Any]:
    return {"protocol": protocol, "similar": [(str(one), found) for one, found in similar_to(protocol).items()]}


@register.inclusion_tag("protocols/_similar.html")
def similar_to_reading(intake: Intake) -> dict[str, Any]:
    """As read, before anything is corrected."""
    decisions = intake.reading["decisions"]
    found = similar({place: one["text"] for place, one in enumerate(decisions) if one["is_task"]})
    names = {place: decisions[place]["number"] or str(place + 1) for place in found}
    return {"protocol": None, "similar": [(f"п. {names[place]}", each) for place, each in found.items()]}
