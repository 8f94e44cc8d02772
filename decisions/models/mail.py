"""The ledger of promises and the outbox. Work queues, not records: no history, states change by conditional updates."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clusters.models import LockingQuerySet, Organization, Person

from .assignment import Assignment


class Reminder(models.Model):
    """A promise: by `tell_on` this person should have been told this of this assignment."""

    class Kind(models.TextChoices):
        STAGE = "stage", "срок"
        NEW = "new", "новое"
        RETURNED = "returned", "возвращено на доработку"
        ACCEPTED = "accepted", "принято"
        EXTENDED = "extended", "срок продлён"
        NOT_EXTENDED = "not_extended", "в продлении отказано"
        CORRECTED = "corrected", "изменено"
        WITHDRAWN = "withdrawn", "прекращено"
        ACCEPTANCE = "acceptance", "ждёт приёмки"
        EXTENSION_ASKED = "extension_asked", "просят продлить"
        REPORTED = "reported", "получен отчёт"
        ESCALATION = "escalation", "просрочено, руководству"
        QUOTA = "quota", "норма не выполнена"
        ASKED = "asked", "просят ответить"
        COLLECTED = "collected", "все ответы получены"

    class State(models.TextChoices):
        PROMISED = "promised", "ждёт отправки"
        IN_LETTER = "in_letter", "в письме"
        SUPERSEDED = "superseded", "заменено более новым"
        DROPPED = "dropped", "не понадобилось"
        NO_ADDRESS = "no_address", "нет адреса"

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="reminders", verbose_name="поручение")
    person = models.ForeignKey(Person, models.PROTECT, related_name="reminders", verbose_name="кому")
    kind = models.CharField("о чём", max_length=16, choices=Kind)
    occasion = models.CharField(
        "повод", max_length=60, help_text="Редакция срока и ступень; для события — строка истории."
    )
    tell_on = models.DateField("сказать")
    state = models.CharField("состояние", max_length=10, choices=State, default=State.PROMISED)
    reason = models.CharField("почему", max_length=200, blank=True)
    letter = models.ForeignKey(
        "decisions.Letter", models.SET_NULL, null=True, blank=True, related_name="reminders", verbose_name="письмо"
    )
    created_at = models.DateTimeField("обещано")

    class Meta:
        verbose_name = "напоминание"
        verbose_name_plural = "напоминания"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "person", "kind", "occasion"], name="reminder_promised_once")
        ]
        indexes = [
            # the queue that `reminders.deliver` reads
            models.Index(fields=["person", "tell_on"], name="reminder_unsent", condition=Q(state="promised")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person} ({self.occasion})"


class Letter(models.Model):
    """One e-mail to one address. A claim is a conditional update; body, date and Message-ID stay once formed."""

    class State(models.TextChoices):
        QUEUED = "queued", "ждёт отправки"
        SENDING = "sending", "отправляется"
        SENT = "sent", "отправлено"
        BOUNCED = "bounced", "адрес не принял"
        FAILED = "failed", "не отправлено"
        DROPPED = "dropped", "не понадобилось"

    key = models.CharField(
        "ключ", max_length=120, unique=True, null=True, blank=True, help_text="Не даёт сделать одно письмо дважды."
    )
    kind = models.CharField("вид", max_length=30)
    to = models.EmailField("кому")
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="человек"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организация"
    )
    subject = models.CharField("тема", max_length=400, blank=True)
    text = models.TextField("текст", blank=True)
    html = models.TextField("HTML", blank=True)
    raw = models.BinaryField("как отправлено", blank=True, default=b"")
    secrets = models.JSONField(
        "скрытое",
        default=list,
        blank=True,
        help_text="Коды, пароли, личные ссылки: показываются звёздочками, стираются после отправки.",
    )
    message_id = models.CharField("Message-ID", max_length=200, blank=True)
    formed_at = models.DateTimeField("составлено", null=True, blank=True)
    state = models.CharField("состояние", max_length=8, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    next_at = models.DateTimeField("не раньше")
    lease_until = models.DateTimeField("занято до", null=True, blank=True)
    refused_since = models.DateTimeField("не принимают с", null=True, blank=True)
    error = models.TextField("ошибка", blank=True)
    created_at = models.DateTimeField("создано")
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)

    objects = LockingQuerySet.as_manager()

    class Meta:
        verbose_name = "письмо"
        verbose_name_plural = "письма"
        ordering = ["-created_at", "-id"]
        indexes = [
            # the sender's queue; the sweep reads the same index
            models.Index(fields=["next_at", "id"], name="letter_waiting", condition=Q(state__in=["queued", "sending"])),
            models.Index(fields=["-created_at", "-id"], name="letter_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class PersonalLink(models.Model):
    """What a letter's link permits: to report on the items named in that letter, for 21 days, as this person."""

    token_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    address = models.EmailField()
    letter = models.ForeignKey(Letter, models.CASCADE, null=True, blank=True, related_name="links")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "личная ссылка"
        verbose_name_plural = "личные ссылки"

    def __str__(self) -> str:
        return f"{self.person}, до {self.expires_at:%d.%m.%Y}"


class PersonalLinkItem(models.Model):
    link = models.ForeignKey(PersonalLink, models.CASCADE, related_name="items")
    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="+")
    spent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "assignment"], name="link_item_once")]

    def __str__(self) -> str:
        return f"{self.assignment}"


class PostOffice(models.Model):
    """One row: is sending held, why, and when the engine last ran (for `/health/reminders`)."""

    held = models.BooleanField(
        "письма задержаны", default=False, help_text="После восстановления из копии, пока сотрудник не разрешит."
    )
    closed_since = models.DateTimeField("приём закрыт с", null=True, blank=True)
    closed_until = models.DateTimeField("приём закрыт до", null=True, blank=True)
    closed_reason = models.TextField("почему", blank=True)
    promised_at = models.DateTimeField("последнее обещание", null=True, blank=True)
    delivered_at = models.DateTimeField("последняя отправка", null=True, blank=True)
    minute = models.DateTimeField("идёт минута", null=True, blank=True)
    minute_letters = models.PositiveIntegerField("писем в эту минуту", default=0)

    class Meta:
        verbose_name = "почтовое отделение"
        verbose_name_plural = "почтовое отделение"

    def __str__(self) -> str:
        return "задержано" if self.held else "работает"
