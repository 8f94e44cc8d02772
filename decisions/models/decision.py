"""A decision of a protocol: what was decided, by when, by whom, to whom to report."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from clusters.models import ExecutorGroup, LockingQuerySet, Organization, Person


class Decision(models.Model):
    class Kind(models.TextChoices):
        DATE = "date", "к дате"
        PERIOD = "period", "за период"
        RELATIVE = "relative", "от события"
        RECURRING = "recurring", "периодически"
        PERMANENT = "permanent", "постоянно"
        BY_PLAN = "by_plan", "по планам"
        NONE = "none", "без срока"

    class QuotaPeriod(models.TextChoices):
        DAY = "day", "в день"
        WEEK = "week", "в неделю"
        MONTH = "month", "в месяц"
        QUARTER = "quarter", "в квартал"
        HALF_YEAR = "half_year", "в полугодие"
        YEAR = "year", "в год"

    class State(models.TextChoices):
        DRAFT = "draft", "черновик"
        IN_FORCE = "in_force", "на контроле"
        OFF_CONTROL = "off_control", "снято с контроля"
        WITHDRAWN = "withdrawn", "отменено"

    protocol = models.ForeignKey(
        "protocols.Protocol", models.CASCADE, related_name="decisions", verbose_name="протокол"
    )
    agenda_item = models.ForeignKey(
        "protocols.AgendaItem",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name="вопрос повестки",
    )
    position = models.PositiveSmallIntegerField("порядок", default=0)
    number = models.CharField("№", max_length=20, blank=True)
    text = models.TextField("текст решения")
    is_task = models.BooleanField("поручение", default=True, help_text="Снимите для «принять к сведению» и подобного.")
    deadline_kind = models.CharField("вид срока", max_length=10, choices=Kind, default=Kind.NONE)
    deadline_text = models.CharField("срок, как в документе", max_length=500, blank=True)
    due_on = models.DateField("дата", null=True, blank=True)
    recurrence = models.CharField(
        "повторение", max_length=200, blank=True, help_text="Правило RFC 5545, например FREQ=MONTHLY;BYMONTHDAY=5"
    )
    control_on = models.DateField(
        "контрольная дата",
        null=True,
        blank=True,
        help_text="Для «постоянно» и «по планам»; пусто — по правилам отдела.",
    )
    other_due = models.JSONField(
        "другие сроки", default=list, blank=True, help_text="Прочие сроки того же решения (ГГГГ-ММ-ДД)."
    )
    quota_target = models.PositiveSmallIntegerField("норма, не менее", null=True, blank=True)
    quota_unit = models.CharField("чего", max_length=120, blank=True)
    quota_period = models.CharField("за период", max_length=10, choices=QuotaPeriod, blank=True)
    quota_on = models.BooleanField("учитывать норму", default=False)
    needs_document = models.BooleanField(
        "нужен документ", default=False, help_text="При отчёте просить файл или слова «передано лично»."
    )
    controller = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="controlled_decisions",
        verbose_name="контролёр",
        help_text="Если указан, отчёт требует приёмки; если нет — отметка руководителя окончательна.",
    )
    state = models.CharField("состояние", max_length=12, choices=State, default=State.DRAFT, editable=False)
    closed_on = models.DateField("снято с контроля", null=True, blank=True, editable=False)
    closed_reason = models.TextField("причина снятия", blank=True, editable=False)
    closed_basis = models.CharField("основание снятия", max_length=400, blank=True, editable=False)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="заменяет"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    history = HistoricalRecords()

    objects = LockingQuerySet.as_manager()

    class Meta:
        verbose_name = "решение"
        verbose_name_plural = "решения"
        ordering = ["protocol", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quota_on=False) | Q(quota_target__gt=0) & ~Q(quota_period=""),
                name="decision_quota_complete",
                violation_error_message="Чтобы учитывать норму, укажите её количество и период.",
            )
        ]

    def __str__(self) -> str:
        return f"п. {self.number}" if self.number else f"решение {self.position}"

    @property
    def needs_acceptance(self) -> bool:
        """Acceptance is asked exactly when the decision has a controller."""
        return self.controller_id is not None

    @property
    def stays_open(self) -> bool:
        """A report never closes it: it answers for one control date, and the next is set."""
        return self.deadline_kind in (self.Kind.PERMANENT, self.Kind.BY_PLAN)


class DecisionPoint(models.Model):
    """A sub-bullet that each organization ticks for itself."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="points", verbose_name="решение")
    position = models.PositiveSmallIntegerField("порядок", default=0)
    text = models.TextField("пункт")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "пункт решения"
        verbose_name_plural = "пункты решения"
        ordering = ["decision", "position", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class Executor(models.Model):
    """«Отв.»: a party as worded and as found in the directory. Exactly one target, or none while still unknown."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="executors", verbose_name="решение")
    position = models.PositiveSmallIntegerField(
        "порядок", default=0, help_text="Первый — ответственный, остальные — соисполнители."
    )
    wording = models.CharField("как в документе", max_length=500, blank=True)
    group = models.ForeignKey(
        ExecutorGroup, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="группа"
    )
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="организация"
    )
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="человек")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "ответственный"
        verbose_name_plural = "ответственные"
        ordering = ["decision", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(group=None, organization=None) | Q(group=None, person=None) | Q(organization=None, person=None)
                ),
                name="executor_of_at_most_one",
            )
        ]

    def __str__(self) -> str:
        return self.wording or str(self.target or "")

    @property
    def target(self) -> ExecutorGroup | Organization | Person | None:
        return self.group or self.organization or self.person


class ReportReceiver(models.Model):
    """Whom the text names as receiver of the report; unknown to the directory, it stays a wording."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="receivers", verbose_name="решение")
    position = models.PositiveSmallIntegerField("порядок", default=0)
    wording = models.CharField("как в документе", max_length=300, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="receives_reports", verbose_name="человек"
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "получатель отчёта"
        verbose_name_plural = "получатели отчёта"
        ordering = ["decision", "position", "id"]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.wording
