"""Where a named person works on a day: of several posts those that the document itself names."""

from __future__ import annotations

import datetime as dt

from clusters.models import Appointment, Person
from clusters.wording import fold, key, organization_keys

from .acting import in_office_on
from .index import WEIGHT


def posts_of(person: Person, on: dt.date, wording: str = "") -> list[Appointment]:
    """Heads first, then employees of the department, deputies, contacts. One query."""
    held = in_office_on(on).filter(person=person).select_related("organization")
    posts = sorted(held, key=lambda post: (WEIGHT.index(post.post), post.pk))
    words = set(key(fold(wording)))
    return [post for post in posts if _is_named(post, words)] or posts


def _is_named(post: Appointment, words: set[str]) -> bool:
    names = [key(fold(post.title)), *organization_keys(post.organization.name, post.organization.short_name)]
    return any(name and set(name) <= words for name in names)
