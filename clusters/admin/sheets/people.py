"""The columns of a person, which two sheets share, and which person a row means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from clusters.addresses import follow
from clusters.models import Person
from clusters.wording import fold

from .base import column

NAMES = ("Фамилия", "Имя", "Отчество")


def person_columns(path: str) -> dict[str, Any]:
    return {
        "surname": column("Фамилия", f"{path}__surname"),
        "name": column("Имя", f"{path}__name"),
        "patronymic": column("Отчество", f"{path}__patronymic"),
        "person_email": column("Эл. почта", f"{path}__email"),
        "phone": column("Телефон", f"{path}__phone"),
    }


def named_in(row: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(fold(str(row.get(label) or "")) for label in NAMES)


def is_named_in(row: Mapping[str, Any], person: Person) -> bool:
    return named_in(row) == (fold(person.surname), fold(person.name), fold(person.patronymic))


def person_of(row: Mapping[str, Any]) -> Person:
    """The one person of this name, of several the one with this address, else a new one."""
    found = [person for person in Person.objects.filter(is_active=True) if is_named_in(row, person)]
    if len(found) > 1:
        address = fold(str(row.get("Эл. почта") or ""))
        found = [person for person in found if address and fold(person.email) == address]
    return found[0] if len(found) == 1 else Person()


def keep_person(person: Person, *, by: Any) -> None:
    """Save what differs from the database; raises ValidationError."""
    try:
        person.full_clean()
    except ValidationError as error:
        labels = {name: field.column_name for name, field in person_columns("").items()} | {"email": "Эл. почта"}
        raise ValidationError({labels.get(name, name): said for name, said in error.error_dict.items()}) from error
    before = Person.objects.filter(pk=person.pk).first()
    if before is None:
        person.save()
    elif changed := [name for name in ("email", "phone") if getattr(before, name) != getattr(person, name)]:
        person.save(update_fields=changed)
        follow(person, before.email, by=by)
