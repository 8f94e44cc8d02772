"""Just before a letter is formed: is the promise still worth keeping?"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone

from decisions.models import Assignment, ExtensionRequest, Letter, Reminder

from . import quotas
from .moment import Moment
from .shown import Shown

Kind, State = Reminder.Kind, Reminder.State
Verdict = tuple[str, str]

OPEN_ONLY = (
    Kind.STAGE, Kind.RETURNED, Kind.EXTENDED, Kind.NOT_EXTENDED, Kind.ESCALATION, Kind.QUOTA, Kind.ASKED,
)  # fmt: skip
WHILE_OPEN = (Kind.NEW, Kind.CORRECTED)
REPEATED = (Kind.STAGE, Kind.ACCEPTANCE, Kind.ESCALATION)
UNTOLD = (Letter.State.BOUNCED, Letter.State.FAILED, Letter.State.DROPPED)


def keep(pending: Sequence[Reminder], shown: Shown, moment: Moment) -> list[Reminder]:
    """Those still true; the others, unless a letter has them already, get a state and a reason."""
    newest = {(one.assignment_id, one.person_id, one.kind): one.pk for one in sorted(pending, key=lambda one: one.pk)}
    told = last_told(pending)
    kept, verdicts = [], defaultdict(list)
    for reminder in pending:
        key = (reminder.assignment_id, reminder.person_id, reminder.kind)
        if reminder.kind in REPEATED and newest[key] != reminder.pk:
            verdict: Verdict | None = (State.SUPERSEDED, "есть более новое")
        else:
            verdict = verdict_on(reminder, shown, moment, told.get(key[:2]))
        if verdict:
            verdicts[verdict].append(reminder.pk)
        else:
            kept.append(reminder)
    for (state, reason), ids in verdicts.items():
        Reminder.objects.filter(pk__in=ids, state=State.PROMISED).update(state=state, reason=reason)
    return kept


def verdict_on(reminder: Reminder, shown: Shown, moment: Moment, told_on: dt.date | None) -> Verdict | None:
    row = shown.rows[reminder.assignment_id]
    if not reminder.person.is_active:
        return State.DROPPED, "человек больше не работает"
    if row.is_archived:
        return State.DROPPED, "поручение в архиве"
    if reason := (past_state(reminder, row) or past_fact(reminder, row, shown, moment)):
        return State.DROPPED, reason
    if reminder.kind == Kind.STAGE and told_on and told_on >= reminder.tell_on:
        return State.SUPERSEDED, f"об этом уже сказано в письме от {told_on:%d.%m.%Y}"
    return None


def past_state(reminder: Reminder, row: Assignment) -> str:
    """What the assignment's state makes needless."""
    label = row.get_state_display()
    if reminder.kind in OPEN_ONLY and row.state != row.State.IN_PROGRESS:
        return label
    if reminder.kind in WHILE_OPEN and not row.is_open:
        return label
    if reminder.kind == Kind.WITHDRAWN and row.state != row.State.WITHDRAWN:
        return label
    if reminder.kind == Kind.ACCEPTANCE and row.state != row.State.ON_ACCEPTANCE:
        return label
    if reminder.kind == Kind.REPORTED and row.state in (row.State.DONE, row.State.WITHDRAWN):
        return label
    return ""


def past_fact(reminder: Reminder, row: Assignment, shown: Shown, moment: Moment) -> str:
    """What has changed since, though the state has not."""
    if reminder.kind in (Kind.STAGE, Kind.ESCALATION):
        if not reminder.occasion.startswith(f"v{row.due_version}:"):
            return "срок изменён"
        if reminder.kind == Kind.STAGE and row.pk not in shown.told.get(reminder.person_id, {}):
            return "больше не исполнитель"
    if reminder.kind == Kind.EXTENSION_ASKED:
        asked = row.extensions.filter(state=ExtensionRequest.State.ASKED)
        return "" if asked.exists() else "на просьбу уже ответили"
    if reminder.kind == Kind.QUOTA:
        return past_quota(reminder, row, moment.today)
    return ""


def past_quota(reminder: Reminder, row: Assignment, today: dt.date) -> str:
    _, end = quotas.period_of(reminder.occasion)
    if (today - end).days > 7:
        return "прошла ещё неделя"
    return "" if quotas.not_met(row.decision, reminder.occasion, [row.pk]) else "норма всё же выполнена"


def last_told(pending: Sequence[Reminder]) -> dict[tuple[int, int], dt.date]:
    """The day of the last letter about each assignment to each person."""
    rows = (
        Reminder.objects.filter(
            state=State.IN_LETTER,
            person__in={one.person_id for one in pending},
            assignment__in={one.assignment_id for one in pending},
        )
        .exclude(letter__state__in=UNTOLD)
        .exclude(pk__in=[one.pk for one in pending])
        .values_list("assignment", "person")
        .annotate(told_at=Max("letter__formed_at"))
    )
    return {(assignment, person): timezone.localdate(told_at) for assignment, person, told_at in rows if told_at}
