from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from . import history
from .addresses import follow
from .directory import in_office_on, standings
from .models import Appointment, Organization, Person, Substitution, User
from .wording import fold

COLLEAGUE_POSTS = [
    (Appointment.Post.DEPUTY, "заместитель"),
    (Appointment.Post.CONTACT, "контактное лицо: готовит отчёты, отправляете вы"),
]


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OwnDataForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ("phone", "extra_email", "letters_wanted")
        widgets = {"letters_wanted": forms.RadioSelect}
        labels = {"letters_wanted": "Какие напоминания присылать"}


class AbsenceForm(forms.ModelForm):
    """Who is away, and which of their colleagues acts meanwhile."""

    class Meta:
        model = Substitution
        fields = ("since", "until", "substitute", "reason")
        widgets = {"since": DateInput(), "until": DateInput()}
        labels = {"since": "С какого дня", "until": "По какой день", "substitute": "Кто замещает"}
        help_texts = {"substitute": "Без замещающего департамент увидит, что на сроки этих дней отвечать некому."}

    def __init__(self, *args: Any, absent: Person, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.absent, self.today = absent, today
        self.fields["substitute"].queryset = colleagues_of(absent, today)
        self.fields["substitute"].empty_label = "никто"
        if not self.fields["substitute"].queryset.exists():
            self.fields["substitute"].help_text = "Выбрать пока некого: сначала назовите заместителя в «Моём колледже»."

    def clean_until(self) -> dt.date:
        until = self.cleaned_data["until"]
        if until < self.today:
            raise ValidationError("Эти дни уже прошли.")
        return until


class ColleagueForm(forms.Form):
    """A deputy or a contact whom the head names."""

    surname = forms.CharField(label="Фамилия", max_length=80)
    name = forms.CharField(label="Имя", max_length=80)
    patronymic = forms.CharField(label="Отчество", max_length=80, required=False)
    post = forms.ChoiceField(label="Кто это", choices=COLLEAGUE_POSTS, widget=forms.RadioSelect)
    title = forms.CharField(label="Должность", max_length=300, required=False)
    email = forms.EmailField(label="Эл. почта", help_text="На этот адрес придёт приглашение.")
    gets_letters = forms.BooleanField(label="Получает письма о поручениях вместе с вами", required=False)

    def clean_email(self) -> str:
        return User.objects.normalize_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        """Whoever has this address must be the same person: an address is what one signs in with."""
        data = super().clean() or {}
        email = data.get("email")
        owner = Person.objects.filter(email__iexact=email).first() if email else None
        if owner and not self._is_named(owner, data):
            self.add_error("email", "Этот адрес записан за другим человеком: проверьте его.")
        elif not owner and email and User.objects.filter(email=email).exists():
            self.add_error("email", "С этим адресом уже входит другой человек.")
        self.person = owner
        return data

    @staticmethod
    def _is_named(person: Person, data: dict[str, Any]) -> bool:
        parts = ("surname", "name", "patronymic")
        return person.is_active and all(fold(getattr(person, part)) == fold(data.get(part, "")) for part in parts)

    def save(self, organization: Organization, *, since: dt.date, by: User) -> Appointment:
        data = self.cleaned_data
        person = self.person
        if person is None:
            person = Person(**{part: data[part] for part in ("surname", "name", "patronymic", "email")})
            history.save(person, by=by)
        held = {name: data[name] for name in ("post", "title", "gets_letters")}
        post = Appointment(person=person, organization=organization, since=since, **held)
        history.save(post, by=by)
        return post


class PostForm(forms.ModelForm):
    """What the head may change in a colleague's post; the address as well, while it is nobody else's business."""

    email = forms.EmailField(label="Эл. почта")

    class Meta:
        model = Appointment
        fields = ("post", "title", "gets_letters")
        widgets = {"post": forms.RadioSelect(choices=COLLEAGUE_POSTS)}
        labels = {"post": "Кто это", "gets_letters": "Получает письма о поручениях вместе с вами"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = COLLEAGUE_POSTS
        self.fields["gets_letters"].help_text = ""
        self.before = self.initial["email"] = self.instance.person.email
        if self._is_known_elsewhere():
            self.fields["email"].disabled = True
            self.fields["email"].help_text = "Человек занят не только у вас: его адрес меняет департамент."

    def _is_known_elsewhere(self) -> bool:
        """Whoever writes an address can sign in by a code sent there, and act for whomever that person acts for."""
        person, here = self.instance.person, self.instance.organization
        elsewhere = person.appointments.exclude(organization=here).exists()
        in_place_of = Substitution.objects.filter(substitute=person).exclude(absent__appointments__organization=here)
        user = User.objects.filter(person=person).first()
        return elsewhere or in_place_of.exists() or bool(user and (user.sees_everything or user.is_superuser))

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        others = Person.objects.filter(email__iexact=email).exclude(pk=self.instance.person_id)
        if others.exists() or User.objects.filter(email=email).exclude(person=self.instance.person).exists():
            raise ValidationError("Этот адрес записан за другим человеком.")
        return email

    def keep(self, *, by: User) -> Appointment:
        post, person = self.instance, self.instance.person
        if changed := [name for name in self.changed_data if name != "email"]:
            history.save(post, by=by, fields=changed)
        if "email" in self.changed_data:
            person.email = self.cleaned_data["email"]
            history.save(person, by=by, fields=["email"])
            follow(person, self.before, by=by)
        return post


class InvitationForm(forms.Form):
    """A password of one's own, or none: then a code comes by e-mail each time."""

    password = forms.CharField(
        label="Пароль",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Пароль ещё раз",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data and data["password"] != data.get("again"):
            self.add_error("again", "Пароли не совпали.")
        return data


def colleagues_of(person: Person, today: dt.date) -> Any:
    """Everyone who holds a post in an organization where this person holds one."""
    places = [standing.organization.pk for standing in standings(person, today)]
    held = in_office_on(today).filter(organization__in=places)
    return Person.objects.filter(pk__in=held.values("person")).exclude(pk=person.pk)
