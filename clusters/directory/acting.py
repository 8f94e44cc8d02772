"""Who acts for an organization on a day, and who is told. Access is computed from this: nothing is granted or taken."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from clusters.models import Appointment, Organization, Person, Substitution

Post = Appointment.Post
SUBSTITUTE = "substitute"


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody who is told of an organization's assignments; `address` is "" when there is none to write to."""

    person: Person
    address: str
    post: str  # of Appointment.Post, or SUBSTITUTE


@dataclass(slots=True)
class Acting:
    """One organization on one day."""

    organization: Organization
    head: Person | None = None
    title: str = ""  # of the head's post
    absence: Substitution | None = None  # of the head, on this day
    told: list[Receiver] = field(default_factory=list)  # the head, then the substitute, then those ticked

    @property
    def substitute(self) -> Person | None:
        return self.absence.substitute if self.absence else None

    @property
    def unattended(self) -> bool:
        """The head is away and nobody acts meanwhile."""
        return self.absence is not None and self.substitute is None

    @property
    def has_address(self) -> bool:
        """The head, or who acts for the head, can be written to."""
        return any(receiver.address for receiver in self.told if receiver.post in (Post.HEAD, SUBSTITUTE))

    def tell(self, person: Person, post: str) -> None:
        """Once each; the organization's own address stands in for one who acts and has none."""
        if any(receiver.person == person for receiver in self.told):
            return
        spare = self.organization.email if post in (Post.HEAD, SUBSTITUTE) else ""
        self.told.append(Receiver(person, person.email or spare, post))


@dataclass(frozen=True, slots=True)
class Standing:
    """In what quality a person stands to an organization on a day."""

    organization: Organization
    post: str  # of Appointment.Post, or SUBSTITUTE
    on_behalf_of: Person | None = None  # the absent head, for a substitute

    @property
    def acts(self) -> bool:
        """May report in the organization's name."""
        return self.post in (Post.HEAD, SUBSTITUTE)


def appointments_on(day: dt.date) -> QuerySet[Appointment]:
    posts = Appointment.objects.on(day).filter(person__is_active=True, organization__is_active=True)
    return posts.alias(began=Coalesce("since", Value(dt.date.min)))


def _succeeded(day: dt.date) -> Exists:
    """A head whose successor has begun: of two heads on a day the one appointed later stays."""
    later = Q(began__gt=OuterRef("began")) | Q(began=OuterRef("began"), pk__gt=OuterRef("pk"))
    heads = appointments_on(day).filter(post=Post.HEAD)
    return Exists(heads.filter(later, organization=OuterRef("organization")))


def heads_on(day: dt.date) -> QuerySet[Appointment]:
    """At most one an organization, so that the old one's access just ends."""
    return appointments_on(day).filter(post=Post.HEAD).exclude(_succeeded(day))


def in_office_on(day: dt.date) -> QuerySet[Appointment]:
    """Every post held on the day, without heads whose successor has begun."""
    return appointments_on(day).filter(~Q(post=Post.HEAD) | ~_succeeded(day))


Held = set[tuple[int, str]]  # person, post


def held_on(day: dt.date, where: Q) -> dict[int, Held]:
    """Who holds which post, by organization's id; `where` chooses whole organizations.

    The same as `in_office_on`: with all who are of an organization at hand, the head who came last is seen without
    asking the database once more, and most pages of a college begin with this question.
    """
    posts = appointments_on(day).filter(where).values_list("organization", "person", "post", "since", "pk").distinct()
    held: dict[int, Held] = defaultdict(set)
    heads: dict[int, int] = {}
    for organization, person, post, _, _ in sorted(posts, key=lambda row: (row[3] or dt.date.min, row[4])):
        if post == Post.HEAD:
            heads[organization] = person
        else:
            held[organization].add((person, post))
    for organization, person in heads.items():
        held[organization].add((person, Post.HEAD))
    return held


def absences_on(day: dt.date) -> QuerySet[Substitution]:
    """Those with somebody who acts meanwhile come last, and so win in a dictionary by the absent person."""
    return (
        Substitution.objects.on(day)
        .filter(Q(substitute=None) | Q(substitute__is_active=True))
        .select_related("absent", "substitute")
        .order_by(F("substitute").asc(nulls_first=True), "pk")
    )


def acting_heads(day: dt.date, organizations: Iterable[int] | None = None) -> dict[int, Acting]:
    """By organization's id, for the ids given or every active organization. Three queries, however many there are."""
    chosen = Organization.objects.filter(is_active=True)
    if organizations is not None:
        chosen = chosen.filter(pk__in=list(organizations))
    found = {organization.pk: Acting(organization) for organization in chosen}
    posts = in_office_on(day).filter(organization__in=chosen).select_related("person").order_by("pk")
    absences = {absence.absent_id: absence for absence in absences_on(day)}
    _seat(found, list(posts), absences)
    return found


def _seat(found: dict[int, Acting], posts: list[Appointment], absences: dict[int, Substitution]) -> None:
    for post in (post for post in posts if post.post == Post.HEAD):
        acting = found[post.organization_id]
        acting.head, acting.title, acting.absence = post.person, post.title, absences.get(post.person_id)
        acting.tell(post.person, Post.HEAD)
        if acting.substitute:
            acting.tell(acting.substitute, SUBSTITUTE)
    for post in (post for post in posts if post.post in (Post.DEPUTY, Post.CONTACT) and post.gets_letters):
        found[post.organization_id].tell(post.person, post.post)


def acting_for(organization: Organization, day: dt.date) -> Acting:
    """An inactive organization has nobody."""
    return acting_heads(day, [organization.pk]).get(organization.pk) or Acting(organization)


def standings(person: Person | None, day: dt.date) -> list[Standing]:
    """Every organization to which a person stands on a day, those where they act first. Two queries."""
    if person is None or not person.is_active:
        return []
    posts = in_office_on(day).filter(person=person).select_related("organization").order_by("organization__short_name")
    own = [Standing(post.organization, post.post) for post in posts]
    absent = absences_on(day).filter(substitute=person).values("absent")
    heads = heads_on(day).filter(person__in=absent).select_related("organization", "person")
    meanwhile = [Standing(post.organization, SUBSTITUTE, post.person) for post in heads]
    return sorted(own + meanwhile, key=lambda standing: not standing.acts)
