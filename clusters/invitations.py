"""A letter that lets a person in: one link, for 14 days, spent by signing in through it."""

from __future__ import annotations

import datetime as dt
import hmac

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from . import history
from .models import Person, User

LIFETIME = dt.timedelta(days=14)
SALT = "clusters.invitations"


class CannotInvite(Exception):
    """Why there is nobody to send the letter to."""


@transaction.atomic
def invite(person: Person, *, by: User | None, now: dt.datetime, note: str = "") -> User:
    """Make the account if there is none and send the letter; an earlier invitation is void from now on.

    `note` says in the letter what the person is invited for. Raises CannotInvite.
    """
    user = _account_of(person, by)
    user.invited_at = now
    history.save(user, by=by, reason="Отправлено приглашение", fields=["invited_at"])
    _letter(user, person, note).send()
    return user


def invited(token: str, now: dt.datetime) -> User | None:
    """Whom the token of a link lets in; None when it is spent, replaced, expired or made up."""
    try:
        pk, fingerprint = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    user = User.objects.filter(pk=pk, is_active=True, invited_at__gt=now - LIFETIME).select_related("person").first()
    return user if user and hmac.compare_digest(fingerprint, _fingerprint(user)) else None


def token_of(user: User) -> str:
    return signing.dumps([user.pk, _fingerprint(user)], salt=SALT)


def _fingerprint(user: User) -> str:
    """Changes when the person signs in, sets a password, gets another address or another invitation."""
    moments = (moment.isoformat() if moment else "" for moment in (user.last_login, user.invited_at))
    return salted_hmac(SALT, "|".join((user.email, user.password, *moments)), algorithm="sha256").hexdigest()


def _account_of(person: Person, by: User | None) -> User:
    user = User.objects.select_for_update(of=("self",)).filter(person=person).first()
    if user and not user.is_active:
        raise CannotInvite(f"{person}: вход закрыт, сначала откройте его.")
    if user:
        return user
    email = User.objects.normalize_email(person.email)
    if not email:
        raise CannotInvite(f"{person}: нет адреса эл. почты.")
    if User.objects.filter(email=email).exists():
        raise CannotInvite(f"{person}: с адресом {email} уже входит кто-то другой.")
    user = User(email=email, person=person)
    user.set_unusable_password()
    history.save(user, by=by, reason="Создан по приглашению")
    return user


def _letter(user: User, person: Person, note: str) -> EmailMultiAlternatives:
    token = token_of(user)
    url = settings.SITE_URL + reverse("invitation", args=[token])
    context = {"person": person, "email": user.email, "url": url, "note": note, "days": LIFETIME.days}
    subject = render_to_string("emails/invitation.subject.txt", context).strip()
    message = EmailMultiAlternatives(subject, render_to_string("emails/invitation.txt", context), to=[user.email])
    message.attach_alternative(render_to_string("emails/invitation.html", context), "text/html")
    message.kind, message.person, message.secrets = "invitation", person, [token]
    return message
