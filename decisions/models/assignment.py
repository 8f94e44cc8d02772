"""An assignment and all that an organization does with it. Changed only by the verbs of `decisions.lifecycle`."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from clusters.models import ExecutorGroup, LockingQuerySet, Organization, Person

from .decision import Decision, DecisionPoint


def report_path(instance: models.Model, filename: str) -> str:
    """A name nobody can guess or collide with; the original name is kept in a field."""
    return f"reports/{uuid.uuid4().hex}"


class Assignment(models.Model):
    """Decision × organization × named person × period. The duty is the organization's."""

    class State(models.TextChoices):
        IN_PROGRESS = "in_progress", "в работе"
        ON_ACCEPTANCE = "on_acceptance", "на приёмке"
        DONE = "done", "исполнено"
        WITHDRAWN = "withdrawn", "прекращено"

    OPEN = (State.IN_PROGRESS, State.ON_ACCEPTANCE)

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="assignments", verbose_name="решение")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="assignments", verbose_name="организация"
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        verbose_name="лично",
        help_text="Пусто, когда поручение дано организации.",
    )
    period = models.CharField("период", max_length=20, blank=True, default="")
    is_lead = models.BooleanField("ответственный исполнитель", default=True)
    source_group = models.ForeignKey(
        ExecutorGroup, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="из группы"
    )
    state = models.CharField("состояние", max_length=14, choices=State, default=State.IN_PROGRESS)
    due_on = models.DateField("срок", null=True, blank=True, help_text="С учётом переноса с выходного и продлений.")
    original_due_on = models.DateField("первоначальный срок", null=True, blank=True)
    due_version = models.PositiveSmallIntegerField("редакция срока", default=0)
    why_due = models.TextField("почему эта дата", blank=True)
    handed_to = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="handed_assignments", verbose_name="поручено внутри"
    )
    reported_at = models.DateTimeField("отчёт отправлен", null=True, blank=True)
    executed_on = models.DateField("фактическая дата", null=True, blank=True)
    closed_at = models.DateTimeField("закрыто", null=True, blank=True)
    close_reason = models.TextField("причина", blank=True)
    created_on = models.DateField("поставлено на контроль")
    is_archived = models.BooleanField("в архиве", default=False, help_text="Без писем и вне статистики.")
    late_at_start = models.BooleanField("срок прошёл до введения в действие", default=False)
    history = HistoricalRecords()

    objects = LockingQuerySet.as_manager()

    class Meta:
        verbose_name = "поручение"
        verbose_name_plural = "поручения"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "organization", "person", "period"], name="assignment_identity"
            ),
            models.UniqueConstraint(
                fields=["decision", "organization", "period"],
                condition=Q(person=None),
                name="assignment_identity_of_organization",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(closed_at__isnull=False), name="assignment_done_has_time"
            ),
        ]
        indexes = [
            # the promise of reminders and every "what is open" page: they cost what is open, not what is stored
            models.Index(
                fields=["due_on"], name="assignment_open_due", condition=Q(state="in_progress", is_archived=False)
            ),
            models.Index(
                fields=["organization", "due_on"],
                name="assignment_open_org",
                condition=Q(state__in=["in_progress", "on_acceptance"], is_archived=False),
            ),
            # «Поручения» begins with what is open, the nearest deadline first
            models.Index(
                fields=["due_on", "id"],
                name="assignment_open_by_due",
                condition=Q(state__in=["in_progress", "on_acceptance"], is_archived=False),
            ),
            models.Index(fields=["reported_at"], name="assignment_on_acceptance", condition=Q(state="on_acceptance")),
            models.Index(fields=["organization", "-closed_at"], name="assignment_org_closed"),
            models.Index(fields=["due_on", "organization"], name="assignment_due"),
        ]

    def __str__(self) -> str:
        return f"{self.decision} — {self.organization}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    def is_overdue(self, today: dt.date) -> bool:
        """Never stored: in progress and today is past the deadline."""
        return self.state == self.State.IN_PROGRESS and self.due_on is not None and today > self.due_on


class PlannedDate(models.Model):
    """A date from the college's own plan, for «по планам …»; each is a period with its own assignment."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="planned_dates", verbose_name="решение")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="planned_dates", verbose_name="организация"
    )
    date = models.DateField("дата")
    note = models.CharField("что запланировано", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "плановая дата"
        verbose_name_plural = "плановые даты"
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["decision", "organization", "date"], name="planned_date_once")]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y}"


class Report(models.Model):
    """What was done, as the organization says it. A partial report does not close; a draft is not sent yet."""

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        SENT = "sent", "отправлен"
        ACCEPTED = "accepted", "принят"
        RETURNED = "returned", "возвращён"
        RECALLED = "recalled", "отозван"

    class Via(models.TextChoices):
        PAGE = "page", "на странице"
        LINK = "link", "по ссылке из письма"
        STAFF = "staff", "внесено отделом"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="reports", verbose_name="поручение")
    control_on = models.DateField("за контрольную дату", null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="автор"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто отчитался"
    )
    on_behalf_of = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="по замещению за"
    )
    text = models.TextField("что сделано", blank=True)
    executed_on = models.DateField("фактическая дата", null=True, blank=True)
    is_final = models.BooleanField("исполнено полностью", default=True)
    handed_over = models.BooleanField("передано лично", default=False)
    points_left = models.TextField("не отмечены пункты", blank=True)
    state = models.CharField("состояние", max_length=10, choices=State, default=State.SENT)
    via = models.CharField("откуда", max_length=6, choices=Via, default=Via.PAGE)
    tab = models.CharField(
        "вкладка",
        max_length=12,
        blank=True,
        default="",
        db_default="",
        help_text="Страница, на которой написан черновик.",
    )
    created_at = models.DateTimeField("создан")
    sent_at = models.DateTimeField("отправлен", null=True, blank=True)
    answered_at = models.DateTimeField("рассмотрен", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто рассмотрел"
    )
    answer = models.TextField("ответ", blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "отчёт"
        verbose_name_plural = "отчёты"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Отчёт по {self.assignment}"


class ReportFile(models.Model):
    """Proof attached to a report. Immutable: replaced by another row, never overwritten."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="files", verbose_name="отчёт")
    file = models.FileField("файл", upload_to=report_path)
    name = models.CharField("имя файла", max_length=255)
    content_type = models.CharField("вид", max_length=100)
    size = models.PositiveIntegerField("размер, байт")
    sha256 = models.CharField("контрольная сумма", max_length=64)
    created_at = models.DateTimeField("приложен", auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "файл отчёта"
        verbose_name_plural = "файлы отчётов"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class PointMark(models.Model):
    """«б) выполнено» by one organization."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="marks", verbose_name="поручение")
    point = models.ForeignKey(DecisionPoint, models.CASCADE, related_name="marks", verbose_name="пункт")
    marked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто отметил"
    )
    marked_at = models.DateTimeField("когда")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "отметка пункта"
        verbose_name_plural = "отметки пунктов"
        constraints = [models.UniqueConstraint(fields=["assignment", "point"], name="point_marked_once")]

    def __str__(self) -> str:
        return f"{self.point}"


class QuotaEvidence(models.Model):
    """One publication, event, … counted towards a quota: a link or a file. The count itself is never stored."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="evidence", verbose_name="поручение")
    happened_on = models.DateField("дата")
    link = models.URLField("ссылка", max_length=1000, blank=True)
    file = models.FileField("файл", upload_to=report_path, blank=True)
    name = models.CharField("имя файла", max_length=255, blank=True)
    added_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто добавил"
    )
    added_at = models.DateTimeField("добавлено", auto_now_add=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "подтверждение нормы"
        verbose_name_plural = "подтверждения нормы"
        ordering = ["happened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "link"],
                condition=~Q(link=""),
                name="quota_link_once",
                violation_error_message="Эта ссылка уже добавлена.",
            ),
            models.CheckConstraint(condition=~Q(link="") | ~Q(file=""), name="quota_link_or_file"),
        ]

    def __str__(self) -> str:
        return self.link or self.name


class ExtensionRequest(models.Model):
    class State(models.TextChoices):
        ASKED = "asked", "рассматривается"
        GRANTED = "granted", "продлено"
        REFUSED = "refused", "отказано"
        CANCELLED = "cancelled", "отозвана"

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="extensions", verbose_name="поручение")
    asked_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто просит"
    )
    asked_at = models.DateTimeField("когда")
    old_due_on = models.DateField("текущий срок")
    new_due_on = models.DateField("просимый срок")
    reason = models.TextField("причина")
    state = models.CharField("состояние", max_length=10, choices=State, default=State.ASKED)
    granted_due_on = models.DateField("установленный срок", null=True, blank=True)
    answer = models.TextField("ответ", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто ответил"
    )
    answered_at = models.DateTimeField("когда отвечено", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "просьба о продлении"
        verbose_name_plural = "просьбы о продлении"
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(state="asked"),
                name="one_extension_asked",
                violation_error_message="Просьба о продлении уже рассматривается.",
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")),
                name="extension_moves_forward",
                violation_error_message="Новый срок должен быть позже текущего.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on:%d.%m.%Y} → {self.new_due_on:%d.%m.%Y}"


class Opening(models.Model):
    """Somebody of the organization opened the assignment, or pressed a button on its link page. A fact, no history."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "person"], name="opened_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.opened_at:%d.%m.%Y}"
