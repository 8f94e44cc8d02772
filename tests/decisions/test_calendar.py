"""iCalendar: read back by the library, and by the rules of RFC 5545."""

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from decisions import feeds, lifecycle
from decisions.exports import calendar
from tests import factories as make

NOW = timezone.make_aware(dt.datetime(2026, 3, 10, 12))
LONG = "Актуализировать, не позднее; план \\ работы кластера, учитывая предложения работодателей всех районов области"


@pytest.fixture
def assignment(cast):
    return make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 20), text=LONG), cast.college)


def events(content: bytes) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


def test_a_card_says_number_date_and_short_title(assignment):
    (event,) = events(calendar.card_of(assignment))
    number = assignment.decision.protocol.number
    assert str(event["summary"]) == (
        f"Срок: п. 2 протокола № {number} от 02.03.2026 — Актуализировать, не позднее; план \\ работы кластера, учитыв…"
    )
    assert event["dtstart"].dt == dt.date(2026, 3, 20)
    assert event["dtend"].dt == dt.date(2026, 3, 21)
    assert (str(event["status"]), int(event["sequence"])) == ("CONFIRMED", 0)
    assert str(event["url"]).endswith(f"/assignments/{assignment.pk}/")


def test_it_is_valid(assignment):
    content = calendar.feed_of([assignment])
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert max(len(line) for line in lines) <= 75
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in lines[:-1]:
        line.decode("utf-8")  # no sign is cut in two by folding
    parsed = Calendar.from_ical(content)
    assert {str(parsed[name]) for name in ("version", "method", "calscale")} == {"2.0", "PUBLISH", "GREGORIAN"}
    assert [error for event in parsed.walk() for error in event.errors] == []


def test_a_moved_date_and_an_end_raise_the_sequence_under_the_same_name(cast, assignment):
    seen = []

    def look():
        assignment.refresh_from_db()
        (event,) = events(calendar.card_of(assignment))
        seen.append((str(event["uid"]), int(event["sequence"]), event["dtstart"].dt.day, str(event["status"])))

    look()
    lifecycle.correct_due(assignment, dt.date(2026, 3, 18), "Так", by=cast.staff, now=NOW)
    look()
    lifecycle.withdraw(assignment, by=cast.staff, now=NOW, reason="Так")
    look()
    uid = f"assignment-{assignment.pk}@127.0.0.1"
    assert seen == [(uid, 0, 20, "CONFIRMED"), (uid, 2, 18, "CONFIRMED"), (uid, 3, 18, "CANCELLED")]


def test_the_feed_is_its_owners_open_deadlines(cast, assignment):
    gone = make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 25)), cast.college)
    lifecycle.withdraw(gone, by=cast.staff, now=NOW, reason="Так")
    make.assignment(make.decision(cast.protocol), cast.college)  # without a date
    make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 25)), cast.other_college)
    mine = feeds.assignments_for(cast.head, NOW)
    assert set(mine) == {cast.assignment, assignment, gone}
    assert set(feeds.assignments_for(cast.head, NOW + dt.timedelta(days=61))) == {cast.assignment, assignment}


def test_the_address_is_hashed_renewed_and_ended(cast):
    today = NOW.date()
    first = feeds.renew(cast.head, NOW)
    assert feeds.owner_of(first, today) == cast.head
    second = feeds.renew(cast.head, NOW)
    assert (feeds.owner_of(first, today), feeds.owner_of(second, today)) == (None, cast.head)
    assert second not in str(cast.head.calendar_feed.__dict__)
    feeds.end(cast.head)
    assert feeds.owner_of(second, today) is None


def test_the_address_dies_unused_and_with_its_owner(cast):
    token = feeds.renew(cast.head, NOW)
    assert feeds.owner_of(token, NOW.date() + dt.timedelta(days=180)) == cast.head  # and lives on from here
    assert feeds.owner_of(token, NOW.date() + dt.timedelta(days=360)) == cast.head
    assert feeds.owner_of(token, NOW.date() + dt.timedelta(days=541)) is None
    token = feeds.renew(cast.head, NOW)
    cast.head.is_active = False
    cast.head.save(update_fields=["is_active"])
    assert feeds.owner_of(token, NOW.date()) is None


def test_a_former_head_has_an_empty_feed(client, cast):
    token = feeds.renew(cast.head, timezone.now())
    cast.head.person.appointments.all().delete()
    answer = client.get(f"/calendar/{token}.ics")
    assert (answer.status_code, events(answer.content)) == (200, [])
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"
