"""«Состав кластеров»: one row a place of an organization in a cluster."""

from __future__ import annotations

from clusters.models import Cluster, Membership, Organization

from .base import Choice, Day, Named, Sheet, column


class Memberships(Sheet):
    """A cluster that does not exist yet is made."""

    cluster = column("Кластер", "cluster", Named(Cluster, create=True))
    organization = column("Организация", "organization", Named(Organization))
    role = column("Роль", "role", Choice(Membership.Role.choices))
    since = column("С", "since", Day())
    until = column("По", "until", Day())

    class Meta(Sheet.Meta):
        model = Membership
        import_id_fields = ("cluster", "organization", "since")
        fields = ("cluster", "organization", "role", "since", "until")
        export_order = fields
