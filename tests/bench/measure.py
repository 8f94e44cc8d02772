"""One measurement in a process of its own, over the database of DATABASE_URL: python -m tests.bench.measure WHAT …

Writes one line of JSON: seconds of each run, what was counted, and the peak of memory in MB.
"""

import datetime as dt
import json
import resource
import smtplib
import sys
import time
from urllib.parse import urlsplit

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from decisions import letters, outbox, reminders  # noqa: E402
from decisions.models import Letter, PersonalLink, Reminder  # noqa: E402
from decisions.reminders import forming  # noqa: E402
from decisions.reminders.content import Mail  # noqa: E402
from decisions.reminders.moment import Moment  # noqa: E402
from decisions.reminders.shown import shown_to  # noqa: E402
from protocols import statement  # noqa: E402
from protocols.models import Protocol  # noqa: E402

RUNS = 5
PAPER_RUNS = 3
COPY = """
INSERT INTO decisions_reminder (assignment_id, person_id, kind, occasion, tell_on, state, reason, created_at)
SELECT assignment_id, person_id, kind, %s, tell_on, state, reason, created_at FROM decisions_reminder
WHERE occasion NOT LIKE 'copy%%'
"""


def clear() -> None:
    PersonalLink.objects.all().delete()
    Reminder.objects.all().delete()
    Letter.objects.all().delete()


def promise(now: dt.datetime) -> dict:
    """To find and promise what is due, from an empty ledger; and to find that nothing is missing."""
    times, again = [], []
    for _ in range(RUNS):
        clear()
        times.append(timed(lambda: reminders.promise(now)))
        again.append(timed(lambda: reminders.promise(now)))
    return {"seconds": times, "again": again, "made": Reminder.objects.count()}


def deliver(now: dt.datetime) -> dict:
    clear()
    reminders.promise(now)
    seconds = timed(lambda: reminders.deliver(now))
    return {"seconds": [seconds], "made": Letter.objects.filter(state="sent").count()}


def bare(now: dt.datetime) -> dict:
    """The yardstick: render, build and send the same digests over one kept-open connection, and nothing else."""
    clear()
    reminders.promise(now)
    moment = Moment.of(now)
    people = sorted(set(forming.owed(moment).values_list("person", flat=True)))
    pending = forming.promised(people)
    shown = shown_to(people, [one.assignment_id for one in pending], today=moment.today, horizon=moment.horizon)
    by_person: dict[int, list[Reminder]] = {}
    for one in pending:
        by_person.setdefault(one.person_id, []).append(one)
    mails = [Mail("digest", "", mine[0].person, mine, shown.of(pk)) for pk, mine in by_person.items()]

    def loop() -> None:
        where = urlsplit(settings.SMTP_URL)
        with smtplib.SMTP(where.hostname, where.port) as smtp:
            for mail in mails:
                formed = letters.build("digest", mail.context(shown, moment, "token"))
                to = mail.person.email
                raw = letters.raw_bytes(formed, to=to, message_id=outbox.message_id(), now=now)
                smtp.sendmail("reshili@localhost", [to], raw)

    return {"seconds": [timed(loop)], "made": len(mails)}


def paper(kind: str, subject: statement.Subject, now: dt.datetime) -> dict:
    times = [
        timed(lambda: statement.made(subject, kind, today=now.date(), signed_by="Сотрудник")) for _ in range(PAPER_RUNS)
    ]
    return {"seconds": times, "rows": subject.size()}


def sheet(now: dt.datetime) -> dict:
    return paper("xlsx", statement.Subject(since=dt.date(2000, 1, 1), until=dt.date(2100, 1, 1)), now)


def pdf(now: dt.datetime) -> dict:
    return paper("pdf", statement.Subject(protocol=Protocol.objects.order_by("pk")[0]), now)


def copied(now: dt.datetime) -> dict:
    """The yardstick of promising: the bare statement that inserts as many rows into the same table."""
    seconds = []
    for _ in range(RUNS):
        clear()
        seconds.append(timed(lambda: reminders.promise(now)))
    made = Reminder.objects.count()
    with connection.cursor() as cursor:
        bare = [timed(lambda run=run: cursor.execute(COPY, [f"copy{run}"])) for run in range(RUNS)]
    return {"seconds": seconds, "made": made, "bare": bare}


def timed(run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    get_resolver().url_patterns  # noqa: B018  a worker reads the addresses once, when it starts
    day = dt.date.fromisoformat(sys.argv[2])
    at_nine = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    known = {one.__name__: one for one in (promise, copied, deliver, bare, sheet, pdf)}
    result = known[sys.argv[1]](at_nine)
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(result))
