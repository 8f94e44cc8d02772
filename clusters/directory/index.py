"""Everyone who can be meant on a day, under every form in which documents name them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from clusters.models import Alias, Appointment, ExecutorGroup, Organization, Person
from clusters.names import fold_name, surname_forms
from clusters.wording import Key, fold, group_key, key, organization_keys

from .acting import in_office_on

Target = ExecutorGroup | Organization | Person

# What a rule is called, whatever name its group was given.
USUAL_NAMES = {
    ExecutorGroup.Rule.LEADING: ("ведущие ПОО", "ведущие организации", "ведущие организации кластеров"),
    ExecutorGroup.Rule.COLLEGES: ("ПОО",),
}
WEIGHT = [Appointment.Post.HEAD, Appointment.Post.EMPLOYEE, Appointment.Post.DEPUTY, Appointment.Post.CONTACT]


@dataclass(slots=True)
class Index:
    """Loading costs five queries; looking up costs none."""

    on: dt.date
    parties: dict[Key, list[Target]] = field(default_factory=lambda: defaultdict(list))  # groups and organizations
    titles: dict[Key, list[Appointment]] = field(default_factory=lambda: defaultdict(list))
    people: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))  # by forms of the surname
    places: dict[int, list[Appointment]] = field(default_factory=lambda: defaultdict(list))  # by person's id
    aliases: dict[str, Target] = field(default_factory=dict)

    @classmethod
    def load(cls, on: dt.date) -> Index:
        index = cls(on)
        for group in ExecutorGroup.objects.filter(is_active=True):
            index._add({group_key(name) for name in (group.name, *USUAL_NAMES.get(group.rule, ()))}, group)
        for organization in Organization.objects.filter(is_active=True):
            index._add(organization_keys(organization.name, organization.short_name), organization)
        index._add_people(Person.objects.filter(is_active=True))
        index._add_posts(in_office_on(on).select_related("organization", "person"))
        index._add_aliases(Alias.objects.select_related("group", "organization", "person"))
        return index

    def _add(self, keys: Iterable[Key], party: Target) -> None:
        for form in keys:
            if form and party not in self.parties[form]:
                self.parties[form].append(party)

    def _add_people(self, people: Iterable[Person]) -> None:
        for person in people:
            for form in set(map(fold_name, surname_forms(person.surname))):
                self.people[form].append(person)

    def _add_posts(self, appointments: Iterable[Appointment]) -> None:
        for appointment in sorted(appointments, key=lambda held: WEIGHT.index(held.post)):
            self.places[appointment.person_id].append(appointment)
            if title := key(fold(appointment.title)):
                self.titles[title].append(appointment)

    def _add_aliases(self, aliases: Iterable[Alias]) -> None:
        for alias in aliases:
            if alias.target.is_active:
                self.aliases[alias.folded] = alias.target
                if isinstance(alias.target, ExecutorGroup):
                    self._add([group_key(alias.wording)], alias.target)

    def parties_named(self, keys: Iterable[Key]) -> list[Target]:
        """Those of the first key that anybody has."""
        return next((self.parties[form] for form in keys if form in self.parties), [])

    def organization_of(self, target: Target) -> Organization | None:
        """Itself; or where the person's first post is: head, then the department's employee, deputy, contact."""
        if isinstance(target, Organization):
            return target
        held = self.places.get(target.pk) if isinstance(target, Person) else None
        return held[0].organization if held else None
