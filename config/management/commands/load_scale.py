"""A database of a given size, for measurements: set-based inserts, history included, nothing at random.

Distribution. Colleges, each with one head who has an address. Protocols of ten decisions, each decision given to every
college, its deadline the same for all. Deadlines: the first decisions, as many as `--due` asks for, on the day given;
as many decisions again as `--near` says one working week around it, late and soon, so that a digest shows several
items; all others 30 to 399 days ahead. `--closed` assignments more were done on their day, each with its report: of ten
decisions the day lies in the last two months, of all others evenly in the ten years before. A protocol bears the date
two months before its first deadline. Every row has the history rows that people would have made: one at its creation,
one more when it was closed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, models, transaction
from django.utils import timezone

from clusters.models import Appointment, Organization, Person
from decisions.models import Assignment, Decision, Report, SearchEntry
from decisions.workdays import Calendar
from protocols import search
from protocols.models import Protocol

DECISIONS_IN_PROTOCOL = 10
RECENT = 10  # closed decisions of the last two months
YEARS = 10  # over which all other closed ones are spread
TEXT = "Актуализировать планы работы образовательно-отраслевых кластеров и представить сведения о составах советов. "


class Command(BaseCommand):
    help = "Наполняет пустую базу для замеров: столько-то поручений, из них столько-то со сроком в этот день."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--colleges", type=int, default=1000)
        parser.add_argument("--assignments", type=int, default=10_000, help="открытых поручений")
        parser.add_argument("--due", type=int, default=1000, help="из них со сроком в этот день")
        parser.add_argument("--near", type=int, default=0, help="решений со сроком около этого дня")
        parser.add_argument("--closed", type=int, default=0, help="исполненных поручений сверх открытых")
        parser.add_argument("--day", type=dt.date.fromisoformat, help="ГГГГ-ММ-ДД; по умолчанию сегодня")

    def handle(self, **options: Any) -> None:
        if Organization.objects.exists():
            raise CommandError("База не пуста: наполняется только пустая.")
        day = options["day"] or timezone.localdate()
        with transaction.atomic():
            made = Scale(day, options["colleges"]).load(options)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {count}" for name, count in made.items()))


class Scale:
    def __init__(self, day: dt.date, colleges: int):
        self.day = day
        self.colleges = colleges
        self.now = noon(day - dt.timedelta(days=60))

    def load(self, options: dict[str, Any]) -> dict[str, int]:
        days = self.deadlines(options)
        closed = -(-options["closed"] // self.colleges)
        self.people()
        days += self.past(closed)
        self.protocols(days)
        self.decisions(days)
        self.assignments(len(days) - closed, options["assignments"])
        self.closed_assignments(len(days) - closed, options["closed"])
        self.searched()
        return {
            model._meta.verbose_name_plural: model.objects.count() for model in (Organization, Decision, Assignment)
        }

    def deadlines(self, options: dict[str, Any]) -> list[dt.date]:
        """One for each decision that is open."""
        count = -(-options["assignments"] // self.colleges)
        due = min(count, -(-options["due"] // self.colleges))
        near = [Calendar().add_workdays(self.day, step) for step in (-3, -1, 1, 4)]
        around = [near[n % len(near)] for n in range(min(options["near"], count - due))]
        ahead = [self.day + dt.timedelta(days=30 + n * 7 % 370) for n in range(count - due - len(around))]
        return [self.day] * due + around + ahead

    def people(self) -> None:
        numbers = numbered(self.colleges)
        self.insert(Organization, numbers, name="'Колледж ' || i", short_name="'К-' || i")
        self.insert(
            Person, numbers, surname="'Ветров-' || i", name="'Иван'", patronymic="'Петрович'",
            email="'head' || i || '@college.example'",
        )  # fmt: skip
        self.insert(
            Appointment,
            "SELECT {} FROM clusters_person p JOIN clusters_organization o ON 'head' || substr(o.short_name, 3) || "
            "'@college.example' = p.email",
            person="p.id", organization="o.id", title="'директор'",
        )  # fmt: skip

    def past(self, count: int) -> list[dt.date]:
        """Whatever the number, the same is done in the last two months."""
        recent = [self.day - dt.timedelta(days=10 + 5 * n) for n in range(min(count, RECENT))]
        older = count - len(recent)
        return recent + [self.day - dt.timedelta(days=60 + YEARS * 365 * n // older) for n in range(older)]

    def protocols(self, days: list[dt.date]) -> None:
        rows = (
            Protocol(
                number=f"М-{place}", date=date, year=date.year, state=Protocol.State.IN_FORCE, title=TEXT,
                published_at=noon(date), created_at=noon(date),
            )
            for place, date in enumerate(self.dated(days))
        )  # fmt: skip
        Protocol.objects.bulk_create(rows, batch_size=1000)
        self.remember(Protocol)

    def dated(self, days: list[dt.date]) -> list[dt.date]:
        firsts = (min(days[n : n + DECISIONS_IN_PROTOCOL]) for n in range(0, len(days), DECISIONS_IN_PROTOCOL))
        return [min(first, self.day) - dt.timedelta(days=60) for first in firsts]

    def decisions(self, days: list[dt.date]) -> None:
        rows = (
            Decision(
                protocol_id=protocol, position=place % DECISIONS_IN_PROTOCOL, number=str(place + 1), text=TEXT * 3,
                deadline_kind=Decision.Kind.DATE, deadline_text=f"до {day:%d.%m.%Y}", due_on=day,
                state=Decision.State.IN_FORCE,
            )
            for protocol, place, day in self.placed(days)
        )  # fmt: skip
        Decision.objects.bulk_create(rows, batch_size=1000)
        self.remember(Decision)

    def placed(self, days: list[dt.date]) -> list[tuple[int, int, dt.date]]:
        protocols = list(Protocol.objects.order_by("id").values_list("pk", flat=True))
        return [(protocols[n // DECISIONS_IN_PROTOCOL], n, day) for n, day in enumerate(days)]

    def assignments(self, decisions: int, limit: int) -> None:
        self.insert(
            Assignment, EVERYONE.format(first=0, last=decisions, limit=limit),
            decision="d.id", organization="o.id", due_on="d.due_on", original_due_on="d.due_on",
            why_due="d.deadline_text", created_on="p.date",
        )  # fmt: skip

    def closed_assignments(self, first: int, limit: int) -> None:
        if not limit:
            return
        newest = Assignment.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
        self.insert(
            Assignment, EVERYONE.format(first=first, last=1_000_000_000, limit=limit),
            decision="d.id", organization="o.id", due_on="d.due_on", original_due_on="d.due_on",
            why_due="d.deadline_text", created_on="p.date", state=Assignment.State.DONE, executed_on="d.due_on",
            reported_at=self.noon_of("d"), closed_at=self.noon_of("d"),
        )  # fmt: skip
        self.remember(Assignment, "~", f"id > {newest}")
        self.insert(
            Report, f"SELECT {{}} FROM decisions_assignment a WHERE a.id > {newest}",  # noqa: S608  an integer
            assignment="a.id", text=f"'{TEXT}'", control_on="a.due_on", executed_on="a.due_on",
            created_at=self.noon_of("a"), sent_at=self.noon_of("a"),
        )  # fmt: skip

    def searched(self) -> None:
        """Protocols and decisions as the program indexes them; a report by its decision's words and its college."""
        for protocol in Protocol.objects.order_by("pk").iterator(200):
            search.index_protocol(protocol)
        self.execute(
            """
            INSERT INTO decisions_searchentry
                (kind, object_id, protocol_id, decision_id, assignment_id, report_id, "on", stems)
            SELECT %s, r.id, e.protocol_id, a.decision_id, a.id, r.id, e."on", e.stems || lower(o.short_name) || ' '
            FROM decisions_report r JOIN decisions_assignment a ON a.id = r.assignment_id
            JOIN clusters_organization o ON o.id = a.organization_id
            JOIN decisions_searchentry e ON e.decision_id = a.decision_id AND e.kind = %s
            """,
            [SearchEntry.Kind.REPORT, SearchEntry.Kind.DECISION],
        )

    def insert(self, model: type[models.Model], select: str, **values: Any) -> None:
        """Columns not named get the field's default. A string is SQL; anything else, and a state, is a value."""
        columns, expressions, params = [], [], []
        newest = model.objects.aggregate(newest=models.Max("pk"))["newest"] or 0  # type: ignore[attr-defined]
        for field in model._meta.concrete_fields:
            if field.primary_key:
                continue
            value = values[field.name] if field.name in values else field.get_default()
            columns.append(field.column)
            if field.name in values and type(value) is str:
                expressions.append(value)
            else:
                expressions.append("%s")
                params.append(field.get_db_prep_save(value, connection))
        self.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) " + select.format(", ".join(expressions)),
            params,
        )
        self.remember(model, "+", f"id > {newest}")

    def remember(self, model: type[models.Model], kind: str = "+", which: str = "id > 0") -> None:
        past = apps.get_model(model._meta.app_label, f"Historical{model.__name__}")
        columns = ", ".join(field.column for field in model._meta.concrete_fields if field.name in names_of(past))
        history = "history_date, history_type, history_change_reason"
        self.execute(
            f"INSERT INTO {past._meta.db_table} ({columns}, {history}) "  # noqa: S608  names of our own tables
            f"SELECT {columns}, %s, %s, 'Для замеров' FROM {model._meta.db_table} WHERE {which}",
            [connection.ops.adapt_datetimefield_value(self.now), kind],
        )

    @staticmethod
    def noon_of(row: str) -> str:
        """Of the deadline's day, as a moment."""
        noon = f"{row}.due_on || ' 05:00:00'"
        return f"CAST({noon} AS timestamptz)" if connection.vendor == "postgresql" else noon

    @staticmethod
    def execute(statement: str, params: list[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


EVERYONE = (
    "SELECT {{}} FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place FROM decisions_decision) d "
    "JOIN protocols_protocol p ON p.id = d.protocol_id CROSS JOIN (SELECT id FROM clusters_organization) o "
    "WHERE d.place >= {first} AND d.place < {last} ORDER BY d.place, o.id LIMIT {limit}"
)


def noon(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


def numbered(count: int) -> str:
    """A SELECT over the numbers from 0, whose columns are still to be named."""
    numbers = f"SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {count}"  # noqa: S608  an integer
    return f"WITH RECURSIVE numbers(i) AS ({numbers}) SELECT {{}} FROM numbers"  # noqa: S608


def names_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}
