"""What date an assignment gets, for each kind of deadline."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from .periods import first_period
from .rules import DeadlineRules
from .why import settle, workdays

Kind = Literal["date", "period", "relative", "recurring", "permanent", "by_plan", "none"]


@dataclass(frozen=True, slots=True)
class Due:
    """The date of one period; the period is "" for a one-off. `why` explains the date to who must keep it."""

    period: str
    due_on: date | None
    why: str


def due_dates(
    kind: Kind,
    due_on: date | None,
    *,
    published_on: date,
    rules: DeadlineRules,
    text: str = "",
    recurrence: str = "",
    other_due: Sequence[date] = (),
    control_on: date | None = None,
    planned: Sequence[date] = (),
    moved: str = "",
) -> list[Due]:
    """The assignments that a decision begins with, one for each date; a recurring one begins with its next period.

    `text` is the wording of the protocol; `moved` says who gave another date than that, and why. `control_on` is a
    control date that staff chose, and wins over every rule but a date of the protocol itself. A recurrence that has
    ended gives none.
    """
    if kind == "recurring":
        period = first_period(recurrence, published_on, rules)
        main = [Due(period.key, *settle(period.stated_on, period.reason, rules))] if period else []
    elif kind == "by_plan" and planned:
        main = [_dated(day.isoformat(), day, "Дата из плана организации", rules) for day in sorted(set(planned))]
    else:
        main = [_one_off(kind, due_on, control_on, text, published_on, rules, moved)]
    taken = {due_on, *planned}
    others = [day for day in dict.fromkeys(other_due) if day not in taken]
    return main + [_dated(day.isoformat(), day, _worded(text), rules) for day in others]


def next_control(due_on: date | None, today: date, rules: DeadlineRules) -> Due:
    """«постоянно» after a report: the control date of the year after the one just reported on."""
    year = max(today, due_on or today).year + 1
    return _dated("", _day_in(year, rules.permanent_month, rules.permanent_day), _permanent_reason(rules), rules)


def next_plan_control(planned: Sequence[date], asked_on: date, today: date, rules: DeadlineRules) -> Due:
    """When dates are asked for again: weekly while the plan is empty, else on the working day after the last date."""
    if planned and max(planned) >= today:
        day = rules.calendar.first_workday_after(max(planned))
        return Due("", day, "Последняя плановая дата прошла: внесите следующие или сообщите, что план выполнен.")
    weeks = max(0, (today - asked_on).days) // rules.plan_days_between + 1
    day = asked_on + timedelta(days=weeks * rules.plan_days_between)
    return _dated("", day, "Плановых дат нет: их спрашивают каждую неделю, пока не внесены", rules)


def _one_off(
    kind: Kind,
    due_on: date | None,
    control_on: date | None,
    text: str,
    published_on: date,
    rules: DeadlineRules,
    moved: str,
) -> Due:
    if due_on:
        return _dated("", due_on, _worded(text, kind, moved), rules)
    if control_on:
        return _dated("", control_on, "Контрольную дату установил департамент", rules)
    if kind == "permanent":
        return next_control(None, published_on, rules)
    if kind == "by_plan":
        day = rules.calendar.add_workdays(published_on, rules.plan_days)
        return Due("", day, f"Срок «по плану»: внести плановые даты за {workdays(rules.plan_days)}.")
    if kind == "none" and rules.month_when_none:
        reason = "Срок не указан: один месяц"
        return _dated("", month_later(published_on), reason, rules)
    return Due("", None, _UNDATED[kind if kind in _UNDATED else "date"].format(text=text))


def _permanent_reason(rules: DeadlineRules) -> str:
    if (rules.permanent_month, rules.permanent_day) != (1, 20):
        return "Срок «постоянно»: отчёт один раз в год, день установил департамент"
    return "Срок «постоянно»: отчёт один раз в год, не позднее 20 января года, следующего за отчётным"


_UNDATED = {
    "relative": "Срок отсчитывается от события: «{text}». Дату установит департамент, когда событие наступит.",
    "none": "Срок в протоколе не указан.",
    "date": "Из записи «{text}» дата не определена.",
}


def _worded(text: str, kind: Kind = "date", moved: str = "") -> str:
    if moved:
        return f"{moved.rstrip('. ')}; в протоколе — «{text}»" if text else moved
    last = ", последний день периода" if kind == "period" else ""
    return f"Срок по протоколу: «{text}»{last}" if text else "Срок указан в протоколе"


def _dated(period: str, day: date, reason: str, rules: DeadlineRules) -> Due:
    return Due(period, *settle(day, reason, rules))


def month_later(day: date) -> date:
    """The same day of the next month; if there is no such day, the last one."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return _day_in(year, month, day.day)


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
