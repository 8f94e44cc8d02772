from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import admin
from django.db.models import DateField, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from clusters.addresses import follow
from clusters.directory import in_office_on
from clusters.forms import DateInput
from clusters.models import Appointment, Person, Substitution

from .base import PRESENT_FIRST, KeptInline, SheetAdmin, SpokenHistoryAdmin
from .inviting import InvitedFilter, invitation_of, invite_all
from .organizations import AppointingAdmin
from .sheets import Appointments


class AppointmentsOfPerson(KeptInline):
    model = Appointment
    fields = ("organization", "post", "title", "since", "until", "gets_letters")
    autocomplete_fields = ("organization",)
    ordering = (PRESENT_FIRST,)


class AbsencesOfPerson(admin.TabularInline):
    model = Substitution
    fk_name = "absent"
    fields = ("since", "until", "substitute", "reason")
    autocomplete_fields = ("substitute",)
    verbose_name_plural = "Отсутствия"
    formfield_overrides = {DateField: {"widget": DateInput}}
    extra = 0


@admin.register(Person)
class PersonAdmin(AppointingAdmin):
    list_display = ("full_name", "posts", "email", "access", "is_active")
    list_filter = ("is_active", InvitedFilter, "appointments__post")
    list_select_related = ("user",)
    search_fields = ("surname", "name", "patronymic", "email", "appointments__organization__short_name")
    search_help_text = "Фамилия, адрес или организация"
    fields = (
        ("surname", "name", "patronymic"), "email", "extra_email", "phone", "letters_wanted", "is_active", "access",
    )  # fmt: skip
    readonly_fields = ("access",)
    inlines = (AppointmentsOfPerson, AbsencesOfPerson)
    actions = ("invite",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        held = in_office_on(timezone.localdate()).select_related("organization")
        return super().get_queryset(request).prefetch_related(Prefetch("appointments", held, to_attr="posts_today"))

    def save_model(self, request: HttpRequest, person: Person, form: Any, change: bool) -> None:
        super().save_model(request, person, form, change)
        if change and "email" in form.changed_data:
            follow(person, form.initial["email"], by=request.user)

    @admin.display(description="Ф. И. О.", ordering="surname")
    def full_name(self, person: Person) -> str:
        return person.full_name

    @admin.display(description="должности сегодня")
    def posts(self, person: Person) -> str:
        return "; ".join(f"{post.title or post.get_post_display()}, {post.organization}" for post in person.posts_today)

    @admin.display(description="вход")
    def access(self, person: Person) -> str:
        return invitation_of(person)

    @admin.action(description="Пригласить: послать письмо со ссылкой для входа")
    def invite(self, request: HttpRequest, chosen: QuerySet[Person]) -> None:
        invite_all(request, chosen)


@admin.register(Appointment)
class AppointmentAdmin(SheetAdmin):
    resource_classes = [Appointments]
    list_display = ("person", "organization", "post", "title", "since", "until", "gets_letters")
    list_filter = ("post", "gets_letters", "organization__kind")
    list_select_related = ("person", "organization")
    search_fields = ("person__surname", "organization__short_name", "organization__name", "title")
    autocomplete_fields = ("person", "organization")


class WhenFilter(admin.SimpleListFilter):
    title = "когда"
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("now", "сейчас"), ("later", "позже"), ("past", "в прошлом")]

    def queryset(self, request: HttpRequest, rows: QuerySet[Substitution]) -> QuerySet[Substitution]:
        today: dt.date = timezone.localdate()
        by_value = {"now": {"since__lte": today, "until__gte": today}, "later": {"since__gt": today}}
        by_value["past"] = {"until__lt": today}
        return rows.filter(**by_value.get(self.value(), {}))


@admin.register(Substitution)
class SubstitutionAdmin(SpokenHistoryAdmin):
    list_display = ("absent", "since", "until", "substitute", "reason")
    list_filter = (WhenFilter,)
    list_select_related = ("absent", "substitute")
    search_fields = ("absent__surname", "substitute__surname")
    autocomplete_fields = ("absent", "substitute")
    date_hierarchy = "since"
    formfield_overrides = {DateField: {"widget": DateInput}}
    list_per_page = 50
    show_full_result_count = False
