"""Pieces put together: the deadlines of one wording, such as stands behind «Срок:»."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

from protocols.document.model import Deadline, DeadlineKind

from . import counted, days, recurrence, spans
from .fold import fold, without_times
from .pieces import Found, Piece, Recogniser, What, scan

_PLAN = re.compile(
    r"(?:(?:в\s+соответствии\s+со?|согласно|по|в\s+рамках)\s+(?:[а-я\"-]+\s+){0,4}?(?:план|график|дорожн|расписани|циклограмм|регламент|программ|приложени|порядк|перечн)[а-я-]*"
    r"|в\s+(?:сроки|срок|порядке\s+и\s+сроки)\s*,?\s+(?:установлен|определен|предусмотрен|указан|согласно|утвержден|в\s+соответствии)[а-я]*"
    r"|в\s+(?:установленн|указанн|определенн|предусмотренн|согласованн)[а-я]+\s+(?:[а-я]+\s+)?сроки?|согласно\s+(?:[а-я]+\s+)?срок[а-я]+|план-график|по\s+графику)"
)
_PERMANENT = re.compile(
    r"(?<![а-я])(?:постоянно|(?:на|в)\s+(?:постоянн|регулярн|системн|систематическ|непрерывн|бессрочн)[а-я]+\s+(?:основе|контрол[а-я]+|режиме|порядке)"
    r"|бессрочно|систематически|регулярно|непрерывно|круглосуточно|круглогодично|повседневно|постоянн(?:ый|ая|ое)|(?:без\s+ограничения|не\s+ограничен)[а-я]*(?:\s+срок[а-я]*)?)(?![а-я])"
)
_NOTHING = re.compile(
    r"(?:в\s+рабочем\s+порядке|без\s+срока|не\s+(?:установлен|указан|определен)[а-я]*|в\s+первую\s+очередь)"
)
_THEN = re.compile(r"(?:далее|затем|впоследствии|в\s+(?:последующем|дальнейшем)|потом|;)")
_YEARLY = re.compile(
    r"отчетн[а-я]+\s+(?:финансов[а-я]+\s+)?год|год[а-я]*\s*,?\s*следующ[а-я]+\s+за\s+(?:отчетн|планов|истекш)"
    r"|(?:предшеств|предыдущ)[а-я]+\s+(?:планируем|отчетн|очередн)[а-я]*|следующ[а-я]+\s+за\s+отчетн[а-я]+\s+год"
)
_LABEL = re.compile(
    r"^\s*(?:контрольн[а-я]+\s+|установленн[а-я]+\s+)?срок[а-я]*(?:\s+(?:исполнени|выполнени|реализаци|представлени|предоставлени)[а-я]+)?\s*[:\-.]+\s*"
)
_JOIN = re.compile(r"^[\s,;]*(?:и\s+)?")
_BEFORE = 40  # characters before a date that can tell it for a start or a period reported on
_DASH = re.compile(r"\s*(?:-|по)\s*")
_DASH_UNTIL = re.compile(r"\s*[-:(]\s*(?:до|к|не\s+позднее)\s*")
_START = re.compile(r"(?<![а-я])(?:с|со|от)\s+$")
_FOR = re.compile(r"(?<![а-я])(?:за|по\s+(?:итогам|результатам)|итоги|итогам)\s+$")
_DOCUMENT = re.compile(r"\s*(?:г\.?)?\s*(?:№|n\s?\d)")
_KINDS: dict[What, DeadlineKind] = {
    "day": "date", "span": "period", "relative": "relative", "frequency": "recurring", "month_day": "recurring",
    "plan": "by_plan", "permanent": "permanent", "nothing": "none",
}  # fmt: skip


def _as(what: What) -> Callable[[re.Match[str], date | None], Found]:
    return lambda match, meeting: Piece(match.start(), match.end(), what)


PERMANENT: Recogniser = (_PERMANENT, _as("permanent"))
RECOGNISERS: list[Recogniser] = [
    *spans.RECOGNISERS,
    *days.RECOGNISERS,
    *recurrence.RECOGNISERS,
    *counted.RECOGNISERS,
    (_PLAN, _as("plan")),
    PERMANENT,
    (_NOTHING, _as("nothing")),
]


def read_deadline(raw: str, meeting: date | None) -> Deadline:
    """The main deadline of a wording; `raw` of the answer is the whole wording."""
    return replace(read_deadlines(raw, meeting)[0], raw=raw.strip())


def read_deadlines(raw: str, meeting: date | None) -> list[Deadline]:
    """Every deadline of one wording, the main one first; a wording without one gives a single «none»."""
    folded = without_times(fold(raw))
    label = _LABEL.match(folded)
    if label:
        folded = " " * label.end() + folded[label.end() :]
    pieces = telling(list(scan(folded, RECOGNISERS, meeting)), folded)
    deadlines = assemble(pieces, folded)
    if not deadlines:
        return [Deadline(raw=raw.strip())]
    place, answer = 0, []
    for number, (deadline, _, end) in enumerate(deadlines, 1):
        words = raw[place : end if number < len(deadlines) else len(raw)]
        answer.append(replace(deadline, raw=_JOIN.sub("", words).strip(" ,;\n\t")))
        place = end
    return answer


def telling(pieces: list[Piece], folded: str) -> list[Piece]:
    """Start dates, dates of documents and vague words give way to a piece that says when."""
    strong = [piece for piece in pieces if _is_strong(piece) and not _is_aside(piece, folded)]
    if any(piece.what == "day" and piece.day for piece in strong):
        strong = [piece for piece in strong if piece.what != "day" or piece.day]  # «в пятницу, 14 февраля»
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


def assemble(pieces: list[Piece], folded: str) -> list[tuple[Deadline, int, int]]:
    """Deadlines with their places in the text, in the order of the text."""
    answer: list[tuple[Deadline, int, int]] = []
    for group in _groups(pieces, folded):
        if any(piece.what == "frequency" for piece in group) or _is_yearly(group, folded):
            answer += _recurring(group, folded)
        else:
            answer += [_single(piece, folded, _next_start(group, n, folded)) for n, piece in enumerate(group)]
    return answer


def _groups(pieces: list[Piece], folded: str) -> list[list[Piece]]:
    """Cut where «далее» or a semicolon stands between, and before a second frequency with words of its own."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        previous = groups[-1] if groups else []
        between = folded[previous[-1].end : piece.start] if previous else ""
        again = piece.what == "frequency" and previous and previous[-1].what != "frequency"
        second = again and any(p.what == "frequency" for p in previous)
        dated = again and all(p.what == "day" and p.year for p in previous)
        if not previous or _THEN.search(between) or second or dated or "permanent" in (piece.what, previous[-1].what):
            groups.append([])
        groups[-1].append(piece)
    return groups


def _is_yearly(group: list[Piece], folded: str) -> bool:
    """«до 1 марта года, следующего за отчётным» comes every year though no frequency is named."""
    around = folded[group[0].start :]
    days = [piece for piece in group if piece.what == "day"]
    return bool(days) and all(day.year is None and day.day for day in days) and (
        any(day.yearly for day in days) or bool(_YEARLY.search(around))
    )  # fmt: skip


def _single(piece: Piece, folded: str, end: int) -> tuple[Deadline, int, int]:
    kind: DeadlineKind = _KINDS[piece.what]
    rule = _with_month_day("FREQ=MONTHLY", piece, folded[piece.end : end]) if piece.what == "month_day" else None
    due = piece.due.isoformat() if piece.due else None
    return Deadline(kind, due, rule), piece.start, piece.end


def _next_start(group: list[Piece], place: int, folded: str) -> int:
    return group[place + 1].start if place + 1 < len(group) else len(folded)


def _recurring(group: list[Piece], folded: str) -> list[tuple[Deadline, int, int]]:
    base = "FREQ=YEARLY"
    for n, piece in enumerate(p for p in group if p.what == "frequency"):
        base = _merged(base, piece.rule) if n else piece.rule
    rules: list[tuple[str, Piece | None]] = []
    for n, piece in enumerate(group):
        if piece.what == "month_day":
            rules.append((_with_month_day(base, piece, folded[piece.end : _next_start(group, n, folded)]), None))
    days = [piece for piece in group if piece.what == "day" and piece.day and piece.year is None]
    if len(days) > 1 or (days and base.startswith("FREQ=YEARLY")):
        rules += _yearly(days, folded)
        days = []
    weekdays = [piece.rule for piece in group if piece.what == "day" and piece.rule]
    if weekdays and base.startswith("FREQ=WEEKLY") and "BYDAY" not in base:
        base = f"{base};{weekdays[0]}"
    if not rules:
        rules = [(_within_year(base, group), None)]
    until = max((p.due for p in group if p.due and _limits(p, base, days)), default=None)
    limit = f";UNTIL={until:%Y%m%d}" if until else ""
    start, answer = group[0].start, []
    for rule, day in rules:
        end = day.end if day and day is not rules[-1][1] else group[-1].end
        answer.append((Deadline("recurring", None, rule + limit), start, end))
        start = end
    return answer


def _limits(piece: Piece, base: str, single_days: list[Piece]) -> bool:
    """Whether a piece of a recurring wording says until when it goes on."""
    if piece.what == "span":
        return piece.year is not None or not base.startswith("FREQ=YEARLY")
    return piece.what == "day" and (piece.year is not None or piece in single_days)


def _within_year(base: str, group: list[Piece]) -> str:
    """«ежегодно в августе», «ежегодно, IV квартал»: the month in which the year's period ends."""
    spans = [piece for piece in group if piece.what == "span" and piece.month and piece.year is None]
    if not spans or not base.startswith("FREQ=YEARLY"):
        return base
    day = f";BYMONTHDAY={spans[0].day}" if spans[0].day else ""
    return f"{base};BYMONTH={','.join(str(piece.month) for piece in spans)}{day}"


def _merged(first: str, second: str) -> str:
    """«раз в две недели по вторникам»: the second wording of one frequency wins, the interval of the first stays."""
    interval = re.search(r";INTERVAL=\d+", first)
    same = first.split(";")[0] == second.split(";")[0]
    if same and interval and "INTERVAL" not in second and "BYMONTH=" not in second:
        head, *rest = second.split(";")
        return ";".join([head + interval[0], *rest])
    return second


def _with_month_day(base: str, piece: Piece, after: str) -> str:
    """The convention: what is due after a quarter is `FREQ=MONTHLY;INTERVAL=3`, counted from January."""
    period = re.search(r"(кварт|полугод)", after)
    if period and base == "FREQ=MONTHLY" and not re.match(r"[^(]*\(", after):
        base = f"FREQ=MONTHLY;INTERVAL={3 if period[1] == 'кварт' else 6}"
    later = re.match(r"\s*,?\s*(втор|трет|последн)[а-я]+\s+месяца", after)
    interval = re.search(r"INTERVAL=(\d+)", base)
    if later and interval:
        first = {"втор": 2, "трет": 3}.get(later[1], int(interval[1]))
        months = ",".join(str(month) for month in range(first, 13, int(interval[1])))
        return f"FREQ=YEARLY;BYMONTH={months};{piece.rule}"
    if base.startswith("FREQ=YEARLY"):
        return f"FREQ=YEARLY;BYMONTH=1;{piece.rule}"
    return f"{base if base.startswith('FREQ=MONTHLY') else 'FREQ=MONTHLY'};{piece.rule}"


def _yearly(days: list[Piece], folded: str) -> list[tuple[str, Piece | None]]:
    """One rule for a list of days with the same number behind one «до», else a rule a day."""
    listed = not re.search(r"[а-я]{2}", "".join(folded[a.end : b.start] for a, b in pairwise(days)))
    if len(days) > 1 and listed and len({day.day for day in days}) == 1:
        months = ",".join(str(month) for month in sorted(day.month for day in days))
        return [(f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={days[0].day}", None)]
    return [(f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}", day) for day in days]
