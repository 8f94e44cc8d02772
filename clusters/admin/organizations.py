from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from clusters.directory import heads_on
from clusters.models import Appointment, Cluster, Membership, Organization
from clusters.posts import end_earlier_terms

from .base import HEAD_FIRST, PRESENT_FIRST, KeptAdmin, KeptInline, SheetAdmin
from .inviting import invite_all
from .sheets import Memberships, OrganizationsAndHeads


class AppointmentsOfOrganization(KeptInline):
    model = Appointment
    fields = ("post", "person", "title", "since", "until", "gets_letters")
    autocomplete_fields = ("person",)
    verbose_name_plural = "Руководитель, заместители, контактные лица"
    ordering = (PRESENT_FIRST, HEAD_FIRST, "person__surname")


class PlacesInClusters(KeptInline):
    model = Membership
    fields = ("cluster", "role", "since", "until")
    autocomplete_fields = ("cluster",)
    verbose_name_plural = "Участие в кластерах"


class AppointingAdmin(KeptAdmin):
    """Saves posts so that a new head ends the term of the old one."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is not Appointment:
            return
        for new in (*formset.new_objects, *(row for row, _ in formset.changed_objects)):
            for old in end_earlier_terms(new, by=request.user):
                note = f"Полномочия прежнего руководителя ({old.person}) закончились {old.until:%d.%m.%Y}."
                messages.info(request, note)


@admin.register(Organization)
class OrganizationAdmin(SheetAdmin, AppointingAdmin):
    resource_classes = [OrganizationsAndHeads]
    list_display = ("short_name", "head", "kind", "is_active")
    list_filter = ("is_active", "kind", "clusters")
    search_fields = ("short_name", "name", "appointments__person__surname")
    search_help_text = "Наименование или фамилия руководителя"
    fields = ("name", "short_name", "kind", "email", "is_active", "note")
    inlines = (AppointmentsOfOrganization, PlacesInClusters)
    actions = ("invite_heads",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organization]:
        heads = heads_on(timezone.localdate()).select_related("person")
        return super().get_queryset(request).prefetch_related(Prefetch("appointments", heads, to_attr="heads_today"))

    @admin.display(description="руководитель сегодня", empty_value="не указан")
    def head(self, organization: Organization) -> str | None:
        return next((str(post.person) for post in organization.heads_today), None)

    @admin.action(description="Пригласить руководителей выбранных организаций")
    def invite_heads(self, request: HttpRequest, chosen: QuerySet[Organization]) -> None:
        heads = heads_on(timezone.localdate()).filter(organization__in=chosen).select_related("person__user")
        invite_all(request, [post.person for post in heads])


class ClusterMemberships(KeptInline):
    model = Membership
    fields = ("role", "organization", "since", "until")
    autocomplete_fields = ("organization",)


@admin.register(Cluster)
class ClusterAdmin(KeptAdmin):
    list_display = ("short_name", "name", "leading", "is_active")
    list_filter = ("is_active",)
    search_fields = ("short_name", "name")
    fields = ("name", "short_name", "is_active")
    inlines = (ClusterMemberships,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Cluster]:
        leading = Membership.objects.on(timezone.localdate()).filter(role=Membership.Role.LEADING)
        leading = Prefetch("memberships", leading.select_related("organization"), to_attr="leading_today")
        return super().get_queryset(request).prefetch_related(leading)

    @admin.display(description="ведущая организация сегодня", empty_value="не указана")
    def leading(self, cluster: Cluster) -> str | None:
        return next((str(place.organization) for place in cluster.leading_today), None)


@admin.register(Membership)
class MembershipAdmin(SheetAdmin):
    resource_classes = [Memberships]
    list_display = ("cluster", "organization", "role", "since", "until")
    list_display_links = ("organization",)
    list_filter = ("role", "cluster")
    list_select_related = ("cluster", "organization")
    search_fields = ("cluster__short_name", "organization__short_name", "organization__name")
    autocomplete_fields = ("cluster", "organization")
