from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from clusters.directory import expand
from clusters.models import Alias, ExecutorGroup
from clusters.templatetags.russian import counted

from .base import SheetAdmin, SpokenHistoryAdmin
from .sheets import Groups


class AliasesOfGroup(admin.TabularInline):
    model = Alias
    fields = ("wording",)
    extra = 0
    verbose_name_plural = "Другие названия: так группу называют в протоколах"


@admin.register(ExecutorGroup)
class ExecutorGroupAdmin(SheetAdmin):
    resource_classes = [Groups]
    list_display = ("name", "rule", "cluster", "is_active")
    list_filter = ("is_active", "rule")
    list_select_related = ("cluster",)
    search_fields = ("name", "aliases__wording")
    fields = ("name", "rule", "cluster", "organizations", "is_active", "members_today")
    readonly_fields = ("members_today",)
    autocomplete_fields = ("cluster", "organizations")
    inlines = (AliasesOfGroup,)

    @admin.display(description="Кто входит сегодня")
    def members_today(self, group: ExecutorGroup) -> str:
        if group.pk is None:
            return "Станет видно после сохранения."
        found = expand(group, timezone.localdate())
        if not found:
            return "Никто: по этому правилу сегодня нет ни одной действующей организации."
        items = format_html_join("", "<li>{}</li>", ((organization.short_name,) for organization in found))
        return format_html("{}<ul>{}</ul>", counted(len(found), "организация,организации,организаций"), items)


@admin.register(Alias)
class AliasAdmin(SpokenHistoryAdmin):
    """What staff explained once; an explanation given by mistake may be taken back."""

    list_display = ("wording", "target")
    list_select_related = ("group", "organization", "person")
    search_fields = ("wording", "group__name", "organization__short_name", "person__surname")
    fields = ("wording", "group", "organization", "person")
    autocomplete_fields = ("group", "organization", "person")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="кто это")
    def target(self, alias: Alias) -> str:
        return str(alias.target)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Alias]:
        return super().get_queryset(request).order_by("wording")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["help_texts"] = {"wording": "Так, как пишут в протоколах. Ниже укажите одно из трёх."}
        return super().get_form(request, obj, change, **kwargs)
