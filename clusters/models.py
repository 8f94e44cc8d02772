"""WHO: organizations, clusters, people and the posts they hold, executor groups, sign-in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .wording import fold


class DatedQuerySet(models.QuerySet["Any"]):
    """Rows with `since` and `until`, both inclusive; an empty end is open."""

    def on(self, day: dt.date) -> DatedQuerySet:
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gte=day))


class Dated(models.Model):
    since = models.DateField("с", null=True, blank=True, help_text="Пусто — всегда.")
    until = models.DateField("по", null=True, blank=True, help_text="Включительно. Пусто — бессрочно.")

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": "Дата «по» раньше даты «с»."})

    def is_valid_on(self, day: dt.date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


def dated_order(name: str) -> models.CheckConstraint:
    """The database's own guard that a period does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(since=None) | Q(until=None) | Q(until__gte=F("since")),
        name=name,
        violation_error_message="Дата «по» раньше даты «с».",
    )


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
        if self.role == self.Role.LEADING and self.cluster_id and (other := self.other_leading()):
            raise ValidationError(
                {"role": f"На эти даты ведущая организация кластера уже указана: {other.organization}."}
            )

    def other_leading(self) -> Membership | None:
        others = Membership.objects.filter(cluster=self.cluster_id, role=self.Role.LEADING).exclude(pk=self.pk)
        if self.since:
            others = others.filter(Q(until=None) | Q(until__gte=self.since))
        if self.until:
            others = others.filter(Q(since=None) | Q(since__lte=self.until))
        return others.select_related("organization").first()


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
        is_endless = self.since is None and self.until is None
        if self.post == self.Post.HEAD and is_endless and self.organization_id and (other := self.other_head()):
            text = f"У организации уже есть руководитель ({other.person}): укажите, с какого дня новый."
            raise ValidationError({"since": text})

    def other_head(self) -> Appointment | None:
        """Whose term has no end yet."""
        others = Appointment.objects.filter(organization=self.organization_id, post=self.Post.HEAD, until=None)
        return others.exclude(pk=self.pk).select_related("person").first()


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


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return (email or "").strip().lower()

    def get_by_natural_key(self, email: str | None) -> User:
        return self.get(email=self.normalize_email(email))


class User(AbstractBaseUser, PermissionsMixin):
    """Signs in by e-mail. Staff work in the admin, leadership reads everything; a head is whoever holds the post."""

    email = models.EmailField("эл. почта", unique=True)
    person = models.OneToOneField(
        Person, models.PROTECT, null=True, blank=True, related_name="user", verbose_name="человек"
    )
    is_staff = models.BooleanField(
        "сотрудник департамента", default=False, help_text="Вводит протоколы, ведёт справочники."
    )
    is_leadership = models.BooleanField("руководство", default=False, help_text="Видит всё, ничего не меняет.")
    is_active = models.BooleanField("может входить", default=True, help_text="Снимите вместо удаления.")
    date_joined = models.DateTimeField("создан", default=timezone.now)
    invited_at = models.DateTimeField("приглашён", null=True, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "пользователь"
        verbose_name_plural = "пользователи"
        ordering = ["email"]
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_in_any_case")]

    def __str__(self) -> str:
        return self.person.surname_initials if self.person else self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Signing in is no change for history; a changed address signs in from now on, the old one no more."""
        changed = kwargs.get("update_fields")
        if changed is not None and set(changed) == {"last_login"}:
            self.skip_history_when_saving = True  # its mere presence is the sign
        super().save(*args, **kwargs)
        self.__dict__.pop("skip_history_when_saving", None)
        if changed is None or "email" in changed:
            self.emailaddress_set.exclude(email=self.email).delete()
            self.emailaddress_set.update_or_create(email=self.email, defaults={"primary": True, "verified": True})

    def clean(self) -> None:
        super().clean()
        self.email = UserManager.normalize_email(self.email)

    @property
    def sees_everything(self) -> bool:
        return self.is_active and (self.is_staff or self.is_leadership)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """There is one kind of staff: all of the admin, save for what only a superuser may (see the admin of users)."""
        return self.is_active and (self.is_superuser or self.is_staff)

    def has_perms(self, perm_list: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and (self.is_superuser or self.is_staff)
