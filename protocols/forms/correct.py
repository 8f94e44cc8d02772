"""After publication: every form asks for a reason and knows which version was on the screen."""

from __future__ import annotations

from typing import Any

from django import forms

from clusters.models import Organization, Person
from decisions.entry import Target
from decisions.models import Assignment, Decision

from ..correcting import Around, GroupChange
from ..models import Protocol
from .entry import DecisionEntryForm, PartiesField, labelled

Difference = tuple[str, str, str]  # what, as it is saved now, as it was typed


class Reasoned(forms.Form):
    reason = forms.CharField(
        label="Причина",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Её увидят исполнители в письме и в истории.",
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def differences(self) -> list[Difference]:
        """What another tab saved beside what was typed here."""
        asides = ("reason", "seen_version")
        fields = [self[name] for name in self.changed_data if name not in asides]
        return [(bound.label, _spoken(bound, bound.initial), _spoken(bound, bound.data)) for bound in fields]


def _spoken(bound: forms.BoundField, value: Any) -> str:
    if isinstance(bound.field, PartiesField):
        return "\n".join(label for _, label in labelled(value or []))
    value = bound.field.prepare_value(value)
    choices = {str(key): label for key, label in getattr(bound.field, "choices", ())}
    values = value if isinstance(value, list | tuple) else [value]
    return "\n".join(str(choices.get(str(one), one)) for one in values if one not in (None, "")) or "—"


class CorrectDecisionForm(Reasoned, DecisionEntryForm):
    """Only what can change without losing a report; what comes again keeps its kind."""

    class Meta(DecisionEntryForm.Meta):
        fields = (
            "text", "deadline_kind", "deadline_text", "due_on", "other_due", "recurrence", "control_on", "controller",
            "needs_document",
        )  # fmt: skip
        widgets = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "control_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = (
        "text", "points_text", "deadline_text", "deadline_kind", "due_on", "other_due", "control_on", "recurrence",
        "executors",
        "receivers_text", "controller", "needs_document", "reason",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version
        employed = Person.objects.filter(
            is_active=True, appointments__organization__kind=Organization.Kind.DEPARTMENT
        ) | Person.objects.filter(pk=self.instance.controller_id)
        self.fields["controller"].queryset = employed.distinct()
        recurring = Decision.Kind.RECURRING
        if self.instance.deadline_kind == recurring:
            del self.fields["deadline_kind"]
        else:
            del self.fields["recurrence"]
            kinds = self.fields["deadline_kind"].choices
            self.fields["deadline_kind"].choices = [choice for choice in kinds if choice[0] != recurring]

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self._meta.fields}

    def around(self) -> Around:
        data, changed = self.cleaned_data, self.changed_data
        return Around(
            points=data["points_text"] if "points_text" in changed else None,
            executors=data["executors"] if "executors" in changed else None,
            receivers=self._receivers() if "receivers_text" in changed else None,
        )


class PartiesForm(Reasoned):
    kept = forms.MultipleChoiceField(
        label="Исполняют сейчас",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Снимите отметку, чтобы прекратить поручение организации. Отчёты остаются.",
    )
    added = PartiesField(label="Добавить", required=False, help_text="Группы, организации или люди.")
    field_order = ("kept", "added", "reason")

    def __init__(self, parties: dict[tuple[int, int | None], list[Assignment]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = {f"{organization}-{person or ''}": (organization, person) for organization, person in parties}
        names = {key: party_name(parties[pair][0]) for key, pair in self.keys.items()}
        self.fields["kept"].choices = list(names.items())
        self.initial["kept"] = list(names)

    def kept_keys(self) -> set[tuple[int, int | None]]:
        return {self.keys[key] for key in self.cleaned_data["kept"]}

    def added_targets(self) -> list[Target]:
        return [target for target, _ in self.cleaned_data["added"] if target]


def party_name(row: Assignment) -> str:
    waits = " — отчёт ждёт приёмки" if row.state == Assignment.State.ON_ACCEPTANCE else ""
    return f"{row.organization}, {row.person}{waits}" if row.person else f"{row.organization}{waits}"


class EndForm(forms.Form):
    OFF_CONTROL, WITHDRAW = "off_control", "withdraw"

    how = forms.ChoiceField(
        label="Что сделать",
        choices=[
            (OFF_CONTROL, "снять с контроля: исполнено или больше не нужно"),
            (WITHDRAW, "отменить решение: поручения прекращаются, даже если отчёты ждут приёмки"),
        ],
        widget=forms.RadioSelect,
        initial=OFF_CONTROL,
    )
    reason = forms.CharField(label="Причина", widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(label="Основание", max_length=400, required=False, help_text="Документ: номер и дата.")


class HeadForm(Reasoned, forms.ModelForm):
    class Meta:
        model = Protocol
        fields = (
            "number", "date", "title", "place", "approved_by_name", "approved_by_post", "approved_on",
            "chair_name", "chair_post", "secretary_name", "secretary_post",
        )  # fmt: skip
        widgets = {
            "title": forms.Textarea(attrs={"rows": 2}),
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "approved_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    field_order = (*Meta.fields, "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name in self._meta.fields}


class GroupsForm(Reasoned):
    """What is offered is ticked; staff untick what they do not want."""

    joined = forms.MultipleChoiceField(label="Дать поручение", widget=forms.CheckboxSelectMultiple, required=False)
    left = forms.MultipleChoiceField(label="Прекратить поручение", widget=forms.CheckboxSelectMultiple, required=False)
    field_order = ("joined", "left", "reason")

    def __init__(self, changes: list[GroupChange], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        joined = {
            f"{change.decision.pk}-{one.pk}": f"{change.decision}: {one} — теперь в группе «{change.group}»"
            for change in changes
            for one in change.joined
        }
        left = {
            str(row.pk): f"{change.decision}: {row.organization} — больше не в группе «{change.group}»"
            for change in changes
            for row in change.left
        }
        for name, choices in (("joined", joined), ("left", left)):
            self.fields[name].choices = list(choices.items())
            self.initial[name] = list(choices)
            if not choices:
                del self.fields[name]

    def joined_pairs(self) -> set[tuple[int, int]]:
        pairs = (key.split("-") for key in self.cleaned_data.get("joined", ()))
        return {(int(decision), int(organization)) for decision, organization in pairs}

    def left_ids(self) -> set[int]:
        return {int(key) for key in self.cleaned_data.get("left", ())}
