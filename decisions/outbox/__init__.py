"""Every letter of the program is first a row: queued, claimed, sent, settled. At least once, with one Message-ID.

The window in which a letter can go twice lies between the server's «250» and our commit.
"""

from . import office, queue
from .backend import OutboxBackend
from .knock import knock, knock_after_commit
from .mime import MASK, masked, message_id, readable
from .office import closed, reopen, trouble
from .queue import claim, waiting
from .sending import send_waiting

__all__ = [
    "MASK",
    "OutboxBackend",
    "claim",
    "closed",
    "knock",
    "knock_after_commit",
    "masked",
    "message_id",
    "office",
    "queue",
    "readable",
    "reopen",
    "send_waiting",
    "trouble",
    "waiting",
]
