"""The timetable names real tasks that expire before their next turn, and a task only calls."""

import datetime as dt

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from decisions import outbox, tasks
from decisions.models import Letter, PostOffice, Reminder
from decisions.outbox.knock import queue
from tests import factories

TOMSK = timezone.get_default_timezone()
DUE = dt.date(2026, 3, 20)


def test_the_timetable():
    app = queue()
    app.loader.import_default_modules()
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert names <= set(app.tasks)
    assert {f"decisions.tasks.{name}" for name in ("promise", "deliver", "sweep", "open_periods")} <= names


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_an_entry_expires_before_its_next_turn(name):
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert 0.9 < entry["options"]["expires"] / entry["schedule"] < 1


@pytest.mark.parametrize(
    ("time", "today"),
    [
        (dt.datetime(2026, 3, 19, 16, 59, tzinfo=dt.UTC), dt.date(2026, 3, 19)),  # 23:59 in Tomsk
        (dt.datetime(2026, 3, 19, 17, 0, tzinfo=dt.UTC), dt.date(2026, 3, 20)),
    ],
)
def test_the_day_is_that_of_the_department(db, time_machine, time, today):
    college = factories.college()
    factories.head(college)
    factories.assignment(factories.decision(factories.in_force(), due_on=DUE), college)
    time_machine.move_to(time, tick=False)
    tasks.promise()
    assert Reminder.objects.latest("id").tell_on == today


def test_each_run_is_noted(db, time_machine):
    now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=TOMSK)
    time_machine.move_to(now, tick=False)
    tasks.promise()
    tasks.deliver()
    tasks.sweep()
    office = PostOffice.objects.get()
    assert (office.promised_at, office.delivered_at) == (now, now)


@pytest.fixture
def due(db):
    college = factories.college("Озёрский")
    factories.head(college, surname="Берёзова", name="Анна", patronymic="Игоревна")
    factories.assignment(factories.decision(factories.in_force(), due_on=DUE), college)


def test_by_hand(due, capsys):
    call_command("send_reminders", date=DUE)
    assert capsys.readouterr().out.splitlines() == [
        "Напоминания на 20.03.2026 09:00",
        "Обещано: 1\N{NO-BREAK SPACE}напоминание (срок — 1)",
        "Писем отправлено: 1, отложено: 0, не принято адресом: 0",
    ]
    call_command("send_reminders", "--date", "2026-03-20")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Обещано: 0\N{NO-BREAK SPACE}напоминаний",
        "Писем отправлено: 0, отложено: 0, не принято адресом: 0",
    ]


def test_dry_run_changes_nothing(due, capsys):
    call_command("send_reminders", "--dry-run", "--date", "2026-03-20")
    assert capsys.readouterr().out.splitlines() == [
        "Напоминания на 20.03.2026 09:00",
        "Было бы обещано: 1\N{NO-BREAK SPACE}напоминание (срок — 1)",
        "  Берёзова А.И.: срок, п. 1 — Озёрский",
    ]
    assert (Reminder.objects.count(), Letter.objects.count()) == (0, 0)


def test_trouble_is_said(due, capsys, settings):
    PostOffice.objects.create(pk=1, held=True)
    call_command("send_reminders", "--date", "2026-03-20")
    assert capsys.readouterr().err == "Отправка писем остановлена до разрешения сотрудника.\n"


def test_a_queue_that_is_away_is_no_error(monkeypatch, caplog):
    def away(*args, **kwargs):
        raise ConnectionRefusedError("redis is away")

    monkeypatch.setattr(type(queue()), "send_task", away)
    outbox.knock()
    assert "redis is away" in caplog.text
