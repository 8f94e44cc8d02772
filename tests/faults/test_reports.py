"""The report over the program of production: sent once however often it is clicked, and whoever is killed meanwhile."""

import datetime as dt
import os
import random
import signal
import threading
import time
from pathlib import Path

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils import timezone

from decisions.models import Assignment, Report
from tests import factories as make

from .visitor import Visitor


def fresh(cast):
    """Today's, with nothing reported; without a controller: the mark is final."""
    today = timezone.localdate()
    decision = make.decision(cast.protocol, due_on=today + dt.timedelta(days=5))
    return make.assignment(decision, cast.college, created_on=today)


def visitor(web, cast) -> Visitor:
    """The program of production does not read the quick hashes of tests."""
    cast.head.password = PBKDF2PasswordHasher().encode(make.PASSWORD, "a-salt-of-this-test", iterations=1000)
    cast.head.save(update_fields=["password"])
    return Visitor(web.url).sign_in(cast.head.email, make.PASSWORD)


def filled(person: Visitor, row: Assignment) -> tuple[str, dict[str, str]]:
    path = f"/assignments/{row.pk}/report/"
    return path, person.form(path) | {"text": f"Сделано {row.pk}", "do": "final"}


def workers_of(web) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{web.pid}/task/{web.pid}/children").read_text().split()]


def once(rows) -> list[tuple[str, int, int]]:
    found = Assignment.objects.filter(pk__in=[row.pk for row in rows])
    return [(row.state, row.reports.count(), row.history.count()) for row in found]


def test_clicked_three_times_at_once(program, cast, full_size):
    web = program.web(workers=2)
    person, rows = visitor(web, cast), [fresh(cast) for _ in range(full_size(200, scaled=10))]
    pages = []
    for row in rows:
        path, fields = filled(person, row)
        clicks = [threading.Thread(target=lambda: pages.append(person.post(path, fields))) for _ in range(3)]  # noqa: B023
        for click in clicks:
            click.start()
        for click in clicks:
            click.join()
    assert once(rows) == [("done", 1, 2)] * len(rows)  # made, reported
    assert len(pages) == 3 * len(rows)
    assert sum("Отчёт об исполнении" in page for page in pages) == 0, "each answer is the page of the assignment"
    print(f"triple clicks {len(rows)}: reports {Report.objects.count()}")


def test_a_worker_is_killed_while_it_takes_the_report(program, cast, full_size):
    web = program.web(workers=2)
    person, rows = visitor(web, cast), [fresh(cast) for _ in range(full_size(100, scaled=6))]
    retried = 0
    for row in rows:
        path, fields = filled(person, row)
        sending = threading.Thread(target=person.post_until_answered, args=(path, fields))
        sending.start()
        time.sleep(random.uniform(0, 0.12))
        for pid in workers_of(web):
            os.kill(pid, signal.SIGKILL)
            retried += 1
        sending.join()
    assert once(rows) == [("done", 1, 2)] * len(rows)
    print(f"reports {len(rows)}, workers killed {retried}: each report once, none lost")
