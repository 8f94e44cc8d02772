"""THE FRONT DOOR: protocols as signed, and files on their way to becoming one."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from clusters.models import LockingQuerySet, Person


def source_path(instance: models.Model, filename: str) -> str:
    """A name nobody can guess or collide with; the original name is kept in a field."""
    return f"protocols/{uuid.uuid4().hex}"


class Protocol(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        IN_FORCE = "in_force", "действует"
        OFF_CONTROL = "off_control", "снят с контроля"
        ARCHIVE = "archive", "в архиве"

    number = models.CharField("номер", max_length=40)
    date = models.DateField("дата совещания")
    year = models.PositiveSmallIntegerField("год", editable=False)
    title = models.TextField("заголовок", help_text="Без слова «протокол»: «совещания руководителей …»")
    place = models.CharField("место", max_length=400, blank=True)
    approved_by_name = models.CharField("утвердил", max_length=160, blank=True)
    approved_by_post = models.CharField("должность утвердившего", max_length=400, blank=True)
    approved_on = models.DateField("дата утверждения", null=True, blank=True)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="председатель (из справочника)"
    )
    chair_name = models.CharField("председательствующий", max_length=160, blank=True)
    chair_post = models.CharField("должность председательствующего", max_length=400, blank=True)
    secretary = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="секретарь (из справочника)"
    )
    secretary_name = models.CharField("секретарь", max_length=160, blank=True)
    secretary_post = models.CharField("должность секретаря", max_length=400, blank=True)
    not_understood = models.TextField(
        "не распознано", blank=True, help_text="Строки документа, которые не попали ни в одно поле."
    )
    state = models.CharField("состояние", max_length=12, choices=State, default=State.DRAFT, editable=False)
    expanded_on = models.DateField("состав групп на дату", null=True, blank=True, editable=False)
    published_at = models.DateTimeField("введён в действие", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="кто ввёл в действие",
    )
    closed_on = models.DateField("снят с контроля", null=True, blank=True, editable=False)
    closed_reason = models.TextField("основание снятия", blank=True, editable=False)
    follows = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="+", verbose_name="после протокола"
    )
    source_file = models.FileField("исходный документ", upload_to=source_path, blank=True, editable=False)
    source_name = models.CharField("имя файла", max_length=255, blank=True, editable=False)
    source_sha256 = models.CharField("контрольная сумма", max_length=64, blank=True, editable=False, db_index=True)
    created_at = models.DateTimeField("создан", auto_now_add=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    objects = LockingQuerySet.as_manager()

    class Meta:
        verbose_name = "протокол"
        verbose_name_plural = "протоколы"
        ordering = ["-date", "-id"]
        constraints = [
            models.UniqueConstraint(
                "number",
                "year",
                name="protocol_number_in_year",
                violation_error_message="Протокол с этим номером в этом году уже есть.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="protocol_published_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"Протокол № {self.number} от {self.date:%d.%m.%Y}"

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.year = self.date.year
        if (fields := kwargs.get("update_fields")) is not None and "date" in fields:
            kwargs["update_fields"] = {*fields, "year"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("protocols:detail", args=[self.pk])

    def clean(self) -> None:
        super().clean()
        if self.date:
            self.year = self.date.year

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT


class Attendance(models.Model):
    class Kind(models.TextChoices):
        PRESENT = "present", "присутствовал"
        ABSENT = "absent", "отсутствовал"
        INVITED = "invited", "приглашён"

    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="attendance", verbose_name="протокол")
    position = models.PositiveSmallIntegerField("№", default=0)
    kind = models.CharField("как", max_length=8, choices=Kind, default=Kind.PRESENT)
    name = models.CharField("как в документе", max_length=300, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="из справочника"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "участник"
        verbose_name_plural = "участники"
        ordering = ["kind", "position", "id"]

    def __str__(self) -> str:
        return self.name or str(self.person or "")


class AgendaItem(models.Model):
    protocol = models.ForeignKey(Protocol, models.CASCADE, related_name="agenda", verbose_name="протокол")
    position = models.PositiveSmallIntegerField("№", default=0)
    text = models.TextField("вопрос")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "вопрос повестки"
        verbose_name_plural = "повестка"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.position}. {self.text[:80]}"


class Intake(models.Model):
    """An uploaded file, its reading, and what staff corrected in the preview. Swept 7 days after the last touch."""

    file = models.FileField("файл", upload_to=source_path)
    name = models.CharField("имя файла", max_length=255)
    sha256 = models.CharField("контрольная сумма", max_length=64, db_index=True)
    document = models.JSONField("абзацы", default=dict)
    reading = models.JSONField("понято", default=dict)
    corrections = models.JSONField("исправлено", default=dict)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто загрузил")
    protocol = models.ForeignKey(
        Protocol, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="создан черновик"
    )
    created_at = models.DateTimeField("загружен", auto_now_add=True)
    touched_at = models.DateTimeField("изменён", auto_now=True)

    class Meta:
        verbose_name = "загруженный документ"
        verbose_name_plural = "загруженные документы"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name


class PaperTemplate(models.Model):
    """The .docx whose page, headers and styles official papers take. The newest row is used; none means our own."""

    file = models.FileField("файл", upload_to=source_path)
    name = models.CharField("имя файла", max_length=255, editable=False)
    note = models.CharField("что изменено", max_length=300, blank=True)
    created_at = models.DateTimeField("загружен", auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "шаблон документов"
        verbose_name_plural = "шаблоны документов"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class StatementFile(models.Model):
    """A справка too long to be written while somebody waits: asked for, written by a worker, kept for a week."""

    subject = models.JSONField("о чём", default=dict)
    kind = models.CharField("вид", max_length=4)
    name = models.CharField("название", max_length=255)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто просил")
    asked_at = models.DateTimeField("когда")
    file = models.FileField("файл", upload_to=source_path, blank=True)
    ready_at = models.DateTimeField("готова", null=True, blank=True)
    error = models.TextField("ошибка", blank=True)

    class Meta:
        verbose_name = "справка"
        verbose_name_plural = "справки"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name}.{self.kind}"
