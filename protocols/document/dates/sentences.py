"""Deadlines that stand without a label inside a sentence, told from the other dates that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from protocols.document.model import Deadline

from . import counted, days, recurrence, spans
from .fold import fold, without_times
from .pieces import Piece, Recogniser, scan
from .reading import PERMANENT, assemble

_UNTIL = re.compile(
    r"(?<![а-я])(?:(?:в\s+срок|срок(?:ом)?|период)?\s*[-:(]?\s*(?:до|к|ко|не\s+поз[д]?нее|не\s+позже)(?:\s*,?\s*чем)?"
    r"(?:\s+(?:конца|концу|окончания|исхода))?"
    r"|в\s+срок|срок[а-я]*(?:\s+исполнения)?\s*[-:])\s*\(?\s*$"
)
_DURING = re.compile(r"(?<![а-я])(?:в\s+течени[еи]|на\s+протяжении|в\s+период|в\s+срок)\s+(?:всего\s+)?$")
_TO_END = re.compile(r"(?<![а-я])(?:до|к)\s+(?:конца|концу|окончания)\s+$")
_IN = re.compile(r"(?<![а-я])(?:в|во)\s+$")
_LIST = re.compile(r"\s*(?:,|и|,\s*и)\s*$")
# What a participle, a document or a programme says of its own dates: «выданных до …», «на период до …», «от … № 5».
_OF_THING = re.compile(
    r"(?:(?<![а-я])(?!данны)[а-я]+(?:нн|вш|вляем|едш)(?:ых|ую|ой|ого|ому|ыми|ая|ые|ое|ые|их|ими|ую|ей|ие)(?:ся)?"
    r"|на\s+период|на\s+срок|сроком|по\s+состоянию|рассчитан[а-я]*|действу[а-я]+|приурочен[а-я]*|посвящен[а-я]*"
    r"|готовност[а-я]+|подготовк[а-я]+|итог[а-я]+|(?:стратеги|программ|концепци)[а-я]+(?:\s+[а-я-]+){0,6})[\s(,]*$"
)
_ASIDE = re.compile(r"\((?![^()]*срок)(?!\s*(?:до|к|не\s+поз[а-я]+|ежемесячно|еженедельно)?\s*$)[^()]*$")
_INFINITIVE = r"[а-я]{2,}(?:ть|ти|чь)(?:ся)?"
_AFTER_VERB = re.compile(rf"(?:^|(?<![а-я]){_INFINITIVE}|[.;:]|\))[\s,]*$")
_BEFORE_VERB = re.compile(rf"[\s,.]*(?:г\.?)?[\s,]*(?:[а-я-]+\s+)?{_INFINITIVE}(?![а-я])")
_PARTICIPLE = re.compile(
    r"\s+(?:[а-я]+(?:щ|м|нн)(?:ий|ая|ее|ие|его|ему|им|ей|их|ую|ый|ое|ые|ого|ому|ым|ой|ых|ом|ем)(?:ся)?)(?![а-я])"
)
_NEXT_SITTING = re.compile(r"(?:к|до)\s+(?:следующ|очередн|ближайш)")
_FIRM = re.compile(r"(?:постоянно$|(?:на|в)\s+[а-я]+\s+(?:основе|режиме)|бессрочно)")
_COUNTED = re.compile(
    r"в\s+течени|не\s+позд?нее|не\s+позже|в\s+срок|в\s+[а-я\d-]+(?:\s?-\s?[а-я]+)*\s+(?:рабочий\s+)?срок"
)
_AT_ONCE = re.compile(r"(?:не(?:замедл|медл)|безотлаг|в\s+день|до\s+конца|в\s+тот)")
_ADVERB = re.compile(r"(?:еже|по)[а-я]+ный$|(?:еже|по)[а-я]+н(?:ая|ое|ые|ом)$")

_RECOGNISERS: list[Recogniser] = [
    *spans.RECOGNISERS,
    *days.RECOGNISERS,
    *recurrence.RECOGNISERS,
    *counted.RECOGNISERS,
    PERMANENT,
]


@dataclass(frozen=True, slots=True)
class Found:
    """`sentence[start:end]` is the wording of the deadline, its preposition included."""

    deadline: Deadline
    start: int
    end: int


def find_deadlines(sentence: str, meeting: date | None) -> list[Found]:
    """What the sentence says of when it is due; dates of events, documents, programmes and starts are left out."""
    folded = without_times(_without_quoted(fold(sentence), sentence))
    accepted: list[Piece] = []
    for piece in scan(folded, _RECOGNISERS, meeting):
        before = folded[: piece.start]
        if accepted and _continues(accepted[-1], piece, folded):
            accepted.append(piece)
        elif _is_deadline(piece, folded, before, meeting):
            accepted.append(replace(piece, start=_lead(before)))
    return [
        Found(replace(deadline, raw=sentence[start:end].strip(" ,")), start, end)
        for deadline, start, end in assemble(accepted, folded)
    ]


def _without_quoted(folded: str, sentence: str) -> str:
    """Titles in quotation marks become spaces; a day in quotation marks, «14» марта, stays."""
    quoted = re.compile(r"«[^«»]{3,}»|“[^“”]{3,}”|\"[^\"]{3,}\"")
    for match in quoted.finditer(sentence):
        folded = folded[: match.start()] + "#" * len(match[0]) + folded[match.end() :]
    return folded


def _lead(before: str) -> int:
    for pattern in (_UNTIL, _DURING, _IN):
        match = pattern.search(before)
        if match:
            return match.start()
    return len(before)


def _continues(last: Piece, piece: Piece, folded: str) -> bool:
    """One of a list behind one «до»: «до 10 апреля, 10 июля и 10 октября»."""
    between = folded[last.end : piece.start]
    return piece.what == last.what == "day" and (piece.end == last.end or bool(_LIST.fullmatch(between)))


def _is_deadline(piece: Piece, folded: str, before: str, meeting: date | None) -> bool:
    text, after = folded[piece.start : piece.end], folded[piece.end :]
    if _OF_THING.search(before[: _lead(before)]) or _ASIDE.search(before):
        return False
    if piece.what == "day":
        return _is_due_day(piece, text, before, after, meeting)
    if piece.what == "span":
        return _is_due_span(piece, text, before, after, meeting)
    if piece.what == "relative":
        return bool(
            (_COUNTED.match(text) and not re.search(r"лет|год", text))
            or _AT_ONCE.match(text)
            or _NEXT_SITTING.match(text)
        )
    if piece.what == "frequency":
        return not _ADVERB.match(text) and not text.startswith("по ит") and not _PARTICIPLE.match(after)
    if piece.what == "permanent":
        return bool(_FIRM.match(text)) and not _PARTICIPLE.match(after)
    return bool(_UNTIL.search(before)) or text.startswith("кажд")


def _is_due_day(piece: Piece, text: str, before: str, after: str, meeting: date | None) -> bool:
    passed = piece.year is not None and piece.due is not None and meeting is not None and piece.due < meeting
    if passed or re.match(r"\s*№", after):
        return False
    return bool(_UNTIL.search(before)) or bool(re.match(r"(?:до|к|ко|не)\s", text))


def _is_due_span(piece: Piece, text: str, before: str, after: str, meeting: date | None) -> bool:
    if piece.due is None or (meeting and piece.due < meeting):
        return False
    if re.match(r"(?:до|к|в|по|на)\s", text) or _DURING.search(before):
        return True
    if _TO_END.search(before):
        return True
    if re.match(r"(?:19|20)\d\d", text) and not re.match(r"\d{4}-\d\d-", text):
        return False
    if _UNTIL.search(before):
        return True
    start = before[: _lead(before)]
    return bool(_IN.search(before) or re.match(r"(?:с|со)\s", text)) and bool(
        _AFTER_VERB.search(start) or _BEFORE_VERB.match(after)
    )
