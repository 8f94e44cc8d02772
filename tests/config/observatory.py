"""The points that Mozilla's HTTP Observatory gives to the headers of one answer, by its published table of scores.

Its points for what a header cannot show are left out: preloading of HSTS, integrity of scripts from elsewhere.
"""

from __future__ import annotations

from django.http import HttpResponse

START = 100
BONUS_FROM = 90
SIX_MONTHS = 15_768_000
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}


def score(response: HttpResponse) -> int:
    """What is wrong is taken off first; bonuses count only from 90 on."""
    points = [judge(response) for judge in (policy, cookies, referrer, transport, sniffing, framing, *CROSS_ORIGIN)]
    total = START + sum(point for point in points if point < 0)
    return total + sum(point for point in points if point > 0) if total >= BONUS_FROM else total


def directives(response: HttpResponse) -> dict[str, list[str]]:
    parts = (part.split() for part in response.get("Content-Security-Policy", "").split(";") if part.strip())
    return {name: sources for name, *sources in parts}


def policy(response: HttpResponse) -> int:
    given = directives(response)
    if not given:
        return -25
    default = given.get("default-src", ["*"])
    scripts, styles = given.get("script-src", default), given.get("style-src", default)
    everything = [source for sources in given.values() for source in sources]
    if {"'unsafe-inline'", "data:", "https:", "*"} & {*scripts, *given.get("object-src", default)}:
        return -20
    if any(source.startswith("http:") for source in everything):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if {"'unsafe-inline'", "data:", "https:", "*"} & set(styles):
        return 0
    forms = set(given.get("form-action", ["*"]))
    return 10 if default == ["'none'"] and forms <= {"'none'", "'self'"} else 5


def cookies(response: HttpResponse) -> int:
    kept = {name: cookie for name, cookie in response.cookies.items() if cookie["max-age"] != 0}
    worst = 5 if kept else 0
    for name, cookie in kept.items():
        is_session, is_csrf = "session" in name or "link" in name, "csrf" in name
        if is_session and not cookie["secure"]:
            worst = min(worst, -40)
        if is_session and not cookie["httponly"]:
            worst = min(worst, -30)
        if not cookie["secure"] or (is_csrf and cookie["samesite"] not in ("Lax", "Strict")):
            worst = min(worst, -20)
        if cookie["samesite"] not in ("Lax", "Strict"):
            worst = min(worst, 0)
    return worst


def referrer(response: HttpResponse) -> int:
    given = response.get("Referrer-Policy")
    return 0 if given is None else 5 if given in PRIVATE else -5


def transport(response: HttpResponse) -> int:
    parts = [part.strip() for part in response.get("Strict-Transport-Security", "").split(";")]
    ages = [int(part.removeprefix("max-age=")) for part in parts if part.startswith("max-age=")]
    return -20 if not ages else 0 if ages[0] >= SIX_MONTHS else -10


def sniffing(response: HttpResponse) -> int:
    return 0 if response.get("X-Content-Type-Options") == "nosniff" else -5


def framing(response: HttpResponse) -> int:
    if "frame-ancestors" in directives(response):
        return 5
    return 0 if response.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20


def resource_policy(response: HttpResponse) -> int:
    given = response.get("Cross-Origin-Resource-Policy")
    return {None: 0, "same-origin": 10, "same-site": 10, "cross-origin": 0}.get(given, -5)


def opener_policy(response: HttpResponse) -> int:
    given = response.get("Cross-Origin-Opener-Policy")
    return {None: 0, "same-origin": 10, "same-origin-allow-popups": 10, "unsafe-none": 0}.get(given, -5)


def embedder_policy(response: HttpResponse) -> int:
    given = response.get("Cross-Origin-Embedder-Policy")
    return {None: 0, "require-corp": 10, "credentialless": 10, "unsafe-none": 0}.get(given, -5)


CROSS_ORIGIN = (resource_policy, opener_policy, embedder_policy)
