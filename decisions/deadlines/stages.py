"""On which days people are told of a deadline, and how near or how late it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, takewhile
from typing import Literal

from decisions.workdays import Calendar

from .rules import DeadlineRules
from .why import workdays

Section = Literal["Просрочено", "Сегодня", "Скоро"]


@dataclass(frozen=True, slots=True)
class Stage:
    """`name` is what the ledger's occasion says: "before-7", "today", "overdue+5"; `step` is -7, 0, 5."""

    name: str
    step: int
    told_on: date


def stages(due_on: date, rules: DeadlineRules, until: date) -> list[Stage]:
    """All stages told by `until`, in order. A deadline that stays on a day off is told the working day before."""
    before = sorted({-step for step in rules.stages_before})
    all_stages = (_stage(due_on, step, rules.calendar) for step in chain(before, [0], _steps_after(rules)))
    return list(takewhile(lambda stage: stage.told_on <= until, all_stages))


def stage_on_or_before(due_on: date, today: date, rules: DeadlineRules) -> Stage | None:
    """The newest stage due by `today`: what is told after days of silence. None when none is due yet."""
    late = rules.calendar.workdays_between(due_on, today)
    if late > 0:
        step = max((step for step in _steps_up_to(late, rules)), default=0)
        return _stage(due_on, step, rules.calendar)
    due = [_stage(due_on, -step, rules.calendar) for step in {*rules.stages_before, 0}]
    return max((stage for stage in due if stage.told_on <= today), key=lambda stage: stage.step, default=None)


def section(due_on: date, today: date) -> Section:
    if due_on < today:
        return "Просрочено"
    return "Сегодня" if due_on == today else "Скоро"


def delay_workdays(due_on: date, today: date, calendar: Calendar) -> int:
    """«на N рабочих дней позже»; 0 when in time."""
    return max(0, calendar.workdays_between(due_on, today))


def nearness(due_on: date, today: date, calendar: Calendar) -> str:
    """«завтра», «через 3 рабочих дня», «просрочено на 5 рабочих дней»."""
    days = calendar.workdays_between(today, due_on)
    if due_on < today:
        return f"просрочено на {workdays(-days)}" if days else "просрочено"
    if due_on == today:
        return "сегодня"
    if (due_on - today).days == 1:
        return "завтра"
    return f"через {workdays(days)}" if days else "в выходной"


def _stage(due_on: date, step: int, calendar: Calendar) -> Stage:
    name = "today" if step == 0 else f"before-{-step}" if step < 0 else f"overdue+{step}"
    told_on = calendar.add_workdays(due_on, step) if step else calendar.roll(due_on, "back")
    return Stage(name, step, told_on)


def _steps_after(rules: DeadlineRules) -> Iterator[int]:
    """1, 3, 5, then 10, 15 … without end."""
    step = 0
    for step in sorted(set(rules.stages_after)):
        yield step
    while step and rules.then_every:
        step += rules.then_every
        yield step


def _steps_up_to(late: int, rules: DeadlineRules) -> list[int]:
    listed = [step for step in rules.stages_after if step <= late]
    last = max(rules.stages_after, default=0)
    if last and rules.then_every and late > last:
        listed.append(last + (late - last) // rules.then_every * rules.then_every)
    return listed
