"""Each function takes one guard off, in the process that imports it. What others do in its place is named beside it."""

# The models are there only when the apps are ready.
# ruff: noqa: PLC0415


def settled_after_sending() -> None:
    """Marked as sent before it is sent: at most once, as many programs do."""
    from decisions.outbox import queue, sending

    carry = sending.Postman._carry

    def marked_first(postman, letter):
        queue.sent(letter, postman.round.clock(), keep_secrets=False)
        carry(postman, letter)

    sending.Postman._carry = marked_first


def lease() -> None:
    """Whoever is asked takes what is in the queue, sending or not."""
    from decisions.models import Letter
    from decisions.outbox import queue

    def everybodys(now):
        return Letter.objects.filter(state__in=["queued", "sending"]).order_by("next_at", "id")

    queue.waiting = everybodys


def end_of_lease() -> None:
    """A sender goes on with its batch, however long it slept."""
    from decisions.outbox import sending

    sending.ROUND_TRIPS = float("-inf")


def patience() -> None:
    """A database that restarts is not waited for when a letter is to be settled."""
    from decisions.outbox import sending

    sending.insist = lambda settle, tries=1: settle()


def classes_of_refusal() -> None:
    """4xx and 5xx alike are final."""
    from decisions.outbox import smtp

    refusal = smtp.refusal

    def final(code, answer, *, everyone=False):
        found = refusal(code, answer, everyone=everyone)
        found.permanent = True
        return found

    smtp.refusal = final


def circuit() -> None:
    """What concerns us all is taken for the letter's own fault."""
    from decisions.outbox import smtp

    send = smtp.Line.send

    def own_fault(line, to, raw):
        try:
            send(line, to, raw)
        except smtp.Refusal as refusal:
            raise smtp.Refusal(str(refusal), permanent=refusal.everyone or refusal.permanent) from refusal

    smtp.Line.send = own_fault


def timeout() -> None:
    """A server that never answers is waited for."""
    import smtplib

    class Patient(smtplib.SMTP):
        def __init__(self, host, port, name, timeout):
            super().__init__(host, port, name)

    smtplib.SMTP = Patient


def ledger() -> None:
    """What was knocked for is all that is done: the timetable finds nothing by itself."""
    from decisions import reminders, tasks

    tasks.reminders = type("Reminders", (), {**vars(reminders), "promise": staticmethod(lambda now: {})})


def range_of_days() -> None:
    """A stage is promised on its own day and on no other."""
    from decisions.reminders import promising

    newest = promising.stage_on_or_before

    def on_the_day(due_on, today, rules):
        stage = newest(due_on, today, rules)
        return stage if stage and stage.told_on == today else None

    promising.stage_on_or_before = on_the_day


def once() -> None:
    """A promise that is there already is made again."""
    from decisions.reminders import ledger

    ledger.INSERT = ledger.INSERT.replace("told.occasion, told.tell_on", "told.occasion || %(now)s, told.tell_on")


def no_key() -> None:
    """A row is locked with its key, as Django does unless it is told otherwise."""
    from django.db import models

    from clusters.models import LockingQuerySet

    LockingQuerySet.select_for_update = models.QuerySet.select_for_update


def zone() -> None:
    """The day is that of UTC."""
    import datetime as dt

    from django.utils import timezone

    timezone.localdate = lambda value=None, tz=None: (value or timezone.now()).astimezone(dt.UTC).date()
