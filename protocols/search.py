"""«Поиск» over protocols, decisions, reports and file names: what this user may see of what was asked for."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from clusters.models import User
from decisions import access as assignment_access
from decisions import search
from decisions.models import Report, SearchEntry

from . import access
from .models import Protocol

Kind = SearchEntry.Kind
PIECE = re.compile(r"[а-яёa-z0-9]+|[^а-яёa-z0-9]+", re.IGNORECASE)
AROUND = 140  # signs shown on either side of the first word found
Fragment = tuple[str, bool]  # a piece of text, and whether it was asked for


@transaction.atomic
def index_protocol(protocol: Protocol) -> None:
    """The protocol and its decisions, as they are now. Called wherever either was written."""
    entries = [search.decision_entry(one) for one in search.with_parts(protocol.decisions.all())]
    search.put([_protocol_entry(protocol), *entries])


def _protocol_entry(protocol: Protocol) -> SearchEntry:
    attendance = list(protocol.attendance.select_related("person"))
    texts = [
        "протокол", protocol.number, protocol.title, protocol.place, protocol.approved_by_name,
        protocol.approved_by_post, protocol.chair_name, protocol.chair_post, protocol.secretary_name,
        protocol.secretary_post, protocol.source_name,
    ]  # fmt: skip
    texts += [item.text for item in protocol.agenda.all()]
    texts += [str(one) for one in attendance]
    surnames = [one.person.surname for one in attendance if one.person]
    surnames += [name.split()[0] for name in (protocol.chair_name, protocol.secretary_name) if name.strip()]
    marks = {search.protocol_mark(protocol.number), *search.day_words(protocol.date)}
    return SearchEntry(
        kind=Kind.PROTOCOL,
        object_id=protocol.pk,
        protocol=protocol,
        on=protocol.date,
        stems=search.kept(texts, people=surnames, marks=marks),
    )


def index_reports(protocol: Protocol) -> None:
    """They are found by the number and the day of their protocol too."""
    _put_all(search.sent_reports().filter(assignment__decision__protocol=protocol))


def rebuild() -> int:
    """Everything anew, in chunks; how many entries there are."""
    SearchEntry.objects.all().delete()
    for protocol in Protocol.objects.order_by("pk").iterator(200):
        index_protocol(protocol)
    _put_all(search.sent_reports())
    return SearchEntry.objects.count()


def _put_all(reports: QuerySet[Report]) -> None:
    rows = reports.iterator(chunk_size=1000)
    while chunk := list(islice(rows, 1000)):
        search.put([entry for report in chunk for entry in search.report_entries(report)])


def visible_entries(user: User, today: dt.date) -> QuerySet[SearchEntry]:
    """Reports and files by the assignment, the rest by the protocol: as the pages themselves show them."""
    if user.is_active and user.is_staff:
        return SearchEntry.objects.all()
    if user.sees_everything:
        return SearchEntry.objects.exclude(protocol__state=Protocol.State.DRAFT)
    papers = access.visible_to(user, today).values("pk")
    own = assignment_access.visible_to(user, today).values("pk")
    return SearchEntry.objects.filter(Q(assignment=None, protocol__in=papers) | Q(assignment__in=own))


def find(user: User, query: str, today: dt.date) -> QuerySet[SearchEntry]:
    """The newest protocol first, then its decisions, reports and files. Nothing was asked: nothing is found."""
    wanted = search.asked(query)
    if not wanted:
        return SearchEntry.objects.none()
    rows = visible_entries(user, today)
    for alternatives in wanted:
        rows = rows.filter(stems__any_of=alternatives)
    return rows.order_by("-on", "kind", "-id")


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str
    title: str
    about: str
    url: str
    fragments: list[Fragment]


def hits(entries: Iterable[SearchEntry], query: str) -> list[Hit]:
    """For a page of entries, read with `with_texts`."""
    wanted = frozenset(word for alternatives in search.asked(query) for word in alternatives)
    return [_hit(entry, wanted) for entry in entries]


def with_texts(entries: QuerySet[SearchEntry]) -> QuerySet[SearchEntry]:
    return entries.select_related(
        "protocol", "decision", "assignment__organization", "report", "file"
    ).prefetch_related("protocol__agenda")


def _hit(entry: SearchEntry, wanted: frozenset[str]) -> Hit:
    kind, decision, row = Kind(entry.kind), entry.decision, entry.assignment
    place = f"{decision} протокола" if decision else "Протокол"
    title = f"{place} №\N{NO-BREAK SPACE}{entry.protocol.number} от {entry.protocol.date:%d.%m.%Y}"
    if row is not None:
        url = reverse("decisions:assignment", args=[row.pk])
    else:
        url = entry.protocol.get_absolute_url() + (f"#decision-{decision.pk}" if decision else "")
    about = str(row.organization) if row else ""
    return Hit(str(kind.label).capitalize(), title, about, url, list(marked(_text_of(entry, wanted), wanted)))


def _text_of(entry: SearchEntry, wanted: frozenset[str]) -> str:
    """Of what an entry holds, the first that has a word asked for; the main one when the words are elsewhere."""
    if entry.file:
        return entry.file.name
    if entry.report:
        return entry.report.text
    one = entry.decision
    texts = [one.text, f"Срок: {one.deadline_text}"] if one else [entry.protocol.title, *_agenda(entry.protocol)]
    return next((text for text in texts if any(_is_found(piece, wanted) for piece in PIECE.findall(text))), texts[0])


def _agenda(protocol: Protocol) -> list[str]:
    return [item.text for item in protocol.agenda.all()]


def marked(text: str, wanted: frozenset[str]) -> Iterator[Fragment]:
    """The text around the first word found, cut into pieces; everything of a short one."""
    pieces = PIECE.findall(text)
    found = [_is_found(piece, wanted) for piece in pieces]
    first = found.index(True) if True in found else 0
    begin, end = _around(pieces, first)
    if begin:
        yield "…", False
    yield from zip(pieces[begin:end], found[begin:end], strict=True)
    if end < len(pieces):
        yield "…", False


def _is_found(piece: str, wanted: frozenset[str]) -> bool:
    return piece[0].isalnum() and search.is_hit(piece, wanted, named=piece[0].isupper())


def _around(pieces: list[str], first: int) -> tuple[int, int]:
    begin, size = first, 0
    while begin and size < AROUND:
        begin -= 1
        size += len(pieces[begin])
    end, size = first, 0
    while end < len(pieces) and size < 2 * AROUND:
        size += len(pieces[end])
        end += 1
    return begin, end
