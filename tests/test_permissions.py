"""Every address of the program asked by everybody, against the table in `tests/permissions.py`."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse

from tests.everyone import PATTERNS, address, ask
from tests.everyone import world as world
from tests.permissions import CAST, TABLE, letter_of, objects

pytestmark = pytest.mark.django_db


def answer(response: HttpResponse) -> int | str:
    if response.status_code == 302:
        if response.url.startswith("/accounts/login/?"):
            return "sign in"
        if response.url.startswith("/admin/login/"):
            return "the door of the admin"
    return response.status_code


CELLS = [
    (case, method, which, letters)
    for case, methods in TABLE.items()
    for method, cell in zip(("get", "post"), methods, strict=True)
    for which, letters in objects(cell)
]


@pytest.mark.parametrize(
    "case, method, which, letters", CELLS, ids=[f"{case}-{method}-{which}" for case, method, which, _ in CELLS]
)
def test_the_table(world, case, method, which, letters):
    given = (answer(ask(world, who, case, method, which)) for who in CAST)
    assert "".join(map(letter_of, given)) == letters


@pytest.mark.parametrize("who", ["staff", "head"])
def test_what_is_asked_by_the_method_head_is_answered_like_the_page(world, who):
    """Mail scanners and monitors do so before they open anything. The admin's own door sends on only a GET."""
    for case in TABLE.keys() - {"admin:login"}:
        head, get = (answer(ask(world, who, case, method, "own")) for method in ("head", "get"))
        assert (case, head) == (case, get)


def test_every_address_is_in_the_table():
    known = {case.partition(" ")[0] for case in TABLE}
    assert known == set(PATTERNS)
    assert len(PATTERNS) > 190


NONCE = re.compile(r"'nonce-[^']+'")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value|nonce|content)="[^"]{30,}"')


def bare(response: HttpResponse, path: str) -> tuple[int, dict[str, list[str]], bytes]:
    """What a stranger could compare: without tokens, and without the address they asked themselves."""
    headers = {name: sorted(NONCE.sub("", value).split("; ")) for name, value in response.items()}
    for name in ("Content-Length", "X-Request-ID"):  # a longer address makes a longer page
        headers.pop(name, None)
    return response.status_code, headers, TOKEN.sub(b"", response.read).replace(path.encode(), b"PATH")


FOREIGN = [
    (case, method, [who for who, letter in zip(CAST, letters, strict=True) if letter == "."])
    for case, method, which, letters in CELLS
    if which == "foreign" and "." in letters
]


@pytest.mark.parametrize("case, method, strangers", FOREIGN, ids=[f"{case}-{method}" for case, method, _ in FOREIGN])
def test_what_is_anothers_looks_like_what_does_not_exist(world, case, method, strangers):
    for who in strangers:
        foreign, missing = (ask(world, who, case, method, which) for which in ("foreign", "missing"))
        assert bare(foreign, address(world, case, "foreign")) == bare(missing, address(world, case, "missing")), who


def test_the_mailbox_of_a_trial_only(world, settings):
    settings.TRIAL = False
    for case in ("trial_mailbox", "trial_letter", "trial_letter_looks"):
        assert [ask(world, who, case, "get", "own").status_code for who in CAST] == [404] * len(CAST)
