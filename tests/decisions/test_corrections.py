"""A decision that the department corrected says everywhere what it said before, when it was corrected and why."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from decisions import lifecycle
from decisions.lifecycle import Party
from decisions.story import story_of
from tests import factories as make

NOW = dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW + 5 * HOUR, tick=False):
        yield


@pytest.fixture
def given(cast):
    """Of another decision, given out an hour before anything is corrected."""
    decision = make.decision(cast.protocol, text="Утвердить план.", due_on=dt.date(2026, 3, 18))
    (row,) = lifecycle.assign(decision, [Party(cast.college)], by=cast.staff, now=NOW)
    return row


@pytest.fixture
def correct(cast, given):
    def correct(now=NOW + HOUR, reason="опечатка", **changes):
        return lifecycle.correct(given.decision, changes, by=cast.staff, now=now, reason=reason)

    return correct


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


def story(row):
    return [plain(entry.what) for entry in story_of(row)]


class TestWhyThisDate:
    def why(self, row):
        row.refresh_from_db()
        return plain(row.why_due)

    def test_a_date_moved_away_from_its_wording(self, given, correct):
        correct(due_on=dt.date(2026, 3, 24), reason="Опечатка.")
        expected = "Срок изменён департаментом 16 марта 2026 г.: Опечатка; в протоколе — «до 18.03.2026»."
        assert self.why(given) == expected

    def test_an_executor_who_comes_later_reads_the_same(self, cast, given, correct):
        correct(due_on=dt.date(2026, 3, 24))
        party = Party(cast.other_college)
        (new,) = lifecycle.add_parties(given.decision, [party], by=cast.staff, now=NOW + 2 * HOUR, reason="забыли")
        assert "Срок изменён департаментом 16 марта 2026 г.: опечатка" in self.why(new)

    def test_a_wording_corrected_with_its_date_explains_it(self, given, correct):
        correct(due_on=dt.date(2026, 3, 24))
        correct(NOW + 2 * HOUR, due_on=dt.date(2026, 3, 25), deadline_text="до 25.03.2026")
        assert self.why(given) == "Срок по протоколу: «до 25.03.2026»."


TOLD = "текст решения (было: «Утвердить план.»), дата (с 18 на 24 марта). опечатка"


def test_the_history_of_the_protocol_in_each_of_its_forms(client, cast, given, correct):
    correct(text="Утвердить смету.", due_on=dt.date(2026, 3, 24))
    client.force_login(cast.leadership)
    page = client.get(reverse("protocols:history", args=[cast.protocol.pk]))
    assert f"Исправлено: {TOLD}" in plain(page.text)
    sheet = client.get(reverse("protocols:history_sheet", args=[cast.protocol.pk]))
    cells = openpyxl.load_workbook(io.BytesIO(sheet.getvalue())).active.iter_rows(values_only=True)
    assert f"Исправлено: {TOLD}" in [plain(row[3]) for row in cells]
    text = client.get(reverse("protocols:history_text", args=[cast.protocol.pk]))
    assert TOLD in plain(b"".join(text.streaming_content).decode())


class TestStory:
    def test_a_changed_duty_leaves_a_trace(self, given, correct):
        correct(text="Утвердить смету.")
        assert story(given) == [
            "Департамент исправил: текст решения (было: «Утвердить план.»). опечатка",
            "Поставлено на контроль",
        ]

    def test_a_moved_date_is_told_once(self, given, correct):
        correct(due_on=dt.date(2026, 3, 24))
        assert story(given) == ["Срок перенесён с 18 на 24 марта: опечатка", "Поставлено на контроль"]

    def test_what_was_corrected_before_it_began_is_not_its_story(self, cast, given, correct):
        correct(text="Утвердить смету.")
        party = Party(cast.other_college)
        (new,) = lifecycle.add_parties(given.decision, [party], by=cast.staff, now=NOW + 2 * HOUR, reason="забыли")
        assert story(new) == ["Поставлено на контроль. забыли"]


@pytest.mark.parametrize("reader", ["staff", "head"])
def test_the_protocol_marks_a_corrected_decision(client, cast, given, correct, reader):
    correct(text="Утвердить смету.", due_on=dt.date(2026, 3, 24))
    client.force_login(getattr(cast, reader))
    page = plain(client.get(cast.protocol.get_absolute_url()).text)
    assert page.count(f"Исправлено 16 марта 2026 г.: {TOLD}") == 1


def test_before_the_first_correction_nothing_is_said(client, cast, given):
    client.force_login(cast.head)
    assert "Исправлено" not in client.get(cast.protocol.get_absolute_url()).text
