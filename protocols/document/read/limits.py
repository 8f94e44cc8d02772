"""What an uploaded file may cost. Sizes are in bytes, times in seconds."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file; a file that passes any of them is refused, never read in part."""

    size: int = 20 * MB  # as uploaded
    members: int = 1_000  # files inside a zip container
    member: int = 50 * MB  # one of them, unpacked
    total: int = 100 * MB  # all of them, unpacked
    ratio: int = 200  # unpacked to packed, asked of members over 1 MB
    tags: int = 2_000_000  # opening and closing tags in all XML parts
    lines: int = 20_000  # paragraphs with text
    cells: int = 50_000  # table cells
    pages: int = 500  # of a PDF
    text: int = 5_000_000  # characters
    seconds: float = 10.0  # of wall time and of CPU for the parser
    memory: int = 300 * MB  # resident, of the parser
    office_seconds: float = 30.0
    office_memory: int = 1024 * MB


def megabytes(size: int) -> str:
    return f"{size / MB:.1f}".rstrip("0").rstrip(".").replace(".", ",") + " МБ"
