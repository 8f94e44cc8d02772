import datetime as dt

import pytest
from django.utils import timezone

from clusters.templatetags.russian import counted, day, moment, plural, weekday

FORMS = "день,дня,дней"
TODAY = dt.date(2023, 2, 2)


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, "дней"),
        (1, "день"),
        (2, "дня"),
        (4, "дня"),
        (5, "дней"),
        (11, "дней"),
        (12, "дней"),
        (14, "дней"),
        (20, "дней"),
        (21, "день"),
        (22, "дня"),
        (25, "дней"),
        (101, "день"),
        (111, "дней"),
        (112, "дней"),
        (1_000_003, "дня"),
        (-1, "день"),
        (-3, "дня"),
    ],
)
def test_plural_follows_the_number(number, word):
    assert plural(number, FORMS) == word


def test_plural_reads_a_number_that_came_as_text():
    assert plural("21", FORMS) == "день"


def test_counted_keeps_number_and_word_on_one_line():
    assert counted(3, FORMS) == "3\N{NO-BREAK SPACE}дня"


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("value", "today", "spoken"),
    [
        (dt.date(2023, 2, 27), TODAY, "27 февраля"),
        (dt.date(2024, 1, 20), TODAY, "20 января 2024 г."),
        (dt.date(2022, 12, 30), TODAY, "30 декабря 2022 г."),
        (dt.date(2023, 2, 27), None, "27 февраля 2023 г."),
        (None, TODAY, ""),
    ],
)
def test_day_names_the_year_only_when_it_is_another(value, today, spoken):
    assert plain(day(value, today)) == spoken


@pytest.mark.parametrize(
    ("value", "spoken"),
    [
        (dt.date(2023, 2, 27), "27 февраля, понедельник"),
        (dt.date(2024, 1, 20), "20 января 2024 г., суббота"),
        (dt.date(2023, 5, 3), "3 мая, среда"),
        (None, ""),
    ],
)
def test_weekday_follows_the_day(value, spoken):
    assert plain(weekday(value, TODAY)) == spoken


def test_moment_is_told_in_the_departments_zone():
    with timezone.override("Asia/Tomsk"):
        assert plain(moment(dt.datetime(2023, 3, 14, 20, 5, tzinfo=dt.UTC), TODAY)) == "15 марта, 03:05"


def test_moment_without_a_value_is_empty():
    assert moment(None, TODAY) == ""
