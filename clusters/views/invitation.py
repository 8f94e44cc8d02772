"""The door that an invitation opens. Opening the link changes nothing: mail scanners open links too."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from clusters import history
from clusters.forms import InvitationForm
from clusters.invitations import invited
from clusters.models import User

KEY = "invitation"


@login_not_required
@never_cache
@require_safe
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Puts the token aside and goes on to a clean address, that it get into no Referer and no bookmark.

    One that opens nothing is not kept: else anybody could fill the table of sessions.
    """
    request.session.pop(KEY, None)
    if invited(token, timezone.now()):
        request.session[KEY] = token
    response = redirect("invitation_accept")
    response["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest) -> HttpResponse:
    user = invited(request.session.get(KEY, ""), timezone.now())
    if user is None:
        return render(request, "clusters/invitation_void.html", status=404)
    form = InvitationForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        context = {"form": form, "invited": user}
        return render(request, "clusters/invitation.html", context, status=422 if form.is_bound else 200)
    _spend(user, form.cleaned_data["password"])
    logout(request)  # whoever was signed in here before, and the token with them
    return perform_login(request, user)


@transaction.atomic
def _spend(user: User, password: str) -> None:
    if password:
        user.set_password(password)
        history.save(user, by=user, reason="Пароль задан по приглашению", fields=["password"])
