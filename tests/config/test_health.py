import datetime as dt

import pytest
from django.core.cache.backends.redis import RedisCache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis.exceptions import OutOfMemoryError

from config import cache, health
from decisions import outbox
from decisions.models import Letter, PostOffice, Reminder
from decisions.reminders import watch

NOBODY = "redis://127.0.0.1:1/0"
MINUTE = dt.timedelta(minutes=1)
MONDAY = timezone.make_aware(dt.datetime(2026, 3, 16, 11, 0))  # a working day, after the hour of the digest


@pytest.fixture(autouse=True)
def never_failed(monkeypatch):
    monkeypatch.setattr(cache, "gone", cache.Gone())


@pytest.fixture
def office(db):
    outbox.office.office()

    def ran(**fields):
        PostOffice.objects.filter(pk=1).update(**{"promised_at": MONDAY, "delivered_at": MONDAY, **fields})

    ran()
    return ran


def letter(**fields):
    given = {"kind": "digest", "to": "a@example.org", "next_at": MONDAY, "created_at": MONDAY}
    return Letter.objects.create(**{**given, **fields})


def test_live_asks_nobody(client):
    answer = client.get("/health/live")  # a test without a database
    assert (answer.status_code, answer.json()) == (200, {"live": True})


def test_ready(client, db):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "database": "ok", "queue": "ok"})


def test_not_ready_without_the_database(client, db):
    def away(*args, **kwargs):
        raise DatabaseError

    with connection.execute_wrapper(away):
        answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "away")


@pytest.mark.postgres
def test_not_ready_while_postgresql_only_reads(client, db):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "read-only")


def test_ready_without_redis(client, db, settings):
    settings.CACHES = {"default": {"BACKEND": "config.cache.SharedCache", "LOCATION": NOBODY}}
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["queue"]) == (200, "away")


def test_a_full_redis_is_no_queue_though_it_can_be_read(client, db, settings, monkeypatch):
    def full(*args, **kwargs):
        raise OutOfMemoryError("command not allowed when used memory > 'maxmemory'.")

    settings.CACHES = {"default": {"BACKEND": "config.cache.SharedCache", "LOCATION": NOBODY}}
    monkeypatch.setattr(RedisCache, "get", lambda *args, **kwargs: None)
    monkeypatch.setattr(RedisCache, "set", full)
    assert client.get("/health/ready").json()["queue"] == "away"


def test_the_schema_is_compared_once(client, db, django_assert_num_queries):
    client.get("/health/ready")
    with django_assert_num_queries(1):
        assert client.get("/health/ready").json()["database"] == "ok"


def test_not_ready_before_migration(client, db, monkeypatch):
    monkeypatch.setattr(health, "whole_schema", set())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'decisions'")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "not migrated")


def test_all_is_well(office):
    assert watch.trouble(MONDAY + 5 * MINUTE) == []


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"promised_at": None}, [watch.NO_PROMISES]),
        ({"promised_at": MONDAY - 11 * MINUTE}, [watch.NO_PROMISES]),
        ({"promised_at": MONDAY - 9 * MINUTE}, []),
        ({"delivered_at": MONDAY - 11 * MINUTE}, [watch.NO_DELIVERY]),
        ({"held": True}, ["Отправка писем остановлена до разрешения сотрудника."]),
    ],
)
def test_a_missed_turn_is_said(office, fields, said):
    office(**fields)
    assert watch.trouble(MONDAY) == said


def test_a_letter_of_a_dead_worker_is_said(office):
    letter(state=Letter.State.SENDING, lease_until=timezone.now() - 6 * MINUTE)
    assert watch.trouble(MONDAY) == [watch.LETTER_STUCK]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (MONDAY + 14 * MINUTE, []),
        (MONDAY + 16 * MINUTE, [watch.PROMISE_LATE]),
        (MONDAY + dt.timedelta(hours=12), []),  # in the night no letter is late
    ],
)
def test_a_promise_without_a_letter_is_said(office, cast, now, said):
    office(promised_at=now, delivered_at=now)
    Reminder.objects.create(
        assignment=cast.assignment,
        person=cast.head.person,
        kind="new",
        occasion="new",
        tell_on=MONDAY.date(),
        created_at=MONDAY,
    )
    assert watch.trouble(now) == said


def test_reminders_are_watched_from_outside(client, office, monkeypatch):
    monkeypatch.setattr(health.timezone, "now", lambda: MONDAY)
    answer = client.get("/health/reminders")
    assert (answer.status_code, answer.json()["trouble"]) == (200, [])
    assert set(answer.json()) == {"promised_at", "delivered_at", "oldest_promise", "oldest_letter", "trouble"}
    letter(next_at=MONDAY - 20 * MINUTE)
    answer = client.get("/health/reminders")
    assert answer.status_code == 503
    assert answer.json()["trouble"] == ["Есть письма, которые ждут отправки дольше 15 минут."]


def test_a_server_that_puts_everything_off_is_said(client, office, monkeypatch):
    monkeypatch.setattr(health.timezone, "now", lambda: MONDAY)
    letter(refused_since=MONDAY - 61 * MINUTE, next_at=MONDAY + MINUTE, error="450 <a@example.org> later")
    assert client.get("/health/reminders").json()["trouble"] == ["Больше часа не уходит ни одно письмо"]


def test_no_address_is_told(client, office, monkeypatch):
    office(closed_since=MONDAY, closed_until=MONDAY + MINUTE, closed_reason="550 <a@example.org> refused")
    monkeypatch.setattr(health.timezone, "now", lambda: MONDAY)
    answer = client.get("/health/reminders")
    assert answer.json()["trouble"] == ["Почтовый сервер не принимает письма"]


def test_metrics_are_off_unless_asked_for(client, office):
    assert client.get("/health/metrics").status_code == 404


def test_metrics(client, office, settings, time_machine):
    settings.METRICS = True
    time_machine.move_to(MONDAY + 5 * MINUTE, tick=False)
    letter(state=Letter.State.QUEUED, to="somebody@example.org")
    answer = client.get("/health/metrics")
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert [line for line in answer.content.decode().splitlines() if not line.startswith("#")] == [
        'reshili_age_seconds{of="promised_at"} 300',
        'reshili_age_seconds{of="delivered_at"} 300',
        'reshili_age_seconds{of="oldest_promise"} NaN',
        'reshili_age_seconds{of="oldest_letter"} 300',
        "reshili_letters_waiting 1",
        "reshili_troubles 0",
    ]
