"""What the organization says it did: drafts, reports, ticks of points, and taking a report back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from clusters.models import Person
from decisions import reminders, search
from decisions.access import Actor
from decisions.models import Assignment, DecisionPoint, Opening, PointMark, Reminder, Report, ReportFile
from decisions.rules import current_calendar

from . import dates
from .extending import drop_request
from .rows import Refused, create, delete, locked, occasion_of, require, save

State = Assignment.State
NOT_IN_PROGRESS = {
    State.ON_ACCEPTANCE: "Отчёт уже отправлен и ждёт приёмки.",
    State.DONE: "Поручение уже исполнено.",
    State.WITHDRAWN: "Поручение прекращено.",
}
SENT_FULLY, SENT_IN_PART = "Отправлен отчёт об исполнении", "Отправлен отчёт о частичном исполнении"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that lies in the storage already: a verb only ties it to its report."""

    path: str
    name: str
    content_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Account:
    """What one report says. `points` are the ids of the points done by now; None leaves the ticks as they are.

    `from_draft` is False where the writer never saw the organization's draft: it stays, and nothing of it is sent.
    """

    text: str = ""
    executed_on: dt.date | None = None
    is_final: bool = True
    handed_over: bool = False
    files: tuple[StoredFile, ...] = ()
    points: frozenset[int] | None = None
    from_draft: bool = True
    tab: str = ""  # the page on which it was written


def save_draft(
    assignment: Assignment, account: Account, *, by: Actor, now: dt.datetime, draft_seen: int | None = None
) -> Report:
    """One draft for the organization: a contact writes, the head sends. Files add up; `drop_file` takes one out.

    `draft_seen` is `edition_of` when the writer began: what a colleague has written since is not
    overwritten unread, nor what oneself has written in another tab.
    """
    with locked(assignment) as row:
        require(row.state == State.IN_PROGRESS, NOT_IN_PROGRESS.get(row.state, ""))
        _require_read(row, account, draft_seen, by)
        if account.points is not None:
            set_marks(row, account.points, by=by, now=now)
        kept = draft_of(row)
        if kept and _says(kept) == _says(account) and not account.files:
            return kept
        draft = _filled(row, account, by, now)
        return _written(draft, account, by=by, now=now, why="Черновик отчёта сохранён")


def _says(one: Report | Account) -> tuple[object, ...]:
    """A page that saves while one types writes history only when something was typed."""
    return one.text.strip(), one.executed_on, one.is_final, one.handed_over


def edition_of(draft: Report | None) -> int:
    """The newest row of its history; 0 while there is no draft."""
    return draft.history.order_by("-history_id").values_list("history_id", flat=True)[0] if draft else 0


def _require_read(row: Assignment, account: Account, seen: int | None, by: Actor) -> None:
    draft = draft_of(row)
    if seen is None or draft is None or draft.text == account.text.strip():
        return
    here = {"tab": account.tab} if account.tab else {"history_user": by.user}
    other = draft.history.filter(history_id__gt=seen).exclude(**here).order_by("-history_id").first()
    if other:
        is_own = other.history_user == by.user
        who = "в другой вкладке вы сохранили" if is_own else f"черновик изменил(а) {other.history_user}"
        said = draft.text.removesuffix(".")
        raise Refused(f"Пока вы писали, {who}: «{said}». Ваш текст не потерян: сравните и сохраните ещё раз.")


def draft_of(assignment: Assignment) -> Report | None:
    return assignment.reports.filter(state=Report.State.DRAFT).first()


def drop_file(file: ReportFile, *, by: Actor, now: dt.datetime) -> None:
    """Take a file out of a draft. What was sent stays for ever."""
    with locked(file.report.assignment):
        draft = Report.objects.get(pk=file.report_id)
        require(draft.state == Report.State.DRAFT, "Отчёт уже отправлен.")
        delete(file, by=by, now=now, why=f"Файл убран из черновика: {file.name}")


def report(
    assignment: Assignment,
    account: Account,
    *,
    by: Actor,
    now: dt.datetime,
    reports_seen: int | None = None,
    draft_seen: int | None = None,
) -> Report:
    """Send it. A partial one closes nothing. A final one waits for the controller, or is itself the end;
    «постоянно» and «по планам» go on to their next control date.

    `reports_seen` is `count_sent` when the writer began: a double click, or a colleague who was faster, is refused.
    """
    with locked(assignment) as row:
        require(row.state == State.IN_PROGRESS, NOT_IN_PROGRESS.get(row.state, ""))
        require(reports_seen in (None, count_sent(row)), "Пока вы писали, по этому поручению уже отправлен отчёт.")
        _require_read(row, account, draft_seen, by)
        sent = _send(row, account, by=by, now=now)
        if account.is_final:
            _move_on(row, sent, by=by, now=now)
        reminders.tell(row, Reminder.Kind.REPORTED, occasion=occasion_of(sent), now=now)
        reminders.tell_if_collected_after_commit(row, now)
        return sent


def _send(row: Assignment, account: Account, *, by: Actor, now: dt.datetime) -> Report:
    today = timezone.localdate(now)
    if account.executed_on:
        decided_on = row.decision.protocol.date
        require(account.executed_on <= today, "Фактическая дата ещё не наступила.")
        require(account.executed_on >= decided_on, f"Фактическая дата раньше совещания, {decided_on:%d.%m.%Y}.")
    if account.points is not None:
        set_marks(row, account.points, by=by, now=now)
    sent = _filled(row, account, by, now)
    if account.is_final:
        _require_proof(row, sent, account)
        sent.executed_on = sent.executed_on or today
    sent.state, sent.sent_at, sent.control_on = Report.State.SENT, now, row.due_on
    sent.points_left = "\n".join(point.text for point in points_left(row)) if account.is_final else ""
    sent.on_behalf_of, sent.via = by.on_behalf_of, by.via
    written = _written(sent, account, by=by, now=now, why=SENT_FULLY if account.is_final else SENT_IN_PART)
    search.index_report(written)
    return written


def _require_proof(row: Assignment, sent: Report, account: Account) -> None:
    attached = account.files or (sent.pk and sent.files.exists())
    require(
        attached or account.handed_over or not row.decision.needs_document,
        "К этому поручению нужен документ: приложите файл или отметьте «передано лично».",
    )


def _filled(row: Assignment, account: Account, by: Actor, now: dt.datetime) -> Report:
    """The organization's draft, or a new report, with what is said now."""
    draft = (draft_of(row) if account.from_draft else None) or Report(assignment=row, created_at=now)
    draft.text, draft.executed_on = account.text.strip(), account.executed_on
    draft.is_final, draft.handed_over = account.is_final, account.handed_over
    draft.state, draft.author, draft.person = Report.State.DRAFT, by.user, by.person
    draft.tab = account.tab
    return draft


def _written(draft: Report, account: Account, *, by: Actor, now: dt.datetime, why: str) -> Report:
    if draft.pk is None:
        create(draft, by=by, now=now, why=why)
    else:
        save(draft, *REPORT_FIELDS, by=by, now=now, why=why)
    attach(draft, account.files, by=by, now=now)
    return draft


REPORT_FIELDS = (
    "text", "executed_on", "is_final", "handed_over", "state", "author", "person", "sent_at", "control_on",
    "points_left", "on_behalf_of", "via", "tab",
)  # fmt: skip


def attach(draft: Report, files: Collection[StoredFile], *, by: Actor, now: dt.datetime) -> None:
    for file in files:
        row = ReportFile(
            report=draft,
            file=file.path,
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            sha256=file.sha256,
        )
        create(row, by=by, now=now, why=f"Приложен файл: {file.name}")


def _move_on(row: Assignment, sent: Report, *, by: Actor, now: dt.datetime) -> None:
    drop_request(row, by=by, now=now, why="Отчёт отправлен, продление не понадобилось")
    if row.decision.needs_acceptance:
        row.state, row.reported_at, row.executed_on = State.ON_ACCEPTANCE, now, sent.executed_on
        save(row, "state", "reported_at", "executed_on", by=by, now=now, why=SENT_FULLY)
    else:
        row.reported_at, row.executed_on = now, sent.executed_on
        finish(row, by=by, now=now, why=SENT_FULLY)


def finish(row: Assignment, *, by: Actor, now: dt.datetime, why: str) -> None:
    """The end of a one-off; for what a report never closes, the next control date. One history row."""
    if not stays_open(row):
        row.state, row.closed_at = State.DONE, now
        save(row, "state", "reported_at", "executed_on", "closed_at", by=by, now=now, why=why)
        return
    row.state, row.reported_at, row.executed_on = State.IN_PROGRESS, None, None
    following = dates.next_date(row, now)
    row.due_on, row.why_due = following.due_on, following.why
    row.due_version += 1
    fields = ("state", "reported_at", "executed_on", "due_on", "why_due", "due_version")
    next_one = f"{why}. Следующая контрольная дата: {row.due_on:%d.%m.%Y}"
    save(row, *fields, by=by, now=now, why=next_one)


def stays_open(assignment: Assignment) -> bool:
    """«постоянно» and «по планам» themselves; a planned date is a period of its own, and ends by its report."""
    return assignment.decision.stays_open and not assignment.period


def recall(sent: Report, *, by: Actor, now: dt.datetime) -> Assignment:
    """Its author takes it back; what it said becomes the draft again."""
    with locked(sent.assignment) as row:
        fresh = Report.objects.get(pk=sent.pk)
        _require_recallable(row, fresh, by, now)
        fresh.state = Report.State.RECALLED
        save(fresh, "state", by=by, now=now, why="Отчёт отозван")
        search.index_report(fresh)
        if fresh.is_final:
            reopen(row, fresh, due_on=None, by=by, now=now, why="Отчёт отозван")
        _copy_to_draft(row, fresh, by=by, now=now)
        return row


def _require_recallable(row: Assignment, sent: Report, by: Actor, now: dt.datetime) -> None:
    require(sent.state == Report.State.SENT, f"Отчёт уже не отозвать: {sent.get_state_display()}.")
    require(row.state != State.WITHDRAWN, "Поручение прекращено.")
    require(sent.pk == newest_sent(row), "После этого отчёта отправлен другой.")
    authors = (sent.person_id, sent.on_behalf_of_id)
    require(by.person and by.person.pk in authors, "Отозвать отчёт может только его автор.")
    waits = row.state == State.ON_ACCEPTANCE
    require(waits or timezone.localdate(now) <= recall_until(sent), "Отозвать можно до конца следующего рабочего дня.")


def count_sent(row: Assignment) -> int:
    """Ever sent, recalled and returned ones too."""
    return row.reports.exclude(state=Report.State.DRAFT).count()


def newest_sent(row: Assignment) -> int | None:
    """The one that counts now, or was returned; what its author took back does not count."""
    unsent = (Report.State.DRAFT, Report.State.RECALLED)
    sent = row.reports.exclude(state__in=unsent).order_by("-sent_at", "-id")
    return sent.values_list("pk", flat=True).first()


def recall_until(sent: Report) -> dt.date:
    """The next working day after sending. A report that still waits for the controller may be recalled at any time."""
    return current_calendar().add_workdays(timezone.localdate(sent.sent_at), 1)


def reopen(
    row: Assignment, sent: Report, *, due_on: tuple[dt.date, str] | None, by: Actor, now: dt.datetime, why: str
) -> None:
    """Back to work: to a new date with its reason, or to the date that the report answered for."""
    drop_request(row, by=by, now=now, why=why)
    row.state, row.reported_at, row.executed_on, row.closed_at = State.IN_PROGRESS, None, None, None
    fields = ["state", "reported_at", "executed_on", "closed_at"]
    if due_on is None and row.due_on != sent.control_on:
        due_on = sent.control_on, "Отчёт за эту контрольную дату ещё не принят."
    if due_on:
        row.due_on, row.why_due = due_on
        row.due_version += 1
        fields += ["due_on", "why_due", "due_version"]
    save(row, *fields, by=by, now=now, why=why)


def _copy_to_draft(row: Assignment, recalled: Report, *, by: Actor, now: dt.datetime) -> None:
    files = tuple(
        StoredFile(one.file.name, one.name, one.content_type, one.size, one.sha256) for one in recalled.files.all()
    )
    account = Account(recalled.text, recalled.executed_on, recalled.is_final, recalled.handed_over, files)
    if draft_of(row) is None:
        _written(_filled(row, account, by, now), account, by=by, now=now, why="Отозванный отчёт стал черновиком")


def mark_points(assignment: Assignment, points: Collection[int], *, by: Actor, now: dt.datetime) -> None:
    """Exactly these points are done by now; a tick may be taken off again while the work is open."""
    with locked(assignment) as row:
        require(row.state == State.IN_PROGRESS, NOT_IN_PROGRESS.get(row.state, ""))
        set_marks(row, points, by=by, now=now)


def set_marks(row: Assignment, points: Collection[int], *, by: Actor, now: dt.datetime) -> None:
    marks = {mark.point_id: mark for mark in row.marks.select_related("point")}
    for point in row.decision.points.all():
        if point.pk in points and point.pk not in marks:
            mark = PointMark(assignment=row, point=point, marked_by=by.person, marked_at=now)
            create(mark, by=by, now=now, why=f"Отмечен пункт: {point}")
        elif point.pk not in points and point.pk in marks:
            delete(marks[point.pk], by=by, now=now, why=f"Снята отметка с пункта: {point}")


def points_left(assignment: Assignment) -> list[DecisionPoint]:
    return list(assignment.decision.points.exclude(marks__assignment=assignment))


def opened(assignment: Assignment, person: Person | None, now: dt.datetime) -> None:
    """Somebody of the organization has seen it. A fact, once; staff who look do not count."""
    if person is not None:
        Opening.objects.get_or_create(assignment=assignment, person=person, defaults={"opened_at": now})
