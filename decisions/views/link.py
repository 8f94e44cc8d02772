"""By the link of a letter, without a password: report on the items named in it, and nothing else.

The token leaves the address on the first GET, for a cookie that only these pages receive. A GET changes nothing:
mail scanners follow links.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.templatetags.russian import counted

from .. import batch, lifecycle, own, personal_links
from ..models import Assignment, PersonalLink
from ..personal_links import State
from ..rules import current_calendar
from .reporting import tell

COOKIE, SALT, HOURS = "link", "decisions.personal_link", 12


@login_not_required
@never_cache
@require_safe
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """Always to the clean address: a token that opens nothing is not written into the log of errors either."""
    response = redirect("personal_page")
    response["Referrer-Policy"] = "no-referrer"
    path = reverse("personal_page")
    opened = personal_links.find(token, timezone.now())
    if opened.link is None:
        response.delete_cookie(COOKIE, path=path)
    else:
        response.set_signed_cookie(
            COOKIE,
            str(opened.link.pk),
            salt=SALT,
            max_age=HOURS * 3600,
            path=path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """One's own, from the profile: a letter was forwarded, a telephone is lost."""
    if request.user.person is None:
        raise Http404
    if ended := personal_links.revoke(request.user.person, timezone.now()):
        links = counted(ended, "ссылка,ссылки,ссылок")
        messages.success(request, f"Больше не действуют: {links} из писем. Новые придут со следующим письмом.")
    else:
        messages.info(request, "Действующих ссылок нет.")
    return redirect("profile")


def _link(request: HttpRequest) -> PersonalLink | None:
    pk = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=HOURS * 3600)
    return PersonalLink.objects.select_related("person").filter(pk=pk).first() if pk else None


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def personal_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    opened = personal_links.look_at(_link(request), now)
    if opened.state != State.VALID or opened.link is None:
        return render(request, "decisions/link_closed.html", {"expired": opened.state == State.EXPIRED}, status=410)
    today = timezone.localdate(now)
    rows = personal_links.open_items(opened.link, today)
    prefetch_related_objects(rows, "decision__points")
    form = batch.BatchForm(request.POST or None, request.FILES or None, rows=rows, today=today, marks_shown=False)
    if form.is_valid() and not form.must_warn:
        _send(request, opened.link, form)
        return redirect("personal_page")
    context = {
        "form": form,
        "cards": form.cards(today, current_calendar()),
        "person": opened.link.person,
        "many_organizations": own.of_many(rows),
        "today": today,
        "ticked": set(request.POST.getlist("items")) or ({str(rows[0].pk)} if len(rows) == 1 else set()),
    }
    return render(request, "decisions/link.html", context)


def _send(request: HttpRequest, link: PersonalLink, form: batch.BatchForm) -> None:
    now = timezone.now()
    today = timezone.localdate(now)

    def spend(row: Assignment) -> None:
        lifecycle.opened(row, link.person, now)
        if not personal_links.spend(link, row, now):
            raise lifecycle.Refused("По этой ссылке отчёт уже отправлен.")

    sent = batch.send(form, actor_of=lambda row: personal_links.actor(link, row, today), now=now, also=spend)
    tell(request, form, sent)


@login_not_required
@never_cache
@require_POST
def personal_link_renew(request: HttpRequest) -> HttpResponse:
    """To the address that had the first one; the answer is the same whether or not a letter goes."""
    link = _link(request)
    if link is not None:
        personal_links.renew(link, timezone.now())
    messages.success(
        request, "Если по письму ещё есть открытые поручения, новая ссылка уже отправлена на тот же адрес."
    )
    return redirect("personal_page")
