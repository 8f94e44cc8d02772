"""ParsedProtocol + directory → a draft in the database; nothing is lost, nothing doubtful is hidden.

A file becomes an `Intake` (its lines and its reading), staff look at it and correct it, and only «Создать черновик»
makes a protocol. The file itself is kept with its checksum.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from clusters import history
from clusters.directory import Directory, Target, remember
from clusters.models import Person, User
from decisions import entry
from decisions.models import Decision, Executor

from . import search
from .document.model import Document, ParsedDecision, ParsedProtocol
from .document.parse import parse
from .models import AgendaItem, Attendance, Intake, Protocol

KEPT_DAYS = 7  # an intake nobody touched for so long is swept


class Refused(Exception):
    """The draft cannot be made; the message says in Russian what to do. Nothing was saved."""


@dataclass(frozen=True, slots=True)
class Source:
    """The signed file a protocol came from, and its lines that went nowhere."""

    file: File
    name: str
    sha256: str
    unread: tuple[str, ...] = ()


def checksum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def take(content: bytes, name: str, *, document: Document, user: User) -> Intake:
    """Keep an uploaded file with what was read from it. No transaction is open while a file is read: read it before."""
    intake = Intake(
        name=name[-255:],
        sha256=checksum(content),
        document={
            "format": document.format,
            "notes": document.notes,
            "lines": [_line(line) for line in document.lines],
        },
        reading=parse(document).as_json(),
        user=user,
    )
    intake.file.save(name, ContentFile(content), save=False)
    intake.save()
    return intake


def _line(line) -> dict[str, object]:  # type: ignore[no-untyped-def]
    shown = {"index": line.index, "number": line.number, "text": line.text, "part": line.part}
    return shown | {"cell": [line.cell.row, line.cell.column] if line.cell else None, "bold": line.bold}


def seen_before(sha256: str) -> Protocol | None:
    """The protocol that was made from this very file."""
    return Protocol.objects.filter(source_sha256=sha256).order_by("-id").first()


def wordings(parsed: ParsedProtocol) -> list[str]:
    """Executors and receivers as worded, each once, in order: only these are ever asked about."""
    found = (word for decision in parsed.decisions for word in (*decision.responsible, *decision.report_to))
    return list(dict.fromkeys(found))


def create_draft(
    parsed: ParsedProtocol,
    *,
    by: User | None,
    source: Source | None = None,
    choices: Mapping[str, Target] | None = None,
) -> Protocol:
    """Make the draft. `choices` explain wordings that the directory does not know or finds ambiguous;
    an unknown one so explained is remembered as an alias. The file is copied before the transaction begins, and
    goes with it. Raises `Refused`."""
    _refuse_incomplete(parsed)
    protocol = _head(parsed, source)
    if source:
        protocol.source_file.save(source.name, source.file, save=False)
    try:
        with transaction.atomic():
            _fill(protocol, parsed, by=by, source=source, choices=dict(choices or {}))
    except BaseException:
        protocol.source_file.delete(save=False)
        raise
    return protocol


def _fill(
    protocol: Protocol,
    parsed: ParsedProtocol,
    *,
    by: User | None,
    source: Source | None,
    choices: dict[str, Target],
) -> None:
    directory = Directory.load(dt.date.fromisoformat(parsed.date or ""))
    for wording, target in choices.items():
        if directory.find(wording).status == "unknown":
            remember(wording, target)
    _save_head(protocol, directory, by, source)
    agenda = _agenda(protocol, parsed.agenda)
    _attendance(protocol, parsed, directory)

    def resolve(wording: str) -> Target | None:
        return choices.get(wording) or directory.find(wording).target

    for position, decision in enumerate(parsed.decisions, 1):
        item = agenda[decision.agenda - 1] if decision.agenda and decision.agenda <= len(agenda) else None
        _decision(decision, protocol=protocol, agenda_item=item, position=position, resolve=resolve, by=by)
    search.index_protocol(protocol)


@transaction.atomic
def find_again(protocol: Protocol, *, by: User | None) -> None:
    """Executors of a draft whom the directory did not know: it may have been taught since."""
    unknown = Executor.objects.filter(decision__protocol=protocol, group=None, organization=None, person=None)
    executors = list(unknown.select_for_update(of=("self",)))
    directory = Directory.load(protocol.date) if executors else None
    for executor in executors:
        if directory and (target := directory.find(executor.wording).target):
            field = entry.field_of(target)
            setattr(executor, field, target)
            history.save(executor, by=by, reason="Найден в справочнике", fields=[field])


def _refuse_incomplete(parsed: ParsedProtocol) -> None:
    if not parsed.number:
        raise Refused("Не указан номер протокола: впишите его.")
    if not parsed.date:
        raise Refused("Не указана дата совещания: впишите её.")
    if not parsed.title:
        raise Refused("Не указан заголовок протокола: впишите его.")
    year = int(parsed.date[:4])
    if Protocol.objects.filter(number=parsed.number, year=year).exists():
        raise Refused(
            f"Протокол № {parsed.number} за {year} год уже есть: измените номер или откройте прежний протокол."
        )


def _head(parsed: ParsedProtocol, source: Source | None) -> Protocol:
    posts = {role: post for role in ("approved_by", "chair", "secretary") if (post := getattr(parsed, role))}
    protocol = Protocol(
        number=parsed.number,
        date=dt.date.fromisoformat(parsed.date or ""),
        title=parsed.title,
        place=parsed.place or "",
        approved_on=dt.date.fromisoformat(parsed.approved_on) if parsed.approved_on else None,
        not_understood="\n".join(source.unread) if source else "",
        **{f"{role}_name": post.name for role, post in posts.items()},
        **{f"{role}_post": post.post for role, post in posts.items()},
    )
    if source:
        protocol.source_name, protocol.source_sha256 = source.name[-255:], source.sha256
    _refuse_unfit(protocol, "Протокол")
    return protocol


def _refuse_unfit(row: Protocol | Decision, named: str) -> None:
    """What the form of the preview says beside a field: too long for it, a date that is none."""
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.is_relation or not field.editable])
    except ValidationError as error:
        said = (f"{row._meta.get_field(name).verbose_name} — {' '.join(texts)}" for name, texts in error)
        raise Refused(f"{named}: {'; '.join(said)}") from error


def _save_head(protocol: Protocol, directory: Directory, by: User | None, source: Source | None) -> None:
    protocol.chair = _person(directory, protocol.chair_name)
    protocol.secretary = _person(directory, protocol.secretary_name)
    try:
        with transaction.atomic():
            history.save(protocol, by=by, reason=f"Загружен из документа «{source.name}»" if source else "")
    except IntegrityError as error:
        raise Refused(f"Протокол № {protocol.number} за этот год уже есть: измените номер.") from error


def _person(directory: Directory, name: str) -> Person | None:
    """Attendees and chairs whom the directory does not know stay as text and are no doubt."""
    target = directory.find(name).target if name else None
    return target if isinstance(target, Person) else None


def _agenda(protocol: Protocol, texts: Iterable[str]) -> list[AgendaItem]:
    return [
        AgendaItem.objects.create(protocol=protocol, position=place, text=text) for place, text in enumerate(texts, 1)
    ]


def _attendance(protocol: Protocol, parsed: ParsedProtocol, directory: Directory) -> None:
    kinds = {
        Attendance.Kind.PRESENT: parsed.attendees,
        Attendance.Kind.ABSENT: parsed.absent,
        Attendance.Kind.INVITED: parsed.invited,
    }
    for kind, names in kinds.items():
        for place, name in enumerate(names, 1):
            Attendance.objects.create(
                protocol=protocol, kind=kind, position=place, name=name[:300], person=_person(directory, name)
            )


def _decision(
    parsed: ParsedDecision, *, resolve: Callable[[str], Target | None], by: User | None, **place: Any
) -> None:
    quota, deadline = parsed.quota, parsed.deadline
    decision = Decision(
        **place,
        number=parsed.number[:20],
        text=parsed.text,
        is_task=parsed.is_task,
        deadline_kind=deadline.kind,
        deadline_text=deadline.raw[:500],
        due_on=dt.date.fromisoformat(deadline.due_on) if deadline.due_on else None,
        recurrence=deadline.recurrence or "",
        other_due=[other.due_on for other in parsed.other_deadlines if other.due_on],
        quota_target=quota.target if quota else None,
        quota_unit=quota.unit[:120] if quota else "",
        quota_period=quota.period if quota else "",
        quota_on=bool(quota and quota.accepted),
        needs_document=bool(parsed.report_to),
    )
    _refuse_unfit(decision, f"Решение {decision.number}".strip())
    history.save(decision, by=by)
    entry.set_points(decision, parsed.points, by=by)
    entry.set_executors(decision, [(resolve(word), word) for word in parsed.responsible], by=by)
    found = [(resolve(word), word) for word in parsed.report_to]
    receivers = [(target if isinstance(target, Person) else None, word) for target, word in found]
    entry.set_receivers(decision, receivers, by=by)
