"""The deadlines of one wording, such as stands behind «Срок:»."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from protocols.document.model import Deadline

from . import counted, days, kinds, nth_days, recurrence, spans
from .assembly import assemble
from .fold import fold, without_times
from .pieces import Piece, Recogniser, scan

RECOGNISERS: list[Recogniser] = [
    *spans.RECOGNISERS,
    *days.RECOGNISERS,
    *nth_days.RECOGNISERS,
    *recurrence.RECOGNISERS,
    *counted.RECOGNISERS,
    *kinds.RECOGNISERS,
]
_LABEL = re.compile(
    r"^\s*(?:(?:контрольн|установленн)[а-я]+\s+)?срок[а-я]*"
    r"(?:\s+(?:исполнени|выполнени|реализаци|представлени|предоставлени)[а-я]+)?\s*[:\-.]+\s*"
)
_EVENT_AHEAD = re.compile(r"\s*(?:к|ко|до|перед|накануне)\s+[а-я]{4,}")  # «к педсовету», «до Нового года»
_JOIN = re.compile(r"^[\s,;/]*(?:и\s+)?")
_BEFORE = 40  # characters before a date that can tell it for a start or a period reported on
_DASH = re.compile(r"\s*(?:-|по)\s*")
_DASH_UNTIL = re.compile(r"\s*[-:(]\s*(?:до|к|не\s+позднее)\s*")
_START = re.compile(r"(?<![а-я])(?:с|со|от)\s+$")
_FOR = re.compile(r"(?<![а-я])(?:за|по\s+(?:итогам|результатам)|итоги|итогам)\s+$")
_WITHIN_DAY = re.compile(r"(?:до|к|в)\s+конц[аеу]\s+(?:[а-я]+\s+)?дня")
_REMARK = re.compile(r"\s*(?:г\.|года?)?\s*\([^()]*\)")
_DOCUMENT = re.compile(r"\s*(?:г\.?)?\s*(?:№|n\s?\d)")


def read_deadline(raw: str, meeting: date | None) -> Deadline:
    """The main deadline of a wording; `raw` of the answer is the whole wording."""
    return replace(read_deadlines(raw, meeting)[0], raw=raw.strip())


def read_deadlines(raw: str, meeting: date | None) -> list[Deadline]:
    """Every deadline of one wording, the main one first; a wording without one gives a single «none»."""
    folded = without_times(fold(raw))
    label = _LABEL.match(folded)
    if label:
        folded = " " * label.end() + folded[label.end() :]
    pieces = _telling(list(scan(folded, RECOGNISERS, meeting)), folded)
    deadlines = assemble(pieces, folded)
    if not deadlines:
        return [Deadline("relative" if _EVENT_AHEAD.match(folded) else "none", raw=raw.strip())]
    place, answer = 0, []
    for number, (deadline, _, found_end) in enumerate(deadlines, 1):
        remark = _REMARK.match(raw, found_end)  # «до 1 марта (проект), до 1 апреля (итог)»
        end = remark.end() if remark else found_end
        words = raw[place : end if number < len(deadlines) else len(raw)]
        answer.append(replace(deadline, raw=_JOIN.sub("", words).strip(" ,;\n\t")))
        place = end
    return answer


def _telling(pieces: list[Piece], folded: str) -> list[Piece]:
    """Start dates, dates of documents and vague words give way to a piece that says when."""
    strong = [piece for piece in pieces if _is_strong(piece) and not _is_aside(piece, folded)]
    if any(piece.what == "day" and piece.day for piece in strong):
        # «в пятницу, 14 февраля», «14 февраля до конца дня»
        strong = [piece for piece in strong if piece.day or not _WITHIN_DAY.match(folded[piece.start : piece.end])]
        strong = [piece for piece in strong if piece.what != "day" or piece.day]
    strong = _joined(strong, folded)
    return strong or [piece for piece in pieces if piece.what != "nothing"][:1]


def _joined(pieces: list[Piece], folded: str) -> list[Piece]:
    """«IV квартал 2025 – I квартал 2026» is one span; «I полугодие – до 1 июля» is the day."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        between = folded[last.end : piece.start] if last else ""
        to = {"span": _DASH, "day": _DASH_UNTIL}.get(piece.what)
        if last and last.what == "span" and to and to.fullmatch(between):
            joined[-1] = replace(piece, start=last.start)
        elif last and last.what == "span" and last.month and piece.what == "day" and _DASH.fullmatch(between):
            joined[-1] = replace(piece, start=last.start, what="span")  # «апрель – 15 мая»
        else:
            joined.append(piece)
    return joined


def _is_strong(piece: Piece) -> bool:
    return piece.what in {"day", "frequency", "month_day", "permanent"} or piece.due is not None


def _is_aside(piece: Piece, folded: str) -> bool:
    before = folded[max(0, piece.start - _BEFORE) : piece.start]
    if piece.what == "day":
        return bool(_START.search(before) or _DOCUMENT.match(folded, piece.end))
    return piece.what == "span" and bool(_FOR.search(before) or _START.search(before))
