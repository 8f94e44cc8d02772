"""WHAT, WHOSE, BY WHEN."""

from .assignment import (
    Assignment,
    ExtensionRequest,
    Opening,
    PlannedDate,
    PointMark,
    QuotaEvidence,
    Report,
    ReportFile,
)
from .decision import Decision, DecisionPoint, Executor, ReportReceiver
from .feed import CalendarFeed
from .mail import Letter, PersonalLink, PersonalLinkItem, PostOffice, Reminder
from .policy import DayOverride, ReminderPolicy
from .search import SearchEntry
from .view import SavedView

__all__ = [
    "Assignment",
    "CalendarFeed",
    "DayOverride",
    "Decision",
    "DecisionPoint",
    "Executor",
    "ExtensionRequest",
    "Letter",
    "Opening",
    "PersonalLink",
    "PersonalLinkItem",
    "PlannedDate",
    "PointMark",
    "PostOffice",
    "QuotaEvidence",
    "Reminder",
    "ReminderPolicy",
    "Report",
    "ReportFile",
    "ReportReceiver",
    "SavedView",
    "SearchEntry",
]
