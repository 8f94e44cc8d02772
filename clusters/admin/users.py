from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from clusters.models import User

from .base import KeptAdmin

POWERS = ("is_staff", "is_leadership", "is_superuser")


@admin.register(User)
class UserAdmin(KeptAdmin):
    """Passwords are nobody's business here: people set their own, and a closed account is not deleted.

    Only a superuser makes staff and leadership, or touches their accounts: else any of the staff could put an own
    address into a superuser's account and sign in by a code.
    """

    list_display = ("email", "person", "is_staff", "is_leadership", "is_active")
    list_filter = ("is_active", "is_staff", "is_leadership")
    list_select_related = ("person",)
    search_fields = ("email", "person__surname")
    fields = ("email", "person", "is_active", *POWERS, "invited_at", "last_login", "date_joined")
    readonly_fields = ("invited_at", "last_login", "date_joined")
    autocomplete_fields = ("person",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        department = obj is not None and (obj.is_staff or obj.is_leadership or obj.is_superuser)
        return super().has_change_permission(request, obj) and (request.user.is_superuser or not department)

    def save_model(self, request: HttpRequest, user: User, form: Any, change: bool) -> None:
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)
