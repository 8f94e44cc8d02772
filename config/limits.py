"""How much one form may send, and who may send more."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError

# For those who are not staff: no page of theirs has a tenth of it. Staff have the limits of the settings.
FIELDS, BYTES = 5000, 2_621_440


class RoomForStaff:
    """Middleware, after the one that knows the user and before anybody reads what was sent.

    Staff put a protocol of 300 decisions for 60 colleges in force by one page with a box for each pair; a stranger
    has no such page, and gets no parser that works for seconds. A form with files is not counted here: its body is
    not read twice, and its fields cost so many bytes each that the settings hold them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = int(request.META.get("CONTENT_LENGTH") or 0)
        is_plain = request.method == "POST" and request.content_type == "application/x-www-form-urlencoded"
        if is_plain and size > FIELDS and not request.user.is_staff:  # a field takes at least a byte
            if size > BYTES:
                raise RequestDataTooBig(f"{size} bytes of a visitor who is not staff")
            if count(request) > FIELDS:
                raise TooManyFieldsSent("too many fields of a visitor who is not staff")
        return self.get_response(request)


def count(request: HttpRequest) -> int:
    """A body that broke off has none: the middleware that reads it next knows what to do."""
    try:
        return request.body.count(b"&") + 1
    except UnreadablePostError:
        return 0
