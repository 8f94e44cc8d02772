"""The preview of an intake: what was understood, as fields that can be corrected in place."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict

from clusters.directory import Directory, Found, Target
from decisions.models import Decision

from ..document.model import Deadline, NamedPost, ParsedDecision, ParsedProtocol, Quota, Source

NEEDS_DATE = (Decision.Kind.DATE, Decision.Kind.PERIOD)
LONG = 12  # decisions: of a longer protocol those understood are folded
ROWS = forms.Textarea(attrs={"rows": 2})
POSTS = ("approved_by", "chair", "secretary")
LISTS = ("attendees", "absent", "invited", "agenda")


class Lines(forms.CharField):
    """A list, one item a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]


class Day(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Days(Lines):
    """Dates, one a line, written as people write them and kept as ISO."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text="По одному в строке: 27.03.2026.", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        days = [f"{dt.date.fromisoformat(day):%d.%m.%Y}" for day in value] if isinstance(value, list) else value
        return super().prepare_value(days)

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(_day_of(line).isoformat() for line in super().to_python(value)))


def _day_of(line: str) -> dt.date:
    try:
        return forms.DateField().clean(line)
    except forms.ValidationError as error:
        raise forms.ValidationError(f"«{line}» — не дата. Напишите её так: 27.03.2026.") from error


class HeadForm(forms.Form):
    """All of the reading but its decisions."""

    number = forms.CharField(label="Номер", max_length=40)
    date = Day(label="Дата совещания")
    title = forms.CharField(label="Заголовок", widget=ROWS)
    place = forms.CharField(label="Место", max_length=400, required=False)
    approved_by_name = forms.CharField(label="Утвердил", max_length=160, required=False)
    approved_by_post = forms.CharField(label="Должность утвердившего", max_length=400, required=False)
    approved_on = Day(label="Дата утверждения", required=False)
    chair_name = forms.CharField(label="Председательствующий", max_length=160, required=False)
    chair_post = forms.CharField(label="Должность председательствующего", max_length=400, required=False)
    secretary_name = forms.CharField(label="Секретарь", max_length=160, required=False)
    secretary_post = forms.CharField(label="Должность секретаря", max_length=400, required=False)
    attendees = Lines(label="Присутствовали", required=False, help_text="По одному в строке.")
    absent = Lines(label="Отсутствовали", required=False)
    invited = Lines(label="Приглашены", required=False)
    agenda = Lines(label="Вопросы", required=False, help_text="По одному в строке.")

    @staticmethod
    def initial_of(parsed: ParsedProtocol) -> dict[str, Any]:
        plain = {name: getattr(parsed, name) for name in ("number", "date", "title", "place", "approved_on", *LISTS)}
        for role in POSTS:
            post = getattr(parsed, role) or NamedPost("")
            plain |= {f"{role}_name": post.name, f"{role}_post": post.post}
        return plain

    def fill(self, parsed: ParsedProtocol) -> None:
        data = self.cleaned_data
        for name in ("number", "title", "place", *LISTS):
            setattr(parsed, name, data[name])
        parsed.date, parsed.approved_on = data["date"].isoformat(), _iso(data["approved_on"])
        for role in POSTS:
            name = data[f"{role}_name"]
            setattr(parsed, role, NamedPost(name, data[f"{role}_post"]) if name else None)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def require_deadline(form: forms.BaseForm, data: dict[str, Any]) -> None:
    """Each kind of deadline asks for its own part; used wherever a decision is entered."""
    kind = data.get("deadline_kind")
    if kind in NEEDS_DATE and not data.get("due_on") and "due_on" not in form.errors:
        form.add_error("due_on", "Укажите дату или выберите другой вид срока.")
    if kind == Decision.Kind.RECURRING and not data.get("recurrence"):
        form.add_error("recurrence", "Укажите, как часто: например, FREQ=WEEKLY.")


class DecisionForm(forms.Form):
    number = forms.CharField(label="№", max_length=20, required=False)
    agenda = forms.IntegerField(label="По вопросу №", min_value=1, required=False)
    text = forms.CharField(label="Решение", widget=forms.Textarea(attrs={"rows": 4}))
    points = Lines(label="Пункты", required=False, help_text="По одному в строке; текст решения не меняется.")
    suggested = forms.MultipleChoiceField(
        label="Похоже на пункты — отметьте, если так", widget=forms.CheckboxSelectMultiple, required=False
    )
    is_task = forms.BooleanField(label="Это поручение", required=False)
    deadline_raw = forms.CharField(label="Срок, как в документе", max_length=500, required=False)
    deadline_kind = forms.ChoiceField(label="Вид срока", choices=Decision.Kind)
    due_on = Day(label="Дата", required=False)
    recurrence = forms.CharField(
        label="Повторение", max_length=200, required=False, help_text="FREQ=MONTHLY;BYMONTHDAY=5"
    )
    other_due = Days(label="Другие сроки", required=False)
    responsible = Lines(label="Ответственные", required=False, help_text="По одному в строке; первый — ответственный.")
    report_to = Lines(label="Кому отчитаться", required=False)
    quota_accepted = forms.BooleanField(label="Учитывать норму", required=False)
    quota_target = forms.IntegerField(label="Не менее", min_value=1, required=False)
    quota_unit = forms.CharField(label="Чего", max_length=120, required=False)
    quota_period = forms.ChoiceField(
        label="За период", choices=[("", "—"), *Decision.QuotaPeriod.choices], required=False
    )
    left_out = forms.BooleanField(label="Это не решение: не переносить", required=False)

    def __init__(self, *args: Any, suggested: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["suggested"].choices = [(text, text) for text in suggested]

    @staticmethod
    def initial_of(parsed: ParsedDecision) -> dict[str, Any]:
        deadline, quota = parsed.deadline, parsed.quota
        plain = {
            name: getattr(parsed, name)
            for name in ("number", "agenda", "text", "points", "is_task", "responsible", "report_to")
        }
        plain |= {"deadline_raw": deadline.raw, "deadline_kind": deadline.kind, "due_on": deadline.due_on}
        plain |= {
            "recurrence": deadline.recurrence,
            "other_due": [one.due_on for one in parsed.other_deadlines if one.due_on],
        }
        if quota:
            plain |= {"quota_target": quota.target, "quota_unit": quota.unit, "quota_period": quota.period}
        return plain

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        require_deadline(self, data)
        if data.get("quota_accepted") and not (data.get("quota_target") and data.get("quota_period")):
            self.add_error("quota_target", "Чтобы учитывать норму, укажите количество и период.")
        return data

    def decision(self) -> ParsedDecision:
        data = self.cleaned_data
        plain = {name: data[name] for name in ("number", "agenda", "text", "is_task", "responsible", "report_to")}
        quota = None
        if data["quota_target"] and data["quota_period"]:
            quota = Quota(
                data["quota_target"], data["quota_unit"], data["quota_period"], accepted=data["quota_accepted"]
            )
        return ParsedDecision(
            **plain,
            points=[*data["points"], *data["suggested"]],
            deadline=Deadline(
                data["deadline_kind"], _iso(data["due_on"]), data["recurrence"] or None, data["deadline_raw"]
            ),
            other_deadlines=[Deadline("date", day) for day in data["other_due"]],
            quota=quota,
        )


@dataclass
class Asked:
    """A wording that the directory does not know, or knows twice, with the field that answers it."""

    wording: str
    found: Found
    name: str
    value: str = ""
    error: str = ""


@dataclass
class Shown:
    """A field of the reading beside its source."""

    bound: forms.BoundField
    source: Source | None

    @property
    def mark(self) -> str:
        return self.source.mark if self.source else ""


@dataclass
class Preview:
    """The whole page: a form for the head, one for each decision, and the wordings to be explained."""

    parsed: ParsedProtocol
    directory: Directory
    head: HeadForm
    decisions: list[DecisionForm]
    asked: list[Asked] = field(default_factory=list)

    @classmethod
    def of(cls, parsed: ParsedProtocol, directory: Directory, data: QueryDict | None = None) -> Preview:
        head = HeadForm(data, prefix="head", initial=HeadForm.initial_of(parsed))
        decisions = [
            DecisionForm(data, prefix=f"d{place}", initial=DecisionForm.initial_of(one), suggested=one.suggested_points)
            for place, one in enumerate(parsed.decisions)
        ]
        preview = cls(parsed, directory, head, decisions)
        preview.asked = list(preview._ask(data))
        return preview

    def _ask(self, data: QueryDict | None) -> Iterator[Asked]:
        named = [form[name] for form in self.decisions for name in ("responsible", "report_to")]
        for wording in dict.fromkeys(word for bound in named for word in bound.field.to_python(_text(bound.value()))):
            found = self.directory.find(wording)
            if not found.is_known:
                name = f"who-{hashlib.sha256(wording.encode()).hexdigest()[:12]}"
                yield Asked(wording, found, name, data.get(name, "").strip() if data else "")

    def is_valid(self) -> bool:
        kept = [form for form in self.decisions if not form["left_out"].value()]
        return all(
            [self.head.is_valid(), *[form.is_valid() for form in kept], *[self._explained(one) for one in self.asked]]
        )

    def _explained(self, asked: Asked) -> bool:
        if asked.value and not self.directory.find(asked.value).is_known:
            asked.error = "Такого нет в справочнике: выберите из списка или оставьте пустым."
        return not asked.error

    def reading(self) -> ParsedProtocol:
        corrected = ParsedProtocol()
        self.head.fill(corrected)
        corrected.decisions = [form.decision() for form in self.decisions if not form["left_out"].value()]
        return corrected

    def choices(self) -> dict[str, Target]:
        found = {asked.wording: self.directory.find(asked.value).target for asked in self.asked if asked.value}
        return {wording: target for wording, target in found.items() if target}

    def head_fields(self) -> list[Shown]:
        return [shown for shown in self._head() if self._stands_open(shown)]

    def head_folded(self) -> list[Shown]:
        """What the document does not say, and few protocols have."""
        return [shown for shown in self._head() if not self._stands_open(shown)]

    def _head(self) -> list[Shown]:
        return [Shown(bound, self._source(bound.name)) for bound in self.head]

    @staticmethod
    def _stands_open(shown: Shown) -> bool:
        bound = shown.bound
        return bool(bound.field.required or bound.value() or bound.errors) or shown.mark == "doubtful"

    def _source(self, name: str) -> Source | None:
        found = self.parsed.sources
        return found.get(name) or found.get(name.removesuffix("_name").removesuffix("_post"))

    @property
    def is_long(self) -> bool:
        return len(self.decisions) > LONG

    def shown_decisions(self) -> list[ShownDecision]:
        sources = self.parsed.sources
        return [ShownDecision(form, place, sources, self.is_long) for place, form in enumerate(self.decisions)]

    def questions(self) -> list[tuple[str, str]]:
        """What is to be looked at: where on the page, and how it is called."""
        head = [shown.bound for shown in self._head() if shown.mark == "doubtful"]
        asking = [one for one in self.shown_decisions() if one.is_asking]
        return [
            *((f"id_{asked.name}", f"«{asked.wording}»") for asked in self.asked),
            *((bound.auto_id, bound.label) for bound in head),
            *((f"decision-{one.place + 1}", f"решение {one.title}") for one in asking),
        ]


@dataclass
class ShownDecision:
    """A decision's form: the fields that are always looked at, and those folded away while they are empty."""

    form: DecisionForm
    place: int
    sources: dict[str, Source]
    among_many: bool = False

    ALWAYS = ("number", "text", "deadline_raw", "deadline_kind", "due_on", "responsible", "is_task")
    PARTS = {"deadline_raw": "deadline", "deadline_kind": "deadline", "due_on": "deadline", "recurrence": "deadline",
             "other_due": "other_deadlines", "suggested": "suggested_points", "quota_accepted": "quota"}  # fmt: skip

    @property
    def title(self) -> str:
        return self.form["number"].value() or f"без номера ({self.place + 1})"

    @property
    def mark(self) -> str:
        return "doubtful" if any(shown.mark == "doubtful" for shown in self._all()) else "understood"

    @property
    def is_folded(self) -> bool:
        """One line of a long protocol: nothing in it asks to be looked at."""
        return self.among_many and not self.is_asking

    @property
    def is_asking(self) -> bool:
        """Not sure of itself, refused, or about to be: a deadline of a kind that needs a date, without one."""
        if self.mark == "doubtful" or self.form.errors:
            return True
        return self.form["deadline_kind"].value() in NEEDS_DATE and not self.form["due_on"].value()

    @property
    def text(self) -> Shown:
        return next(shown for shown in self._all() if shown.bound.name == "text")

    @property
    def has_errors(self) -> bool:
        return any(shown.bound.errors for shown in self.folded())

    def fields(self) -> list[Shown]:
        return [shown for shown in self._all() if self._stands_open(shown)]

    def folded(self) -> list[Shown]:
        return [shown for shown in self._all() if not self._stands_open(shown)]

    def _stands_open(self, shown: Shown) -> bool:
        name = shown.bound.name
        if name == "suggested":
            return True
        if name == "quota_accepted":
            return bool(self.form["quota_target"].value())
        filled = bool(shown.bound.value()) and name != "left_out"
        return name in self.ALWAYS or shown.mark == "doubtful" or filled

    def _all(self) -> list[Shown]:
        prefix = f"decisions.{self.place}"
        return [
            Shown(
                bound,
                self.sources.get(f"{prefix}.{self.PARTS.get(bound.name, bound.name)}") or self.sources.get(prefix),
            )
            for bound in self.form
            if bound.name != "suggested" or self.form.fields["suggested"].choices
        ]


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else value or ""
