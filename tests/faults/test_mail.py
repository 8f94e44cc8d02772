"""Letters survive what happens to workers and servers. The oracle is the SMTP server's own log.

Every test prints a line of figures, and has a control: the same with one guard off goes wrong.
"""

import signal
import time

import pytest

from decisions.models import Letter, Reminder
from tests.faults import post
from tests.rig.process import wait_until

SEED = 20230202


@pytest.fixture(autouse=True)
def power_off(program):
    """What was seen is seen: the workers need not finish."""
    yield
    for process in program.started:
        process.kill()


def figures(what: str, outcome, **more) -> None:
    print(f"\n{what}: {outcome}" + "".join(f", {name.replace('_', ' ')} {value}" for name, value in more.items()))


class TestKill:
    """SIGKILL to workers and beats while letters go."""

    def run(self, program, smtp, count, kills):
        post.quick(program)
        smtp.script(delay=0.1)
        processes = [program.worker() for _ in range(4)] + [program.beat() for _ in range(2)]
        post.owed(count)  # when all are ready, so that letters last as long as the kills
        post.ring(program, "promise", "deliver")
        post.taken(smtp, count // 20)
        start = time.monotonic()
        killed = post.kill_at_random(processes, smtp, count, kills, SEED)
        smtp.script()
        post.wait_for_mail(smtp, count)
        return post.outcome(smtp, count), killed, round(time.monotonic() - start)

    def test_none_is_lost_and_copies_are_few(self, program, smtp, full_size):
        count, kills = full_size(10_000, scaled=600), full_size(20, scaled=4)
        outcome, killed, seconds = self.run(program, smtp, count, kills)
        figures("kill -9", outcome, kills=killed, seconds=seconds)
        assert killed == kills
        assert (outcome.lost, outcome.differing) == (0, 0)
        assert outcome.extra <= killed
        assert Letter.objects.filter(state="sent").count() == count

    def test_control_marked_before_it_is_sent(self, program, smtp):
        post.guard_off(program, "settled_after_sending")
        post.quick(program)
        post.owed(200)
        smtp.script(delay=0.2)
        worker = program.worker()
        program.beat()
        post.ring(program, "promise", "deliver")
        kills = 3
        for _ in range(kills):
            post.taken(smtp, len(smtp.letters()) + 2)
            worker.kill()
            worker.start()
        smtp.script()
        post.wait_for_mail(smtp, 200)
        outcome = post.outcome(smtp, 200)
        figures("kill -9, control", outcome, kills=kills)
        assert outcome.lost > 0


class TestTwoOfEach:
    def start(self, program, smtp, count):
        post.quick(program)
        post.owed(count)
        smtp.script(delay=0.02)
        program.worker(concurrency=4)
        for _ in range(2):
            program.beat()
        for _ in range(4):
            post.ring(program, "promise", "deliver")

    def run(self, program, smtp, count):
        self.start(program, smtp, count)
        post.wait_for_mail(smtp, count)
        for _ in range(10):
            post.ring(program, "promise", "deliver")
        time.sleep(5)
        return post.outcome(smtp, count)

    def test_one_letter_each_and_none_by_ten_runs_more(self, program, smtp, full_size):
        count = full_size(5_000, scaled=300)
        outcome = self.run(program, smtp, count)
        figures("two beats, four workers", outcome)
        assert (outcome.lost, outcome.extra) == (0, 0)

    def test_control_everybody_takes_what_is_being_sent(self, program, smtp):
        post.guard_off(program, "lease")
        self.start(program, smtp, 100)
        post.taken(smtp, 120)
        outcome = post.outcome(smtp, 100)
        figures("two beats, four workers, control", outcome)
        assert outcome.extra > 0


class TestServerDown:
    """Nobody listens, then somebody does."""

    def run(self, program, smtp, count):
        post.quick(program)
        post.owed(count)
        smtp.kill()
        program.worker()
        program.beat()
        post.ring(program, "promise", "deliver")
        wait_until(lambda: post.office().closed_since is not None or post.paused(0.2) or bounced() > 0)
        time.sleep(5)
        smtp.start()
        post.pauses_are_over()
        post.wait_for_mail(smtp, count)
        return post.outcome(smtp, count)

    def test_the_queue_is_kept(self, program, smtp, full_size):
        count = full_size(2_000, scaled=100)
        start = time.monotonic()
        outcome = self.run(program, smtp, count)
        figures("SMTP down and back", outcome, seconds=round(time.monotonic() - start), given_up=bounced())
        assert (outcome.lost, outcome.extra, bounced()) == (0, 0, 0)
        assert post.office().closed_since is None

    def test_control_the_outage_is_taken_for_the_letters_fault(self, program, smtp):
        post.guard_off(program, "circuit")
        outcome = self.run(program, smtp, 40)
        figures("SMTP down and back, control", outcome, given_up=bounced())
        assert outcome.lost > 0


def bounced() -> int:
    return Letter.objects.filter(state__in=["bounced", "failed"]).count()


class TestRefusals:
    """4xx and 5xx for some, in RCPT and after DATA."""

    def run(self, program, smtp, count):
        post.quick(program)
        post.owed(count)
        later = {f"head{n}@college.example": ["450 4.2.1 later", "250 ok"] for n in range(0, count, 10)}
        never = {f"head{n}@college.example": ["550 5.1.1 no such user"] for n in range(5, count, 20)}
        full = {f"head{n}@college.example": ["552 5.2.2 full"] for n in range(3, count, 50)}
        smtp.script(rcpt=later | never, data=full)
        program.worker(concurrency=2)
        program.beat()
        post.ring(program, "promise", "deliver")
        others = count - len(later) - len(never) - len(full)
        post.taken(smtp, others)
        early = len(smtp.letters())
        post.pauses_are_over()
        post.wait_for_mail(smtp, count)
        return post.outcome(smtp, count), len(never) + len(full), early, others

    def test_they_hold_up_nobody_else(self, program, smtp, full_size):
        count = full_size(2_000, scaled=200)
        outcome, refused, early, others = self.run(program, smtp, count)
        figures("4xx and 5xx", outcome, refused_for_good=refused, taken_before_the_second_attempt=early)
        assert (outcome.lost, outcome.extra, bounced()) == (refused, 0, refused)
        assert early >= others
        attempts = [one["rcpt"] for one in smtp.refusals() if one["answer"].startswith("55")]
        assert len(attempts) == len(set(attempts)) == refused  # never tried again

    def test_control_every_refusal_is_final(self, program, smtp):
        post.guard_off(program, "classes_of_refusal")
        outcome, refused, _, _ = self.run(program, smtp, 100)
        figures("4xx and 5xx, control", outcome, refused_for_good=refused)
        assert outcome.lost > refused


class TestSignInRefused:
    """AUTH 535 for all: the queue is kept, the server is not hammered, staff are told once."""

    def run(self, program, smtp, count):
        post.quick(program, SMTP_URL=smtp.url.replace("smtp://", "smtp://reshili:secret@"))
        post.owed(count)
        smtp.script(auth="535 5.7.8 bad credentials")
        program.worker(concurrency=2)
        program.beat()
        post.ring(program, "promise", "deliver")
        wait_until(lambda: len(smtp.events("auth")) > 0 or post.paused(0.2))
        time.sleep(12)
        attempts = len(smtp.events("auth"))
        smtp.script()
        post.pauses_are_over()
        post.wait_for_mail(smtp, count)
        return post.outcome(smtp, count), attempts

    def test_the_circuit_opens(self, program, smtp, full_size):
        count = full_size(500, scaled=100)
        outcome, attempts = self.run(program, smtp, count)
        figures("AUTH refused", outcome, attempts_in_12_seconds=attempts, given_up=bounced())
        assert (outcome.lost, outcome.extra, bounced()) == (0, 0, 0)
        assert attempts <= 2

    def test_control_without_it(self, program, smtp):
        post.guard_off(program, "circuit")
        outcome, attempts = self.run(program, smtp, 40)
        figures("AUTH refused, control", outcome, attempts_in_12_seconds=attempts, given_up=bounced())
        assert outcome.lost > 0
        assert attempts > 2


class TestSilentServer:
    """It takes the connection and never says a word."""

    def run(self, program, smtp, count, *, wait):
        post.quick(program)
        post.owed(count)
        smtp.script(silent=True)
        before = len(smtp.events("connect"))
        program.worker()
        program.beat()
        post.ring(program, "promise", "deliver")
        wait_until(lambda: len(smtp.events("connect")) > before or post.paused(0.2))
        time.sleep(5)
        noticed = post.office().closed_since is not None
        smtp.script()
        post.pauses_are_over()
        if wait:
            post.wait_for_mail(smtp, count)
        else:
            time.sleep(15)
        return post.outcome(smtp, count), noticed

    def test_it_is_noticed(self, program, smtp, full_size):
        count = full_size(500, scaled=50)
        outcome, noticed = self.run(program, smtp, count, wait=True)
        figures("a server that never answers", outcome, noticed_within_seconds=5)
        assert (noticed, outcome.lost, outcome.extra) == (True, 0, 0)

    def test_control_without_a_timeout(self, program, smtp):
        post.guard_off(program, "timeout")
        outcome, noticed = self.run(program, smtp, 20, wait=False)
        figures("a server that never answers, control", outcome)
        assert (noticed, outcome.lost) == (False, 20)


class TestRedis:
    """Stopped, flushed, and back: it only knocks."""

    def run(self, program, smtp, redis, count):
        post.quick(program)
        post.owed(count)
        smtp.script(delay=0.05)
        program.worker()
        program.beat()
        post.ring(program, "promise", "deliver")
        post.taken(smtp, count // 10)
        for _ in range(3):
            redis.kill()
            time.sleep(1)
            redis.start()
            post.flush(program)
            time.sleep(1)
        post.wait_for_mail(smtp, count)
        return post.outcome(smtp, count)

    def test_the_ledger_remembers(self, program, smtp, redis, full_size):
        count = full_size(2_000, scaled=200)
        outcome = self.run(program, smtp, redis, count)
        figures("Redis killed and flushed three times", outcome)
        assert (outcome.lost, outcome.extra) == (0, 0)

    def test_control_without_the_ledger(self, program, smtp, redis):
        """What is not promised before Redis loses it is never told."""
        post.guard_off(program, "ledger")
        post.quick(program)
        post.owed(20)
        program.worker()
        program.beat()
        redis.kill()
        redis.start()
        post.flush(program)
        time.sleep(12)
        outcome = post.outcome(smtp, 20)
        figures("Redis killed and flushed, control", outcome)
        assert outcome.lost == 20


class TestPostgres:
    """Restarted in the middle of letters."""

    def run(self, program, smtp, postgres, count, restarts):
        post.quick(program)
        post.owed(count)
        smtp.script(delay=0.3)
        workers = [program.worker() for _ in range(2)]
        program.beat()
        post.ring(program, "promise", "deliver", "deliver")
        for _ in range(restarts):
            post.taken(smtp, len(smtp.letters()) + 4)
            postgres.stop(signal.SIGQUIT)  # as pg_ctl stop -m immediate
            time.sleep(1)
            postgres.start()
        smtp.script()
        reconnect()
        post.wait_for_mail(smtp, count)
        assert all(worker.alive for worker in workers)
        return post.outcome(smtp, count)

    def test_what_was_taken_is_settled_when_it_is_back(self, program, smtp, postgres, full_size):
        count = full_size(2_000, scaled=120)
        outcome = self.run(program, smtp, postgres, count, restarts=3)
        figures("PostgreSQL restarted three times", outcome)
        assert (outcome.lost, outcome.differing) == (0, 0)
        assert outcome.extra <= 2 * 3

    def test_control_nobody_waits_for_it(self, program, smtp, postgres):
        post.guard_off(program, "patience")
        outcome = self.run(program, smtp, postgres, 60, restarts=3)
        figures("PostgreSQL restarted three times, control", outcome)
        assert outcome.extra > 0


def reconnect() -> None:
    from django.db import connection  # noqa: PLC0415  the fixture of the test gives it its database first

    connection.close()
    wait_until(lambda: usable(connection))


def usable(connection) -> bool:
    connection.ensure_connection()
    return connection.is_usable()


class TestAsleep:
    """SIGSTOP past the lease: another takes over, and the sleeper sends no more when it wakes up."""

    def run(self, program, smtp, count):
        post.quick(program, LETTER_LEASE="8")
        post.owed(count)
        smtp.script(delay=0.3)
        sleeper = program.worker()
        program.beat()
        post.ring(program, "promise", "deliver")
        post.taken(smtp, 5)
        sleeper.send(signal.SIGSTOP)
        smtp.script()
        program.worker()
        time.sleep(10)  # longer than the lease
        post.wait_for_mail(smtp, count)
        smtp.script(delay=0.01)
        sleeper.send(signal.SIGCONT)
        time.sleep(8)
        return post.outcome(smtp, count)

    def test_it_sends_nothing_on_a_lease_it_lost(self, program, smtp, full_size):
        count = full_size(500, scaled=60)
        outcome = self.run(program, smtp, count)
        figures("a worker stopped past its lease", outcome)
        assert (outcome.lost, outcome.differing) == (0, 0)
        assert outcome.extra <= 1

    def test_control_it_goes_on(self, program, smtp):
        post.guard_off(program, "end_of_lease")
        outcome = self.run(program, smtp, 60)
        figures("a worker stopped past its lease, control", outcome)
        assert outcome.extra > 1


def test_the_ledger_itself_is_the_guard_against_two_promises(program, smtp):
    """Control of `two beats, four workers`: with the uniqueness gone every run promises anew."""
    post.guard_off(program, "once")
    post.quick(program)
    post.owed(20)
    for _ in range(3):
        program.manage("send_reminders")
    assert Reminder.objects.count() > 20
