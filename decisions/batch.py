"""One account for several assignments at once, «одинаково для всех»: by the page, or by the link of a letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from . import lifecycle, uploads
from .access import Actor
from .forms import AccountForm
from .models import Assignment, DecisionPoint, PointMark
from .own import Card
from .workdays import Calendar


@dataclass(frozen=True)
class CardWithPoints(Card):
    """`points` with «is its box ticked»."""

    points: Sequence[tuple[DecisionPoint, bool]] = ()


class BatchForm(AccountForm):
    """`rows` are the assignments that may be reported on now, with their points; the page shows a tick for each.

    With `marks_shown` the page shows which points are done already, and a box left empty takes the mark off. The page
    of a link shows no more than its letter does: there a tick only adds.
    """

    items = forms.MultipleChoiceField(label="Что исполнено", widget=forms.CheckboxSelectMultiple)
    points_left_known = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: Sequence[Assignment], marks_shown: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows, self.marks_shown = {str(row.pk): row for row in rows}, marks_shown
        self.marks = set(PointMark.objects.filter(assignment__in=rows).values_list("assignment", "point"))
        self.fields["items"].choices = [(pk, str(row)) for pk, row in self.rows.items()]
        self.fields["items"].error_messages |= {
            "required": "Отметьте хотя бы одно поручение.",
            "invalid_choice": "Одно из отмеченных поручений уже закрыто или больше не ваше. Проверьте список.",
        }
        if not any(row.decision.needs_document for row in rows):
            del self.fields["handed_over"]

    @property
    def chosen(self) -> list[Assignment]:
        return [self.rows[pk] for pk in self.cleaned_data.get("items", [])]

    def cards(self, today: dt.date, calendar: Calendar) -> list[CardWithPoints]:
        return [CardWithPoints(row, today, calendar, points=self._boxes(row)) for row in self.rows.values()]

    def _boxes(self, row: Assignment) -> list[tuple[DecisionPoint, bool]]:
        ticked = self._ticked if self.is_bound else self.marks if self.marks_shown else set()
        return [(point, (row.pk, point.pk) in ticked) for point in row.decision.points.all()]

    @cached_property
    def _ticked(self) -> set[tuple[int, int]]:
        """Of what stands on the page now: a point that was corrected meanwhile is no longer ticked. Each of the rows
        asks for it, and it looks at all of them."""
        given = set(self.data.getlist("points"))
        points = [(row.pk, point.pk) for row in self.rows.values() for point in row.decision.points.all()]
        return {one for one in points if f"{one[0]}-{one[1]}" in given}

    def points_of(self, row: Assignment) -> frozenset[int] | None:
        """Done by now, as a report says it."""
        done = self._ticked if self.marks_shown else self._ticked | self.marks
        points = row.decision.points.all()
        return frozenset(point.pk for point in points if (row.pk, point.pk) in done) if points else None

    @property
    def points_left(self) -> list[DecisionPoint]:
        """Of what is reported as done; known only of a valid form."""
        done = {(row.pk, point) for row in self.chosen for point in self.points_of(row) or ()}
        points = [(row.pk, point) for row in self.chosen for point in row.decision.points.all()]
        return [point for row, point in points if (row, point.pk) not in done]

    @property
    def must_warn(self) -> bool:
        """Points left warn once, and the second press sends. Where files are chosen the warning comes after: a page
        that asks again would lose them."""
        known = self.cleaned_data["points_left_known"] or self.cleaned_data["files"]
        return self.data.get("do") != "partial" and not known and bool(self.points_left)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        proof = data.get("files") or data.get("handed_over")
        without = [row for row in self.chosen if row.decision.needs_document]
        if without and not proof and self.data.get("do") != "partial" and "files" not in self.errors:
            points = ", ".join(str(row.decision) for row in without)
            raise ValidationError(f"Нужен документ ({points}): приложите файл или отметьте «передан лично».")
        self._refuse_stray_points()
        return data

    def _refuse_stray_points(self) -> None:
        """A tick is never lost in silence."""
        rows = {row for row, _ in self._ticked - self.marks} - {row.pk for row in self.chosen}
        for row in rows if "items" not in self.errors else ():
            text = self.rows[str(row)].decision.text[:80]
            self.add_error("items", f"«{text}»: пункты отмечены, а само поручение — нет. Отметьте и его.")


@dataclass
class Outcome:
    sent: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Assignment, str]] = field(default_factory=list)
    left: list[tuple[Assignment, str]] = field(default_factory=list)  # sent with points not ticked


def send(
    form: BatchForm,
    *,
    actor_of: Callable[[Assignment], Actor],
    now: dt.datetime,
    also: Callable[[Assignment], None] = lambda _: None,
) -> Outcome:
    """A transaction for each: what one is refused does not hold up the others. `also` runs inside it."""
    files = uploads.store(form.cleaned_data["files"])
    account = lifecycle.Account(
        text=form.cleaned_data["text"],
        executed_on=form.cleaned_data["executed_on"],
        is_final=form.data.get("do") != "partial",
        handed_over=form.cleaned_data.get("handed_over", False),
        files=files,
        from_draft=False,
    )
    outcome = Outcome()
    for row in form.chosen:
        try:
            with transaction.atomic():
                also(row)
                told = replace(account, points=form.points_of(row))
                sent = lifecycle.report(row, told, by=actor_of(row), now=now)
        except lifecycle.Refused as refused:
            outcome.refused.append((row, str(refused)))
        else:
            outcome.sent.append(row)
            outcome.left += [(row, sent.points_left)] if sent.points_left else []
    if not outcome.sent:
        uploads.discard(files)
    return outcome


def what_next(row: Assignment) -> str:
    """Of a row re-read after its report."""
    if row.state == Assignment.State.ON_ACCEPTANCE:
        return f"Отчёт ждёт приёмки: его проверит {row.decision.controller}, ответ придёт письмом."
    if row.state == Assignment.State.DONE:
        return "Исполнено. Передумали — отчёт можно взять назад до конца следующего рабочего дня."
    if lifecycle.stays_open(row) and row.due_on:
        return f"Отправлено. Следующая контрольная дата — {row.due_on:%d.%m.%Y}."
    return "Отправлено. Поручение остаётся в работе до полного исполнения."
