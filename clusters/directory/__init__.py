"""Who is meant by a wording and by a group, who acts for an organization and who is told, on a day."""

from .acting import (
    SUBSTITUTE,
    Acting,
    Held,
    Receiver,
    Standing,
    acting_for,
    acting_heads,
    heads_on,
    held_on,
    in_office_on,
    standings,
)
from .finding import Directory, Found, find, remember
from .groups import expand
from .index import Target
from .posts import posts_of
from .problems import Problem, problems

__all__ = [
    "SUBSTITUTE",
    "Acting",
    "Directory",
    "Found",
    "Held",
    "Problem",
    "Receiver",
    "Standing",
    "Target",
    "acting_for",
    "acting_heads",
    "expand",
    "find",
    "heads_on",
    "held_on",
    "in_office_on",
    "posts_of",
    "problems",
    "remember",
    "standings",
]
