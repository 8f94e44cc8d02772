"""Every address of the department's pages × each kind of user, written by hand from the rules: leadership never writes."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from decisions import lifecycle
from decisions.access import Actor
from decisions.models import Letter, SavedView
from decisions.urls import of_decisions
from tests import factories as make

NOW = dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC)
CAST = ("anonymous", "other_head", "head", "substitute", "deputy", "contact", "controller", "staff", "leadership")
PAGES = {"acceptance", "discipline", "letters", "table"}


def row(college, staff, leadership):
    """Anonymous people are asked to sign in; all of a college fare alike."""
    return dict.fromkeys(CAST, college) | {
        "anonymous": 302, "controller": staff, "staff": staff, "leadership": leadership
    }  # fmt: skip


GETS = {
    "assignments": row(403, 200, 200),
    "assignments_sheet": row(403, 200, 200),
    "discipline": row(403, 200, 200),
    "discipline_sheet": row(403, 200, 200),
    "acceptance": row(403, 200, 403),
    "acceptance_item": row(403, 200, 403),
    "extension_answer": row(403, 200, 403),
    "letters": row(403, 200, 403),
    "letter": row(403, 200, 403),
    "letter_looks": row(403, 200, 403),
    "letter_sample": row(403, 200, 403),
    "letter_sample_looks": row(403, 200, 403),
}
POSTS = {
    "view_save": row(403, 302, 302),  # a kept search is one's own
    "view_delete": row(403, 404, 404),  # of somebody else
    "acceptance": row(403, 302, 403),
    "acceptance_item": row(403, 302, 403),
    "extension_answer": row(403, 302, 403),
    "release_letters": row(403, 302, 403),
    "letter_test": row(403, 302, 403),
    "letter_again": row(403, 302, 403),
}
GIVEN = {
    "view_save": {"name": "Мои", "query": "overdue=on"},
    "acceptance_item": {"do": "accept"},
    "extension_answer": {"do": "grant", "due_on": "2026-03-30"},
}


@pytest.fixture
def things(cast):
    """What the addresses need; the saved view is of another member of staff."""
    waiting = make.assignment(
        make.decision(cast.protocol, due_on=dt.date(2026, 3, 20), controller=cast.controller.person), cast.college
    )
    sent = lifecycle.report(waiting, lifecycle.Account(text="Сделано"), by=Actor(), now=NOW)
    asked = lifecycle.ask_extension(cast.assignment, dt.date(2026, 3, 30), "Болезнь", by=Actor(), now=NOW)
    letter = Letter.objects.create(kind="digest", to="a@example.org", state="failed", next_at=NOW, created_at=NOW)
    view = SavedView.objects.create(user=make.user(is_staff=True), name="Чужой", query="overdue=on")
    of_letter = dict.fromkeys(("letter", "letter_looks", "letter_again"), letter.pk)
    samples = dict.fromkeys(("letter_sample", "letter_sample_looks"), "digest")
    keys = {"acceptance_item": waiting.pk, "extension_answer": asked.pk, "view_delete": view.pk, **of_letter, **samples}
    return keys, {"seen": sent.pk}


def ask(client, cast, things, name, who, method):
    keys, seen = things
    if who != "anonymous":
        client.force_login(getattr(cast, who))
    url = reverse(f"decisions:{name}", args=[keys[name]] if name in keys else [])
    with time_machine.travel(NOW, tick=False):
        return getattr(client, method)(url, {**GIVEN.get(name, {}), **seen} if method == "post" else {}).status_code


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", GETS)
def test_reading(client, cast, things, name, who):
    assert ask(client, cast, things, name, who, "get") == GETS[name][who]


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("name", POSTS)
def test_writing(client, cast, things, name, who):
    assert ask(client, cast, things, name, who, "post") == POSTS[name][who]


def test_every_address_is_in_the_table():
    names = {one.name for one in of_decisions if one.callback.__module__.rsplit(".", 1)[-1] in PAGES}
    assert names == GETS.keys() | POSTS.keys()
