import datetime as dt
import logging

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from clusters.models import Organization
from config import seals
from config.models import HistorySeal
from tests import factories as make

FIRST = timezone.make_aware(dt.datetime(2026, 3, 2, 3))
NIGHT = dt.timedelta(days=1)
TABLE = "clusters_historicalorganization"
Past = Organization.history.model


@pytest.fixture
def organizations(db):
    return [make.college() for _ in range(5)]


@pytest.fixture
def sealed(organizations):
    seals.seal(FIRST)
    seals.seal(FIRST + NIGHT)
    return list(Past.objects.order_by("history_id").values_list("pk", flat=True))


def test_a_night_seals_what_the_night_before_had_seen(organizations):
    assert seals.seal(FIRST) == 0
    make.college()
    assert seals.seal(FIRST + NIGHT) == 5
    assert seals.seal(FIRST + 2 * NIGHT) == 1
    assert seals.seal(FIRST + 3 * NIGHT) == 0
    assert list(seals.verify()) == []


def test_an_hourly_knock_makes_one_link_a_night(organizations):
    seals.seal(FIRST)
    assert [seals.seal(FIRST + dt.timedelta(hours=hour)) for hour in (1, 12, 19, 21, 22)] == [0, 0, 0, 5, 0]


def test_a_night_without_changes_adds_no_seal(sealed):
    seals.seal(FIRST + 2 * NIGHT)
    count = HistorySeal.objects.count()
    seals.seal(FIRST + 3 * NIGHT)
    assert HistorySeal.objects.count() == count


def broken():
    return [(one.table, one.row) for one in seals.verify()]


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_changed_row_is_named(sealed, place):
    Past.objects.filter(pk=sealed[place]).update(name="Другое название")
    assert broken() == [(TABLE, sealed[place])]


@pytest.mark.parametrize(("place", "named"), [(0, 1), (2, 3), (4, 3)])
def test_a_deleted_row_is_named_by_its_neighbour(sealed, place, named):
    Past.objects.filter(pk=sealed[place]).delete()
    assert broken() == [(TABLE, sealed[named])]


def test_a_row_put_in_later_is_named(sealed):
    row = Past.objects.get(pk=sealed[2])
    Past.objects.filter(pk=sealed[1]).delete()
    row.pk = sealed[1]
    row.save(force_insert=True)
    assert broken() == [(TABLE, sealed[1])]


def test_of_several_the_first_is_named(sealed):
    Past.objects.filter(pk__in=sealed[1:4]).update(note="…")
    assert broken() == [(TABLE, sealed[1])]


def test_a_changed_seal_is_seen(sealed):
    HistorySeal.objects.filter(table=TABLE).exclude(marks=b"").update(digest="0" * 64)
    assert broken() == [(TABLE, None)]


def test_what_is_not_sealed_yet_is_not_judged(sealed):
    late = make.college()
    Past.objects.filter(id=late.pk).update(name="Другое название")
    assert broken() == []


def test_blocks_are_chained(organizations, monkeypatch):
    monkeypatch.setattr(seals, "BLOCK", 2)
    seals.seal(FIRST)
    seals.seal(FIRST + NIGHT)
    ids = list(Past.objects.order_by("history_id").values_list("pk", flat=True))
    marks = [len(one.marks) // seals.MARK for one in HistorySeal.objects.filter(table=TABLE).order_by("id")]
    assert (marks, broken()) == ([0, 2, 2, 1, 0], [])
    Past.objects.filter(pk=ids[3]).update(note="…")
    assert broken() == [(TABLE, ids[3])]


def test_each_link_is_in_the_log(organizations, caplog):
    with caplog.at_level(logging.INFO, logger="config.seals"):
        seals.seal(FIRST)
    made = HistorySeal.objects.get(table=TABLE).digest
    assert any(TABLE in line and line.replace(" ", "").endswith(made) for line in caplog.messages)


def test_the_command(sealed, capsys):
    call_command("verify_history")
    assert capsys.readouterr().out == "История цела.\n"
    Past.objects.filter(pk=sealed[0]).update(note="…")
    with pytest.raises(CommandError):
        call_command("verify_history")
    assert (
        capsys.readouterr().out
        == f"{TABLE}: строка {sealed[0]}: строка изменена, добавлена, или перед ней удалена другая\n"
    )
