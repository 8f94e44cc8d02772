"""What every directory in the admin has in common."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import XLSX
from simple_history.admin import SimpleHistoryAdmin


class KeptAdmin(SimpleHistoryAdmin):
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


class KeptInline(admin.TabularInline):
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
