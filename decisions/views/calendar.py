"""Deadlines in one's own calendar: a card of one assignment, and a feed by a secret address."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .. import feeds
from ..exports import calendar
from ..models import CalendarFeed
from .rows import seen


def _ics(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    row, _ = seen(request, pk)
    if row.due_on is None:
        raise Http404
    return _ics(calendar.card_of(row), f"srok-{row.pk}")


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    user = feeds.owner_of(token, timezone.localdate(now))
    if user is None:
        # not an error of the server's log, which would keep the address
        return HttpResponse("Адрес календаря не действует.\n", status=410, content_type="text/plain; charset=utf-8")
    return _ics(calendar.feed_of(feeds.assignments_for(user, now)), "reshili")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_feed(request: HttpRequest) -> HttpResponse:
    """The address is shown once, right after it is made."""
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "end":
            feeds.end(request.user)
            return redirect("decisions:calendar")
        token = feeds.renew(request.user, timezone.now())
        address = settings.SITE_URL + reverse("calendar_feed", args=[token])
    exists = CalendarFeed.objects.filter(user=request.user).first()
    context = {"address": address, "feed": exists, "today": timezone.localdate()}
    return render(request, "decisions/calendar.html", context)
