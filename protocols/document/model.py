"""What a document is before it is understood (`Document`) and after (`ParsedProtocol`).

Plain data, no Django: both cross a process border as JSON, and the preview ties every field of the
second to lines of the first through `ParsedProtocol.sources`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Part = Literal["body", "textbox", "footnote", "header", "footer"]
DeadlineKind = Literal["date", "period", "relative", "recurring", "permanent", "by_plan", "none"]
Mark = Literal["understood", "doubtful"]


class Unreadable(Exception):
    """The file cannot be read; the message is one Russian sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Where in a table a line stands; all counted from 0. `header` marks the table's heading row."""

    table: int
    row: int
    column: int
    columns: int
    header: bool = False
    rows: int = 1  # a merged cell is given once, at its top left, with what it covers
    span: int = 1  # columns covered


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the document, as a reader sees it."""

    index: int  # place in reading order; unique within the document
    text: str  # without its automatic number; soft breaks are "\n", soft hyphens are gone
    number: str = ""  # the automatic number as Word shows it: "1.", "2.1.", "а)", or a bullet "–"
    level: int | None = None  # depth of automatic numbering, from 0
    part: Part = "body"
    cell: Cell | None = None
    style: str = ""  # name of the paragraph style, "" when the format has none
    bold: bool = False  # all visible characters are
    centered: bool = False
    right: bool = False  # set to the right edge, or indented past the middle of the page


@dataclass(frozen=True, slots=True)
class Document:
    """Paragraphs in reading order. `notes` are Russian remarks for the person who checks."""

    lines: tuple[Line, ...]
    format: str = "txt"
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as worded and as understood; kinds and rules as in docs/architecture.md."""

    kind: DeadlineKind = "none"
    due_on: str | None = None  # ISO date
    recurrence: str | None = None  # RFC 5545 rule without the "RRULE:" prefix
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """«не менее трёх публикаций в неделю»: `target` `unit` per `period` (week, month, quarter, year)."""

    target: int
    unit: str
    period: Literal["day", "week", "month", "quarter", "half_year", "year"]
    raw: str = ""
    accepted: bool = False  # staff ticked it in the preview


@dataclass(frozen=True, slots=True)
class NamedPost:
    """A person of the protocol's head, and the post printed beside the name ("" when none is)."""

    name: str
    post: str = ""


@dataclass(slots=True)
class ParsedDecision:
    text: str
    number: str = ""
    agenda: int | None = None  # 1-based place in `ParsedProtocol.agenda`
    points: list[str] = field(default_factory=list)
    suggested_points: list[str] = field(default_factory=list)  # further paragraphs that begin with an infinitive
    is_task: bool = True
    deadline: Deadline = field(default_factory=Deadline)
    other_deadlines: list[Deadline] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)  # as written; the first is the lead
    report_to: list[str] = field(default_factory=list)  # "Фамилия И.О." in the nominative
    quota: Quota | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field came from: line indexes, how sure the reader is, and why not when it is not."""

    lines: tuple[int, ...]
    mark: Mark = "understood"
    note: str = ""


@dataclass(slots=True)
class ParsedProtocol:
    """The reading. `sources` is keyed by path: "date", "attendees", "decisions.0.deadline", …"""

    number: str | None = None
    date: str | None = None  # ISO
    title: str | None = None
    place: str | None = None
    approved_by: NamedPost | None = None
    approved_on: str | None = None  # ISO
    chair: NamedPost | None = None
    secretary: NamedPost | None = None
    attendees: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)
    agenda: list[str] = field(default_factory=list)
    decisions: list[ParsedDecision] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    sources: dict[str, Source] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)  # indexes of lines that went nowhere

    def as_json(self) -> dict[str, Any]:
        """The whole reading as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> ParsedProtocol:
        """The inverse of `as_json`."""
        posts = {
            role: NamedPost(**data[role]) if data[role] else None for role in ("approved_by", "chair", "secretary")
        }
        decisions = [_decision_from(row) for row in data["decisions"]]
        sources = {path: Source(tuple(row["lines"]), row["mark"], row["note"]) for path, row in data["sources"].items()}
        return cls(**{**data, **posts, "decisions": decisions, "sources": sources})


def _decision_from(row: dict[str, Any]) -> ParsedDecision:
    deadlines = [Deadline(**other) for other in row["other_deadlines"]]
    quota = Quota(**row["quota"]) if row["quota"] else None
    return ParsedDecision(
        **{**row, "deadline": Deadline(**row["deadline"]), "other_deadlines": deadlines, "quota": quota}
    )
