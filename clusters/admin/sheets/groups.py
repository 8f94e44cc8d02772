"""«Группы исполнителей»: one row a group; the organizations of a list stand in one cell, divided by semicolons."""

from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.widgets import ManyToManyWidget

from clusters.models import Cluster, ExecutorGroup, Organization

from .base import Choice, Named, Sheet, YesNo, column


class Names(ManyToManyWidget):
    def __init__(self) -> None:
        super().__init__(Organization, separator=";", field="short_name")
        self.one = Named(Organization)

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Organization]:
        return [self.one.clean(name.strip()) for name in str(value or "").split(";") if name.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(organization.short_name for organization in value.all()) if value is not None else ""


class Groups(Sheet):
    name = column("Группа", "name")
    rule = column("Кто входит", "rule", Choice(ExecutorGroup.Rule.choices))
    cluster = column("Кластер", "cluster", Named(Cluster))
    organizations = Field(column_name="Организации", attribute="organizations", widget=Names())
    is_active = column("Действует", "is_active", YesNo())

    class Meta(Sheet.Meta):
        model = ExecutorGroup
        import_id_fields = ("name",)
        fields = ("name", "rule", "cluster", "organizations", "is_active")
        export_order = fields
