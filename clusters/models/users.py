"""Who signs in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords

from .locking import LockingQuerySet
from .people import Person


class UserQuerySet(LockingQuerySet):
    def select_for_update(self, *, of: Sequence[str] = ("self",), **how: Any) -> UserQuerySet:
        """Locks the row of the user alone: PostgreSQL locks no person who may be missing."""
        return super().select_for_update(of=of, **how)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> models.QuerySet[User]:
        """With the person, whom every page asks for."""
        return super().get_queryset().select_related("person")

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
