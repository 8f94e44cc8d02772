"""People, the posts they hold, who acts while they are away."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .dated import Dated, dated_order
from .organizations import Organization


class Person(models.Model):
    class Letters(models.TextChoices):
        ALL = "all", "все напоминания"
        FEW = "few", "только новые, в день срока и после"

    surname = models.CharField("фамилия", max_length=80)
    name = models.CharField("имя", max_length=80)
    patronymic = models.CharField("отчество", max_length=80, blank=True)
    email = models.EmailField("эл. почта", blank=True, help_text="На этот адрес приходят напоминания.")
    extra_email = models.EmailField("дополнительный адрес", blank=True, help_text="Копия каждого напоминания.")
    phone = models.CharField("телефон", max_length=60, blank=True)
    letters_wanted = models.CharField("какие письма получать", max_length=4, choices=Letters, default=Letters.ALL)
    is_active = models.BooleanField("действует", default=True, help_text="Людей не удаляют: история их помнит.")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "человек"
        verbose_name_plural = "люди"
        ordering = ["surname", "name", "patronymic"]

    def __str__(self) -> str:
        return self.surname_initials

    @property
    def initials(self) -> str:
        return "".join(f"{part[0]}." for part in (self.name, self.patronymic) if part)

    @property
    def surname_initials(self) -> str:
        """«Фамилия И.О.»"""
        return f"{self.surname} {self.initials}".strip()

    @property
    def initials_surname(self) -> str:
        """«И.О. Фамилия»"""
        return f"{self.initials} {self.surname}".strip()

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.name, self.patronymic) if part)

    @property
    def addressed_as(self) -> str:
        """«Имя Отчество», for letters."""
        return f"{self.name} {self.patronymic}".strip()


class Appointment(Dated):
    """A post held by a person in an organization. Whoever heads the organization today acts for it."""

    class Post(models.TextChoices):
        HEAD = "head", "руководитель"
        DEPUTY = "deputy", "заместитель"
        CONTACT = "contact", "контактное лицо"
        EMPLOYEE = "employee", "сотрудник департамента"

    person = models.ForeignKey(Person, models.PROTECT, related_name="appointments", verbose_name="человек")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="appointments", verbose_name="организация"
    )
    post = models.CharField("роль", max_length=8, choices=Post, default=Post.HEAD)
    title = models.CharField(
        "должность", max_length=300, blank=True, help_text="Как в документах: «директор», «начальник отдела …»."
    )
    gets_letters = models.BooleanField(
        "получает письма",
        default=False,
        help_text="Руководитель получает их всегда; заместителю и контактному лицу — если отмечено.",
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = "назначение"
        verbose_name_plural = "назначения"
        ordering = ["organization", "post", "person"]
        constraints = [dated_order("appointment_dates_in_order")]

    def __str__(self) -> str:
        return f"{self.person}, {self.title or self.get_post_display()} ({self.organization})"

    def clean(self) -> None:
        super().clean()
        heads = Appointment.objects.filter(organization=self.organization_id, post=self.Post.HEAD)
        self.refuse_beside(heads.exclude(pk__in=[self.pk, *self.together]).select_related("person"))

    def clash(self, other: Appointment) -> dict[str, str]:
        """A head without dates beside one whose term has no end yet: nothing says who is the new one."""
        if {self.post, other.post} != {self.Post.HEAD} or self.organization_id != other.organization_id:
            return {}
        if self.since or self.until or other.until:
            return {}
        return {"since": f"У организации уже есть руководитель ({other.person}): укажите, с какого дня новый."}


class Substitution(Dated):
    """An absence and who acts meanwhile; without a substitute, deadlines inside it are shown to staff."""

    absent = models.ForeignKey(Person, models.PROTECT, related_name="absences", verbose_name="отсутствует")
    substitute = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="substitutions", verbose_name="замещает"
    )
    since = models.DateField("с")
    until = models.DateField("по", help_text="Включительно.")
    reason = models.CharField("причина", max_length=200, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "замещение"
        verbose_name_plural = "замещения"
        ordering = ["-since"]
        constraints = [
            dated_order("substitution_dates_in_order"),
            models.CheckConstraint(
                condition=~Q(substitute=F("absent")),
                name="substitution_by_another",
                violation_error_message="Человек не может замещать сам себя.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute or 'никто'} за {self.absent}, {self.since:%d.%m.%Y} – {self.until:%d.%m.%Y}"
