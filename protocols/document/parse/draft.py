"""A decision as it was found: its paragraphs, points and labelled parts, not yet understood."""

from __future__ import annotations

from dataclasses import dataclass, field

from protocols.document.parse.labels import Label
from protocols.document.parse.pieces import join


@dataclass(frozen=True, slots=True)
class Placed:
    """A labelled part and the line it stands on."""

    label: Label
    line: int


@dataclass(slots=True)
class Point:
    """A bullet or a letter under a decision, with what is labelled inside or right after it."""

    text: str
    number: str
    lines: list[int]
    labels: list[Placed] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    number: str = ""
    question: int | None = None
    section: int = 0  # which inner heading it stands under
    texts: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    labels: list[Placed] = field(default_factory=list)
    inherited: list[Placed] = field(default_factory=list)  # from a heading or a closing line of its group
    lines: list[int] = field(default_factory=list)
    question_lines: tuple[int, ...] = ()
    doubt: str = ""

    @property
    def text(self) -> str:
        return join(self.texts)

    @property
    def closed(self) -> bool:
        """The deadline or the responsible stands below the text: what follows is something else."""
        return bool(self.labels or any(point.labels for point in self.points)) and bool(self.texts)

    @property
    def awaits_list(self) -> bool:
        return self.text.endswith((":", "–", "—"))
