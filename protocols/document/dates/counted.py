"""Deadlines counted from an event: «в течение 10 рабочих дней», «в 3-дневный срок», «незамедлительно», «после …»."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from decisions.workdays import Calendar

from .days import MONTH
from .numbers import CARDINAL, number
from .pieces import Found, Piece, Recogniser

_CALENDAR = Calendar()
_MONTHS = {"месяц": 1, "месяч": 1, "квартал": 3, "полуг": 6, "полг": 6}  # else years
_FIRST_YEAR = 1900
_PREFIXES = {
    "одно": 1, "полутора": 1.5, "дву": 2, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6, "семи": 7,
    "восьми": 8, "девяти": 9, "десяти": 10, "двенадцати": 12, "четырнадцати": 14, "пятнадцати": 15, "двадцати": 20,
    "тридцати": 30, "сорока": 40, "сорокапяти": 45, "шестидесяти": 60,
}  # fmt: skip
# «после проведения» may end the wording or go on with a verb; with another noun it is another event.
_NO_OTHER = (
    r"(?!\s+(?!(?:настоящ|данн|протокол|совещан|заседан|решени|коллеги)|[а-я]+(?:ть|ти|чь)(?:ся)?(?![а-я]))[а-я]{3,})"
)
# The event is the meeting itself, or the protocol that came of it; its signing counts as the meeting's day.
_ITSELF = re.compile(
    r"\s*,?\s*(?:(?:со|с)\s+(?:дня|момента|даты)|после(?:\s+(?:дня|даты))?|от\s+даты|с)\s+"
    r"(?:(?:его|ее|их|проведения|окончания|даты|дня|подписания|утверждения|принятия|вынесения|издания|настоящего"
    r"|данного|этого|указанного|оформления|состоявшегося|завершения)\s+)*"
    r"(?:совещани[яе]|заседани[яе]|коллегии|протокола|решени[яй]|поручени[яй]|подписания|утверждения|принятия"
    r"|проведения)(?![а-я])" + _NO_OTHER
)
_EVENT = re.compile(
    r"\s*,?\s*(?:(?:со|с)\s+(?:дня|момента|даты|начала)|после|от\s+даты|до\s+(?:дня|даты|начала|предполагаем|заседани|совещани|проведени|окончани|срока|мероприят)|от|по\s+(?:окончани|завершени)|следующ[а-я]+\s+за)(?![а-я]*\s*\d)"
)
_WORKDAYS = re.compile(r"раб(?:оч|\.)|банковск|р\.?\s?д")
_OF_MONTH = re.compile(rf"\s+{MONTH}")
_AFTER_EVENT = re.compile(
    r"(?<![а-я])(?:после|по\s+(?:окончании|завершении)|со\s+дня|с\s+(?:момента|даты))\s(?![^,.;:]*(?:протокол|совещан|заседан))"
    r"[^,.;:]{1,80}$"
)
_BEFORE_EVENT = re.compile(r"\s*до\s[^,;().]*")

# What begins: «летней сессии», «второго полугодия», «занятий».
_BEGINS = re.compile(
    r"(?:\s+[а-я]{2,20}(?:ого|его|ой|ей|ых|их))?\s+(?![а-я]{2,30}(?:ть|ти|чь)(?:ся)?(?![а-я]))[а-я]{4,30}(?![а-я])"
)


def counted(meeting: date, count: float, unit: str, workdays: bool = False) -> date:
    """`count` units after the meeting; a month later is the same day, or the last one of a shorter month."""
    if unit.startswith(("дн", "ден", "сут", "р", "к.", "кд")):
        return _CALENDAR.add_workdays(meeting, int(count)) if workdays else meeting + timedelta(days=int(count))
    if unit.startswith("час"):
        return meeting + timedelta(days=int(count + 23) // 24)
    if unit.startswith(("недел", "декад")):
        return meeting + timedelta(days=int(count * (7 if unit.startswith("недел") else 10)))
    months = next((months for stem, months in _MONTHS.items() if unit.startswith(stem)), 12)
    if count != int(count):
        return meeting + timedelta(days=int(count * 30))
    at_year, at_month = divmod(meeting.year * 12 + meeting.month - 1 + int(count) * months, 12)
    return date(at_year, at_month + 1, min(meeting.day, monthrange(at_year, at_month + 1)[1]))


def _from_meeting(after: str) -> bool:
    """Whether what follows the count names the meeting as the event, or names no event at all."""
    return bool(_ITSELF.match(after)) or not _EVENT.match(after)


def _piece(match: re.Match[str], meeting: date | None, count: float, unit: str, workdays: bool) -> Piece:
    after = match.string[match.end() :]
    known = (
        meeting is not None
        and not _AFTER_EVENT.search(match.string[: match.start()])
        and _from_meeting(after)
        and not re.search(r"(?<![а-я])за\s", match[0])
    )
    named = (_BEFORE_EVENT if re.search(r"(?<![а-я])за\s", match[0]) else _ITSELF).match(after)
    end = match.end() + (named.end() if named else 0)
    due = counted(meeting, count, unit, workdays) if known and meeting else None
    return Piece(match.start(), end, "relative", due)


def _within(match: re.Match[str], meeting: date | None) -> Found:
    count = number(match["count"]) if match["count"] else 1
    if count >= _FIRST_YEAR or (match["unit"].startswith(("лет", "год")) and match[0].startswith("до")):
        return None  # «в течение 2025 года» is a span, «до 18 лет» an age
    if match["unit"].startswith("декад") and _OF_MONTH.match(match.string, match.end()):
        return None  # «до 2 декады марта»
    if not match["count"] and match["unit"] == "дня" and "одного" not in match[0]:
        count = 0  # «в течение рабочего дня» is the same day
    return _piece(match, meeting, count, match["unit"], bool(_WORKDAYS.search(match[0])))


def _term(match: re.Match[str], meeting: date | None) -> Found:
    if match["digits"]:
        count: float = int(match["digits"])
    else:
        count = _PREFIXES.get(match["prefix"] or "одно", 0)
    if not count:
        return None
    after = match.string[match.end() : match.end() + 20]
    return _piece(match, meeting, count, match["unit"], "рабоч" in match[0] or bool(re.match(r"\s*\(?\s*рабоч", after)))


def _at_once(match: re.Match[str], meeting: date | None) -> Found:
    return Piece(match.start(), match.end(), "relative", meeting)


def _tomorrow(match: re.Match[str], meeting: date | None) -> Found:
    if meeting is None or (_EVENT.match(match.string, match.end()) and not _ITSELF.match(match.string, match.end())):
        return Piece(match.start(), match.end(), "relative")
    days = 2 if match[0].startswith("послезавтра") else 1
    due = counted(meeting, days, "дня", workdays="рабоч" in match[0])
    return Piece(match.start(), match.end(), "relative", due)


def _urgent(match: re.Match[str], meeting: date | None) -> Found:
    """«срочно» is three working days, «оперативно» ten: Sverdlovsk region, item 16."""
    days = 3 if match[0].startswith("ср") else 10
    due = _CALENDAR.add_workdays(meeting, days) if meeting else None
    return Piece(match.start(), match.end(), "relative", due)


def _school_year(match: re.Match[str], meeting: date | None) -> Found:
    years = re.search(r"(?:19|20)\d\d", match[0])
    return Piece(match.start(), match.end(), "relative", date(int(years[0]), 9, 1) if years else None)


def _event(match: re.Match[str], meeting: date | None) -> Found:
    if "последн" in match[0] or ("начал" in match[0] and _OF_MONTH.match(match.string, match.end())):
        return None  # «до последнего дня месяца», «к началу марта»
    begins = _BEGINS.match(match.string, match.end()) if re.search(r"начал[ау]$", match[0]) else None
    return Piece(match.start(), begins.end() if begins else match.end(), "relative")


_HOW = r"(?:рабоч[а-я]+|раб\.|календарн[а-я]+|кал\.|банковск[а-я]+|полн[а-я]+)"
_UNIT = (
    r"(?P<unit>дн(?:я|ей|\.)|[рк]\.?\s?д\b\.?|день|суток|сутки|час(?:а|ов)?|недел[ьиюя]|декад[ыу]?|месяц(?:а|ев)?"
    r"|кварталов|года|лет)(?![а-я])"
)
_NOT_LATER = r"не\s+(?:позд?нее|позже|более)(?:\s*,?\s*чем)?(?:\s+(?:через|за|чем))?"
_LEAD = (
    rf"(?<![а-я])(?:в\s+(?:течени[еи]|теч\.)|на\s+протяжении|в\s+срок\s*,?\s*не\s+превышающий|(?:в\s+срок\s+)?{_NOT_LATER}"
    r"|через|спустя|в\s+срок(?:\s+до)?|за|до|в)\s+"
)
_COUNT = rf"(?P<count>{CARDINAL})\s*-?\s*{_HOW}?\s*{_UNIT}"
# «в течение недели»: one, without a number. The group is there, and empty, because `_within` reads it.
_ONE = (
    r"(?<![а-я])(?:в\s+течени[еи]|не\s+позднее(?:\s*,?\s*чем)?\s+через)\s+(?P<count>(?!.))?(?:одного\s+)?"
    rf"(?:{_HOW}\s+)?(?P<unit>дня|суток|часа|недели|декады|месяца|полугода)(?![а-я])"
)
_IN_ONE = (
    r"(?<![а-я])(?:через|спустя)\s+(?P<count>(?!.))?(?P<unit>день|сутки|неделю|месяц|квартал|полгода|год)(?![а-я])"
)
_DAYS_TERM = (
    r"(?:(?<![а-я])(?:в|не\s+позднее)\s+|^\s*)(?:(?P<digits>\d+)\s?-?\s?(?:ти|х|и)?\s?-?\s?|(?P<prefix>[а-я]+?)\s?-?\s?)?"
    r"(?P<unit>дневн|суточн|часов|недельн|декадн|месячн|квартальн|полугодичн|полугодов|годичн|годов)[а-я]+\s+"
    r"(?:рабоч[а-я]+\s+)?срок[а-я]*"
)
_MEETING = r"(?:совещани[а-я]+|заседани[а-я]+|протокола|коллегии)"
_TODAY = (
    r"(?<![а-я])(?:незамедлительно|немедленно|безотлагательно|сегодня|(?:до\s+)?сегодняшнего\s+дня"
    r"|(?:до|к|в)\s+конц[аеу]\s+(?:рабочего\s+|текущего\s+)*(?:дня|смены)|в\s+тот\s+же\s+день"
    rf"|в\s+день\s+(?:его\s+)?(?:{_MEETING}|(?:подписания|проведения|принятия|утверждения)(?![а-я])"
    rf"(?:\s+(?:настоящего\s+)?{_MEETING}|{_NO_OTHER})))(?![а-я])"
)
_NEXT_DAY = (
    r"(?<![а-я])(?:послезавтра|завтра|(?:на\s+следующий|не\s+позднее\s+следующего)\s+(?:рабоч[а-я]+\s+)?д(?:ень|ня))"
    r"(?![а-я])"
)
_SCHOOL_YEAR = (
    r"(?<![а-я])(?:(?:к|до)\s+начал[уа]|к)\s+(?:новому\s+|следующему\s+)?(?:\d{4}\s?[-/]\s?\d{2,4}\s+)?"
    r"учебн(?:ого\s+года|ому\s+году)"
)
_HAPPENING = (
    r"(?:начал|заседани|совещани|сесси|встреч|коллеги|открыти|закрыти|заверш|окончани|принят|утвержд|подписан|вступлени"
    r"|проведени|мероприят|реализ|наступлен|получен|поступлен|особ|отмен|указани|распоряжени|дня|дней|выполнени"
    r"|устранени|даты)[а-я]*"
)
_EVENTS = (
    r"(?<![а-я])(?:за\s+(?:[а-я\d-]+\s+)?(?:рабоч[а-я]+\s+|календарн[а-я]+\s+)?(?:дн|недел|месяц|час)[а-я]*\s+)?"
    rf"(?:(?:к|ко|до|на|перед|в|во)\s+(?:[а-я]+(?:му|го|ое|ую|ей|ем|м|ы[йх])\s+){{0,2}}{_HAPPENING}"
    r"|после|при\s+[а-я]+|в\s+случае|со\s+дня|с\s+(?:момента|даты|начала)|накануне|в\s+ходе|в\s+день\s+[а-я]+|одновременно\s+с"
    r"|по\s+(?:мере|факту|завершени[июе]|окончани[июе]|запросу|требованию|поступлени[июе]|готовности|необходимости"
    r"|получени[июе]|согласованию|достижении|отдельн[а-я]+\s+(?:поручени|указани|запрос)[а-я]+)"
    r"|в\s+(?:кратчайш|возможно|максимально|оптимальн)[а-я]+(?:\s+[а-я]+)?\s+срок[а-я]*"
    r"|в\s+ближайш(?:ее\s+время|ие\s+дни)|как\s+можно\s+скорее)(?![а-я])"
)
RECOGNISERS: list[Recogniser] = [
    (re.compile(_LEAD + r"(?:ближайш[а-я]+\s+)?" + _COUNT), _within),
    (re.compile(_ONE), _within),
    (re.compile(_IN_ONE), _within),
    (re.compile(r"^\s*" + _COUNT), _within),
    (re.compile(r"^\s*(?P<count>(?!.))?(?P<unit>неделя|месяц|сутки)\s*\.?\s*$"), _within),
    (re.compile(_DAYS_TERM), _term),
    (re.compile(_TODAY), _at_once),
    (re.compile(_NEXT_DAY), _tomorrow),
    (re.compile(r"(?<![а-я])(?:срочно|оперативно)(?![а-я])"), _urgent),
    (re.compile(_SCHOOL_YEAR), _school_year),
    (re.compile(_EVENTS), _event),
]
