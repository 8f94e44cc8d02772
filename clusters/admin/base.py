"""What every directory in the admin has in common."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, DateField, F, ForeignKey, Value, When
from django.forms import BaseInlineFormSet, TextInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import XLSX
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from clusters.forms import DateInput
from clusters.models import Appointment

PRESENT_FIRST = F("until").desc(nulls_first=True)
HEAD_FIRST = Case(When(post=Appointment.Post.HEAD, then=Value(0)), default=Value(1))


class SpokenChanges(HistoricalRecordContextHelper):
    """Changes as a person says them: the label of a choice, «да», 2 марта as 02.03.2026."""

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        value = super().prepare_delta_change_value(change, value)
        field = self.model._meta.get_field(change.field)
        if not isinstance(field, ForeignKey) and getattr(field, "flatchoices", None):
            return dict(field.flatchoices).get(value, value)
        return spoken(value)


def spoken(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d.%m.%Y %H:%M}"
    return f"{value:%d.%m.%Y}" if isinstance(value, dt.date) else value


class SpokenHistoryAdmin(SimpleHistoryAdmin):
    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> SpokenChanges:
        return SpokenChanges(self.model, historical_record)


class KeptAdmin(SpokenHistoryAdmin):
    """Nothing that history needs is deleted: it is made inactive, or its term ends."""

    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SheetAdmin(ImportExportMixin, KeptAdmin):
    """With «Импорт» (a preview of what changes first) and «Экспорт», both XLSX of the same columns."""

    import_formats = export_formats = [XLSX]
    skip_export_form = True
    skip_admin_log = True  # history says it better
    formfield_overrides = {DateField: {"widget": DateInput}}

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Between the preview and «Подтвердить» the sheet lies in the cache, which may be lost and keeps it a day."""
        name = request.POST.get("import_file_name")
        if name and self.get_tmp_storage_class()(name=name).read() is None:
            messages.error(request, "Ничего не записано: загруженный лист уже не хранится. Выберите файл ещё раз.")
            return redirect("admin:{}_{}_import".format(*self.get_model_info()))
        return super().process_import(request, **kwargs)


class RowsTogether(BaseInlineFormSet):
    """Dated rows of one form stand beside each other as they will be, not as the database still holds them."""

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        form.instance.together = [row.pk for row in self.get_queryset()]
        return form

    def clean(self) -> None:
        super().clean()
        forms = [form for form in self.forms if form.is_valid() and (form.instance.pk or form.has_changed())]
        # What is new gives way to what was there before.
        forms.sort(key=lambda form: (form.has_changed(), form.instance.pk is None))
        for number, form in enumerate(forms):
            try:
                form.instance.refuse_beside(other.instance for other in forms[:number])
            except ValidationError as error:
                form.add_error(None, error)
        if not any(form.errors for form in self.forms):
            self._in_order()

    def save_existing_objects(self, commit: bool = True) -> list[Any]:
        self.forms[: self.initial_form_count()] = self._in_order()
        return super().save_existing_objects(commit)

    def _in_order(self) -> list[Any]:
        """A term ends before another begins: the database looks at each row as it is saved."""
        stored = self.model.objects.in_bulk([form.instance.pk for form in self.initial_forms])
        waiting, ordered = list(self.initial_forms), []
        while waiting:
            held = [stored[form.instance.pk] for form in waiting if form.instance.pk in stored]
            free = next((form for form in waiting if _may_go(form.instance, held)), None)
            if free is None:
                raise ValidationError("Поменяйте местами не даты, а организации.")
            ordered.append(free)
            waiting.remove(free)
        return ordered


def _may_go(row: Any, held: list[Any]) -> bool:
    return not any(row.clash(other) for other in held if other.pk != row.pk)


class KeptInline(admin.TabularInline):
    extra = 0
    formset = RowsTogether
    formfield_overrides = {
        DateField: {"widget": DateInput},
        CharField: {"widget": TextInput(attrs={"size": 16})},
    }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
