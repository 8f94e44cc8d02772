"""«Ввести в действие»: what staff are asked once."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django import forms
from django.http import QueryDict

from decisions.lifecycle import Handling, Party

from ..publishing import Choices, Plan, Step
from .preview import Day

IN_FORCE, NEW_DATE, DONE = "in_force", "new_date", "done"


class PublishForm(forms.Form):
    """Everything about the protocol as a whole; `confirmed` is asked only when something is doubtful."""

    expanded_on = Day(label="Состав групп на дату", help_text="Обычно — дата совещания.")
    archive = forms.BooleanField(
        label="В архив", required=False, help_text="Поручения сохранятся, но без писем и вне статистики."
    )
    confirmed = forms.BooleanField(label="Всё верно, ввести в действие как есть", required=False)

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        initial = {"expanded_on": plan.expanded_on, "archive": plan.archive_proposed}
        super().__init__(*args, initial=initial, **kwargs)
        self.plan = plan
        if not self.is_doubtful:
            del self.fields["confirmed"]

    @property
    def is_doubtful(self) -> bool:
        plan = self.plan
        return bool(
            plan.empty or plan.over or plan.several or plan.headless or plan.unreachable or plan.unreachable_people
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_doubtful and not data.get("confirmed"):
            self.add_error("confirmed", "Посмотрите замечания выше и подтвердите, что вводите протокол именно так.")
        return data


class StepForm(forms.Form):
    """One decision: who is left out, who controls, and what to do with a deadline already past."""

    organizations = forms.MultipleChoiceField(label="Кто получит", widget=forms.CheckboxSelectMultiple, required=False)
    controlled = forms.BooleanField(label="", required=False)
    past = forms.ChoiceField(
        label="Срок уже прошёл",
        choices=[
            (IN_FORCE, "ввести в действие: первое письмо «Новое», дальше напоминания от сегодняшнего дня"),
            (NEW_DATE, "назначить новый срок"),
            (DONE, "уже исполнено"),
        ],
        widget=forms.RadioSelect,
    )
    day = Day(label="Новый срок или дата исполнения", required=False, help_text="Ко второму и третьему ответу.")
    reason = forms.CharField(
        label="Причина", max_length=400, required=False, help_text="К ним же; останется в истории."
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, step: Step, today: dt.date, *args: Any, **kwargs: Any) -> None:
        kept = [_value(party) for party in step.parties]
        initial = {"organizations": kept, "controlled": step.controller is not None, "past": IN_FORCE}
        initial["shown"] = fingerprint(step)
        super().__init__(*args, prefix=f"s{step.decision.pk}", initial=initial, **kwargs)
        self.step, self.today = step, today
        self.fields["organizations"].choices = [(_value(one), _named(one)) for one in step.parties]
        self._keep_what_applies()

    def _keep_what_applies(self) -> None:
        if self.step.controller:
            self.fields["controlled"].label = f"{self.step.controller} принимает отчёты (контролёр)"
        else:
            del self.fields["controlled"]
        if not self.step.past_on:
            for name in ("past", "day", "reason"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        how, day = data.get("past"), data.get("day")
        if how in (NEW_DATE, DONE) and not data.get("reason"):
            self.add_error("reason", "Укажите причину: она останется в истории.")
        if how == NEW_DATE and (day is None or day < self.today):
            self.add_error("day", "Новый срок не может быть в прошлом.")
        if how == DONE and (day is None or day > self.today):
            self.add_error("day", "Укажите, когда исполнено: не позже сегодняшнего дня.")
        return data

    def handling(self) -> Handling | None:
        data = self.cleaned_data
        if data.get("past") == NEW_DATE:
            return Handling.new_date(data["day"], data["reason"])
        if data.get("past") == DONE:
            return Handling.done(data["day"], data["reason"])
        return None

    def left_out(self) -> set[tuple[int, tuple[int, int | None]]]:
        kept = set(self.cleaned_data["organizations"])
        return {(self.step.decision.pk, one.key) for one in self.step.parties if _value(one) not in kept}


def _value(party: Party) -> str:
    """Of a checkbox: «12» is an organization, «12-7» a person who acts for it."""
    return "-".join(str(pk) for pk in party.key if pk)


def fingerprint(step: Step) -> str:
    """Of what staff read before they pressed: the decision, its date, and who gets it."""
    one = step.decision
    parties = [party.key for party in step.parties]
    said = (one.text, one.deadline_kind, one.due_on, one.recurrence, one.other_due, one.control_on, parties)
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def step_forms(plan: Plan, today: dt.date, typed: QueryDict | None) -> list[StepForm]:
    """A decision that changed since the page was opened comes unbound, to be read again: an organization that joined
    meanwhile would otherwise count as unticked, and never hear of it."""
    fresh = [StepForm(step, today) for step in plan.steps]
    if typed is None:
        return fresh
    return [
        StepForm(one.step, today, typed) if typed.get(one.add_prefix("shown")) == one.initial["shown"] else one
        for one in fresh
    ]


def _named(party) -> str:  # type: ignore[no-untyped-def]
    role = "" if party.is_lead else " (соисполнитель)"
    return f"{party.organization} — {party.person}{role}" if party.person else f"{party.organization}{role}"


def choices(form: PublishForm, steps: list[StepForm]) -> Choices:
    """What `publishing.publish` is to do; the forms are valid."""
    handling = {step.step.decision.pk: chosen for step in steps if (chosen := step.handling())}
    controllers = {
        step.step.decision.pk: step.step.controller if step.cleaned_data.get("controlled") else None for step in steps
    }
    return Choices(
        expanded_on=form.cleaned_data["expanded_on"],
        left_out=frozenset().union(*(step.left_out() for step in steps)),
        controllers=controllers,
        handling=handling,
        archive=form.cleaned_data["archive"],
    )
