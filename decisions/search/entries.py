"""Keeping the entries equal to what they point at. Called where a text is written, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet

from clusters.models import Organization, Person
from decisions.models import Decision, Report, ReportFile, SearchEntry

from . import words

Kind = SearchEntry.Kind
UNSENT = (Report.State.DRAFT, Report.State.RECALLED)
PARTS = ("kind", "object_id")
WRITTEN = ("protocol", "decision", "assignment", "report", "file", "on", "stems")


def put(entries: Iterable[SearchEntry]) -> None:
    """New ones, and old ones anew."""
    SearchEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=PARTS, update_fields=WRITTEN, batch_size=500
    )


def decision_entry(decision: Decision) -> SearchEntry:
    """`decision` with its parts, see `with_parts`."""
    protocol = decision.protocol
    texts = [decision.text, decision.deadline_text]
    texts += [point.text for point in decision.points.all()]
    texts += [executor.wording for executor in decision.executors.all()]
    texts += [str(executor.target) for executor in decision.executors.all() if executor.target]
    texts += [receiver.wording for receiver in decision.receivers.all()]
    people = [one.person for one in (*decision.executors.all(), *decision.receivers.all()) if one.person]
    people += [decision.controller] if decision.controller else []
    return SearchEntry(
        kind=Kind.DECISION,
        object_id=decision.pk,
        protocol_id=decision.protocol_id,
        decision=decision,
        on=protocol.date,
        stems=words.kept([*texts, *_names(people)], people=_surnames(people), marks=marks_of(decision)),
    )


def with_parts(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    executors = ("executors__group", "executors__organization", "executors__person")
    return decisions.select_related("protocol", "controller").prefetch_related(
        *executors, "receivers__person", "points"
    )


def marks_of(decision: Decision) -> set[str]:
    """«п. 3 протокола 1 2023» finds the decision, its reports and their files."""
    protocol = decision.protocol
    named = {words.stem_of("протокол"), words.stem_of("пункт"), str(protocol.date.year), words.day_mark(protocol.date)}
    named |= {words.protocol_mark(protocol.number)}
    return named | ({words.point_mark(decision.number)} if decision.number else set())


def index_report(report: Report) -> None:
    """A sent one with its files; what is a draft or was taken back is found by nobody."""
    if report.state in UNSENT:
        SearchEntry.objects.filter(report=report).delete()
        return
    put(report_entries(report))


def report_entries(report: Report) -> Iterator[SearchEntry]:
    row = report.assignment
    decision, organization = row.decision, row.organization
    place = {"protocol_id": decision.protocol_id, "decision": decision, "assignment": row, "report": report}
    on, marks = decision.protocol.date, marks_of(decision)
    people = [report.person] if report.person else []
    who = _words_of(organization)
    yield SearchEntry(
        kind=Kind.REPORT, object_id=report.pk, on=on, **place,
        stems=words.kept([report.text, *who, *_names(people)], people=_surnames(people), marks=marks),
    )  # fmt: skip
    for file in report.files.all():
        yield file_entry(file, SearchEntry(kind=Kind.FILE, object_id=file.pk, on=on, **place), who, marks)


def file_entry(file: ReportFile, entry: SearchEntry, who: list[str], marks: set[str]) -> SearchEntry:
    entry.file, entry.stems = file, words.kept([file.name, *who], marks=marks)
    return entry


def sent_reports() -> QuerySet[Report]:
    rows = Report.objects.exclude(state__in=UNSENT).select_related(
        "assignment__decision__protocol", "assignment__organization", "person"
    )
    return rows.prefetch_related("files").order_by("pk")


def _words_of(organization: Organization) -> list[str]:
    return [organization.short_name, organization.name]


def _names(people: Iterable[Person]) -> list[str]:
    return [person.full_name for person in people]


def _surnames(people: Iterable[Person]) -> list[str]:
    return [person.surname for person in people]
