"""Whose assignments a user sees; who may report, accept, extend.

A page starts from `visible_to` (a stranger gets 404) and only then asks a `may_…` (403).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from clusters.directory import Held, held_on
from clusters.models import Appointment, Organization, Person, Substitution, User

from .models import Assignment, Report

COLLEGE_POSTS = (Appointment.Post.HEAD, Appointment.Post.DEPUTY, Appointment.Post.CONTACT)


@dataclass(frozen=True)
class Actor:
    """Who does it, for whom, and by which door. The program itself is an actor without user and person."""

    user: User | None = None
    person: Person | None = None
    via: str = Report.Via.PAGE
    on_behalf_of: Person | None = None

    @classmethod
    def staff(cls, user: User) -> Actor:
        return cls(user=user, person=user.person, via=Report.Via.STAFF)

    @property
    def signature(self) -> str:
        """What history adds to the deed: «Лугов И.П., по замещению за Ветров И.П., по ссылке из письма»."""
        without_account = self.person if self.user is None else None
        behalf = self.on_behalf_of and f"по замещению за {self.on_behalf_of}"
        by_link = self.via == Report.Via.LINK and Report.Via.LINK.label
        return ", ".join(str(part) for part in (without_account, behalf, by_link) if part)


def _absent_for(person: Person, today: dt.date) -> QuerySet:
    """Those whom this person substitutes today."""
    return Substitution.objects.on(today).filter(substitute=person).values("absent")


@dataclass(frozen=True, slots=True)
class Places:
    """As whom a person acts today, and who holds which post in every organization where one of these holds any.

    Of many rows it says without a look at the database what `may_report` and `may_draft` say of one.
    """

    person: int | None = None
    acting_as: frozenset[int] = frozenset()
    held: Mapping[int, Held] = field(default_factory=dict)

    def may_report(self, row: Assignment) -> bool:
        named = {row.person_id, row.handed_to_id}
        posts = self.held.get(row.organization_id, ())
        return any(one in self.acting_as and (post == Appointment.Post.HEAD or one in named) for one, post in posts)

    def may_draft(self, row: Assignment) -> bool:
        contact = (self.person, Appointment.Post.CONTACT) in self.held.get(row.organization_id, ())
        return contact or self.may_report(row)


def places_of(person: Person | None, today: dt.date) -> Places:
    if person is None or not person.is_active:
        return Places()
    acting_as = frozenset([person.pk, *_absent_for(person, today).values_list("absent", flat=True)])
    return Places(person.pk, acting_as, held_on(today, Q(organization__appointments__person__in=acting_as)))


def visible_to(user: User, today: dt.date, places: Places | None = None) -> QuerySet[Assignment]:
    """Staff and leadership see all, the archive included; others what is theirs by post, by name or by hand."""
    if not user.is_active:
        return Assignment.objects.none()
    if user.sees_everything:
        return Assignment.objects.all()
    return of_places(places or places_of(user.person, today)).filter(is_archived=False)


def of_person(person: Person | None, today: dt.date) -> QuerySet[Assignment]:
    """Theirs through a post held today, or named or handed to one who still holds a post there."""
    return of_places(places_of(person, today))


def of_places(places: Places) -> QuerySet[Assignment]:
    """Organizations given by number are found by index; a subquery under OR would read all rows."""
    own = {
        (organization, post)
        for organization, held in places.held.items()
        for person, post in held
        if person in places.acting_as
    }
    colleges = {organization for organization, post in own if post in COLLEGE_POSTS}
    elsewhere = {organization for organization, _ in own} - colleges
    theirs = Q(organization__in=colleges)
    if elsewhere:
        named = Q(person__in=places.acting_as) | Q(handed_to__in=places.acting_as)
        theirs |= named & Q(organization__in=elsewhere)
    return Assignment.objects.filter(theirs)


def may_report(person: Person | None, assignment: Assignment, today: dt.date) -> bool:
    """Send a report, ask for a later date: the head, the person named or handed to, or a substitute."""
    return acts_for(person, assignment, today) is not None


def held_at(organization: int, today: dt.date) -> Held:
    """Who holds which post there today: the one look from which all that a person may do with a row is known."""
    return held_on(today, Q(organization=organization)).get(organization, set())


def acts_for(person: Person | None, assignment: Assignment, today: dt.date, held: Held | None = None) -> Person | None:
    """In whose place the person acts: their own, or that of the absent; None when they may not act."""
    if person is None or not person.is_active:
        return None
    posts = held_at(assignment.organization_id, today) if held is None else held
    named = {assignment.person_id, assignment.handed_to_id}
    entitled = {one for one, post in posts if post == Appointment.Post.HEAD or one in named}
    return person if person.pk in entitled else _absent_among(entitled, person, today)


def _absent_among(people: set[int], person: Person, today: dt.date) -> Person | None:
    """One of the people whom this person substitutes today."""
    absences = Substitution.objects.on(today).filter(substitute=person, absent__in=people).select_related("absent")
    substitution = absences.first()
    return substitution.absent if substitution else None


def is_head(person: Person | None, organization: Organization, today: dt.date, held: Held | None = None) -> bool:
    """Heads the organization today, or substitutes its head: may hand work on and name deputies and contacts."""
    if person is None or not person.is_active:
        return False
    posts = held_at(organization.pk, today) if held is None else held
    heads = {one for one, post in posts if post == Appointment.Post.HEAD}
    return person.pk in heads or _absent_among(heads, person, today) is not None


def may_draft(person: Person | None, assignment: Assignment, today: dt.date, held: Held | None = None) -> bool:
    """Write the text, attach files, tick points: also a contact of the organization. Sending is for `may_report`."""
    if person is None or not person.is_active:
        return False
    posts = held_at(assignment.organization_id, today) if held is None else held
    contact = (person.pk, Appointment.Post.CONTACT) in posts
    return contact or acts_for(person, assignment, today, posts) is not None


def may_answer(user: User, assignment: Assignment) -> bool:
    """Accept, return, decide on a later date: any of the staff, the controller being one of them."""
    return user.is_active and user.is_staff


def actor_for(user: User, assignment: Assignment, today: dt.date) -> Actor:
    """In history: oneself, in place of the absent, or the department on the college's behalf."""
    return actor_in_place_of(acts_for(user.person, assignment, today), user)


def actor_in_place_of(place: Person | None, user: User) -> Actor:
    """`place` is what `acts_for` says of the user."""
    if place is None and user.is_staff:
        return Actor.staff(user)
    return Actor(user=user, person=user.person, on_behalf_of=place if place and place != user.person else None)
