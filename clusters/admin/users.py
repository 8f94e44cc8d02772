from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from clusters import history
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
    actions = ("remove_second_factor",)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return self.readonly_fields if request.user.is_superuser else (*self.readonly_fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        department = obj is not None and (obj.is_staff or obj.is_leadership or obj.is_superuser)
        return super().has_change_permission(request, obj) and (request.user.is_superuser or not department)

    def save_model(self, request: HttpRequest, user: User, form: Any, change: bool) -> None:
        if not change:
            user.set_unusable_password()
        super().save_model(request, user, form, change)

    @admin.action(description="Снять второй фактор: телефон с кодами потерян")
    def remove_second_factor(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """They sign in without it once and set a new one; a letter tells them, for it may not be they who asked."""
        for user in chosen:
            if not self.has_change_permission(request, user):
                messages.error(request, f"{user}: второй фактор сотрудников и руководства снимает администратор.")
            elif not Authenticator.objects.filter(user=user).exists():
                messages.warning(request, f"{user}: второго фактора нет.")
            else:
                with transaction.atomic():
                    Authenticator.objects.filter(user=user).delete()
                    history.save(user, by=request.user, reason="Снят второй фактор", fields=["is_active"])
                get_adapter().send_notification_mail("mfa/email/totp_deactivated", user)
                messages.success(request, f"{user}: второй фактор снят.")
