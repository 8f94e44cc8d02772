"""Nobody misses a deadline silently: promise → deliver → settle → sweep. A promise is a row; Celery only knocks."""

from .ledger import tell, tell_all

__all__ = ["tell", "tell_all"]
