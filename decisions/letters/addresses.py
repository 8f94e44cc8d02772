"""Where the buttons of a letter lead: always to SITE_URL, never to what a request called itself."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse


def page(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def assignment_page(pk: int) -> str:
    return page("decisions:assignment", pk)


def own_page() -> str:
    return page("my_assignments")


def profile_page() -> str:
    return page("profile")


def link_page(token: str) -> str:
    return page("personal_link", token)


def link_to_item(token: str, pk: int) -> str:
    """The part after # stays in the browser: neither the server nor its log sees it."""
    return f"{link_page(token)}#item-{pk}"
