"""Pieces of a wording put together into deadlines: a frequency with its days, a list of dates, one date."""

from __future__ import annotations

import re
from functools import reduce
from itertools import pairwise

from protocols.document.model import Deadline, DeadlineKind

from .pieces import Piece, What

_THEN = re.compile(r"(?:далее|затем|впоследствии|в\s+(?:последующем|дальнейшем)|потом|;)")
_YEARLY = re.compile(
    r"[\s,]*(?:\([^()]*?)?(?:года\s*,?\s*)?(?:отчетн[а-я]+\s+(?:финансов[а-я]+\s+)?год"
    r"|следующ[а-я]+\s+за\s+(?:отчетн|планов|истекш)"
    r"|(?:предшеств|предыдущ)[а-я]+\s+(?:планируем|отчетн|очередн))"
)
_KINDS: dict[What, DeadlineKind] = {
    "day": "date", "span": "period", "relative": "relative", "frequency": "recurring", "month_day": "recurring",
    "plan": "by_plan", "permanent": "permanent", "nothing": "none",
}  # fmt: skip


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
    days = [piece for piece in group if piece.what == "day"]
    if not days or any(day.year or not day.day for day in days):
        return False
    return any(day.yearly or _YEARLY.match(folded, day.end) for day in days)


def _single(piece: Piece, folded: str, end: int) -> tuple[Deadline, int, int]:
    kind: DeadlineKind = _KINDS[piece.what]
    rule = _with_month_day("FREQ=MONTHLY", piece, folded[piece.end : end]) if piece.what == "month_day" else None
    due = piece.due.isoformat() if piece.due else None
    return Deadline(kind, due, rule), piece.start, piece.end


def _next_start(group: list[Piece], place: int, folded: str) -> int:
    return group[place + 1].start if place + 1 < len(group) else len(folded)


def _recurring(group: list[Piece], folded: str) -> list[tuple[Deadline, int, int]]:
    base = _base(group)
    days = [piece for piece in group if piece.what == "day" and piece.day and piece.year is None]
    rules: list[tuple[str, Piece | None]] = [
        (_with_month_day(base, piece, folded[piece.end : _next_start(group, n, folded)]), None)
        for n, piece in enumerate(group)
        if piece.what == "month_day"
    ]
    if len(days) > 1 or (days and base.startswith("FREQ=YEARLY")):
        rules += _yearly(days, folded)
        days = []
    limit = _until(group, base, days)
    start, answer = group[0].start, []
    for rule, day in rules or [(_within_year(base, group), None)]:
        end = day.end if day and day is not rules[-1][1] else group[-1].end
        answer.append((Deadline("recurring", None, rule + limit), start, end))
        start = end
    return answer


def _base(group: list[Piece]) -> str:
    """The frequency named; a wording that names none and comes again is yearly."""
    named = [piece.rule for piece in group if piece.what == "frequency"]
    base = reduce(_merged, named) if named else "FREQ=YEARLY"
    months = [piece for piece in group if piece.what == "span" and piece.month and piece.year is None]
    if len(months) > 1 and base.startswith("FREQ=MONTHLY;INTERVAL"):
        return "FREQ=YEARLY"  # «два раза в год: июнь, декабрь»
    weekdays = [piece.rule for piece in group if piece.what == "day" and piece.rule]
    if weekdays and base.startswith("FREQ=WEEKLY") and "BYDAY" not in base:
        return f"{base};{weekdays[0]}"
    return base


def _until(group: list[Piece], base: str, days: list[Piece]) -> str:
    last = max((piece.due for piece in group if piece.due and _limits(piece, base, days)), default=None)
    return f";UNTIL={last:%Y%m%d}" if last else ""


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
    """«раз в две недели по вторникам»: the second wording of one frequency wins, the interval of the first stays.

    In «по пятницам каждой недели» the second says nothing new.
    """
    if first.startswith(f"{second};"):
        return first
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
    base = re.sub(r";BYMONTHDAY=[^;]*", "", base)  # «два раза в месяц, 1 и 15 числа»: the days named count
    return f"{base if base.startswith('FREQ=MONTHLY') else 'FREQ=MONTHLY'};{piece.rule}"


def _yearly(days: list[Piece], folded: str) -> list[tuple[str, Piece | None]]:
    """One rule for a list of days with the same number behind one «до», else a rule a day."""
    listed = not re.search(r"[а-я]{2}", "".join(folded[a.end : b.start] for a, b in pairwise(days)))
    if len(days) > 1 and listed and len({day.day for day in days}) == 1:
        months = ",".join(str(month) for month in sorted(day.month for day in days))
        return [(f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={days[0].day}", None)]
    return [(f"FREQ=YEARLY;BYMONTH={day.month};BYMONTHDAY={day.day}", day) for day in days]
