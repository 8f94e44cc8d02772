"""A database of a given size, for measurements: set-based inserts, history included, nothing at random.

Distribution. Colleges, each with one head who has an address. Protocols of ten decisions, each decision given to every
college, its deadline the same for all. Deadlines: the first decisions, as many as `--due` asks for, on the day given;
as many decisions again as `--near` says one working week around it, late and soon, so that a digest shows several
items; all others 30 to 399 days ahead. `--closed` decisions more were done on time during the two years before, each
assignment with its report. Every row has the history rows that people would have made: one at its creation, one more
when it was closed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, models, transaction
from django.utils import timezone

from clusters.models import Appointment, Organization, Person
from decisions.models import Assignment, Decision, Report
from decisions.workdays import Calendar
from protocols.models import Protocol

DECISIONS_IN_PROTOCOL = 10
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
        self.now = timezone.make_aware(dt.datetime.combine(day - dt.timedelta(days=60), dt.time(12)))

    def load(self, options: dict[str, Any]) -> dict[str, int]:
        days = self.deadlines(options)
        closed = -(-options["closed"] // self.colleges)
        self.people()
        self.protocols(len(days) + closed)
        self.decisions(days + [self.day - dt.timedelta(days=10 + n * 7 % 720) for n in range(closed)])
        self.assignments(len(days), options["assignments"])
        self.closed_assignments(len(days), options["closed"])
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

    def protocols(self, decisions: int) -> None:
        numbers = numbered(-(-decisions // DECISIONS_IN_PROTOCOL))
        created = self.now.date()
        self.insert(
            Protocol, numbers, number="'М-' || i", date=created, year=created.year, state=Protocol.State.IN_FORCE,
            title=f"'{TEXT}'", published_at=self.now, created_at=self.now,
        )  # fmt: skip

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
            why_due="d.deadline_text", created_on=self.now.date(),
        )  # fmt: skip

    def closed_assignments(self, first: int, limit: int) -> None:
        if not limit:
            return
        newest = Assignment.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
        self.insert(
            Assignment, EVERYONE.format(first=first, last=1_000_000_000, limit=limit),
            decision="d.id", organization="o.id", due_on="d.due_on", original_due_on="d.due_on",
            why_due="d.deadline_text", created_on=self.now.date(), state=Assignment.State.DONE, executed_on="d.due_on",
            reported_at=self.now, closed_at=self.now,
        )  # fmt: skip
        self.remember(Assignment, "~", f"id > {newest}")
        self.insert(
            Report, f"SELECT {{}} FROM decisions_assignment a WHERE a.id > {newest}",  # noqa: S608  an integer
            assignment="a.id", text=f"'{TEXT}'", control_on="a.due_on", executed_on="a.due_on", created_at=self.now,
            sent_at=self.now,
        )  # fmt: skip

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
    def execute(statement: str, params: list[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, params)


EVERYONE = (
    "SELECT {{}} FROM (SELECT *, ROW_NUMBER() OVER (ORDER BY id) - 1 AS place FROM decisions_decision) d "
    "CROSS JOIN (SELECT id FROM clusters_organization) o "
    "WHERE d.place >= {first} AND d.place < {last} ORDER BY d.place, o.id LIMIT {limit}"
)


def numbered(count: int) -> str:
    """A SELECT over the numbers from 0, whose columns are still to be named."""
    numbers = f"SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {count}"  # noqa: S608  an integer
    return f"WITH RECURSIVE numbers(i) AS ({numbers}) SELECT {{}} FROM numbers"  # noqa: S608


def names_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}
