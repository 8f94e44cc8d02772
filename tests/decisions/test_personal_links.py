"""What a link of a letter opens, for whom, and when it dies."""

import datetime as dt

import pytest
from django.utils import timezone

from clusters.models import Appointment, Substitution
from decisions import lifecycle, outbox, personal_links
from decisions.lifecycle import Account
from decisions.models import Letter, PersonalLink, PersonalLinkItem, ReminderPolicy, Report
from decisions.personal_links import State
from tests import factories

NOW = dt.datetime(2026, 3, 20, 9, 0, tzinfo=timezone.get_default_timezone())
TODAY = NOW.date()
DAY = dt.timedelta(days=1)
TOKEN = "a-token-of-the-test"

pytestmark = pytest.mark.django_db


@pytest.fixture
def college():
    return factories.college("Озёрский", email="office@college.example")


@pytest.fixture
def head(college):
    return factories.head(college, surname="Берёзова", email="head@college.example")


@pytest.fixture
def rows(college, head):
    return [factories.assignment(organization=college) for _ in range(3)]


@pytest.fixture
def link(head, rows):
    letter = Letter.objects.create(kind="digest", to=head.email, person=head, next_at=NOW, created_at=NOW)
    link = personal_links.link_for(
        TOKEN, person=head, address=head.email, letter=letter, now=NOW, policy=ReminderPolicy.current()
    )
    link.save()
    PersonalLinkItem.objects.bulk_create(PersonalLinkItem(link=link, assignment=row) for row in rows[:2])
    return link


def test_only_the_hash_is_kept(link):
    assert TOKEN not in str(PersonalLink.objects.values().get())


def test_it_opens_the_items_of_the_letter(link, rows):
    opened = personal_links.find(TOKEN, NOW)
    assert (opened.state, opened.link) == (State.VALID, link)
    assert personal_links.open_items(link, TODAY) == rows[:2]


def test_looking_changes_nothing(link, rows):
    before = list(PersonalLinkItem.objects.values())
    for _ in range(3):
        personal_links.find(TOKEN, NOW)
    assert list(PersonalLinkItem.objects.values()) == before


@pytest.mark.parametrize(
    ("now", "state"), [(NOW + 21 * DAY - dt.timedelta(seconds=1), State.VALID), (NOW + 21 * DAY, State.EXPIRED)]
)
def test_it_lasts_21_days(link, now, state):
    assert personal_links.find(TOKEN, now).state == state


def test_an_unknown_token(link):
    assert personal_links.find("another", NOW) == personal_links.Opened(State.UNKNOWN)


def test_it_dies_with_a_changed_address(link, head):
    head.email = "other@college.example"
    head.save(update_fields=["email"])
    assert personal_links.find(TOKEN, NOW).state == State.DEAD


def test_it_dies_when_revoked(link, head):
    assert personal_links.revoke(head, NOW) == 1
    assert personal_links.find(TOKEN, NOW).state == State.DEAD
    assert personal_links.revoke(head, NOW) == 0


def test_it_dies_with_the_person(link, head):
    head.is_active = False
    head.save(update_fields=["is_active"])
    assert personal_links.find(TOKEN, NOW).state == State.DEAD


def test_its_items_die_with_the_post(link, head):
    Appointment.objects.filter(person=head).update(until=TODAY)
    assert len(personal_links.open_items(link, TODAY)) == 2
    assert personal_links.open_items(link, TODAY + DAY) == []


def test_an_item_is_spent_by_its_post_once(link, rows):
    assert [personal_links.spend(link, rows[0], NOW) for _ in range(2)] == [True, False]
    assert personal_links.spend(link, rows[2], NOW) is False  # not of this letter
    assert personal_links.open_items(link, TODAY) == rows[1:2]


def test_what_was_reported_elsewhere_is_no_longer_open(link, head, rows):
    lifecycle.report(rows[0], Account("Сделано"), by=personal_links.actor(link, rows[0], TODAY), now=NOW)
    assert personal_links.open_items(link, TODAY) == rows[1:2]
    sent = Report.objects.get()
    assert (sent.via, sent.person, sent.author) == ("link", head, None)
    assert "по ссылке из письма" in sent.history.latest().history_change_reason


def test_the_archive_is_not_open(link, rows):
    rows[0].is_archived = True
    rows[0].save(update_fields=["is_archived"])
    assert personal_links.open_items(link, TODAY) == rows[1:2]


def test_a_substitute_acts_in_place_of_the_head(college, head, rows):
    deputy = factories.person(email="deputy@college.example")
    Substitution.objects.create(absent=head, substitute=deputy, since=TODAY, until=TODAY)
    link = PersonalLink.objects.create(
        token_hash="x", person=deputy, address="office@college.example", created_at=NOW, expires_at=NOW + DAY
    )
    PersonalLinkItem.objects.create(link=link, assignment=rows[0])
    assert personal_links.look_at(link, NOW).state == State.VALID
    assert personal_links.actor(link, rows[0], TODAY).on_behalf_of == head
    assert personal_links.open_items(link, TODAY + DAY) == []


class TestRenew:
    LATER = NOW + 30 * DAY

    def test_to_the_same_address_for_what_is_still_open(self, link, rows):
        personal_links.spend(link, rows[0], NOW)
        assert personal_links.renew(link, self.LATER) is True
        letter = Letter.objects.get(kind="link_renewed")
        fresh = PersonalLink.objects.get(letter=letter)
        assert (letter.to, list(fresh.items.values_list("assignment", flat=True))) == (link.address, [rows[1].pk])
        assert "••••••" in letter.text
        text, _ = outbox.readable(letter)
        token = text.partition("/l/")[2].partition("/")[0]
        assert personal_links.find(token, self.LATER).link == fresh

    def test_not_every_minute(self, link):
        assert [personal_links.renew(link, self.LATER + n * DAY / 144) for n in range(3)] == [True, False, True]

    def test_not_a_living_one(self, link):
        assert personal_links.renew(link, NOW) is False

    def test_not_a_dead_one(self, link, head):
        head.email = "other@college.example"
        head.save(update_fields=["email"])
        assert personal_links.renew(link, self.LATER) is False

    def test_not_when_nothing_is_open(self, link, rows):
        for row in rows:
            personal_links.spend(link, row, NOW)
        assert personal_links.renew(link, self.LATER) is False

    def test_not_when_staff_have_switched_it_off(self, link):
        ReminderPolicy.objects.create(pk=1, act_from_letter=False)
        assert personal_links.renew(link, self.LATER) is False
