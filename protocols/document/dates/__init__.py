"""Russian wordings of dates and deadlines → what they mean. Pure: the meeting's date comes as an argument."""

from .days import find_date
from .reading import read_deadline, read_deadlines
from .sentences import Found, find_deadlines

__all__ = ["Found", "find_date", "find_deadlines", "read_deadline", "read_deadlines"]
