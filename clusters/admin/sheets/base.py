"""Columns in Russian, and a preview that marks what changes without inline styles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from import_export.fields import Field
from import_export.resources import Diff, ModelResource
from import_export.results import RowResult
from import_export.widgets import CharWidget, Widget

from clusters.models import Cluster, Organization
from clusters.wording import fold


class Sheet(ModelResource):
    """Rows that change nothing are skipped, so that they write no history."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = timezone.localdate()

    def import_row(self, row: Any, instance_loader: Any, **kwargs: Any) -> RowResult:
        """What is wrong is said by the name of its column."""
        result = super().import_row(row, instance_loader, **kwargs)
        if result.validation_error is not None and hasattr(result.validation_error, "error_dict"):
            fields = self.get_import_fields()
            labels = {field.attribute.rpartition("__")[2]: field.column_name for field in fields}
            labels |= {field.attribute: field.column_name for field in fields}
            errors = result.validation_error.error_dict.items()
            result.validation_error = ValidationError({labels.get(name, name): said for name, said in errors})
        return result

    def get_diff_class(self) -> type[Diff]:
        return MarkedDiff

    class Meta:
        abstract = True
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True


class MarkedDiff(Diff):
    def as_html(self) -> list[SafeString]:
        pairs = ((str(old), str(new)) for old, new in zip(self.left, self.right, strict=True))
        return [marked("" if self.new and old != new else old, new) for old, new in pairs]


def marked(old: str, new: str) -> SafeString:
    """«12 <del>марта</del><ins>мая</ins>», by words."""
    before, after = old.split(), new.split()
    pieces: list[tuple[SafeString]] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = " ".join(before[a:b]), " ".join(after[c:d])
        if kind == "equal":
            pieces.append((format_html("{}", come),))
            continue
        pieces += [(format_html("<del>{}</del>", gone),)] if gone else []
        pieces += [(format_html("<ins>{}</ins>", come),)] if come else []
    return format_html_join(" ", "{}", pieces)


class Text(CharWidget):
    """Numbers that Excel made of text come back as text, spaces at the ends go."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value).strip()


class Choice(Widget):
    """The Russian label of a choice."""

    def __init__(self, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.labels = dict(choices)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        for key, label in self.labels.items():
            if fold(str(value or "")) in (key, fold(label)):
                return key
        raise ValueError(f"«{value or ''}» не подходит. Можно: {', '.join(self.labels.values())}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(value, "")


class Day(Widget):
    """A date as Excel keeps it or as people write it."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date | None:
        if isinstance(value, dt.datetime):
            return value.date()
        if isinstance(value, dt.date) or not value:
            return value or None
        for form in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return dt.datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007  a date has no zone
            except ValueError:
                continue
        raise ValueError(f"«{value}» — не дата. Пишите так: 01.09.2026.")

    def render(self, value: dt.date | None, obj: Any = None, **kwargs: Any) -> str:
        return f"{value:%d.%m.%Y}" if value else ""


class YesNo(Choice):
    """An empty cell says nothing: a stored row keeps its value, a new one takes the model's default."""

    def __init__(self) -> None:
        super().__init__([("1", "да"), ("0", "нет")])

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool | None:
        if value is None or not str(value).strip():
            return None
        return super().clean(f"{value:d}" if isinstance(value, int) else value) == "1"

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "да" if value else "нет"


class Named(Widget):
    """An organization or a cluster by its short or full name, whatever the case and the quotes.

    All are read once: a sheet has a widget of its own for each import.
    """

    def __init__(self, model: type[Organization] | type[Cluster], *, create: bool = False) -> None:
        super().__init__()
        self.model, self.create = model, create

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Model | None:
        if not value:
            return None
        if found := self.known.get(fold(str(value))):
            return found
        if self.create:
            made = self.model.objects.create(name=str(value).strip(), short_name=str(value).strip()[:80])
            self._put(self.known, made)
            return made
        raise ValueError(f"«{value}» нет в справочнике «{self.model._meta.verbose_name_plural}».")

    @cached_property
    def known(self) -> dict[str, Organization | Cluster]:
        """By both names, folded; of two that share a name the first."""
        known: dict[str, Organization | Cluster] = {}
        for row_of in self.model.objects.all():
            self._put(known, row_of)
        return known

    def _put(self, known: dict[str, Organization | Cluster], row_of: Organization | Cluster) -> None:
        for name in (row_of.short_name, row_of.name):
            known.setdefault(fold(name), row_of)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.short_name if value else ""


def column(label: str, attribute: str, widget: Widget | None = None) -> Field:
    keeps = isinstance(widget, YesNo)
    return Field(column_name=label, attribute=attribute, widget=widget or Text(), saves_null_values=not keeps)
