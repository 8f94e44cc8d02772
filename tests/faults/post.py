"""What the fault tests of mail share: a region in which everybody is owed one letter, and what the SMTP server says."""

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass

import redis as redis_client
from celery import Celery
from django.core.management import call_command
from django.utils import timezone

from decisions.models import Letter, PostOffice, Reminder, ReminderPolicy
from tests.rig.process import ROOT, wait_until

ANY_HOUR = {"workdays_only": False, "work_from": "00:00", "work_until": "23:59:59", "digest_at": "00:00"}
QUICK = {"BEAT_MINUTE": "2", "LETTER_LEASE": "10", "EMAIL_TIMEOUT": "1", "SMTP_CONNECTIONS": "1"}


def owed(count: int, day=None) -> None:
    """`count` heads, each with one deadline on the day: one letter for each."""
    ReminderPolicy.objects.update_or_create(pk=1, defaults=ANY_HOUR)
    call_command(
        "load_scale", colleges=count, assignments=count, due=count, day=day or timezone.localdate(), verbosity=0
    )


def heads(count: int) -> set[str]:
    return {f"head{n}@college.example" for n in range(count)}


@dataclass
class Outcome:
    """Counted in the SMTP server's log alone."""

    expected: int
    got: int
    lost: int
    extra: int
    most: int
    differing: int

    def __str__(self) -> str:
        return (
            f"letters {self.expected}, lost {self.lost}, extra copies {self.extra} (at most {self.most} of one), "
            f"copies with another Message-ID {self.differing}"
        )


def outcome(smtp, count: int) -> Outcome:
    letters = [(letter.rcpt, letter.message_id, letter.sha256) for letter in smtp.letters()]
    copies = Counter(rcpt for rcpt, _, _ in letters)
    identities = Counter(rcpt for rcpt, _, _ in {*letters})
    return Outcome(
        expected=count,
        got=len(letters),
        lost=len(heads(count) - copies.keys()),
        extra=sum(number - 1 for number in copies.values()),
        most=max(copies.values(), default=0),
        differing=sum(number > 1 for number in identities.values()),
    )


def settled() -> bool:
    """Nothing is promised, nothing waits, nothing is being sent."""
    waiting = Letter.objects.filter(state__in=["queued", "sending"]).exists()
    promised = Reminder.objects.filter(state="promised").exists()
    return Reminder.objects.exists() and not waiting and not promised


def wait_for_mail(smtp, count: int) -> None:
    wait_until(lambda: settled() or paused(0.5), lambda: f"{count} letters are settled; taken: {len(smtp.letters())}")


def paused(seconds: float) -> bool:
    time.sleep(seconds)
    return False


def taken(smtp, count: int) -> None:
    """Until so many letters were taken."""
    wait_until(lambda: len(smtp.letters()) >= count or paused(0.1), lambda: f"{count} letters are taken")


def pauses_are_over() -> None:
    """The pause after a refusal is a minute or more: what is tried next is tried now."""
    now = timezone.now()
    PostOffice.objects.filter(closed_until__gt=now).update(closed_until=now)
    Letter.objects.filter(state="queued", next_at__gt=now).update(next_at=now)


def quick(program, **settings: str) -> None:
    program.env |= QUICK | settings


def guard_off(program, name: str) -> None:
    program.env |= {"DJANGO_SETTINGS_MODULE": "tests.faults.guards.settings", "GUARD_OFF": name}


def ring(program, *names: str) -> None:
    """Put tasks into the queue, as beat does."""
    app = Celery(broker=program.env["REDIS_URL"], set_as_current=False)
    for name in names:
        app.send_task(f"decisions.tasks.{name}")
    app.close()


def kill_at_random(processes, smtp, count: int, kills: int, seed: int) -> int:
    """SIGKILL to one after another and a new start, while letters are still to be sent; how many were killed."""
    chance = random.Random(seed)
    for done in range(kills):
        if len({letter.rcpt for letter in smtp.letters()}) >= count:
            return done
        victim = chance.choice(processes)
        victim.kill()
        victim.start()
        time.sleep(chance.random())
    return kills


def at(program, moment: str, *names: str, **settings: str) -> None:
    """One turn of the timetable in a process whose clock says `moment`."""
    command = [sys.executable, "-m", "tests.faults.at", moment, *names]
    done = subprocess.run(command, cwd=ROOT, env=program.env | settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def flush(program) -> None:
    redis_client.Redis.from_url(program.env["REDIS_URL"]).flushall()


def office() -> PostOffice:
    return PostOffice.objects.get_or_create(pk=1)[0]
