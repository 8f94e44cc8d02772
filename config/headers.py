"""What every answer says to the browser beside the Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

ALWAYS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


class SafeHeaders:
    """Middleware, the outermost. A page of somebody signed in stays in no cache: the next at the machine is another."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        if is_signed_in(request):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def is_signed_in(request: HttpRequest) -> bool:
    """Static files and what is refused early have no user."""
    return hasattr(request, "user") and request.user.is_authenticated
