"""A chain of SHA-256 over the rows of history, a link or more a night for each table.

A night seals what the night before had already seen: no transaction lasts a day, so no row slips in behind a seal.
Each link is written to the log too: whoever changes rows and seals alike in the database is given away by the log.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from simple_history.models import HistoricalChanges

from .models import HistorySeal

log = logging.getLogger(__name__)

BLOCK = 10_000  # rows under one seal
MARK = 8  # bytes of a row's digest that are kept
NIGHT = dt.timedelta(hours=20)  # between two links, so that an hourly knock makes one a night


@dataclass(frozen=True, slots=True)
class Broken:
    """`row` is the first row of history that is not as it was sealed; None when the seals themselves were touched."""

    table: str
    row: int | None
    what: str


def histories() -> dict[str, type[models.Model]]:
    """By table; those of many-to-many relations too."""
    found = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    return {model._meta.db_table: model for model in sorted(found, key=lambda model: model._meta.db_table)}


def seal(now: dt.datetime) -> int:
    """How many rows were newly sealed."""
    return sum(seal_table(table, model, now) for table, model in histories().items())


def seal_table(table: str, model: type[models.Model], now: dt.datetime) -> int:
    newest = HistorySeal.objects.filter(table=table).last()
    if newest and newest.sealed_at > now - NIGHT:
        return 0
    seen = model.objects.aggregate(last=models.Max("pk"))["last"] or 0
    if newest and seen == newest.seen_id == newest.last_id:
        return 0
    with transaction.atomic():
        return add_links(table, model, newest, seen, now)


def add_links(table: str, model: type[models.Model], newest: HistorySeal | None, seen: int, now: dt.datetime) -> int:
    """The first link of a table seals nothing: it only remembers what was seen."""
    columns = [field.attname for field in model._meta.concrete_fields]
    until, sealed = newest.seen_id if newest else 0, 0
    rows = digests(model, columns, newest.last_id if newest else 0, until)
    while block := list(islice(rows, BLOCK)):
        newest = link(table, newest, block, columns, last_id=block[-1][0], seen_id=until, now=now)
        sealed += len(block)
    link(table, newest, [], columns, last_id=until, seen_id=seen, now=now)
    return sealed


def link(
    table: str,
    previous: HistorySeal | None,
    block: list[tuple[int, bytes]],
    columns: list[str],
    *,
    last_id: int,
    seen_id: int,
    now: dt.datetime,
) -> HistorySeal:
    made = HistorySeal.objects.create(
        table=table,
        previous=previous,
        last_id=last_id,
        seen_id=seen_id,
        columns=columns,
        digest=chained(previous, block),
        marks=b"".join(digest[:MARK] for _, digest in block),
        sealed_at=now,
    )
    # parts: a digest in one piece would be masked in the log as a secret
    log.info("sealed %s to %s: %s", table, last_id, " ".join(made.digest[n : n + 16] for n in range(0, 64, 16)))
    return made


def chained(previous: HistorySeal | None, block: list[tuple[int, bytes]]) -> str:
    whole = hashlib.sha256((previous.digest if previous else "").encode())
    for _, digest in block:
        whole.update(digest)
    return whole.hexdigest()


def digests(model: type[models.Model], columns: list[str], after: int, until: int) -> Iterator[tuple[int, bytes]]:
    """Each row's id and SHA-256, in the order of ids. The same on both databases."""
    rows = model.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
    place = columns.index(model._meta.pk.attname)
    for row in rows.values_list(*columns).iterator(chunk_size=2000):
        text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
        yield row[place], hashlib.sha256(text.encode()).digest()


# ── Looking again ────────────────────────────────────────────────────────────────────────────────────────────────────


def verify() -> Iterator[Broken]:
    """The first broken row of each table."""
    known = histories()
    for table in HistorySeal.objects.order_by("table").values_list("table", flat=True).distinct():
        if table not in known:
            yield Broken(table, None, "таблицы больше нет")
        elif broken := verify_table(table, known[table]):
            yield broken


def verify_table(table: str, model: type[models.Model]) -> Broken | None:
    previous: HistorySeal | None = None
    for one in HistorySeal.objects.filter(table=table).order_by("id").iterator(chunk_size=50):
        if one.previous_id != (previous.pk if previous else None):
            return Broken(table, None, f"нет печати перед № {one.pk}")
        if broken := verify_link(one, previous, model):
            return broken
        previous = one
    return None


def verify_link(one: HistorySeal, previous: HistorySeal | None, model: type[models.Model]) -> Broken | None:
    if missing := set(one.columns) - {field.attname for field in model._meta.concrete_fields}:
        return Broken(one.table, None, f"нет столбцов, которые были запечатаны: {', '.join(sorted(missing))}")
    after = previous.last_id if previous else 0
    rows = list(digests(model, one.columns, after, one.last_id))
    if chained(previous, rows) == one.digest:
        return None
    marks = [bytes(one.marks)[n : n + MARK] for n in range(0, len(one.marks), MARK)]
    for (row, digest), mark in zip(rows, marks, strict=False):
        if digest[:MARK] != mark:
            return Broken(one.table, row, "строка изменена, добавлена, или перед ней удалена другая")
    if len(rows) != len(marks):
        last = rows[-1][0] if rows else after
        return Broken(one.table, last, f"строк стало {len(rows)}, было {len(marks)}")
    return Broken(one.table, None, f"изменена печать № {one.pk}")
