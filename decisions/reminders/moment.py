"""What the hour allows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from decisions.deadlines import DeadlineRules
from decisions.models import ReminderPolicy
from decisions.rules import current_rules


@dataclass(frozen=True, slots=True)
class Moment:
    now: dt.datetime
    policy: ReminderPolicy
    rules: DeadlineRules

    @classmethod
    def of(cls, now: dt.datetime) -> Moment:
        return cls(now, ReminderPolicy.current(), current_rules())

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.now)

    @property
    def hour(self) -> dt.time:
        return timezone.localtime(self.now).time()

    @property
    def is_working(self) -> bool:
        """Within the department's hours of a working day: letters go."""
        worked = not self.policy.workdays_only or self.rules.calendar.is_workday(self.today)
        return worked and self.policy.work_from <= self.hour < self.policy.work_until

    @property
    def is_digest_time(self) -> bool:
        return self.is_working and self.hour >= self.policy.digest_at

    @property
    def gathered_by(self) -> dt.datetime:
        """Events up to this moment have been gathered long enough."""
        return self.now - dt.timedelta(minutes=self.policy.gather_minutes)

    @property
    def horizon(self) -> dt.date:
        """The last deadline that a digest shows: as far as its first stage."""
        return self.rules.calendar.add_workdays(self.today, max(self.rules.stages_before, default=0))
