"""What the page of a protocol shows staff beside the paper."""

from __future__ import annotations

import datetime as dt

from django import template

from ..correcting import GroupChange, group_changes
from ..models import Protocol

register = template.Library()


@register.simple_tag
def changed_groups(protocol: Protocol, today: dt.date) -> list[GroupChange]:
    return group_changes(protocol, today)
