"""«Справка об исполнении» of a protocol, a period, an organization: what it is about, and how it looks on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from clusters.models import Organization
from clusters.templatetags.russian import counted
from decisions.exports.statement import statement_sheet
from decisions.models import Decision
from decisions.rules import current_calendar
from decisions.statement import Item, Line, Statement, assignments_told, decisions_told, moved, statement_of

from . import official
from .document.statement import Part, StatementPaper, write_statement
from .models import Protocol

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"docx": DOCX, "pdf": "application/pdf", "xlsx": XLSX}
AT_ONCE = {"docx": 5000, "pdf": 1200, "xlsx": 10_000}  # assignments; more are written by a worker
ON_PAGE = 3000


@dataclass(frozen=True, slots=True)
class Subject:
    """What a справка is about. A protocol, or the protocols of a period; of all organizations, or of one."""

    protocol: Protocol | None = None
    organization: Organization | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    def decisions(self) -> QuerySet[Decision]:
        found = Decision.objects.exclude(protocol__state=Protocol.State.DRAFT)
        if self.protocol:
            return found.filter(protocol=self.protocol)
        found = found.exclude(protocol__state=Protocol.State.ARCHIVE)
        if self.since:
            found = found.filter(protocol__date__gte=self.since)
        if self.until:
            found = found.filter(protocol__date__lte=self.until)
        if self.organization:
            found = found.filter(assignments__organization=self.organization).distinct()
        return decisions_told(found)

    def size(self) -> int:
        return assignments_told(self.decisions(), self.organization).count()

    def statement(self, today: dt.date) -> Statement:
        return statement_of(self.decisions(), today=today, calendar=current_calendar(), organization=self.organization)

    @property
    def about(self) -> str:
        if self.protocol:
            return f"решений протокола № {self.protocol.number} от {self.protocol.date:%d.%m.%Y}"
        since = f" с {self.since:%d.%m.%Y}" if self.since else ""
        until = f" по {self.until:%d.%m.%Y}" if self.until else ""
        of_all = "" if since or until else " всех"
        return f"решений{of_all} протоколов{since}{until}"

    @property
    def name(self) -> str:
        """Of a file."""
        if self.protocol:
            return f"Справка по протоколу № {self.protocol.number}"
        whose = f" {self.organization}" if self.organization else ""
        days = [f"{day:%d.%m.%Y}" for day in (self.since, self.until) if day]
        return f"Справка{whose} {'–'.join(days)}".strip()

    def url(self, kind: str = "") -> str:
        """Of the page, or of the file of a kind; the days follow as a query."""
        suffix, args = ("_file", [kind]) if kind else ("", [])
        if self.protocol:
            return reverse(f"protocols:statement{suffix}", args=[self.protocol.pk, *args])
        if self.organization:  # one address for an organization, whoever asks
            base = reverse(f"protocols:statement_of{suffix}", args=[self.organization.pk, *args])
        else:
            base = reverse(f"protocols:statement_period{suffix}", args=args)
        days = {name: day.isoformat() for name, day in (("since", self.since), ("until", self.until)) if day}
        return base + ("?" + "&".join(f"{name}={day}" for name, day in days.items()) if days else "")

    def as_json(self) -> dict[str, Any]:
        return {
            "protocol": self.protocol and self.protocol.pk,
            "organization": self.organization and self.organization.pk,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Subject:
        return cls(
            Protocol.objects.get(pk=data["protocol"]) if data["protocol"] else None,
            Organization.objects.get(pk=data["organization"]) if data["organization"] else None,
            *(dt.date.fromisoformat(data[name]) if data[name] else None for name in ("since", "until")),
        )


def made(subject: Subject, kind: str, *, today: dt.date, signed_by: str) -> bytes:
    """The file. Raises `Unreadable` when LibreOffice or the template fails; no transaction may be open."""
    statement = subject.statement(today)
    if kind == "xlsx":
        return statement_sheet(statement).getvalue()
    paper = write_statement(_paper(subject, statement, signed_by), official.template())
    return official.as_pdf(paper) if kind == "pdf" else paper


def _paper(subject: Subject, statement: Statement, signed_by: str) -> StatementPaper:
    headings = ["СПРАВКА", f"об исполнении {subject.about}"]
    if subject.organization:
        headings.append(str(subject.organization))
    if subject.protocol:
        headings.append(subject.protocol.title)
    return StatementPaper(
        headings,
        summary(statement),
        tuple(_parts(subject, statement)),
        f"Составлена {statement.today:%d.%m.%Y}\t{signed_by}",
    )


def summary(statement: Statement) -> list[str]:
    sentences = [f"По состоянию на {statement.today:%d.%m.%Y}. {statement.summary()}"]
    if number := statement.extensions():
        sentences.append(f"Сроки продлевались {counted(number, 'раз,раза,раз')}.")
    return sentences


def _parts(subject: Subject, statement: Statement) -> Iterator[Part]:
    protocol = question = None
    for item in statement.items:
        one = item.decision
        begins_protocol = not subject.protocol and one.protocol_id != protocol
        begins_question = one.agenda_item_id is not None and one.agenda_item_id != question
        protocol, question = one.protocol_id, one.agenda_item_id
        yield Part(
            text=words_of(one),
            terms=terms_of(one),
            rows=[cells_of(line) for line in item.lines],
            question=f"По вопросу: {one.agenda_item.text}" if begins_question and one.agenda_item else "",
            protocol=f"{one.protocol}. {one.protocol.title}" if begins_protocol else "",
        )


def words_of(decision: Decision) -> str:
    """Verbatim, with the points that do not stand in the text itself."""
    points = [f"– {point.text}" for point in decision.points.all() if point.text not in decision.text]
    numbered = f"{decision.number}. {decision.text}" if decision.number else decision.text
    return "\n".join([numbered, *points])


def terms_of(decision: Decision) -> list[str]:
    terms = [f"Срок: {decision.deadline_text}"] if decision.deadline_text else []
    if executors := ", ".join(str(one) for one in decision.executors.all()):
        terms.append(f"Отв.: {executors}")
    if decision.state in (Decision.State.OFF_CONTROL, Decision.State.WITHDRAWN) and decision.closed_on:
        why = "; ".join(part for part in (decision.closed_reason, decision.closed_basis) if part)
        terms.append(f"{decision.get_state_display().capitalize()} {decision.closed_on:%d.%m.%Y}: {why}")
    return terms


def cells_of(line: Line) -> tuple[str, str, str, str]:
    """Whose, by when, how it stands, what was done: as on paper, so on the page."""
    row = line.assignment
    due = f"{row.due_on:%d.%m.%Y}" if row.due_on else "без срока"
    if row.original_due_on and row.original_due_on != row.due_on:
        due += f"\nбыл {row.original_due_on:%d.%m.%Y}"
    executed = f"{line.executed_on:%d.%m.%Y}" if line.executed_on and not row.is_open else ""
    state = [line.standing.label, executed, line.standing.note, moved(line.extensions)]
    who = f"{line.who}\n{line.period}" if line.period else line.who
    return who, due, "\n".join(part for part in state if part), told_of(line)


def told_of(line: Line) -> str:
    parts = [f"Норма: {line.quota}"] if line.quota else []
    parts += [report.text for report in line.reports if report.text]
    if line.assignment.close_reason:
        parts.append(line.assignment.close_reason)
    left = [report.points_left for report in line.reports[-1:] if report.points_left]
    parts += [f"Не отмечено: {'; '.join(points.splitlines())}" for points in left]
    if line.files:
        parts.append(f"Файлы: {', '.join(line.files)}")
    return "\n".join(parts)


def shown(subject: Subject, statement: Statement) -> list[tuple[Part, Item, list[tuple[Line, tuple[str, ...]]]]]:
    """For the page: the same parts as on paper, with rows that lead to their assignments."""
    parts = zip(_parts(subject, statement), statement.items, strict=True)
    return [(part, item, list(zip(item.lines, part.rows, strict=True))) for part, item in parts]
