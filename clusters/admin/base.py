"""What every directory in the admin has in common."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import Case, CharField, DateField, F, ForeignKey, Value, When
from django.forms import TextInput
from django.http import HttpRequest
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


class KeptInline(admin.TabularInline):
    extra = 0
    formfield_overrides = {
        DateField: {"widget": DateInput},
        CharField: {"widget": TextInput(attrs={"size": 16})},
    }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
