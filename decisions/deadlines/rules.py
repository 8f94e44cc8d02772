"""What staff may change about deadlines, with the regulation each default comes from."""

from __future__ import annotations

from dataclasses import dataclass, field

from decisions.workdays import Calendar, RollRule


@dataclass(frozen=True)
class DeadlineRules:
    """Days are working days of `calendar` unless a comment says otherwise.

    «Свердловская обл.» is docs.cntd.ru/document/453106005, «Минобороны» the order № 1 of 10.01.2015.
    """

    calendar: Calendar = field(default_factory=Calendar)
    roll: RollRule = "back"  # Свердловская обл., п. 17; Минобороны, п. 66
    permanent_month: int = 1  # «не позднее 20 января года, следующего за отчетным»: Свердловская обл., п. 16
    permanent_day: int = 20
    recurring_day: int = 10  # «до 10 числа месяца, следующего за отчетным периодом»: Свердловская обл., п. 16
    month_when_none: bool = False  # one calendar month: Минобороны, п. 66; only if staff want so
    plan_days: int = 10  # for entering the dates of «по планам …»: the Department's own
    plan_days_between: int = 7  # calendar days between two requests while a plan is empty
    periods_ahead: int = 10  # a period of a recurring decision is given out so many days before it is due
    stages_before: tuple[int, ...] = (7, 3, 1)
    stages_after: tuple[int, ...] = (1, 3, 5)
    then_every: int = 5  # after the last of `stages_after`
