"""«Сбор ответов» of one decision: who answered, who is missing; reminding those, and all files as one archive."""

from __future__ import annotations

import datetime as dt
import logging
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from clusters.attachments import is_lost
from clusters.models import Appointment, Organization, User
from decisions import reminders

from .models import Assignment, Decision, Reminder, Report, ReportFile
from .rules import current_calendar
from .statement import Line, statement_of

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
CHUNK = 1 << 16
LOST = "Не вошли в архив.txt"
LOST_TOLD = (
    "Этих файлов нет в хранилище, или они не читаются (целиком или до конца). "
    "Скажите администратору программы: он вернёт их из резервной копии."
)
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Answers:
    decision: Decision
    answered: list[Line]
    missing: list[Line]  # still owe an answer, a part of one perhaps given
    withdrawn: list[Line]

    @property
    def files(self) -> int:
        return sum(len(line.files) for line in (*self.answered, *self.missing))

    @property
    def total(self) -> int:
        return len(self.answered) + len(self.missing)


def visible_to(user: User, today: dt.date) -> QuerySet[Decision]:
    """Staff and leadership all; others, while they are employed by the department, those they receive or control."""
    found = Decision.objects.exclude(state=Decision.State.DRAFT)
    if user.sees_everything:
        return found
    employed = Appointment.objects.on(today).filter(
        person=user.person_id, organization__kind=Organization.Kind.DEPARTMENT
    )
    if not user.is_active or user.person_id is None or not employed.exists():
        return found.none()
    received = found.filter(receivers__person=user.person_id) | found.filter(controller=user.person_id)
    return received.distinct()


def answers_to(decision: Decision, today: dt.date) -> Answers:
    found = statement_of(Decision.objects.filter(pk=decision.pk), today=today, calendar=current_calendar())
    answers = Answers(decision, [], [], [])
    for line in found.lines():
        row = line.assignment
        if row.state == Assignment.State.WITHDRAWN:
            answers.withdrawn.append(line)
        elif row.state == Assignment.State.IN_PROGRESS:
            answers.missing.append(line)
        else:
            answers.answered.append(line)
    return answers


def remind(decision: Decision, now: dt.datetime) -> tuple[int, int]:
    """A letter to every organization that still owes an answer, at most one a day each; how many, and how many had
    theirs today already."""
    today = timezone.localdate(now)
    asked = Reminder.objects.filter(kind=Reminder.Kind.ASKED, tell_on=today, assignment__decision=decision)
    told = set(asked.values_list("assignment__organization", flat=True))
    rows = decision.assignments.filter(state=Assignment.State.IN_PROGRESS, is_archived=False).order_by("due_on", "pk")
    owing: dict[int, Assignment] = {}
    for row in rows:
        owing.setdefault(row.organization_id, row)  # of several periods the one due first
    new = [row.pk for organization, row in owing.items() if organization not in told]
    reminders.tell_all(new, Reminder.Kind.ASKED, occasion=f"asked:{today}", now=now)
    return len(new), len(owing) - len(new)


def archive(answers: Answers) -> Iterator[bytes]:
    """A ZIP of «организация/файл», written while it is sent: no copy of it is kept anywhere.

    A file that the storage has lost holds up no other; the last one names it. A store that is away raises.
    """
    pipe, lost = _Pipe(), []
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as book:
        for path, file in named(answers):
            try:
                with file.file.open("rb") as source, book.open(_entry(path, file), "w") as target:
                    while chunk := source.read(CHUNK):
                        target.write(chunk)
                        yield pipe.taken()
            except OSError as error:
                if not is_lost(error):
                    raise
                log.exception("the storage cannot give %s", file.file.name)
                lost.append(path)
        if lost:
            book.writestr(LOST, "\r\n".join([LOST_TOLD, "", *lost]))
    yield pipe.taken()


def named(answers: Answers) -> Iterator[tuple[str, ReportFile]]:
    """Names that every system can write, each once."""
    taken: set[str] = set()
    for line in (*answers.answered, *answers.missing):
        for file in (one for report in line.reports for one in report.files.all()):
            path = free(f"{safe(line.who)}/{safe(file.name)}", taken)
            taken.add(path.casefold())
            yield path, file


def safe(name: str) -> str:
    """The end is kept: there stands the kind of the file."""
    cleaned = UNSAFE.sub("_", name).strip(" .")
    return cleaned[-100:].strip(" .") or "файл"


def free(path: str, taken: set[str]) -> str:
    stem, dot, kind = path.rpartition(".") if "." in path.rpartition("/")[2] else (path, "", "")
    tries = (f"{stem} ({number}){dot}{kind}" for number in range(2, 100_000))
    return path if path.casefold() not in taken else next(one for one in tries if one.casefold() not in taken)


def _entry(path: str, file: ReportFile) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, timezone.localtime(file.created_at).timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Pipe:
    """What zipfile has written and nobody has sent yet."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


COLUMNS = ("Организация", "Период", "Срок", "Состояние", "Ответ получен", "Опоздание, раб. дней", "Ответ", "Файлы")


def rows_of(answers: Answers) -> Iterable[Sequence[object]]:
    for line in (*answers.answered, *answers.missing, *answers.withdrawn):
        row, texts = line.assignment, [_told(report) for report in line.reports]
        sent = timezone.localdate(row.reported_at) if row.reported_at else None
        yield [line.who, line.period, row.due_on, line.standing.label, sent, line.standing.delay or None,
               "\n".join(filter(None, texts)), "\n".join(line.files)]  # fmt: skip


def _told(report: Report) -> str:
    """What is returned is no answer yet, and says so."""
    return f"Возвращён. {report.text}".strip() if report.state == Report.State.RETURNED else report.text
