"""Nobody misses a deadline silently: promise → deliver → settle → sweep. A promise is a row; Celery only knocks.

`tell` promises an event inside the caller's transaction; `promise` inserts every stage that is owed by now and missing;
`deliver` forms letters of what is owed and sends what waits; `sweep` tidies. Each may run any number of times, at once.
"""

from .collected import tell_if_collected, tell_if_collected_after_commit
from .delivering import deliver, may_go_again, send_again, sweep
from .ledger import tell, tell_all
from .promising import promise
from .summary import organizations_without_address, unreachable

__all__ = [
    "deliver",
    "may_go_again",
    "organizations_without_address",
    "promise",
    "send_again",
    "sweep",
    "tell",
    "tell_all",
    "tell_if_collected",
    "tell_if_collected_after_commit",
    "unreachable",
]
