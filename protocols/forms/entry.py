"""One decision on the admin's protocol screen: points and receivers are lines of a field, «Отв.» one autocomplete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import get_select2_language
from django.urls import reverse_lazy

from clusters.directory import Directory
from clusters.models import ExecutorGroup, Organization, Person, User
from clusters.typed import whole
from decisions import entry
from decisions.entry import Target
from decisions.models import Decision, Executor

from .preview import Days, Lines, require_deadline

KINDS: dict[str, type[Target]] = {"group": ExecutorGroup, "organization": Organization, "person": Person}
UNKNOWN = "wording"  # a party still as worded in the document


def key_of(target: Target) -> str:
    return f"{entry.field_of(target)}:{target.pk}"


def label_of(target: Target) -> str:
    return target.full_name if isinstance(target, Person) else str(target)


def search_parties(term: str, limit: int = 20) -> list[Target]:
    """Groups first, then organizations, then people whose name holds the term."""
    groups = ExecutorGroup.objects.filter(is_active=True, name__icontains=term)[:limit]
    organizations = Organization.objects.filter(is_active=True).filter(name__icontains=term)[:limit]
    short = Organization.objects.filter(is_active=True, short_name__icontains=term)[:limit]
    people = Person.objects.filter(is_active=True, surname__icontains=term)[:limit]
    return [*groups, *dict.fromkeys([*short, *organizations]), *people][:limit]


class PartiesWidget(forms.SelectMultiple):
    """The admin's own select2, asking `protocols:parties`; it keeps the order in which parties were chosen."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs["class"] = f"{attrs.get('class', '')} admin-autocomplete parties".strip()
        return attrs | {
            "data-ajax--cache": "true",
            "data-ajax--delay": 250,
            "data-ajax--type": "GET",
            "data-ajax--url": str(reverse_lazy("protocols:parties")),
            "data-theme": "admin-autocomplete",
            "data-allow-clear": "false",
            "data-placeholder": "Начните вводить: группа, организация, фамилия",
            "lang": get_select2_language(),
        }

    def optgroups(self, name: str, value: list[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        """Only what is chosen, in its order: the rest is asked for."""
        labels = dict(labelled(value))
        options = [
            self.create_option(name, key, labels[key], selected=True, index=place)
            for place, key in enumerate(value)
            if key in labels
        ]
        return [(None, options, 0)]

    @property
    def media(self) -> forms.Media:
        vendor = "admin/js/vendor"
        scripts = (f"{vendor}/jquery/jquery.min.js", f"{vendor}/select2/select2.full.min.js")
        language = f"{vendor}/select2/i18n/{get_select2_language()}.js"
        ours = ("admin/js/jquery.init.js", "admin/js/autocomplete.js", "js/parties.js")
        return forms.Media(
            js=(*scripts, language, *ours),
            css={"screen": ("admin/css/vendor/select2/select2.min.css", "admin/css/autocomplete.css")},
        )


def labelled(keys: Iterable[str]) -> Iterable[tuple[str, str]]:
    for key, target in found(keys).items():
        yield key, label_of(target) if target else f"{key.partition(':')[2]} (нет в справочнике)"


def found(keys: Iterable[str]) -> dict[str, Target | None]:
    """Targets by key; None for a wording, nothing for a key that no row answers. At most one query a kind."""
    keys = list(keys)
    wanted: dict[str, list[str]] = {}
    for key in keys:
        kind, _, rest = key.partition(":")
        wanted.setdefault(kind, []).append(rest)
    rows = {
        f"{kind}:{row.pk}": row
        for kind, model in KINDS.items()
        if kind in wanted
        for row in model.objects.filter(pk__in=[pk for pk in wanted[kind] if whole(pk)])
    }
    return {key: rows.get(key) for key in keys if key in rows or key.startswith(f"{UNKNOWN}:")}


class PartiesField(forms.Field):
    """Cleans to pairs of target and wording, the lead first."""

    widget = PartiesWidget

    def to_python(self, value: Any) -> list[tuple[Target | None, str]]:
        keys = [str(key) for key in value or []]
        rows = found(keys)
        if missing := [key for key in keys if key not in rows]:
            raise forms.ValidationError(f"Нет в справочнике: {', '.join(missing)}. Выберите заново.")
        return [(target, label_of(target) if target else key.partition(":")[2]) for key, target in rows.items()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(data or [])


def key_of_executor(executor: Executor) -> str:
    return key_of(executor.target) if executor.target else f"{UNKNOWN}:{executor.wording}"


class DecisionEntryForm(forms.ModelForm):
    """Saves the decision's own fields; then `save_parts` makes points, executors and receivers equal to what stands."""

    executors = PartiesField(
        label="Отв.", required=False, help_text="Первый — ответственный, остальные — соисполнители."
    )
    points_text = Lines(label="Пункты", required=False, help_text="По одному в строке; текст решения не меняется.")
    receivers_text = Lines(label="Кому отчитаться", required=False, help_text="По одному в строке: «Фамилия И.О.»")
    other_due = Days(label="Другие сроки", required=False)

    class Meta:
        model = Decision
        fields = (
            "position", "number", "agenda_item", "text", "is_task", "deadline_kind", "deadline_text", "due_on",
            "other_due", "recurrence", "control_on", "controller", "needs_document",
            "quota_on", "quota_target", "quota_unit", "quota_period",
        )  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})}

    class Media:
        js = ("js/deadline-kind.js",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            executors = self.instance.executors.all()
            self.initial["executors"] = [key_of_executor(one) for one in executors]
            self.initial["points_text"] = [point.text for point in self.instance.points.all()]
            self.initial["receivers_text"] = [str(one) for one in self.instance.receivers.all()]
        if "agenda_item" in self.fields and self.instance.protocol_id:
            self.fields["agenda_item"].queryset = self.instance.protocol.agenda.all()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        require_deadline(self, data)
        return data

    def save_parts(self, *, by: User | None) -> None:
        decision, changed = self.instance, self.changed_data
        if "points_text" in changed:
            entry.set_points(decision, self.cleaned_data["points_text"], by=by)
        if "executors" in changed:
            entry.set_executors(decision, self.cleaned_data["executors"], by=by)
        if "receivers_text" in changed:
            entry.set_receivers(decision, self._receivers(), by=by)

    def _receivers(self) -> list[tuple[Person | None, str]]:
        lines = self.cleaned_data["receivers_text"]
        directory = Directory.load(self.instance.protocol.date)
        targets = [(directory.find(line).target, line) for line in lines]
        return [(target if isinstance(target, Person) else None, line) for target, line in targets]
