"""«Справка об исполнении» as XLSX: a line an assignment, so that it can be sorted and counted."""

from __future__ import annotations

import io
from collections.abc import Iterator

from decisions.statement import Line, Statement

from .sheets import Column, sheet

COLUMNS = (
    Column("Протокол", 22),
    Column("Пункт", 8),
    Column("Решение", 60),
    Column("Организация", 30),
    Column("Период", 14),
    Column("Срок"),
    Column("Первоначальный срок"),
    Column("Состояние", 24),
    Column("Исполнено"),
    Column("Опоздание, раб. дней", 12),
    Column("Продлений", 12),
    Column("Норма", 20),
    Column("Отчёт", 70),
    Column("Файлы", 40),
    Column("Не отмечены пункты", 30),
)


def statement_sheet(statement: Statement) -> io.BytesIO:
    return sheet("Справка", COLUMNS, _rows(statement))


def _rows(statement: Statement) -> Iterator[list[object]]:
    for item in statement.items:
        protocol = item.decision.protocol
        named = f"№ {protocol.number} от {protocol.date:%d.%m.%Y}"
        for line in item.lines:
            yield [named, item.decision.number, item.decision.text, *_cells(line)]


def _cells(line: Line) -> list[object]:
    row = line.assignment
    told: list[object] = [line.who, line.period, row.due_on, row.original_due_on, line.standing.label]
    told += [line.executed_on, line.standing.delay or None, line.extensions or None, line.quota]
    reports = "\n".join(report.text for report in line.reports if report.text)
    left = "\n".join(report.points_left for report in line.reports[-1:] if report.points_left)
    return [*told, reports, "\n".join(line.files), left]
