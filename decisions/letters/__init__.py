"""A letter = subject + text + HTML, by name, from `templates/emails/`. Knows nothing of when.

`build(name, context)` renders <name>.subject.txt, <name>.txt and <name>.html; `queued(name, context, to=…, now=…)` puts
the letter into the outbox; `SAMPLES[name](today)` is a context for the preview and for the tests.
"""

from .building import Formed, build, masked, queued, raw_bytes
from .items import SHOWN, TEXT_LIMIT, Item, Section, item_of, section_of, source_of, subject_counts
from .samples import SAMPLES

__all__ = [
    "SAMPLES",
    "SHOWN",
    "TEXT_LIMIT",
    "Formed",
    "Item",
    "Section",
    "build",
    "item_of",
    "masked",
    "queued",
    "raw_bytes",
    "section_of",
    "source_of",
    "subject_counts",
]
