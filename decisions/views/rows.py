"""How a page reaches a row: first what this user sees (404), then what they may do (403), then the verb."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from clusters.directory import Held
from clusters.models import Person
from clusters.templatetags.russian import weekday

from .. import access, lifecycle
from ..access import Actor
from ..models import Assignment


@dataclass(frozen=True)
class Rights:
    """What the user may do with one assignment today."""

    user: Any
    assignment: Assignment
    today: dt.date
    places: access.Places

    @cached_property
    def held(self) -> Held:
        organization = self.assignment.organization_id
        known = self.places.held.get(organization)
        return access.held_at(organization, self.today) if known is None else known

    @cached_property
    def place(self) -> Person | None:
        return access.acts_for(self.user.person, self.assignment, self.today, self.held)

    @property
    def report(self) -> bool:
        return self.place is not None

    @property
    def actor(self) -> Actor:
        return access.actor_in_place_of(self.place, self.user)

    @cached_property
    def draft(self) -> bool:
        return self.report or access.may_draft(self.user.person, self.assignment, self.today, self.held)

    @property
    def enter(self) -> bool:
        """The college's own people, or the department for a report that came on paper."""
        return self.draft or self.answer

    @property
    def send(self) -> bool:
        return self.report or self.answer

    @cached_property
    def head(self) -> bool:
        return access.is_head(self.user.person, self.assignment.organization, self.today, self.held)

    @cached_property
    def answer(self) -> bool:
        return access.may_answer(self.user, self.assignment)


def seen(request: HttpRequest, pk: int) -> tuple[Assignment, Rights]:
    today = timezone.localdate()
    user = request.user
    places = access.Places() if user.sees_everything else access.places_of(user.person, today)
    rows = access.visible_to(user, today, places).select_related(
        "decision__protocol", "decision__controller", "decision__agenda_item", "organization", "person", "handed_to"
    )
    assignment = get_object_or_404(rows, pk=pk)
    return assignment, Rights(user, assignment, today, places)


def allowed(may: bool) -> None:
    if not may:
        raise PermissionDenied


def set_date(chosen: dt.date, set_on: dt.date | None, today: dt.date) -> str:
    """«до 27 марта, пятница (29 марта, воскресенье — нерабочий день)»: a day off is never set as it was chosen."""
    why = f" ({weekday(chosen, today)} — нерабочий день)" if chosen != set_on else ""
    return f"до {weekday(set_on, today)}{why}"


def attempt(
    request: HttpRequest, done: str | Callable[[Any], str], verb: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    """Try the verb now, and say how it went; None when it was refused. `done` may depend on what the verb gave."""
    try:
        answer = verb(*args, now=timezone.now(), **kwargs)
    except lifecycle.Refused as refused:
        messages.error(request, str(refused))
        return None
    messages.success(request, done if isinstance(done, str) else done(answer))
    return answer or True
