"""The only code that changes an assignment: one function a verb, one transaction a call.

`verb(assignment, …, by=actor, now=aware moment)` locks and re-reads the row, raises `Refused` with a Russian sentence
when it does not apply, saves the named fields with who and why, and promises the letters it owes.
"""

from .answering import accept, return_for_rework
from .assigning import Handling, Party, assign, hand_to, reassign
from .correcting import Outdated, add_parties, correct, in_force, remove_parties, resume
from .dates import LIKELY
from .ending import take_off_control, withdraw, withdraw_decision
from .extending import (
    ask_extension,
    cancel_extension,
    correct_due,
    grant_extension,
    latest_extension,
    refuse_extension,
)
from .periods import (
    add_evidence,
    add_planned_dates,
    open_periods,
    planned_dates,
    remove_evidence,
    remove_planned_date,
)
from .reporting import (
    Account,
    StoredFile,
    count_sent,
    draft_of,
    drop_file,
    edition_of,
    mark_points,
    opened,
    points_left,
    recall,
    recall_until,
    report,
    save_draft,
    stays_open,
)
from .rows import Refused

__all__ = [
    "LIKELY",
    "Account",
    "Handling",
    "Outdated",
    "Party",
    "Refused",
    "StoredFile",
    "accept",
    "add_evidence",
    "add_parties",
    "add_planned_dates",
    "ask_extension",
    "assign",
    "cancel_extension",
    "correct",
    "correct_due",
    "count_sent",
    "draft_of",
    "drop_file",
    "edition_of",
    "grant_extension",
    "hand_to",
    "in_force",
    "latest_extension",
    "mark_points",
    "open_periods",
    "opened",
    "planned_dates",
    "points_left",
    "reassign",
    "recall",
    "recall_until",
    "refuse_extension",
    "remove_evidence",
    "remove_parties",
    "remove_planned_date",
    "report",
    "resume",
    "return_for_rework",
    "save_draft",
    "stays_open",
    "take_off_control",
    "withdraw",
    "withdraw_decision",
]
