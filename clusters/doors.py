"""Who may enter a page at all. What they then see of its rows is `decisions.access`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def staff_only(view: View) -> View:
    """Department staff; everyone else who is signed in gets 403."""
    return _door(view, lambda request: request.user.is_staff)


def overseers_only(view: View) -> View:
    """Department staff and leadership."""
    return _door(view, lambda request: request.user.sees_everything)


def _door(view: View, may_enter: Callable[[HttpRequest], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not may_enter(request):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
