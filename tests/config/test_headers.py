"""Every page that has an address without a number, and one of each kind that has: admin, files, papers, errors."""

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver

from tests.config.observatory import score

ENOUGH = 120


@pytest.fixture
def https(settings):
    """As config.settings sets them when SITE_URL is https."""
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"


def addresses(patterns, start="/"):
    for pattern in patterns:
        route = str(pattern.pattern).lstrip("^").rstrip("$").removesuffix("\\Z")
        if isinstance(pattern, URLPattern):
            yield start + route
        else:
            yield from addresses(pattern.url_patterns, start + route)


def plain_addresses():
    return sorted({one for one in addresses(get_resolver().url_patterns) if not set(one) & set("<(?*")})


def test_the_walk_meets_the_program():
    found = plain_addresses()
    assert len(found) > 60
    assert {
        "/",
        "/my/",
        "/protocols/",
        "/accounts/login/",
        "/admin/",
        "/admin/clusters/person/",
        "/health/live",
    } <= set(found)


def judged(client, address):
    answer = client.get(address, secure=True)
    if answer.streaming:  # a static file: its last part closes it
        list(answer.streaming_content)
    return None if score(answer) >= ENOUGH else f"{address} {answer.status_code}: {score(answer)}"


def test_pages_of_a_visitor(client, db, https):
    assert [wrong for one in plain_addresses() if (wrong := judged(client, one))] == []


@pytest.mark.parametrize("who", ["head", "staff"])
def test_pages_of_somebody_signed_in(client, cast, https, who):
    user = getattr(cast, who)
    user.is_superuser = who == "staff"
    user.save(update_fields=["is_superuser"])
    client.force_login(user)
    answers = [client.get(one, secure=True) for one in plain_addresses()]
    assert [one.request["PATH_INFO"] for one in answers if score(one) < ENOUGH] == []
    own = [one for one in answers if one.status_code == 200 and one.wsgi_request.user.is_authenticated]
    assert len(own) > 12
    # kept by no cache: the next at this machine is somebody else
    assert [one.request["PATH_INFO"] for one in own if "no-store" not in one.get("Cache-Control", "")] == []


def test_pages_with_a_number(client, cast, https):
    client.force_login(cast.staff)
    pk, protocol = cast.assignment.pk, cast.protocol.pk
    pages = [
        f"/assignments/{pk}/",
        f"/assignments/{pk}/calendar.ics",
        f"/protocols/{protocol}/",
        f"/protocols/{protocol}/paper.docx",
        f"/admin/protocols/protocol/{protocol}/change/",
        f"/admin/clusters/organization/{cast.college.pk}/history/",
        "/assignments/999999/",
        "/nowhere/",
        "/l/unknown/",
        "/calendar/unknown.ics",
        "/static/css/base.css",
    ]
    assert [wrong for one in pages if (wrong := judged(client, one))] == []


POLICY = "default-src 'none'; script-src 'self'; form-action 'self'; frame-ancestors 'none'"
GOOD = {
    "Content-Security-Policy": POLICY,
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("headers", "points"),
    [
        ({}, 30),  # no policy, no HSTS, no nosniff, no framing
        (GOOD, 120),
        (GOOD | {"Content-Security-Policy": POLICY.replace("'none'; s", "'self'; s")}, 115),
        (GOOD | {"Content-Security-Policy": POLICY + "; style-src 'unsafe-inline'"}, 110),
        (GOOD | {"Content-Security-Policy": POLICY.replace("script-src 'self'", "script-src 'unsafe-inline'")}, 80),
        (GOOD | {"Content-Security-Policy": "default-src 'none'; script-src 'self' 'unsafe-eval'"}, 70),
        (GOOD | {"Strict-Transport-Security": "max-age=60"}, 110),
        (GOOD | {"Referrer-Policy": "unsafe-url"}, 110),
        (GOOD | {"Cross-Origin-Resource-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"}, 140),
        (GOOD | {"Cross-Origin-Embedder-Policy": "nonsense"}, 115),
    ],
)
def test_the_scorer_knows_the_table(headers, points):
    assert score(HttpResponse(headers=headers)) == points


@pytest.mark.parametrize(
    ("name", "flags", "points"),
    [
        ("session", {"secure": True, "httponly": True, "samesite": "Lax"}, 125),
        ("session", {"secure": True, "httponly": True, "samesite": None}, 120),
        ("session", {"secure": True, "httponly": False, "samesite": "Lax"}, 70),
        ("session", {"secure": False, "httponly": True, "samesite": "Lax"}, 60),
        ("csrf", {"secure": True, "httponly": False, "samesite": None}, 80),
    ],
)
def test_the_scorer_knows_cookies(name, flags, points):
    answer = HttpResponse(headers=GOOD)
    answer.set_cookie(name, "x", **flags)
    assert score(answer) == points
