"""Inviting from the lists of the admin, and how it stands with each person's account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from clusters.invitations import CannotInvite, invite
from clusters.models import Person
from clusters.templatetags.russian import counted

STATES = {
    "none": ("не приглашён", Q(user=None) | Q(user__invited_at=None, user__last_login=None)),
    "invited": ("приглашён, ещё не входил", Q(user__invited_at__isnull=False, user__last_login=None)),
    "in": ("входил", Q(user__last_login__isnull=False)),
    "closed": ("вход закрыт", Q(user__is_active=False)),
}


class InvitedFilter(admin.SimpleListFilter):
    title = "вход"
    parameter_name = "access"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in STATES.items()]

    def queryset(self, request: HttpRequest, people: QuerySet[Person]) -> QuerySet[Person]:
        return people.filter(STATES[self.value()][1]) if self.value() in STATES else people


def invitation_of(person: Person) -> str:
    user = getattr(person, "user", None)
    if user is None or not (user.invited_at or user.last_login):
        return "не приглашён"
    if not user.is_active:
        return "вход закрыт"
    if user.last_login:
        return f"входил {timezone.localtime(user.last_login):%d.%m.%Y}"
    return f"приглашён {timezone.localtime(user.invited_at):%d.%m.%Y}, ещё не входил"


def invite_all(request: HttpRequest, people: Iterable[Person]) -> None:
    """Says how many letters went and, by name, why the others could not."""
    sent, now = 0, timezone.now()
    for person in people:
        try:
            invite(person, by=request.user, now=now)
            sent += 1
        except CannotInvite as refusal:
            messages.warning(request, str(refusal))
    if sent:
        messages.success(request, f"Отправлено: {counted(sent, 'приглашение,приглашения,приглашений')}.")
