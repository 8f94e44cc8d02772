"""What a head fills in. Plain forms over the verbs: the rules are in `lifecycle`."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.crypto import get_random_string

from clusters.models import Appointment, Organization, Person
from clusters.templatetags.russian import MONTHS

from . import lifecycle, uploads
from .models import Assignment, DecisionPoint, Report

FILES_HELP = "PDF, Word, Excel, фото и другие документы, каждый до 20 МБ."
LINKS_AT_ONCE = 100
IN_WORDS = re.compile(rf"^(\d{{1,2}})\s+({'|'.join(MONTHS)})\s+(\d{{4}})\b(?:\s*(?:года|г\.|г\b))?", re.IGNORECASE)


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: object):
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class Span(forms.Form):
    """From `since` to `until`, where both are given."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", "Конец периода раньше начала.")
        return given


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self, **attrs: object):
        super().__init__(attrs={"accept": uploads.ACCEPT, "data-photos": "", **attrs})


class FilesField(forms.FileField):
    """Several files; the good ones are kept in `form.good_files` even when another is refused."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [one for one in given if one]


class FilesMixin:
    good_files: list[uploads.Checked]

    def clean_files(self) -> list[uploads.Checked]:
        self.good_files, wrongs = [], []
        for upload in self.cleaned_data["files"]:  # type: ignore[attr-defined]
            try:
                self.good_files.append(uploads.check(upload))
            except ValidationError as error:
                wrongs += error.messages
        if wrongs:
            raise ValidationError(wrongs)
        return self.good_files


class AccountForm(FilesMixin, forms.Form):
    """What was done, in words, dates and files; the same for one assignment and for several."""

    text = forms.CharField(
        label="Что сделано", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    executed_on = forms.DateField(label="Фактическая дата", required=False)
    files = FilesField(label="Файлы", required=False, help_text=FILES_HELP)
    handed_over = forms.BooleanField(label="Документ передан лично", required=False)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today, self.good_files = today, []
        self.fields["executed_on"].widget = Day(max=today.isoformat())

    def clean_executed_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["executed_on"]
        if day and day > self.today:
            raise ValidationError("Фактическая дата ещё не наступила.")
        return day


class Points(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, point: DecisionPoint) -> str:
        return point.text


class ReportForm(AccountForm):
    points = Points(label="Выполненные пункты", required=False, queryset=DecisionPoint.objects.none())
    reports_seen = forms.IntegerField(widget=forms.HiddenInput)
    draft_seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    tab = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    points_left_known = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = ("points", "text", "executed_on", "files", "handed_over")

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any):
        initial = initial_of(assignment)
        super().__init__(*args, initial=initial, **kwargs)
        self.assignment = assignment
        points = assignment.decision.points.all()
        if points:
            self.fields["points"].queryset = points
        else:
            del self.fields["points"]
        if not assignment.decision.needs_document:
            del self.fields["handed_over"]

    @property
    def points_left(self) -> list[DecisionPoint]:
        """Known only of a bound form."""
        ticked = self.cleaned_data.get("points")
        return [] if ticked is None else list(self.assignment.decision.points.exclude(pk__in=ticked))

    def account(self, *, is_final: bool, files: tuple[lifecycle.StoredFile, ...]) -> lifecycle.Account:
        """Of a form with mistakes too: what can be kept of it."""
        data = self.cleaned_data
        points = data.get("points")
        return lifecycle.Account(
            text=data.get("text") or "",
            executed_on=data.get("executed_on"),
            is_final=is_final,
            handed_over=data.get("handed_over", False),
            files=files,
            points=None if points is None else frozenset(point.pk for point in points),
            tab=data.get("tab") or "",
        )


def initial_of(assignment: Assignment) -> dict[str, Any]:
    kept = lifecycle.draft_of(assignment)
    draft = kept or Report()
    return {
        "text": draft.text,
        "executed_on": draft.executed_on,
        "handed_over": draft.handed_over,
        "points": list(assignment.marks.values_list("point", flat=True)),
        "reports_seen": lifecycle.count_sent(assignment),
        "draft_seen": lifecycle.edition_of(kept),
        "tab": get_random_string(12),
    }


class ExtensionForm(forms.Form):
    new_due_on = forms.DateField(label="Новый срок")
    reason = forms.CharField(
        label="Почему нужно больше времени", max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, after: dt.date, latest: dt.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        first = after + dt.timedelta(days=1)
        self.fields["new_due_on"].widget = Day(min=first.isoformat(), max=latest.isoformat())


class WithReason(forms.Form):
    reason = forms.CharField(label="Причина", max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class DueForm(WithReason):
    due_on = forms.DateField(label="Новый срок", widget=Day())
    field_order = ("due_on", "reason")


class ReassignForm(WithReason):
    organization = forms.ModelChoiceField(
        label="Организация", queryset=Organization.objects.filter(is_active=True), empty_label="выберите"
    )
    person = forms.ModelChoiceField(
        label="Лично",
        required=False,
        queryset=Person.objects.filter(is_active=True, appointments__isnull=False).distinct(),
        empty_label="никому лично: отвечает руководитель",
    )
    field_order = ("organization", "person", "reason")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        person, organization = data.get("person"), data.get("organization")
        posts = Appointment.objects.on(self.today).filter(person=person, organization=organization)
        if person and organization and not posts.exists():
            self.add_error("person", f"{person} не работает в этой организации.")
        return data


class HandForm(forms.Form):
    colleague = forms.ModelChoiceField(
        label="Кому", queryset=Person.objects.none(), required=False, empty_label="никому, делает руководитель"
    )

    def __init__(self, *args: Any, assignment: Assignment, today: dt.date, **kwargs: Any):
        super().__init__(*args, initial={"colleague": assignment.handed_to_id}, **kwargs)
        self.fields["colleague"].queryset = colleagues(assignment, today)


def colleagues(assignment: Assignment, today: dt.date) -> QuerySet[Person]:
    """Those who work in the organization today and do not head it."""
    posts = Appointment.objects.on(today).filter(organization=assignment.organization_id)
    helpers = posts.exclude(post=Appointment.Post.HEAD)
    return Person.objects.filter(pk__in=helpers.values("person"), is_active=True)


class PlanForm(forms.Form):
    dates = forms.CharField(
        label="Даты из вашего плана",
        help_text="По одной в строке: дата и, если хотите, что запланировано. Например: 15.04.2027 заседание совета",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_dates(self) -> list[tuple[dt.date, str]]:
        """Every line that is not understood is named: a plan is put right at once, not line by line."""
        dates, wrong = [], []
        for line in filter(str.strip, self.cleaned_data["dates"].splitlines()):
            try:
                dates.append(planned(line.strip()))
            except ValidationError as error:
                wrong.append(error)
        if wrong:
            raise ValidationError(wrong)
        return dates


def planned(line: str) -> tuple[dt.date, str]:
    """«15.04.2027 заседание совета», «15 апреля 2027 г. заседание совета»"""
    in_digits = IN_WORDS.sub(lambda found: f"{found[1]}.{MONTHS.index(found[2].lower()) + 1}.{found[3]} ", line)
    written, _, note = in_digits.partition(" ")
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            moment = dt.datetime.strptime(written.strip(",;—-"), form)  # noqa: DTZ007  a day, no time
        except ValueError:
            continue
        return moment.date(), note.strip(" —-:,")[:300]
    raise ValidationError(f"Не понята дата в строке «{line}». Пишите так: 15.04.2027 заседание совета")


class EvidenceForm(FilesMixin, forms.Form):
    links = forms.CharField(
        label="Ссылки",
        required=False,
        help_text="По одной в строке, можно сразу много.",
        widget=forms.Textarea(attrs={"rows": 4, "inputmode": "url"}),
    )
    files = FilesField(label="Или файлы", required=False, help_text=FILES_HELP)
    happened_on = forms.DateField(label="Когда это было")

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any):
        super().__init__(*args, initial={"happened_on": today}, **kwargs)
        self.good_files: list[uploads.Checked] = []
        self.fields["happened_on"].widget = Day(max=today.isoformat())

    def clean_links(self) -> list[str]:
        links = list(dict.fromkeys(self.cleaned_data["links"].split()))
        if len(links) > LINKS_AT_ONCE:
            raise ValidationError(f"Не больше {LINKS_AT_ONCE} ссылок за один раз.")
        is_link = URLValidator(schemes=["http", "https"])
        for link in links:
            try:
                is_link(link)
            except ValidationError as error:
                raise ValidationError(f"«{link}» — не ссылка. Скопируйте адрес страницы целиком, с https://") from error
            if len(link) > 1000:
                raise ValidationError(f"Ссылка длиннее 1000 знаков: {link[:60]}…")
        return links

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not data.get("links") and not data.get("files"):
            raise ValidationError("Вставьте хотя бы одну ссылку или приложите файл.")
        return data
