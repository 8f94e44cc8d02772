"""The periods of a recurring decision: RFC 5545 rule → key, date and reason of each.

A rule that counts in months runs from January, so that `FREQ=MONTHLY;INTERVAL=3` is a calendar quarter. A rule without
a day is due after its period, by regulation; a rule with a day on that day. Where several dates fall into one period
the key is the date itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrulestr

from .rules import DeadlineRules
from .why import in_words

_FREQUENCIES = {"DAILY": "ежедневно", "WEEKLY": "еженедельно", "MONTHLY": "ежемесячно", "YEARLY": "ежегодно"}
_ROMAN = ("I", "II", "III", "IV")
_NOMINATIVE = ("январь", "февраль", "март", "апрель", "май", "июнь",
               "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь")  # fmt: skip
_SHORT_MONTH = 28
_FAR = timedelta(days=366 * 6)


@dataclass(frozen=True, slots=True)
class Period:
    """`stated_on` is the date by the rule, before it is moved off a day off to `due_on`."""

    key: str
    stated_on: date
    due_on: date
    reason: str


@dataclass(frozen=True)
class _Rule:
    """An RFC 5545 rule taken apart. Raises ValueError for a text that is none."""

    parts: dict[str, str]
    start: date

    @classmethod
    def read(cls, text: str, start: date) -> _Rule:
        named = (part.partition("=") for part in text.removeprefix("RRULE:").split(";") if part)
        parts = {name: value for name, _, value in named}
        if parts.get("FREQ") not in _FREQUENCIES:
            raise ValueError(f"not a recurrence rule: {text!r}")
        return cls(parts, start)

    @property
    def frequency(self) -> str:
        return self.parts["FREQ"]

    @property
    def interval(self) -> int:
        return int(self.parts.get("INTERVAL", 1))

    @property
    def has_day(self) -> bool:
        return "BYMONTHDAY" in self.parts or "BYDAY" in self.parts

    @property
    def until(self) -> date | None:
        limit = self.parts.get("UNTIL")
        return datetime.strptime(limit[:8], "%Y%m%d").date() if limit else None  # noqa: DTZ007  a day, no time


def periods_due(recurrence: str, *, start: date, since: date, until: date, rules: DeadlineRules) -> list[Period]:
    """Periods due from `since` to `until`, both included, of a decision in force since `start`.

    To make what is missing ask from the last period made (or `start`) to
    `calendar.add_workdays(today, rules.periods_ahead)`: periods missed while nothing ran come along.
    """
    rule = _Rule.read(recurrence, start)
    found = []
    for day in _stated(rule, rules, until + timedelta(days=31)):
        due_on = rules.calendar.roll(day, rules.roll)
        if max(since, start) <= due_on <= until and not _is_over(rule, day) and _is_owed(rule, day):
            found.append(Period(_key(rule, day), day, due_on, _reason(rule, rules, day)))
    return found


def first_period(recurrence: str, start: date, rules: DeadlineRules) -> Period | None:
    """The first one due on `start` or later; None when the rule ends before."""
    rule = _Rule.read(recurrence, start)
    until = min(start + _FAR * rule.interval, date(9000, 1, 1))
    step = timedelta(days=40)
    reach = start + step
    while True:
        found = periods_due(recurrence, start=start, since=start, until=reach, rules=rules)
        if found or reach >= until:
            return found[0] if found else None
        step *= 3
        reach = min(reach + step, until)


def _stated(rule: _Rule, rules: DeadlineRules, until: date) -> Iterator[date]:
    """Dates by the rule up to `until`; those of a daily rule that nobody works on are left out."""
    parts = {name: value for name, value in rule.parts.items() if name not in ("UNTIL", "COUNT")}
    _complete(parts, rule, rules)
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    for moment in rrulestr(text, dtstart=datetime.combine(_anchor(rule), time())):
        day = moment.date()
        if day > until:
            return
        if rule.frequency != "DAILY" or rules.calendar.is_workday(day):
            yield day


def _complete(parts: dict[str, str], rule: _Rule, rules: DeadlineRules) -> None:
    """What the rule leaves open: the day of a week, month or year."""
    if rule.frequency == "WEEKLY" and not rule.has_day:
        parts["BYDAY"] = "FR"
    elif rule.frequency == "MONTHLY" and not rule.has_day:
        parts["BYMONTHDAY"] = str(rules.recurring_day)
    elif rule.frequency == "YEARLY" and not rule.has_day:
        if "BYMONTH" in parts:
            parts["BYMONTHDAY"] = "-1"
        else:
            parts |= {"BYMONTH": str(rules.permanent_month), "BYMONTHDAY": str(rules.permanent_day)}
    day = parts.get("BYMONTHDAY", "")
    if day.isdigit() and int(day) > _SHORT_MONTH:
        # «до 30 числа» is the last day of February, where RFC 5545 would leave February out.
        parts["BYMONTHDAY"] = ",".join(str(number) for number in range(_SHORT_MONTH, int(day) + 1))
        parts["BYSETPOS"] = "-1"


def _anchor(rule: _Rule) -> date:
    if rule.frequency == "DAILY":
        return rule.start
    if rule.frequency == "WEEKLY":
        return rule.start - timedelta(days=rule.start.weekday())
    years = rule.interval if rule.frequency == "YEARLY" and not rule.has_day and "BYMONTH" not in rule.parts else 0
    return date(rule.start.year + years, 1, 1)


def _is_over(rule: _Rule, day: date) -> bool:
    """A report that follows its period is still owed for a period that ended by UNTIL."""
    return rule.until is not None and _reported_until(rule, day) > rule.until


def _is_owed(rule: _Rule, day: date) -> bool:
    """Nobody reports on a period that was over before the decision came into force."""
    return rule.has_day or _reported_until(rule, day) >= rule.start


def _reported_until(rule: _Rule, day: date) -> date:
    if rule.has_day or rule.frequency not in ("MONTHLY", "YEARLY") or "BYMONTH" in rule.parts:
        return day
    first = day.replace(day=1) if rule.frequency == "MONTHLY" else date(day.year, 1, 1)
    return first - timedelta(days=1)


def _key(rule: _Rule, day: date) -> str:
    if rule.frequency == "DAILY" or _is_multiple(rule):
        return day.isoformat()
    if rule.frequency == "WEEKLY":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    if rule.frequency == "YEARLY":
        if "," in rule.parts.get("BYMONTH", ""):
            return f"{day:%Y-%m}"
        return str(_reported_until(rule, day).year)
    if rule.interval in (3, 6):
        last = day.replace(day=1) - timedelta(days=1)
        letter = {3: "Q", 6: "H"}[rule.interval]
        return f"{last.year}-{letter}{(last.month - 1) // rule.interval + 1}"
    return f"{_reported_until(rule, day):%Y-%m}"


def is_key_of(recurrence: str, key: str) -> bool:
    """Whether a period of the rule may have it; that of a further deadline is a whole date."""
    return len(key) == len(_key(_Rule.read(recurrence, date.min), date(2026, 1, 5)))


def _is_multiple(rule: _Rule) -> bool:
    """Several dates within one period, as «15 и 30 числа»; the last working day is one of five."""
    if "BYSETPOS" in rule.parts:
        return "," in rule.parts["BYSETPOS"]
    several = any("," in rule.parts.get(name, "") for name in ("BYDAY", "BYMONTHDAY"))
    plain_weekday = rule.frequency == "MONTHLY" and rule.parts.get("BYDAY", "1").isalpha()
    return several or plain_weekday or (rule.frequency == "YEARLY" and "BYDAY" in rule.parts)


def _reason(rule: _Rule, rules: DeadlineRules, day: date) -> str:
    label = period_label(_key(rule, day))
    if rule.has_day or rule.frequency == "DAILY" or "BYMONTH" in rule.parts:
        return f"Периодическое поручение, {label}: срок по протоколу — {in_words(day)}"
    if rule.frequency == "WEEKLY":
        return f"Периодическое поручение, {label}: день не назван, срок — пятница"
    if rule.frequency == "YEARLY":
        return f"Периодическое поручение за {label}: день не назван, срок — {in_words(day)}, как для «постоянно»"
    return (
        f"Периодическое поручение за {label}: день не назван, срок — до {rules.recurring_day} числа месяца, "
        "следующего за отчётным периодом"
    )


def period_label(key: str) -> str:
    """«март 2026 г.», «I квартал 2026 г.», «неделя с 2 по 8 марта …»; "" stays "" for a one-off."""
    if len(key) <= 4:
        return f"{key} год" if key else ""
    year, rest = int(key[:4]), key[5:]
    if rest[0] == "Q":
        return f"{_ROMAN[int(rest[1]) - 1]} квартал {year} г."
    if rest[0] == "H":
        return f"{_ROMAN[int(rest[1]) - 1]} полугодие {year} г."
    if rest[0] == "W":
        monday = date.fromisocalendar(year, int(rest[1:]), 1)
        return f"неделя с {in_words(monday)} по {in_words(monday + timedelta(days=6))}"
    if len(rest) == 2:
        return f"{_NOMINATIVE[int(rest) - 1]} {year} г."
    return in_words(date.fromisoformat(key))
