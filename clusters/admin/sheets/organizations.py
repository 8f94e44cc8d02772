"""«Организации и руководители»: one row an organization, with who heads it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.db.models import F

from clusters.models import Appointment, Organization, Person
from clusters.posts import end_earlier_terms

from .base import Choice, Day, Sheet, YesNo, column
from .people import People, is_named_in, named_in, person_columns

OWN = ("name", "short_name", "kind", "email", "is_active")


class OrganizationsAndHeads(Sheet):
    """Another name in «Фамилия Имя Отчество» appoints a new head from «Руководит с», else from today."""

    short_name = column("Краткое наименование", "short_name")
    full_name = column("Полное наименование", "name")
    kind = column("Вид", "kind", Choice(Organization.Kind.choices))
    email = column("Эл. почта организации", "email")
    is_active = column("Действует", "is_active", YesNo())
    title = column("Должность", "head__title")
    surname, name, patronymic, person_email, phone = person_columns("head__person").values()
    since = column("Руководит с", "head__since", Day())

    class Meta(Sheet.Meta):
        model = Organization
        import_id_fields = ("short_name",)
        fields = (
            "short_name", "full_name", "kind", "email", "is_active",
            "title", "surname", "name", "patronymic", "person_email", "phone", "since",
        )  # fmt: skip
        export_order = fields

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.user, self.people = kwargs.get("user"), People()

    def after_init_instance(self, instance: Organization, new: bool, row: Any, **kwargs: Any) -> None:
        instance.head = None if new else self._head_of(instance)
        instance.head = instance.head or _nobody()

    def export_resource(self, instance: Organization, selected_fields: Any = None, **kwargs: Any) -> list[Any]:
        instance.head = self._head_of(instance) or _nobody()
        return super().export_resource(instance, selected_fields, **kwargs)

    def _head_of(self, organization: Organization) -> Appointment | None:
        """An inactive organization has a head too: otherwise its row, imported again, would appoint a second one."""
        if not hasattr(self, "_heads"):
            heads = Appointment.objects.on(self.today).filter(post=Appointment.Post.HEAD).select_related("person")
            heads = heads.order_by("person__is_active", F("since").asc(nulls_first=True), "pk")
            self._heads = {post.organization_id: post for post in heads}  # of several who came last
        return self._heads.get(organization.pk)

    def import_instance(self, instance: Organization, row: Any, **kwargs: Any) -> None:
        before = deepcopy(instance.head)
        is_named = any(named_in(row))
        if is_named and not is_named_in(row, instance.head.person):
            instance.head = Appointment(person=self.people.of(row), post=Appointment.Post.HEAD)
        super().import_instance(instance, row, **kwargs)
        if not is_named:
            instance.head = before
        elif instance.head.pk is None and before.pk is not None:
            instance.head.since = instance.head.since if instance.head.since != before.since else None
            instance.head.since = instance.head.since or self.today

    def skip_row(self, instance: Organization, original: Any, row: Any, import_validation_errors: Any = None) -> bool:
        instance.is_changed = any(getattr(instance, name) != getattr(original, name) for name in OWN)
        return super().skip_row(instance, original, row, import_validation_errors)

    def do_instance_save(self, instance: Organization, is_create: bool) -> None:
        if is_create or instance.is_changed:
            instance.save()

    def after_save_instance(self, instance: Organization, row: Any, **kwargs: Any) -> None:
        head = instance.head
        if not any(named_in(row)):
            return
        self.people.keep(head.person, by=self.user)
        head.person, head.organization = head.person, instance
        head.full_clean()
        stored = Appointment.objects.filter(pk=head.pk).first()
        if stored is None or (stored.title, stored.since) != (head.title, head.since):
            head.save()
            end_earlier_terms(head, by=self.user)


def _nobody() -> Appointment:
    return Appointment(person=Person(), post=Appointment.Post.HEAD)
