"""Deadlines counted from an event: «в течение 10 рабочих дней», «в 3-дневный срок», «незамедлительно», «после …»."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from decisions.workdays import Calendar

from .numbers import CARDINAL, number
from .pieces import Found, Piece, Recogniser

_CALENDAR = Calendar()
_FIRST_YEAR = 1900
_PREFIXES = {"одно": 1, "полутора": 1.5, "дву": 2, "двух": 2, "трех": 3, "четырех": 4, "пяти": 5, "шести": 6,
             "семи": 7, "восьми": 8, "девяти": 9, "десяти": 10, "двенадцати": 12, "четырнадцати": 14,
             "пятнадцати": 15, "двадцати": 20, "тридцати": 30, "сорока": 40, "сорокапяти": 45, "шестидесяти": 60}  # fmt: skip
# The event is the meeting itself, or the protocol that came of it; its signing counts as the meeting's day.
_ITSELF = re.compile(
    r"\s*,?\s*(?:(?:со|с)\s+(?:дня|момента|даты)|после(?:\s+(?:дня|даты))?|от\s+даты|с)\s+"
    r"(?:(?:его|ее|их|проведения|окончания|даты|дня|подписания|утверждения|принятия|вынесения|издания|настоящего"
    r"|данного|этого|указанного|оформления|состоявшегося|завершения)\s+)*"
    r"(?:совещани[яе]|заседани[яе]|коллегии|протокола|решени[яй]|поручени[яй]|подписания|утверждения|принятия"
    r"|проведения)(?![а-я])"
    r"(?!\s+(?:акта|договор|соглашени|контракт|заявлени|приказ|распоряжени|документ|ими|государственн|счет|постановлени))"
)
_EVENT = re.compile(
    r"\s*,?\s*(?:(?:со|с)\s+(?:дня|момента|даты|начала)|после|от\s+даты|до\s+(?:дня|даты|начала|предполагаем|заседани|совещани|проведени|окончани|срока|мероприят)|от|по\s+(?:окончани|завершени)|следующ[а-я]+\s+за)(?![а-я]*\s*\d)"
)


def counted(meeting: date, count: float, unit: str, workdays: bool = False) -> date:
    """`count` units after the meeting; a month later is the same day, or the last one of a shorter month."""
    if unit.startswith(("дн", "ден", "сут")):
        return _CALENDAR.add_workdays(meeting, int(count)) if workdays else meeting + timedelta(days=int(count))
    if unit.startswith("час"):
        return meeting + timedelta(days=int(count + 23) // 24)
    if unit.startswith(("недел", "декад")):
        return meeting + timedelta(days=int(count * (7 if unit.startswith("недел") else 10)))
    months = {"меся": 1, "квар": 3, "полу": 6, "год": 12, "годи": 12, "лет": 12}[unit[:4]]
    if count != int(count):
        return meeting + timedelta(days=int(count * 30))
    at_year, at_month = divmod(meeting.year * 12 + meeting.month - 1 + int(count) * months, 12)
    return date(at_year, at_month + 1, min(meeting.day, monthrange(at_year, at_month + 1)[1]))


def _from_meeting(after: str) -> bool:
    """Whether what follows the count names the meeting as the event, or names no event at all."""
    return bool(_ITSELF.match(after)) or not _EVENT.match(after)


def _piece(match: re.Match[str], meeting: date | None, count: float, unit: str, workdays: bool) -> Piece:
    after = match.string[match.end() :]
    known = meeting is not None and _from_meeting(after) and not match[0].startswith("за ")
    named = _ITSELF.match(after)
    end = match.end() + (named.end() if named else 0)
    due = counted(meeting, count, unit, workdays) if known and meeting else None
    return Piece(match.start(), end, "relative", due)


def _within(match: re.Match[str], meeting: date | None) -> Found:
    count = number(match["count"]) if match["count"] else 1
    if count >= _FIRST_YEAR or (match["unit"].startswith(("лет", "год")) and match[0].startswith("до")):
        return None  # «в течение 2025 года» is a span, «до 18 лет» an age
    if not match["count"] and match["unit"] == "дня" and "одного" not in match[0]:
        count = 0  # «в течение рабочего дня» is the same day
    return _piece(match, meeting, count, match["unit"], "рабоч" in match[0] or "банковск" in match[0])


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
    days = 2 if match[0].startswith("послезавтра") else 1
    return Piece(match.start(), match.end(), "relative", meeting + timedelta(days=days) if meeting else None)


def _urgent(match: re.Match[str], meeting: date | None) -> Found:
    """«срочно» is three working days, «оперативно» ten: Sverdlovsk region, item 16."""
    days = 3 if match[0].startswith("ср") else 10
    due = _CALENDAR.add_workdays(meeting, days) if meeting else None
    return Piece(match.start(), match.end(), "relative", due)


def _school_year(match: re.Match[str], meeting: date | None) -> Found:
    years = re.search(r"(?:19|20)\d\d", match[0])
    return Piece(match.start(), match.end(), "relative", date(int(years[0]), 9, 1) if years else None)


def _event(match: re.Match[str], meeting: date | None) -> Found:
    return Piece(match.start(), match.end(), "relative")


_HOW = r"(?:рабоч[а-я]+|календарн[а-я]+|банковск[а-я]+|полн[а-я]+)"
_UNIT = r"(?P<unit>дн(?:я|ей)|день|суток|сутки|час(?:а|ов)?|недел[ьиюя]|декад[ыу]?|месяц(?:а|ев)?|кварталов|года|лет)(?![а-я])"
_LEAD = (
    r"(?:в\s+течени[еи]|на\s+протяжении|(?:в\s+срок\s+)?не\s+(?:поз[д]?нее|позже|более)(?:\s*,?\s*чем)?(?:\s+(?:через|за|чем))?"
    r"|через|спустя|в\s+срок\s+(?:до|не\s+более)?|за|до|в)"
)
_MEETING = r"(?:совещани[а-я]+|заседани[а-я]+|протокола|коллегии)"
RECOGNISERS: list[Recogniser] = [
    (re.compile(rf"(?<![а-я]){_LEAD}\s+(?:ближайш[а-я]+\s+)?(?P<count>{CARDINAL})\s*-?\s*{_HOW}?\s*{_UNIT}"), _within),
    (
        re.compile(
            rf"(?<![а-я])(?:в\s+течени[еи]|не\s+позднее(?:\s*,?\s*чем)?\s+через)\s+(?P<count>(?!.))?(?:одного\s+)?"
            rf"(?:{_HOW}\s+)?(?P<unit>дня|суток|часа|недели|декады|месяца)(?![а-я])"
        ),
        _within,
    ),
    (
        re.compile(
            r"(?<![а-я])(?:в|не\s+позднее)\s+(?:(?P<digits>\d+)\s?-?\s?(?:ти|х|и)?\s?-?\s?|(?P<prefix>[а-я]+?)\s?-?\s?)?"
            r"(?P<unit>дневн|суточн|часов|недельн|декадн|месячн|квартальн|полугодичн|полугодов|годичн|годов)[а-я]+\s+"
            r"(?:рабоч[а-я]+\s+)?срок[а-я]*"
        ),
        _term,
    ),
    (
        re.compile(
            r"(?<![а-я])(?:незамедлительно|немедленно|безотлагательно|сегодня|(?:до|к|в)\s+конц[аеу]\s+(?:рабочего\s+|текущего\s+)*дня"
            rf"|в\s+(?:тот\s+же\s+день|день\s+(?:его\s+)?(?:подписания|проведения|принятия|утверждения|{_MEETING})"
            rf"(?:\s+(?:настоящего\s+)?{_MEETING})?))(?![а-я])"
        ),
        _at_once,
    ),
    (re.compile(r"(?<![а-я])(?:послезавтра|завтра|на\s+следующий\s+(?:рабочий\s+)?день)(?![а-я])"), _tomorrow),
    (re.compile(r"(?<![а-я])(?:срочно|оперативно)(?![а-я])"), _urgent),
    (re.compile(r"(?:к|до)\s+начал[уа]\s+\d{4}\s?[-/]\s?\d{2,4}\s+учебн[а-я]+\s+года"), _school_year),
    (
        re.compile(
            r"(?<![а-я])(?:за\s+)?(?:[а-я\d-]+\s+(?:рабоч[а-я]+\s+|календарн[а-я]+\s+)?(?:дн[а-я]+|недел[а-я]+|месяц[а-я]*|час[а-я]*)\s+)?"
            r"(?:(?:к|ко|до|на|перед|в|во)\s+(?:[а-я]+(?:му|го|ое|ую|ей|ем|м|ы[йх])\s+){0,2}(?:начал|заседани|совещани|сесси|встреч|коллеги|открыти|закрыти"
            r"|заверш|окончани|принят|утвержд|подписан|вступлени|проведени|мероприят|реализ|наступлен|получен|поступлен|дня|дней|выполнени|устранени|даты)[а-я]*"
            r"|(?:после|по\s+(?:мере|факту|завершени[июе]|окончани[июе]|запросу|требованию|поступлени[июе]|готовности|необходимости|получени[июе]|согласованию|достижении|отдельн[а-я]+\s+(?:поручени|указани|запрос)[а-я]+))"
            r"|при\s+[а-я]+|в\s+случае|со\s+дня|с\s+(?:момента|даты|начала)|накануне|в\s+ходе|в\s+(?:кратчайш|возможно|максимально|оптимальн)[а-я]+(?:\s+[а-я]+)?\s+срок[а-я]*|в\s+ближайшее\s+время"
            r"|одновременно\s+с)(?![а-я])"
        ),
        _event,
    ),
]
