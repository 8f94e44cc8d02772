"""What every page of the house shows around its own matter: the menu of this user and the notice of a trial run."""

from typing import NamedTuple

from django.conf import settings
from django.urls import NoReverseMatch, reverse


class Entry(NamedTuple):
    url_name: str
    label: str
    kinds: frozenset[str]


COLLEGE, STAFF, LEADERSHIP = "college", "staff", "leadership"
EVERYONE = frozenset({COLLEGE, STAFF, LEADERSHIP})
DEPARTMENT = frozenset({STAFF, LEADERSHIP})

ENTRIES = (
    Entry("overview", "Обзор", DEPARTMENT),
    Entry("my_assignments", "Мои поручения", frozenset({COLLEGE})),
    Entry("protocols:list", "Протоколы", EVERYONE),
    Entry("decisions:assignments", "Поручения", DEPARTMENT),
    Entry("decisions:acceptance", "Приёмка", frozenset({STAFF})),
    Entry("decisions:discipline", "Дисциплина", frozenset({LEADERSHIP})),
    Entry("decisions:letters", "Письма", frozenset({STAFF})),
    Entry("admin:index", "Справочники", frozenset({STAFF})),
    Entry("college", "Мой колледж", frozenset({COLLEGE})),
    Entry("profile", "Профиль", EVERYONE),
)


def kinds_of(user) -> frozenset[str]:
    """A deputy head of the department may be both staff and leadership, and sees the entries of both."""
    if not user.is_authenticated:
        return frozenset()
    kinds = {kind for kind, holds in ((STAFF, user.is_staff), (LEADERSHIP, user.is_leadership)) if holds}
    return frozenset(kinds or {COLLEGE})


def url_of(name: str) -> str:
    """Empty for a page that this installation does not have (the trial mailbox is only in a trial run)."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def menu(request) -> dict:
    kinds = kinds_of(request.user) if hasattr(request, "user") else frozenset()
    entries = [
        {"label": entry.label, "url": url}
        for entry in ENTRIES
        if entry.kinds & kinds and (url := url_of(entry.url_name))
    ]
    return {
        "menu": mark_current(entries, request.path),
        "search_url": url_of("search") if kinds else "",
        "logout_url": url_of("account_logout") if kinds else "",
        "trial_mailbox_url": url_of("trial_mailbox") if settings.TRIAL else "",
        "trial": settings.TRIAL,
    }


def mark_current(entries: list[dict], path: str) -> list[dict]:
    """The entry whose address is the longest beginning of the path; the start page only when it is the path itself."""
    leading = [e["url"] for e in entries if path == e["url"] or (e["url"] != "/" and path.startswith(e["url"]))]
    current = max(leading, key=len, default=None)
    return [
        {**entry, "current": ("page" if path == current else "true") if entry["url"] == current else ""}
        for entry in entries
    ]
