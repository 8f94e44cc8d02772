"""Deadlines that stand without a label inside a sentence, told from the other dates that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from protocols.document.model import Deadline

from . import counted, days, nth_days, recurrence, spans
from .assembly import assemble
from .fold import fold, without_times
from .kinds import PERMANENT, SCHEDULED
from .pieces import Piece, Recogniser, scan

_UNTIL = re.compile(
    r"(?<![а-я])(?:(?:в\s+срок|срок(?:ом)?|период)?\s*[-:(]?\s*(?:до|к|ко|не\s+поз[д]?нее|не\s+позже)(?:\s*,?\s*чем)?"
    r"(?:\s+(?:конца|концу|окончания|исхода))?"
    r"|в\s+срок|срок[а-я]*(?:\s+исполнения)?\s*[-:]|(?<=[,;(.]\s)срок)\s*\(?\s*$"
)
_DURING = re.compile(r"(?<![а-я])(?:в\s+течени[еи]|на\s+протяжении|в\s+период|в\s+срок)\s+(?:всего\s+)?$")
_TO_END = re.compile(r"(?<![а-я])(?:до|к)\s+(?:конца|концу|окончания)\s+$")
_IN = re.compile(r"(?<![а-я])(?:в|во)\s+$")
_MOVED = re.compile(r"(?<![а-я])(?:перенести|отложить|продлить)\s[^.;]{0,100}\sна\s+$")
_LIST = re.compile(r"\s*(?:,|и|,\s*и)\s*$")
_BEFORE = 160  # characters before a date that can tell what it belongs to
# What a participle or a document says of its own dates: «выданных до …», «на период до …».
_OF_THING = re.compile(
    r"(?:(?<![а-я])(?!данны)[а-я]{2,30}(?:нн|вш|едш)(?:ых|ую|ой|ого|ому|ыми|ая|ые|ое|их|ими|ей|ие)(?:ся)?"
    r"|на\s+период|на\s+срок|сроком|по\s+состоянию|рассчитан[а-я]*|действу[а-я]+|приурочен[а-я]*|посвящен[а-я]*"
    r"|итог[а-я]+)[\s(,]*$"
)
_ASIDE = re.compile(r"\((?![^()]*срок)(?!\s*(?:до|к|не\s+поз[а-я]+|ежемесячно|еженедельно)?\s*$)[^()]*$")
_INFINITIVE = r"[а-я]{2,30}(?:ть|ти|чь)(?:ся)?"
_RIGHT_AFTER_VERB = re.compile(rf"(?<![а-я]){_INFINITIVE}[\s,]*$")
_AFTER_VERB = re.compile(rf"(?:^|(?<![а-я]){_INFINITIVE}|[.;:]|\))[\s,]*$")
# What is held on a day, or goes on from one day to another, is due then: «провести олимпиаду 20 марта».
_CLAUSE = r"(?:[^,;:.()]|(?<=\bг)\.|(?<=\bим)\.)*?[а-я#\d\"»]{3}(?<!период)\s+$"
_HELD = re.compile(rf"(?<![а-я])(?:провести|организовать|созвать|принять\s+участие)\s{_CLAUSE}")
_GOING_ON = re.compile(
    r"(?<![а-я])(?:провести|проводить|организовать|обеспечить|осуществ(?:ить|лять)|открыть|принять\s+участие)"
    rf"\s{_CLAUSE}"
)
_AT_SITTING = re.compile(
    rf"(?<![а-я]){_INFINITIVE}\s(?:[^,.;:]*\s)?на\s+(?:[а-я]+\s+)?(?:заседании|совещании|коллегии|педсовете|планерке|собрании)"
    r"(?:\s+[а-я]+){0,3}\s+$"
)
_APPEALED = re.compile(r"может\s+быть\s+обжалован")
# «Провести совещание – 12 марта», «первую – в марте»: what a dash sets apart is said of the whole clause.
# «ежеквартально, первый раз – 5 апреля» begins there and does not end.
_AFTER_DASH = re.compile(r"(?:[а-я]{3}|[#\")])(?<!\sраз)\s+-\s*$")
_CLAUSE_ENDS = re.compile(r"\s*(?:г\.|года?)?\s*(?:[;,(]|\.?\s*$)")
_BEFORE_VERB = re.compile(rf"[\s,.]*(?:г\.?)?[\s,]*(?:[а-я-]+\s+)?{_INFINITIVE}(?![а-я])")
_PARTICIPLE = re.compile(
    r"\s+(?:[а-я]+(?:щ|м|нн)(?:ий|ая|ее|ие|его|ему|им|ей|их|ую|ый|ое|ые|ого|ому|ым|ой|ых|ом|ем)(?:ся)?)(?![а-я])"
)
_SCHOOL_TERM = re.compile(r"(?:в|во|в\s+течени[еи]|до\s+конца)\s.*(?:полугоди|семестр|учебного\s+года)")
# «Работу в 2024 году признать …» judges what was done.
_JUDGED = re.compile(r"\s*(?:г\.|год[а-я]*)?\s*(?:признать|считать|одобрить|принять\s+к|отметить)(?![а-я])")
_YEAR_ONLY = re.compile(r"(?:19|20)\d\d(?!-\d\d-)")
_SITTING = re.compile(r"(?:к|до|на)\s+(?:следующ|очередн|ближайш)")
_AFTER_PERIOD = re.compile(
    r"\s+(?:перв|втор|трет|последн)[а-яё]+\s+месяца(?:\s+(?:каждого\s+)?(?:квартала|полугодия))?"
    r"|(?:\s+(?:месяца|года))?\s*,?\s+следующ(?:его|ей)\s+за\s+"
    r"(?:(?:отч[её]тн|истекш|прошедш)[а-яё]+(?:\s+(?:период|квартал|месяц|полугоди|год)[а-яё]*)?"
    r"|(?:кварталом|месяцем|полугодием|годом))",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"(?:до\s+начала|к\s+началу|срочно)")
_THIS_DAY = re.compile(r"сегодня$|(?:после)?завтра$")
_FIRM = re.compile(r"(?:постоянно$|(?:на|в)\s+[а-я]+\s+(?:основе|режиме)|бессрочно)")
_STEADY = re.compile(r"(?:регулярно|систематически)$")
_COUNTED = re.compile(
    r"за\s+[а-я\d-]+\s+(?:[а-я]+\s+)?(?:дн|недел|месяц)[а-я]*\s+до\s|в\s+течени|не\s+позд?нее|не\s+позже|в\s+срок|в\s+[а-я\d-]+(?:\s?-\s?[а-я]+)*\s+(?:рабочий\s+)?срок"
)
_AT_ONCE = re.compile(r"(?:не(?:замедл|медл)|безотлаг|в\s+день|до\s+конца|в\s+тот)")
_MATTER = re.compile(  # «предложения по графику» are about it
    r"(?:предложени|вопрос|замечани|информаци|сведени|отчет|материал|решени|справк|пояснени|работ)[а-я]*\s+$"
)
_ADJECTIVE = re.compile(r"(?:еже|по)[а-я]+н(?:ый|ая|ое|ые|ом)$")
_QUOTA = re.compile(r"раз|дважды|трижды")
_QUOTED = re.compile(r"«[^«»]{3,}»|“[^“”]{3,}”|\"[^\"]{3,}\"")

_RECOGNISERS: list[Recogniser] = [
    *spans.RECOGNISERS,
    *days.RECOGNISERS,
    *nth_days.RECOGNISERS,
    *recurrence.RECOGNISERS,
    *counted.RECOGNISERS,
    PERMANENT,
    SCHEDULED,
]


@dataclass(frozen=True, slots=True)
class Found:
    """`sentence[start:end]` is the wording of the deadline, its preposition included."""

    deadline: Deadline
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A piece among the words around it; `lead` is where its preposition begins within `before`."""

    piece: Piece
    text: str
    before: str
    after: str
    lead: int

    @property
    def is_by_verb(self) -> bool:
        return bool(_AFTER_VERB.search(self.before[: self.lead]) or _BEFORE_VERB.match(self.after))


def find_deadlines(sentence: str, meeting: date | None) -> list[Found]:
    """What the sentence says of when it is due; dates of events, documents, programmes and starts are left out."""
    # Titles in quotation marks say nothing of this sentence; a day in them, «14» марта, is shorter.
    quoted = {n for match in _QUOTED.finditer(sentence) for n in range(*match.span())}
    unquoted = "".join("#" if n in quoted else c for n, c in enumerate(fold(sentence)))
    folded = days.without_dated_weekdays(without_times(unquoted))
    accepted: list[Piece] = []
    for piece in scan(folded, _RECOGNISERS, meeting):
        place = _place(piece, folded)
        if accepted and _continues(accepted[-1], piece, folded):
            accepted.append(piece)
        elif _is_deadline(place, meeting):
            accepted.append(replace(piece, start=piece.start - len(place.before) + place.lead))
    dated = [piece for piece in accepted if piece.what != "plan"]  # a timetable beside a date only says how
    return [_found(sentence, *one) for one in assemble(dated or accepted, folded)]


def _found(sentence: str, deadline: Deadline, start: int, end: int) -> Found:
    if after := _AFTER_PERIOD.match(sentence, end):
        end = after.end()
    words = sentence[start:end]
    start += len(words) - len(words.lstrip(" (,-–—:\u00a0"))
    if "(" in sentence[start:end] and ")" not in sentence[start:end] and sentence[end : end + 1] == ")":
        end += 1
        words = sentence[start:end]
    end -= len(words) - len(words.rstrip(" ,\u00a0"))
    return Found(replace(deadline, raw=sentence[start:end]), start, end)


def _place(piece: Piece, folded: str) -> _Place:
    before = folded[max(0, piece.start - _BEFORE) : piece.start]
    leads = (pattern.search(before) for pattern in (_UNTIL, _DURING, _IN))
    lead = next((match.start() for match in leads if match), len(before))
    if piece.what in ("frequency", "permanent", "relative"):
        lead = len(before)
    return _Place(piece, folded[piece.start : piece.end], before, folded[piece.end : piece.end + _BEFORE], lead)


def _continues(last: Piece, piece: Piece, folded: str) -> bool:
    """One of a list behind one «до»: «до 10 апреля, 10 июля и 10 октября»."""
    between = folded[last.end : piece.start]
    return piece.what == last.what == "day" and (piece.end == last.end or bool(_LIST.fullmatch(between)))


def _is_deadline(place: _Place, meeting: date | None) -> bool:
    if _APPEALED.search(place.before) or _OF_THING.search(place.before[: place.lead]) or _ASIDE.search(place.before):
        return False
    match place.piece.what:
        case "day":
            return _is_due_day(place, meeting)
        case "span":
            return _is_due_span(place, meeting)
        case "relative":
            return _is_due_after(place)
        case "frequency":
            return _is_recurring(place)
        case "permanent":
            steady = _STEADY.match(place.text) and place.is_by_verb
            return bool(_FIRM.match(place.text) or steady) and not _PARTICIPLE.match(place.after)
        case "plan":
            return not _MATTER.search(place.before)
    return bool(_UNTIL.search(place.before)) or "кажд" in place.text


def _is_due_day(place: _Place, meeting: date | None) -> bool:
    piece = place.piece
    passed = piece.year is not None and piece.due is not None and meeting is not None and piece.due < meeting
    if passed or re.match(r"\s*№", place.after):
        return False
    if _UNTIL.search(place.before) or _MOVED.search(place.before) or re.match(r"(?:до|к|ко|не)\s", place.text):
        return True
    if re.search(r"[а-я#\"]{3},\s*$", place.before) and re.match(r"\s*(?:;|\.?\s*$)", place.after):
        return True  # «подготовить сценарий праздника, 05.03»
    if piece.day and _AFTER_DASH.search(place.before) and _CLAUSE_ENDS.match(place.after):
        return True
    if piece.rule and re.search(r"(?<![а-я])еженедельно[\s,:(-]*$", place.before):
        return True  # «еженедельно, понедельник»
    # «Провести 14 марта 2025 года …»: what is to be held on a day is due on it.
    held = (_RIGHT_AFTER_VERB, _HELD, _AT_SITTING)
    return bool(piece.day and any(pattern.search(place.before) for pattern in held))


def _is_due_span(place: _Place, meeting: date | None) -> bool:
    if _JUDGED.match(place.after):
        return False
    if place.piece.due is None:
        return bool(_SCHOOL_TERM.match(place.text)) and place.is_by_verb
    if meeting and place.piece.due < meeting:
        return False
    if re.match(r"(?:до|к|в|по|на)\s", place.text) or _DURING.search(place.before) or _TO_END.search(place.before):
        return True
    if _UNTIL.search(place.before):
        return not _YEAR_ONLY.match(place.text)  # «до 2030 года» belongs to a programme
    if place.piece.day and (_RIGHT_AFTER_VERB.search(place.before) or _is_held(place)):
        return True
    if _IN.search(place.before) and (_HELD.search(before := place.before[: place.lead]) or _AT_SITTING.search(before)):
        return True
    if _IN.search(place.before) and _AFTER_DASH.search(place.before[: place.lead]) and _CLAUSE_ENDS.match(place.after):
        return True
    return bool(_IN.search(place.before) or re.match(r"(?:с|со)\s", place.text)) and place.is_by_verb


def _is_held(place: _Place) -> bool:
    """«провести сборы 25–26 декабря», «обеспечить дежурство с 2 по 6 марта»."""
    from_day = re.match(r"(?:с|со)\s", place.text)
    return bool((_GOING_ON if from_day else _HELD).search(place.before))


def _is_due_after(place: _Place) -> bool:
    if _COUNTED.match(place.text) and not re.search(r"лет|год", place.text):
        return True
    if _AT_ONCE.match(place.text) or _SITTING.match(place.text):
        return True
    if _THIS_DAY.match(place.text) and re.match(r"\s*\.?\s*$", place.after):
        return True
    by_verb = place.is_by_verb or re.match(r"\s*\.?\s*$", place.after)
    return bool(_BEGINNING.match(place.text) and by_verb)


def _is_recurring(place: _Place) -> bool:
    if _QUOTA.search(place.text) and re.match("FREQ=(?:DAILY|WEEKLY;BYDAY)", place.piece.rule):
        return False  # «два раза в неделю» is a quota
    return not (_ADJECTIVE.match(place.text) or place.text.startswith("по ит") or _PARTICIPLE.match(place.after))
