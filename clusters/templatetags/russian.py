"""Russian as people speak it: plurals and dates. Today is always handed in by the view, never read here."""

from datetime import date, datetime

from django import template
from django.utils import timezone

register = template.Library()

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
MONTHS_ALONE = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")


@register.filter
def plural(number: int, forms: str) -> str:
    """The word alone, without the number: {{ n }} {{ n|plural:"день,дня,дней" }}."""
    one, few, many = forms.split(",")
    number = abs(int(number))
    if number % 10 == 1 and number % 100 != 11:
        return one
    if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14:
        return few
    return many


@register.filter
def counted(number: int, forms: str) -> str:
    """«3 дня»: the number and its word, which never part at the end of a line."""
    return f"{number}\N{NO-BREAK SPACE}{plural(number, forms)}"


@register.filter
def shortened(text: str, limit: int) -> str:
    """One line of at most so many signs, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


@register.filter
def day(value: date | None, today: date | None = None) -> str:
    """«27 февраля»; the year follows when it is not that of today, or when no today is given: «27 февраля 2023 г.»."""
    if value is None:
        return ""
    spoken = f"{value.day}\N{NO-BREAK SPACE}{MONTHS[value.month - 1]}"
    if today is not None and value.year == today.year:
        return spoken
    return f"{spoken} {value.year}\N{NO-BREAK SPACE}г."


def from_to(old: date, new: date, today: date | None = None) -> str:
    """«с 18 на 22 декабря», «с 27 февраля на 6 марта»"""
    one_month = (old.year, old.month) == (new.year, new.month)
    return f"с {old.day if one_month else day(old, today)} на {day(new, today)}"


@register.filter
def weekday(value: date | None, today: date | None = None) -> str:
    """«27 февраля, понедельник», with the year as in day()."""
    return f"{day(value, today)}, {WEEKDAYS[value.weekday()]}" if value else ""


@register.filter
def moment(value: datetime | None, today: date | None = None) -> str:
    """«14 марта, 10:32» in the department's time zone, with the year as in day()."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date(), today)}, {local:%H:%M}"
