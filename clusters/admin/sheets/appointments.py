"""«Назначения»: one row a post held by a person: deputies and contacts too."""

from __future__ import annotations

from typing import Any

from clusters.models import Appointment, Organization
from clusters.posts import end_earlier_terms

from .base import Choice, Day, Named, Sheet, YesNo, column
from .people import People, is_named_in, person_columns


class Appointments(Sheet):
    organization = column("Организация", "organization", Named(Organization))
    post = column("Роль", "post", Choice(Appointment.Post.choices))
    title = column("Должность", "title")
    surname, name, patronymic, person_email, phone = person_columns("person").values()
    since = column("С", "since", Day())
    until = column("По", "until", Day())
    gets_letters = column("Получает письма", "gets_letters", YesNo())

    class Meta(Sheet.Meta):
        model = Appointment
        import_id_fields = ("organization", "post", "surname", "name", "patronymic", "since")
        fields = (
            "organization", "post", "title", "surname", "name", "patronymic", "person_email", "phone",
            "since", "until", "gets_letters",
        )  # fmt: skip
        export_order = fields

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.user, self.people = kwargs.get("user"), People()

    def get_instance(self, instance_loader: Any, row: Any) -> Appointment | None:
        keys = {name: self.fields[name].clean(row) for name in ("organization", "post", "since")}
        held = Appointment.objects.filter(**keys).select_related("person", "organization")
        return next((post for post in held if is_named_in(row, post.person)), None)

    def init_instance(self, row: Any = None) -> Appointment:
        return Appointment(person=self.people.of(row))

    def import_instance(self, instance: Appointment, row: Any, **kwargs: Any) -> None:
        super().import_instance(instance, row, **kwargs)
        self.people.keep(instance.person, by=self.user)
        instance.person = instance.person  # its key, now that it has one

    def after_save_instance(self, instance: Appointment, row: Any, **kwargs: Any) -> None:
        end_earlier_terms(instance, by=self.user)
