"""Whom a wording of a document means: an alias that staff taught, a group, an organization, a post, a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import Literal

from clusters.models import Alias, Appointment, ExecutorGroup, Organization, Person
from clusters.wording import Key, fold, group_key, key, wanted_keys

from .index import Index, Target
from .mentions import Mention, lone_surname, mentions_in

SUGGESTED = 8
NEAR = 0.5  # share of common words from which a name is worth suggesting


@dataclass(frozen=True, slots=True)
class Found:
    """`candidates` are those that fit when ambiguous, those that come near when unknown."""

    status: Literal["known", "ambiguous", "unknown"]
    target: Target | None = None
    candidates: tuple[Target, ...] = ()
    organization: Organization | None = None  # the target itself, or where the person holds a post
    note: str = ""  # in Russian, for the person who checks

    @property
    def is_known(self) -> bool:
        return self.status == "known"


class Directory:
    """One day's directory, for as many wordings as there are: `load` costs five queries, `find` none."""

    def __init__(self, index: Index) -> None:
        self.index = index

    @classmethod
    def load(cls, on: dt.date) -> Directory:
        return cls(Index.load(on))

    def find(self, wording: str) -> Found:
        """Never guesses: two that fit are ambiguous; one that only comes near is unknown with a candidate."""
        if target := self.index.aliases.get(fold(wording)):
            return self._chosen([target])
        if whole := self.index.parties_named([key(fold(wording)), group_key(wording)]):
            return self._chosen(whole)
        mentions = mentions_in(wording) or lone_surname(wording)
        parties = self.index.parties_named(_party_keys(wording, mentions))
        people = self._people(mentions)
        if parties and people:
            return self._chosen(self._of(parties, people) or [*parties, *people])
        if parties:
            return self._chosen(parties, f"{mentions[0].text}: нет в справочнике людей." if mentions else "")
        fitting = self._by_title(wording, people) if people else self._holders(wording) if not mentions else []
        return self._chosen(fitting) if fitting else Found("unknown", candidates=self._near(wording, mentions))

    def _chosen(self, fitting: Sequence[Target], note: str = "") -> Found:
        if len(fitting) > 1:
            return Found("ambiguous", candidates=tuple(fitting[:SUGGESTED]))
        organization = self.index.organization_of(fitting[0])
        if isinstance(fitting[0], Person) and organization is None:
            note = f"{fitting[0]}: на {self.index.on:%d.%m.%Y} не указана должность ни в одной организации."
        return Found("known", fitting[0], organization=organization, note=note)

    def _people(self, mentions: Iterable[Mention]) -> list[Person]:
        fitting = {
            person.pk: person
            for mention in mentions
            for person in self.index.people.get(mention.surname, ())
            if mention.fits(person)
        }
        return list(fitting.values())

    def _of(self, parties: Sequence[Target], people: Sequence[Person]) -> list[Person]:
        """«Колледж связи (Ветров И.П.)»: of those who fit the name, those who hold a post there."""
        held = self.index.places
        return [who for who in people if any(post.organization in parties for post in held.get(who.pk, ()))]

    def _by_title(self, wording: str, people: list[Person]) -> list[Person]:
        """«методисту Ворониной П.П.» when Воронин и Воронина both exist: whose title is there, else all of them."""
        words = set(key(fold(wording)))
        held = self.index.places
        named = [who for who in people if any(_title(post) and _title(post) <= words for post in held.get(who.pk, ()))]
        return named or people

    def _holders(self, wording: str) -> list[Target]:
        """Who holds the post named, «начальник отдела», «методист Колледжа связи»; of a head the organization."""
        words = key(fold(wording))
        for end in range(len(words), 0, -1):
            posts, rest = self.index.titles.get(words[:end], ()), words[end:]
            posts = [post for post in posts if not rest or post.organization in self.index.parties.get(rest, ())]
            if posts:
                return list(dict.fromkeys(post.organization if _is_head(post) else post.person for post in posts))
        return []

    def _near(self, wording: str, mentions: Sequence[Mention]) -> tuple[Target, ...]:
        surnames = [get_close_matches(mention.surname, self.index.people, cutoff=0.8) for mention in mentions]
        people = [who for surname in chain(*surnames) for who in self.index.people[surname]]
        words = set(key(fold(wording))) | set(group_key(wording))
        common = {form: len(words & set(form)) / len(words | set(form)) for form in self.index.parties}
        forms = sorted((form for form in common if common[form] >= NEAR), key=lambda form: -common[form])
        parties = [party for form in forms for party in self.index.parties[form]]
        return tuple(dict.fromkeys([*people, *parties]))[:SUGGESTED]


def _title(post: Appointment) -> set[str]:
    return set(key(fold(post.title)))


def _is_head(post: Appointment) -> bool:
    return post.post == Appointment.Post.HEAD


def _party_keys(wording: str, mentions: Iterable[Mention]) -> Iterator[Key]:
    """The wording itself, and without the person named in it: «Департамент образования Ветров И.П.»."""
    for text in (wording, *(wording.replace(mention.text, " ") for mention in mentions)):
        yield group_key(text)
        yield from wanted_keys(text)


def find(wording: str, on: dt.date) -> Found:
    """For one wording; for several load a Directory once."""
    return Directory.load(on).find(wording)


def remember(wording: str, target: Target) -> Alias:
    """From now on the wording means the target; an earlier meaning is replaced, and history keeps it."""
    field = {ExecutorGroup: "group", Organization: "organization", Person: "person"}[type(target)]
    meaning = {"group": None, "organization": None, "person": None, field: target}
    alias, _ = Alias.objects.update_or_create(folded=fold(wording), defaults={"wording": wording.strip(), **meaning})
    return alias
