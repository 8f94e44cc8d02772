"""Paragraphs of a document → what a careful reader gets from the protocol. Pure: no Django, no directory, no clock."""

from protocols.document.parse.protocol import parse
from protocols.document.parse.reading import reading

__all__ = ["parse", "reading"]
