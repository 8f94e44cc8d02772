"""What staff may change of the rules. Defaults come from regulation; each field names its source."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

day_list = RegexValidator(r"^\d{1,3}(\s*,\s*\d{1,3})*$", "Укажите числа через запятую, например: 7, 3, 1")


class DayOverride(models.Model):
    """A day that the production calendar has wrong or does not know: a regional holiday, an emergency decree."""

    date = models.DateField("дата", unique=True)
    is_workday = models.BooleanField("рабочий день", default=False)
    note = models.CharField("основание", max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "исключение календаря"
        verbose_name_plural = "исключения календаря"
        ordering = ["-date"]

    def __str__(self) -> str:
        return f"{self.date:%d.%m.%Y} — {'рабочий' if self.is_workday else 'выходной'}"


class ReminderPolicy(models.Model):
    """One row (pk=1)."""

    class Roll(models.TextChoices):
        BACK = "back", "на предшествующий рабочий день"
        FORWARD = "forward", "на следующий рабочий день"
        NONE = "none", "не переносить"

    roll = models.CharField(
        "срок в выходной",
        max_length=8,
        choices=Roll,
        default=Roll.BACK,
        help_text="«подлежит исполнению в предшествующий ему рабочий день» — Свердловская обл., п. 17",
    )
    permanent_day = models.PositiveSmallIntegerField(
        "«постоянно»: отчёт до (число)",
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(31)],
        help_text="«не позднее 20 января года, следующего за отчётным» — Свердловская обл., п. 16",
    )
    permanent_month = models.PositiveSmallIntegerField(
        "«постоянно»: отчёт до (месяц)", default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    recurring_day = models.PositiveSmallIntegerField(
        "«ежемесячно», «ежеквартально» без даты: до числа",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text="«до 10 числа месяца, следующего за отчётным периодом» — там же",
    )
    month_when_none = models.BooleanField(
        "без срока — один месяц",
        default=False,
        help_text="Минобороны, п. 66; по умолчанию выключено: срок ставят только сотрудники.",
    )
    plan_days = models.PositiveSmallIntegerField("«по планам»: внести даты за, рабочих дней", default=10)
    periods_ahead = models.PositiveSmallIntegerField("периодические: создавать за, рабочих дней", default=10)
    stages_before = models.CharField(
        "напоминать до срока за, рабочих дней", max_length=60, default="7, 3, 1", validators=[day_list]
    )
    stages_after = models.CharField(
        "напоминать после срока через, рабочих дней",
        max_length=60,
        default="1, 3, 5",
        validators=[day_list],
        help_text="Дальше — каждые 5 рабочих дней.",
    )
    acceptance_stages = models.CharField(
        "напоминать контролёру через, рабочих дней", max_length=60, default="1, 3, 5", validators=[day_list]
    )
    digest_at = models.TimeField("час ежедневного письма", default=dt.time(9, 0))
    work_from = models.TimeField("письма с", default=dt.time(8, 0))
    work_until = models.TimeField("письма до", default=dt.time(19, 0))
    workdays_only = models.BooleanField("только в рабочие дни", default=True)
    gather_minutes = models.PositiveSmallIntegerField("собирать события, минут", default=10)
    escalate_after = models.PositiveSmallIntegerField("сообщать руководству после просрочки, рабочих дней", default=5)
    extension_max_days = models.PositiveSmallIntegerField("продлевать не более чем на, дней", default=31)
    letters_per_minute = models.PositiveIntegerField(
        "писем в минуту, не более", default=0, help_text="0 — без ограничения."
    )
    act_from_letter = models.BooleanField("отчёт по ссылке из письма без пароля", default=True)
    link_days = models.PositiveSmallIntegerField("личная ссылка действует, дней", default=21)
    show_counts = models.BooleanField("показывать колледжам «исполнено 7 из 12»", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "правила сроков и напоминаний"
        verbose_name_plural = "правила сроков и напоминаний"

    def __str__(self) -> str:
        return "Правила сроков и напоминаний"

    def clean(self) -> None:
        """Hours at which no letter would ever go, and stages that would never come, are a slip, not a choice."""
        super().clean()
        if self.work_from >= self.work_until:
            raise ValidationError({"work_until": "Рабочее время кончается раньше, чем начинается."})
        if not self.work_from <= self.digest_at < self.work_until:
            hours = f"с {self.work_from:%H:%M} до {self.work_until:%H:%M}"
            raise ValidationError({"digest_at": f"Письма уходят только в рабочее время, {hours}."})
        for name in ("stages_after", "acceptance_stages"):
            if any(int(number) == 0 for number in getattr(self, name).split(",") if number.strip().isdigit()):
                raise ValidationError({name: "Числа начинаются с 1: о самом сроке говорит день срока."})

    @classmethod
    def current(cls) -> ReminderPolicy:
        """The one row, or the defaults while nobody has changed any."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
