"""What documents call executors: groups, and wordings that staff explained."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from clusters.wording import fold

from .organizations import Cluster, Organization
from .people import Person


class ExecutorGroup(models.Model):
    """A named role group; `directory.expand` turns it into organizations on a date."""

    class Rule(models.TextChoices):
        LEADING = "leading", "ведущие организации всех кластеров"
        LEADING_OF = "leading_of", "ведущая организация кластера"
        MEMBERS_OF = "members_of", "все организации кластера"
        COLLEGES = "colleges", "все колледжи"
        LIST = "list", "список"

    name = models.CharField("наименование", max_length=300, unique=True, help_text="«руководители ведущих ПОО»")
    rule = models.CharField("кто входит", max_length=12, choices=Rule)
    cluster = models.ForeignKey(Cluster, models.PROTECT, null=True, blank=True, verbose_name="кластер")
    organizations = models.ManyToManyField(
        Organization, blank=True, verbose_name="организации", help_text="Только для правила «список»."
    )
    is_active = models.BooleanField("действует", default=True)
    history = HistoricalRecords(m2m_fields=[organizations])

    class Meta:
        verbose_name = "группа исполнителей"
        verbose_name_plural = "группы исполнителей"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        needs_cluster = self.rule in (self.Rule.LEADING_OF, self.Rule.MEMBERS_OF)
        if needs_cluster != bool(self.cluster_id):
            raise ValidationError(
                {"cluster": "Укажите кластер." if needs_cluster else "Для этого правила кластер не нужен."}
            )


class Alias(models.Model):
    """A wording that staff once explained: asked once, remembered. Exactly one target."""

    wording = models.CharField("формулировка", max_length=400)
    folded = models.CharField("для поиска", max_length=400, unique=True, editable=False)
    group = models.ForeignKey(
        ExecutorGroup, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name="группа"
    )
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name="организация"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="aliases", verbose_name="человек"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "другое название"
        verbose_name_plural = "другие названия"
        ordering = ["wording"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(group__isnull=False, organization=None, person=None)
                    | Q(group=None, organization__isnull=False, person=None)
                    | Q(group=None, organization=None, person__isnull=False)
                ),
                name="alias_of_exactly_one",
                violation_error_message="Укажите одно: группу, организацию или человека.",
            )
        ]

    def __str__(self) -> str:
        return self.wording

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.wording)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if not fold(self.wording):
            raise ValidationError({"wording": "Нужны слова: по одним знакам никого не найти."})
        if other := Alias.objects.filter(folded=fold(self.wording)).exclude(pk=self.pk).first():
            raise ValidationError({"wording": f"Такое название уже есть: {other.wording} — {other.target}."})

    @property
    def target(self) -> ExecutorGroup | Organization | Person:
        return self.group or self.organization or self.person  # type: ignore[return-value]
