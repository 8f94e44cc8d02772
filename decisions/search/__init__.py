"""Finding by stems: `words` turns texts and questions into them, `entries` keeps them beside their texts."""

from .entries import decision_entry, index_report, put, report_entries, sent_reports, with_parts
from .words import asked, day_words, is_hit, kept, protocol_mark

__all__ = [
    "asked",
    "day_words",
    "decision_entry",
    "index_report",
    "is_hit",
    "kept",
    "protocol_mark",
    "put",
    "report_entries",
    "sent_reports",
    "with_parts",
]
