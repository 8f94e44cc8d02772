"""The read side: states, counters, what waits, the table of all, discipline. Set-based queries, no writes."""

from .states import LASTING, Standing, lasting, late, standing_of
from .tallies import Tally, tallies, tally
from .waiting import (
    DAYS,
    acceptance_queue,
    asked_extensions,
    fortnight,
    latest_organizations,
    undelivered,
    unknown_parties,
    with_returned,
)

__all__ = [
    "DAYS",
    "LASTING",
    "Standing",
    "Tally",
    "acceptance_queue",
    "asked_extensions",
    "fortnight",
    "lasting",
    "late",
    "latest_organizations",
    "standing_of",
    "tallies",
    "tally",
    "undelivered",
    "unknown_parties",
    "with_returned",
]
