"""The columns of a person, which two sheets share, and which person a row means."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from clusters.addresses import follow
from clusters.models import Person
from clusters.wording import fold

from .base import column

NAMES = ("Фамилия", "Имя", "Отчество")
ByName = dict[tuple[str, ...], dict[int, Person]]


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


def names_of(person: Person) -> tuple[str, ...]:
    return fold(person.surname), fold(person.name), fold(person.patronymic)


def is_named_in(row: Mapping[str, Any], person: Person) -> bool:
    return named_in(row) == names_of(person)


class People:
    """Active people by name: read once an import, and kept up to date with what its rows save."""

    def of(self, row: Mapping[str, Any]) -> Person:
        """The one person of this name, of several the one with this address, else a new one."""
        found = list(self._named.get(named_in(row), {}).values())
        if len(found) > 1:
            address = fold(str(row.get("Эл. почта") or ""))
            found = [person for person in found if address and fold(person.email) == address]
        return copy(found[0]) if len(found) == 1 else Person()

    def keep(self, person: Person, *, by: Any) -> None:
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
        if person.is_active:
            _put(self._named, copy(person))

    @cached_property
    def _named(self) -> ByName:
        named: ByName = {}
        for person in Person.objects.filter(is_active=True):
            _put(named, person)
        return named


def _put(named: ByName, person: Person) -> None:
    named.setdefault(names_of(person), {})[person.pk] = person
