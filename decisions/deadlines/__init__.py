"""When something is due, when its people are told, and why: pure rules. No ORM, no clock.

`DeadlineRules` carries every setting; `due_dates` gives a decision's assignments their dates, `periods_due` those of
a recurring one, `stages` the days on which people are told, `quota_results` the weeks met and not met.
"""

from .due import Due, Kind, due_dates, next_control, next_plan_control
from .periods import is_key_of, period_label, periods_due
from .quotas import QuotaPeriod, QuotaResult, quota_periods, quota_results
from .rules import DeadlineRules
from .stages import (
    Stage,
    delay_workdays,
    nearness,
    section,
    stage_on_or_before,
    stages,
)
from .why import in_words, settle, why

__all__ = [
    "DeadlineRules",
    "Due",
    "Kind",
    "QuotaPeriod",
    "QuotaResult",
    "Stage",
    "delay_workdays",
    "due_dates",
    "in_words",
    "is_key_of",
    "nearness",
    "next_control",
    "next_plan_control",
    "period_label",
    "periods_due",
    "quota_periods",
    "quota_results",
    "section",
    "settle",
    "stage_on_or_before",
    "stages",
    "why",
]
