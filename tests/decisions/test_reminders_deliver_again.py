"""«Отправить ещё раз»: what was in a refused letter is told anew."""

import pytest

from clusters.models import Person
from decisions import lifecycle, outbox, reminders
from decisions.access import Actor
from decisions.lifecycle import Account
from decisions.models import Letter, PersonalLink, Reminder
from tests.decisions.delivery import assignment, at, college, head, letters, run, states  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(monkeypatch, settings):
    """What the server took: it knows no «head@college.example», and refuses «later@…» for now."""
    settings.SMTP_URL = "smtp://mail.example.org"
    taken = []

    def send(line, to, raw):
        if to == "head@college.example":
            raise outbox.smtp.Refusal("550 no such user", permanent=True)
        if to == "later@college.example":
            raise outbox.smtp.Refusal("450 later")
        taken.append((to, raw))

    monkeypatch.setattr(outbox.smtp.Line, "send", send)
    return taken


@pytest.fixture
def bounced(head, assignment, taken):
    """A digest; the address was mended since."""
    run(at(20))
    Person.objects.filter(pk=head.pk).update(email="right@college.example")
    return letters()[0]


@pytest.mark.parametrize("later", [at(20, 11), at(23, 11)])
def test_it_goes_to_the_address_of_today(bounced, taken, later):
    assert (bounced.state, bytes(bounced.raw), bounced.secrets) == ("bounced", b"", [])
    assert reminders.send_again(bounced.pk, later)
    run(later)
    old, new = letters()
    assert (old.state, old.error) == ("dropped", "по просьбе сотрудника составляется новое письмо")
    assert (new.to, new.state, new.refused_since) == ("right@college.example", "sent", None)
    ((to, raw),) = taken
    assert (to, len(raw) > 1000) == ("right@college.example", True)
    assert Reminder.objects.get(state="in_letter").letter == new
    assert PersonalLink.objects.get(letter=old).revoked_at == later
    assert not reminders.send_again(bounced.pk, later)


def test_what_was_done_meanwhile_is_not_told_again(bounced, head, assignment, taken):
    lifecycle.report(assignment, Account("Сделано"), by=Actor(person=head), now=at(20, 10))
    assert reminders.send_again(bounced.pk, at(20, 11))
    run(at(20, 11))
    assert (taken, states("stage")) == ([], [("dropped", "исполнено")])


def test_three_days_begin_anew(head, assignment, taken):
    Person.objects.filter(pk=head.pk).update(email="later@college.example")
    run(at(20))
    Letter.objects.update(refused_since=at(16), next_at=at(20))
    run(at(20, 11))
    (failed,) = letters()
    assert failed.state == "failed"
    reminders.send_again(failed.pk, at(20, 12))
    run(at(20, 12))
    assert [letter.state for letter in letters()] == ["dropped", "queued"]
