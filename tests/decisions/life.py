"""A Hypothesis machine that lives the life of one assignment beside a plain model of it, day after day.

After each step the row must be what the model says; what the model forbids must be refused and leave no trace;
each change is one history row with its author and reason; each stage due by today is promised once, none to a closed
assignment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from decisions import lifecycle
from decisions.access import Actor
from decisions.deadlines import stage_on_or_before
from decisions.lifecycle import Account, Party, Refused
from decisions.models import Assignment, Decision, ExtensionRequest, Reminder, Report
from decisions.reminders.promising import promise
from decisions.rules import current_rules
from tests import factories as make

START = dt.date(2026, 3, 2)
PERMANENT_DUE = (1, 20)
DAYS = st.integers(min_value=-10, max_value=45)


@dataclass
class Sent:
    row: Report
    is_final: bool
    on: dt.date
    control_on: dt.date
    state: str = "sent"


@dataclass
class Model:
    controlled: bool
    permanent: bool
    due: dt.date
    state: str = "in_progress"
    version: int = 0
    request: ExtensionRequest | None = None
    sent: list[Sent] = field(default_factory=list)
    changes: int = 1
    told: dict[str, int] = field(default_factory=dict)

    @property
    def newest(self) -> Sent | None:
        counted = [one for one in self.sent if one.state != "recalled"]
        return counted[-1] if counted else None

    def move(self, due: dt.date) -> None:
        self.due, self.version = due, self.version + 1

    def reopen(self, control_on: dt.date) -> None:
        self.state, self.request = "in_progress", None
        if self.due != control_on:
            self.move(control_on)

    def tell(self, kind: str) -> None:
        self.told[kind] = self.told.get(kind, 0) + 1


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.database = transaction.atomic()  # one example: rolled back at its end
        self.database.__enter__()
        self.now = timezone.make_aware(dt.datetime.combine(START, dt.time(15)))

    def teardown(self):
        transaction.set_rollback(True)
        self.database.__exit__(None, None, None)

    @initialize(controlled=st.booleans(), permanent=st.booleans(), days=st.integers(min_value=0, max_value=30))
    def begin(self, controlled, permanent, days):
        college, department = make.college(), make.department(f"Департамент {next(make.numbers)}")
        head, clerk = make.head(college), make.person()
        make.appoint(clerk, department, "employee")
        self.staff = make.user(clerk, is_staff=True)
        self.head = Actor(user=make.user(head), person=head)
        self.rules, self.seen = current_rules(), 0
        due = START + dt.timedelta(days=days)
        kind = Decision.Kind.PERMANENT if permanent else Decision.Kind.DATE
        decision = make.decision(
            make.in_force(START), deadline_kind=kind, due_on=due, controller=clerk if controlled else None
        )
        (self.row,) = lifecycle.assign(decision, [Party(college)], by=self.staff, now=self.now)
        self.model = Model(controlled, permanent, self.rules.calendar.roll(due))

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    def attempt(self, allowed: bool, verb, *args, **kwargs):
        """The verb's answer when it went through, None when it was refused; either must be what the model says."""
        before, refused, answer = self.traces(), None, None
        self.now += dt.timedelta(minutes=1)
        try:
            answer = verb(*args, now=self.now, **kwargs)
        except Refused as why:
            refused = str(why)
        assert allowed == (refused is None), f"{verb.__name__}: {refused}"
        if refused is not None:
            assert refused.strip()
            assert self.traces() == before
        return answer

    def traces(self) -> tuple[int, ...]:
        histories = [model.history.count() for model in (Assignment, Report, ExtensionRequest)]
        return (*histories, Reminder.objects.count())

    # ── The college ──────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(is_final=st.booleans())
    def report(self, is_final):
        model = self.model
        account = Account(text="Сделано", is_final=is_final)
        sent = self.attempt(model.state == "in_progress", lifecycle.report, self.row, account, by=self.head)
        if sent is None:
            return
        model.sent.append(Sent(sent, is_final, self.today, model.due))
        model.tell(Reminder.Kind.REPORTED) if model.controlled else None
        if is_final:
            model.changes += 1
            model.request = None
            self.finish(waits=model.controlled)

    def finish(self, *, waits: bool):
        model = self.model
        if waits:
            model.state = "on_acceptance"
        elif model.permanent:
            model.state = "in_progress"
            model.move(self.rules.calendar.roll(dt.date(max(self.today, model.due).year + 1, *PERMANENT_DUE)))
        else:
            model.state = "done"

    @rule()
    def recall(self):
        model = self.model
        if not (model.sent and (newest := model.newest)):
            return
        until = self.rules.calendar.add_workdays(newest.on, 1)
        in_time = model.state == "on_acceptance" or self.today <= until
        allowed = newest.state == "sent" and model.state != "withdrawn" and in_time
        if self.attempt(allowed, lifecycle.recall, newest.row, by=self.head):
            newest.state = "recalled"
            if newest.is_final:
                model.reopen(newest.control_on)
                model.changes += 1

    @rule(days=DAYS)
    def ask(self, days):
        model, new = self.model, self.today + dt.timedelta(days=days)
        latest = max(model.due, self.today) + dt.timedelta(days=31)
        possible = self.today <= new <= latest and min(new, self.rules.calendar.roll(new)) > model.due
        allowed = model.state == "in_progress" and model.request is None and possible
        request = self.attempt(allowed, lifecycle.ask_extension, self.row, new, "Ждём смету", by=self.head)
        if request:
            model.request = request
            if model.controlled:
                model.tell(Reminder.Kind.EXTENSION_ASKED)

    @rule()
    def cancel(self):
        if self.model.request:
            self.attempt(True, lifecycle.cancel_extension, self.model.request, by=self.head)
            self.model.request = None

    # ── The department ───────────────────────────────────────────────────────────────────────────────────────────────

    @rule()
    def accept(self):
        allowed = self.model.state == "on_acceptance"
        if self.attempt(allowed, lifecycle.accept, self.row, by=self.staff):
            self.model.newest.state = "accepted"
            self.model.changes += 1
            self.model.tell(Reminder.Kind.ACCEPTED)
            self.finish(waits=False)

    @rule(days=st.none() | DAYS)
    def give_back(self, days):
        model, newest = self.model, self.model.newest
        new = None if days is None else self.today + dt.timedelta(days=days)
        answerable = newest is not None and newest.is_final and newest.state in ("sent", "accepted")
        allowed = answerable and model.state != "withdrawn" and (new is None or new >= self.today)
        verb = lifecycle.return_for_rework
        if self.attempt(allowed, verb, self.row, by=self.staff, reason="Не хватает плана", new_due_on=new):
            newest.state = "returned"
            model.changes += 1
            model.tell(Reminder.Kind.RETURNED)
            model.reopen(newest.control_on if new is None else model.due)
            if new:
                model.move(self.rules.calendar.roll(new))

    @rule(grant=st.booleans())
    def answer(self, grant):
        model = self.model
        if not (request := model.request):
            return
        if grant:
            self.attempt(True, lifecycle.grant_extension, request, by=self.staff)
            model.move(self.rules.calendar.roll(request.new_due_on))
            model.changes += 1
        else:
            self.attempt(True, lifecycle.refuse_extension, request, by=self.staff, reason="Нельзя")
        model.tell(Reminder.Kind.EXTENDED if grant else Reminder.Kind.NOT_EXTENDED)
        model.request = None

    @rule(days=DAYS)
    def correct(self, days):
        model, new = self.model, self.today + dt.timedelta(days=days)
        rolled = self.rules.calendar.roll(new)
        if rolled < self.today <= new:  # it would be late at once
            rolled = self.rules.calendar.roll(new, "forward")
        allowed = model.state == "in_progress" and rolled != model.due
        if self.attempt(allowed, lifecycle.correct_due, self.row, new, "Перенесли совещание", by=self.staff):
            model.request = None
            model.changes += 1
            model.tell(Reminder.Kind.CORRECTED)
            model.move(rolled)

    @rule(really=st.integers(min_value=0, max_value=4))
    def withdraw(self, really):
        if really:  # rarely, or no life would be long
            return
        allowed = self.model.state in ("in_progress", "on_acceptance")
        if self.attempt(allowed, lifecycle.withdraw, self.row, by=self.staff, reason="Решили иначе"):
            self.model.state, self.model.request = "withdrawn", None
            self.model.changes += 1
            self.model.tell(Reminder.Kind.WITHDRAWN)

    # ── Time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

    @rule(days=st.integers(min_value=0, max_value=9))
    def time_passes(self, days):
        """Nothing ran meanwhile; then the promise runs, twice."""
        morning = (self.now + dt.timedelta(days=days)).replace(hour=9, minute=0)
        self.now = max(self.now, morning)  # no clock goes back
        before = set(self.stages())
        promise(self.now)
        fresh = set(self.stages()) - before
        promise(self.now)
        assert set(self.stages()) == before | fresh
        assert not fresh or self.model.state == "in_progress"
        stage = stage_on_or_before(self.model.due, self.today, self.rules)
        if self.model.state == "in_progress" and stage and stage.told_on > START:
            assert f"v{self.model.version}:{stage.name}" in self.stages()

    def stages(self) -> list[str]:
        promised = Reminder.objects.filter(kind=Reminder.Kind.STAGE, assignment=self.row, person=self.head.person)
        occasions = list(promised.values_list("occasion", flat=True))
        assert len(occasions) == len(set(occasions))
        return occasions

    # ── What always holds ────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_row_is_what_the_model_says(self):
        if hasattr(self, "model"):
            row = Assignment.objects.get(pk=self.row.pk)
            assert (row.state, row.due_on, row.due_version) == (self.model.state, self.model.due, self.model.version)
            assert (row.closed_at is None) == row.is_open
            assert (row.reported_at is None) == (row.state == "in_progress") or row.state == "withdrawn"
            asked = row.extensions.filter(state="asked").count()
            assert asked == (1 if self.model.request else 0)

    @invariant()
    def history_is_complete(self):
        if hasattr(self, "model"):
            rows = self.row.history.values_list("history_user", "history_change_reason")
            assert len(rows) == self.model.changes
            assert {user for user, _ in rows} <= {self.staff.pk, self.head.user.pk}
            assert all(reason for _, reason in rows)

    @invariant()
    def each_event_is_told_once(self):
        if hasattr(self, "model"):
            events = Reminder.objects.filter(assignment=self.row).exclude(
                kind__in=[Reminder.Kind.STAGE, Reminder.Kind.ACCEPTANCE, Reminder.Kind.ESCALATION, Reminder.Kind.NEW]
            )
            told: dict[str, int] = {}
            for kind in events.values_list("kind", flat=True):
                told[kind] = told.get(kind, 0) + 1
            told_of_extension = told.pop(Reminder.Kind.EXTENSION_ASKED, 0)
            expected = dict(self.model.told)
            expected.pop(Reminder.Kind.EXTENSION_ASKED, None)
            assert told == expected
            assert told_of_extension == self.row.extensions.count()
