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
from django.urls import get_resolver  # noqa: E402
from django.utils import timezone  # noqa: E402

from decisions import letters, outbox, reminders  # noqa: E402
from decisions.models import Letter, PersonalLink, Reminder  # noqa: E402
from decisions.reminders import forming  # noqa: E402
from decisions.reminders.content import Mail  # noqa: E402
from decisions.reminders.moment import Moment  # noqa: E402
from decisions.reminders.shown import shown_to  # noqa: E402

RUNS = 5


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


def timed(run) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    get_resolver().url_patterns  # noqa: B018  a worker reads the addresses once, when it starts
    day = dt.date.fromisoformat(sys.argv[2])
    at_nine = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    result = {"promise": promise, "deliver": deliver, "bare": bare}[sys.argv[1]](at_nine)
    result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(result))
