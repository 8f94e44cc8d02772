"""Rules of deadlines and reminders, days that the calendar has wrong, and what was promised to whom (read only)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from .models import DayOverride, Reminder, ReminderPolicy
from .workdays import Calendar


@admin.register(ReminderPolicy)
class ReminderPolicyAdmin(SimpleHistoryAdmin):
    """One row: it is changed, never added or deleted. Opened for the first time, it shows the defaults."""

    fieldsets = (
        ("Сроки", {"fields": (
            "roll", ("permanent_day", "permanent_month"), "recurring_day", "month_when_none", "plan_days",
            "periods_ahead", "extension_max_days",
        )}),
        ("Напоминания", {"fields": ("stages_before", "stages_after", "acceptance_stages", "escalate_after")}),
        ("Письма", {"fields": (
            "digest_at", ("work_from", "work_until"), "workdays_only", "gather_minutes", "letters_per_minute",
            "act_from_letter", "link_days",
        )}),
        ("Страницы колледжей", {"fields": ("show_counts",)}),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is nothing to list."""
        return HttpResponseRedirect(reverse("admin:decisions_reminderpolicy_change", args=[1]))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> ReminderPolicy | None:
        return ReminderPolicy.current() if object_id == "1" else None

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReminderPolicy]:
        return super().get_queryset(request).filter(pk=1)


@admin.register(DayOverride)
class DayOverrideAdmin(SimpleHistoryAdmin):
    list_display = ("date", "is_workday", "note")
    list_filter = ("is_workday",)
    search_fields = ("note",)
    list_per_page = 50
    change_list_template = "admin/decisions/dayoverride/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {**(extra_context or {}), "calendar_years": known_years()})


def known_years() -> list[tuple[int, bool]]:
    """This year and the next: whether the decree that moves days off is in the calendar."""
    this = timezone.localdate().year
    calendar = Calendar()
    return [(year, calendar.knows(year)) for year in (this, this + 1)]


@admin.register(Reminder)
class ReminderAdmin(admin.ModelAdmin):
    """Why somebody was or was not told. A ledger: nothing here is changed by hand."""

    list_display = ("tell_on", "person", "kind", "state", "reason", "organization", "letter")
    list_display_links = None
    list_filter = ("state", "kind")
    list_select_related = ("person", "assignment__organization", "letter")
    search_fields = ("person__surname", "assignment__organization__short_name")
    search_help_text = "Фамилия или организация"
    date_hierarchy = "tell_on"
    list_per_page = 50
    show_full_result_count = False
    actions = None

    @admin.display(description="организация", ordering="assignment__organization__short_name")
    def organization(self, reminder: Reminder) -> str:
        return str(reminder.assignment.organization)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    has_delete_permission = has_change_permission
