"""Where the buttons of a letter lead: always to SITE_URL, never to what a request called itself."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.urls import reverse

ANY_TOKEN = "-TOKEN-"  # noqa: S105  stands for one, so that an address is found once and not for every letter


@cache
def path(name: str, *args: object) -> str:
    return reverse(name, args=args)


def page(name: str) -> str:
    return settings.SITE_URL + path(name)


def assignment_page(pk: int) -> str:
    return settings.SITE_URL + path("decisions:assignment", 0).replace("/0/", f"/{pk}/")


def answers_page(pk: int) -> str:
    return settings.SITE_URL + path("decisions:answers", 0).replace("/0/", f"/{pk}/")


def own_page() -> str:
    return page("my_assignments")


def profile_page() -> str:
    return page("profile")


def link_page(token: str) -> str:
    return settings.SITE_URL + path("personal_link", ANY_TOKEN).replace(ANY_TOKEN, token)


def link_to_item(token: str, pk: int) -> str:
    """The part after # stays in the browser: neither the server nor its log sees it."""
    return f"{link_page(token)}#item-{pk}"
