"""A file → `Document`: paragraphs with their numbers, tables and places, as a careful reader sees them.

`read_safely` is for everything that people upload; `read` does the same work in this process.
"""

from protocols.document.read.limits import Limits
from protocols.document.read.reading import read, read_text
from protocols.document.read.safely import read_safely

__all__ = ["Limits", "read", "read_safely", "read_text"]
