"""How people sign in: by password or by a code from an e-mail, with a second factor; nobody signs up by themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.forms import ChangePasswordForm, ResetPasswordKeyForm, SetPasswordForm
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.usersessions.middleware import UserSessionsMiddleware
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import get_random_string

from .models import Person

SEEN, SEEN_EVERY = "seen", 5  # minutes since 1970, kept in the session
SECRETS = ("code", "password_reset_url")  # of a letter's context: hidden wherever the letter is shown
# Where staff without a second factor may go, so that they can get one or leave.
WITHOUT_SECOND_FACTOR = ("mfa_", "account_", "invitation")


def on_site(url: str) -> str:
    """The same page at the address that the settings name: a forged Host header gets into no letter."""
    parts = urlsplit(url)
    return settings.SITE_URL + parts.path + (f"?{parts.query}" if parts.query else "")


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        """Six digits are typed with one thumb; three tries a code and the rate limits make them enough."""
        return get_random_string(6, "0123456789")

    def get_reset_password_from_key_url(self, key: str) -> str:
        return on_site(super().get_reset_password_from_key_url(key))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {"email": email, "site_url": settings.SITE_URL, **context})
        message.kind = "sign_in"
        message.secrets = [context[name] for name in SECRETS if context.get(name)]
        message.person = Person.objects.filter(user__email=email).first()
        message.send()


def username_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """For axes: allauth hands over `email`, its form posts `login`."""
    given = credentials or {}
    return str(given.get("email") or given.get("username") or request.POST.get("login", "")).strip().lower()


def address_of(request: HttpRequest) -> str | None:
    """For axes: the same client address as allauth takes, behind as many proxies as the settings name."""
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:  # a request that came through no network, like that of a management command
        return None


class Activity(UserSessionsMiddleware):
    """Middleware: the list of sessions says when and whence each was used last, to five minutes.

    The library writes a row at every request, which costs more than many a page.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        minutes = int(time.time() // 60)
        if not request.user.is_authenticated or minutes - request.session.get(SEEN, 0) < SEEN_EVERY:
            return self.get_response(request)
        request.session[SEEN] = minutes
        return super().__call__(request)


class CodeOnce(BaseAuthenticateForm):
    """RFC 6238, 5.2: a code is taken a step of 30 seconds early or late, and never a second time.

    The library remembers a used code for one step, which is enough only where one step is taken.
    """

    def clean_code(self) -> str:
        code = super().clean_code()
        plain = "".join(filter(str.isalnum, code))
        if not cache.add(f"second-factor/{self.user.pk}/{plain}", True, timeout=3 * 30):
            raise get_mfa_adapter().validation_error("incorrect_code")
        return code


class CodeForm(CodeOnce, AuthenticateForm):
    """At sign-in."""


class CodeAgainForm(CodeOnce, ReauthenticateForm):
    """Before the second factor itself is touched."""


class PasswordRules(forms.Form):
    """What a password must be, in plain words: the library says it as a list in HTML, which a form's field escapes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = " ".join(password_validators_help_texts())


class NewPasswordForm(PasswordRules, SetPasswordForm):
    """Of those who came by a code and had none."""


class OtherPasswordForm(PasswordRules, ChangePasswordForm):
    """Instead of the old one."""


class ForgottenPasswordForm(PasswordRules, ResetPasswordKeyForm):
    """By the link of a letter."""


class SecondFactor:
    """Middleware: where STAFF_SECOND_FACTOR is on, staff and leadership get one before they get anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        name = request.resolver_match.url_name or ""
        if not settings.STAFF_SECOND_FACTOR or name.startswith(WITHOUT_SECOND_FACTOR):
            return None
        if not request.user.is_authenticated or not request.user.sees_everything:
            return None
        return None if get_mfa_adapter().is_mfa_enabled(request.user) else redirect("mfa_activate_totp")
