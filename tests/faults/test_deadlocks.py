"""Staff end a decision while its heads report: whoever is second is told so, and nobody is cut off by the database."""

import datetime as dt
import random
import threading
import time
import urllib.error
from collections import Counter

import pytest
from django.utils import timezone

from decisions.models import Assignment
from tests import factories as make
from tests.faults import post

from .visitor import Visitor

SEED = 5


@pytest.fixture
def people(program, cast, settings):
    """Staff and four heads of one decision; `people()` gives their browsers once the program runs."""
    settings.SECRET_KEY = program.env["SECRET_KEY"]
    colleges = [make.college() for _ in range(4)]
    users = [cast.staff, *(make.user(make.head(one)) for one in colleges)]

    def start():
        web = program.web(workers=2)
        return colleges, [Visitor(web.url).recognized(user) for user in users]

    return start


def round_of(cast, colleges, visitors, chance) -> tuple[Counter, list[str]]:
    """Answers by status, 200 for what went through; and how the assignments ended."""
    today = timezone.localdate()
    decision = make.decision(cast.protocol, due_on=today + dt.timedelta(days=5))
    rows = [make.assignment(decision, one, created_on=today) for one in colleges]
    staff, *heads = visitors
    path = f"/protocols/{decision.protocol_id}/{decision.pk}/end/"
    acts = [(staff, path, staff.form(path) | {"how": "withdraw", "reason": "отмена", "basis": ""})]
    for head, row in zip(heads, rows, strict=True):
        path = f"/assignments/{row.pk}/report/"
        acts.append((head, path, head.form(path) | {"text": "Сделано", "do": "final"}))
    told, ready = Counter(), threading.Barrier(len(acts))

    def act(visitor, path, fields, pause):
        ready.wait()
        time.sleep(pause)
        try:
            visitor.post(path, fields)
            told[200] += 1
        except urllib.error.HTTPError as error:
            told[error.code] += 1

    threads = [threading.Thread(target=act, args=(*one, chance.random() * 0.06)) for one in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told, sorted(Assignment.objects.filter(decision=decision).values_list("state", flat=True))


def test_neither_staff_nor_a_head_is_cut_off(cast, people, full_size):
    colleges, visitors = people()
    chance, rounds = random.Random(SEED), full_size(50, scaled=6)
    told = Counter()
    for _ in range(rounds):
        answers, states = round_of(cast, colleges, visitors, chance)
        told += answers
        assert set(states) <= {"done", "withdrawn"}, "nothing is left open of a decision that has ended"
    print(f"ended while it is reported, {rounds} rounds: {dict(told)}")
    assert set(told) <= {200, 409}


def test_control_rows_locked_with_their_keys(program, cast, people):
    post.guard_off(program, "no_key")
    colleges, visitors = people()
    chance = random.Random(SEED)
    assert any(503 in round_of(cast, colleges, visitors, chance)[0] for _ in range(30))
