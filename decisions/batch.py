"""One account for several assignments at once, «одинаково для всех»: by the page, or by the link of a letter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from . import lifecycle, uploads
from .access import Actor
from .forms import AccountForm
from .models import Assignment


class BatchForm(AccountForm):
    """`rows` are the assignments that may be reported on now; the page shows a tick for each."""

    items = forms.MultipleChoiceField(label="Что исполнено", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, rows: Sequence[Assignment], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in rows}
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

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        proof = data.get("files") or data.get("handed_over")
        without = [row for row in self.chosen if row.decision.needs_document]
        if without and not proof and self.data.get("do") != "partial" and "files" not in self.errors:
            points = ", ".join(str(row.decision) for row in without)
            raise ValidationError(f"Нужен документ ({points}): приложите файл или отметьте «передан лично».")
        return data


@dataclass
class Outcome:
    sent: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Assignment, str]] = field(default_factory=list)


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
                lifecycle.report(row, account, by=actor_of(row), now=now)
        except lifecycle.Refused as refused:
            outcome.refused.append((row, str(refused)))
        else:
            outcome.sent.append(row)
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
