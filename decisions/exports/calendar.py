"""iCalendar (RFC 5545): a deadline is an all-day event; number, date and short title only, no text of the decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from icalendar import Calendar, Event

from decisions.models import Assignment

TITLE = 60  # signs of the decision in a title: an address may leak, a calendar is shown to others


def feed_of(assignments: Iterable[Assignment]) -> bytes:
    """A calendar that is subscribed to."""
    calendar = _calendar()
    calendar.add("x-wr-calname", "Решили: мои сроки")
    calendar.add("refresh-interval", dt.timedelta(hours=6), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")  # the same for Outlook
    return _filled(calendar, assignments)


def card_of(assignment: Assignment) -> bytes:
    """One event to be added by hand."""
    return _filled(_calendar(), [assignment])


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Reshili//Reshili//RU")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    return calendar


def _filled(calendar: Calendar, assignments: Iterable[Assignment]) -> bytes:
    for assignment in assignments:
        if assignment.due_on:
            calendar.add_component(_event(assignment, assignment.due_on))
    content: bytes = calendar.to_ical()
    return content


def _event(assignment: Assignment, due_on: dt.date) -> Event:
    decision, changed = assignment.decision, assignment.history.latest("history_id").history_date
    point = f"п. {decision.number} протокола" if decision.number else "протокол"
    short = Truncator(" ".join(decision.text.split())).chars(TITLE)
    withdrawn = assignment.state == Assignment.State.WITHDRAWN
    event = Event()
    event.add("uid", f"assignment-{assignment.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", assignment.due_version * 2 + withdrawn)  # grows when the date moves, and by the end of it
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", due_on)
    event.add("dtend", due_on + dt.timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", f"Срок: {point} № {decision.protocol.number} от {decision.protocol.date:%d.%m.%Y} — {short}")
    event.add("url", settings.SITE_URL + reverse("decisions:assignment", args=[assignment.pk]))
    event.add("status", "CANCELLED" if withdrawn else "CONFIRMED")
    return event
