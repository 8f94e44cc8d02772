"""Organizations and the clusters they work in."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from .dated import Dated, dated_order


class Organization(models.Model):
    class Kind(models.TextChoices):
        COLLEGE = "college", "колледж (ПОО)"
        DEPARTMENT = "department", "департамент"
        OTHER = "other", "другая организация"

    name = models.CharField("полное наименование", max_length=400, unique=True)
    short_name = models.CharField("краткое наименование", max_length=120, unique=True)
    kind = models.CharField("вид", max_length=12, choices=Kind, default=Kind.COLLEGE)
    email = models.EmailField(
        "эл. почта организации", blank=True, help_text="Запасной адрес, если у руководителя нет своего."
    )
    is_active = models.BooleanField("действует", default=True, help_text="Недействующую не удаляют: история её помнит.")
    note = models.TextField("примечание", blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "организация"
        verbose_name_plural = "организации"
        ordering = ["short_name"]

    def __str__(self) -> str:
        return self.short_name


class Cluster(models.Model):
    name = models.CharField("наименование", max_length=300, unique=True)
    short_name = models.CharField("кратко", max_length=80, unique=True)
    is_active = models.BooleanField("действует", default=True)
    organizations = models.ManyToManyField(
        Organization, through="Membership", related_name="clusters", verbose_name="состав"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "кластер"
        verbose_name_plural = "кластеры"
        ordering = ["short_name"]

    def __str__(self) -> str:
        return self.short_name


class Membership(Dated):
    """An organization's place in a cluster. One leading organization per cluster at any day (held by the database)."""

    class Role(models.TextChoices):
        LEADING = "leading", "ведущая"
        MEMBER = "member", "участник"

    cluster = models.ForeignKey(Cluster, models.PROTECT, related_name="memberships", verbose_name="кластер")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="memberships", verbose_name="организация"
    )
    role = models.CharField("роль", max_length=8, choices=Role, default=Role.MEMBER)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "участие в кластере"
        verbose_name_plural = "состав кластера"
        ordering = ["cluster", "role", "organization"]
        constraints = [dated_order("membership_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.organization} — {self.cluster}"

    def clean(self) -> None:
        super().clean()
        others = Membership.objects.filter(cluster=self.cluster_id, role=self.Role.LEADING)
        self.refuse_beside(others.exclude(pk__in=[self.pk, *self.together]).select_related("organization"))

    def clash(self, other: Membership) -> dict[str, str]:
        if {self.role, other.role} != {self.Role.LEADING} or self.cluster_id != other.cluster_id:
            return {}
        if not self.overlaps(other):
            return {}
        return {"role": f"На эти даты ведущая организация кластера уже указана: {other.organization}."}
