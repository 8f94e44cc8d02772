"""A person's address and the one they sign in with: usually the same, so the second follows the first."""

from __future__ import annotations

from . import history
from .models import Person, User


def follow(person: Person, before: str, *, by: User | None) -> None:
    """After `person.email` was changed from `before`. An account of the department only follows a superuser's hand:
    whoever writes an address into it could sign in by a code sent there."""
    user = User.objects.filter(person=person).first()
    if user is None or not person.email or user.email != User.objects.normalize_email(before):
        return
    if user.sees_everything and not (by and by.is_superuser):
        return
    user.email = User.objects.normalize_email(person.email)
    history.save(user, by=by, reason="Изменён адрес", fields=["email"])
