"""Spans, due on their last day: quarters, half-years, months, decades, years, «до конца …», ranges of days."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

from .days import DAY, ISO, MONTH, NUMERIC, YEAR, day_of, month, numeric, year
from .numbers import ORDINAL, ROMAN, number
from .pieces import Found, Piece, Recogniser

_ENDING = r"(?:\s?-?\s?(?:го|ый|ой|й|е|м|ом|ое|я|ья|ая|ю))?"
_NTH = rf"(?:(?<![а-яa-z\d])(?:[ivх|l]{{1,3}}|[1-4]|ш|п){_ENDING}(?![а-яa-z\d])|{ORDINAL}|последн[а-я]+)"
_PAIR = rf"(?P<nth>{_NTH})(?:(?P<between>\s*(?:-|,|и|по|до)\s*)(?P<last>{_NTH}))?"
_YEAR = rf"(?:\s*,?\s*(?P<year>{YEAR}|\d\d\s?г\b\.?))?"
_OF_YEAR = rf"(?P<month>{MONTH}){_YEAR}"
_DAY_AND_MONTH = r"(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])"
_START = rf"(?:{NUMERIC}|{ISO}|{DAY}(?:\s*{MONTH})?(?:\s*,?\s*{YEAR})?|{_DAY_AND_MONTH})"
_UNIT_MONTHS = {"год": 12, "полугод": 6, "кварт": 3, "месяц": 1}


def nth(text: str) -> int:
    """«II», «2-й», «второй»; П and Ш stand for II and III where a typist had no Latin letters; «последняя» is -1."""
    roman = re.match(r"[ivх|lпш]+", text)
    if text.startswith("последн"):
        return -1
    if roman and not text.startswith(("перв", "пят")):
        letters = roman[0].replace("п", "ii").replace("ш", "iii").replace("|", "i").replace("l", "i").replace("х", "x")
        return ROMAN.get(letters, 0)
    return number(text)


def last_day(at_year: int, at_month: int) -> date:
    return date(at_year, at_month, monthrange(at_year, at_month)[1])


def end_of(at_month: int, at_year: int | None, meeting: date | None) -> date | None:
    """Without a year: the first such month that ends on the meeting's day or later."""
    if at_year is None and meeting:
        at_year = meeting.year + (at_month < meeting.month)
    return last_day(at_year, at_month) if at_year else None


def _span(match: re.Match[str], due: date | None, at_month: int = 0, at_year: int | None = None) -> Piece:
    return Piece(match.start(), match.end(), "span", due, month=at_month, year=at_year)


def _quarter(match: re.Match[str], meeting: date | None) -> Found:
    return _parts(match, meeting, 3)


def _half(match: re.Match[str], meeting: date | None) -> Found:
    return _parts(match, meeting, 6)


def _parts(match: re.Match[str], meeting: date | None, months: int) -> Found:
    """«II – III кв.» and «II, III кв.» are one span; «I, III кварталы» are two."""
    names = [match["nth"], match["last"]] if match["last"] and match["between"].strip() in (",", "и") else []
    names = [] if names and nth(names[1]) == nth(names[0]) + 1 else names
    at_year = year(match["year"], meeting)
    found = []
    for name in names or [match["last"] or match["nth"]]:
        place = nth(name) if nth(name) != -1 else 12 // months
        if not 1 <= place <= 12 // months:
            return None
        found.append(_span(match, end_of(place * months, at_year, meeting), place * months, at_year))
    return found


def _months(match: re.Match[str], meeting: date | None) -> Found:
    """«март», «апрель – май 2024 г.», «июль, август» are one span; «август, март» are two."""
    names = list(re.finditer(rf"{MONTH}", match[0]))
    at_year = year(match["year"], meeting)
    ends = [(name, month(name[0])) for name in names]
    apart = any(at % 12 + 1 != after for (_, at), (_, after) in pairwise(ends))
    if apart and re.search(r"(?:,|\bи\b)", match["months"]) and "-" not in match["months"]:
        return [
            Piece(match.start() + name.start(), match.end(), "span", end_of(at, at_year, meeting), 0, at, at_year)
            for name, at in ends
        ]
    last, first = month(names[-1][0]), month(names[0][0])
    due = end_of(last, at_year, meeting)
    if at_year is None and meeting and first <= meeting.month and last < first:
        due = last_day(meeting.year + 1, last)
    return _span(match, due, last, at_year)


def _part_of_month(match: re.Match[str], meeting: date | None) -> Found:
    whole = end_of(month(match["month"]), year(match["year"], meeting), meeting)
    if whole is None:
        return _span(match, None)
    part, unit = match["part"], match["unit"] or ""
    if part.startswith(("конц", "конец")):
        return _span(match, whole)
    if part.startswith("начал"):
        return _span(match, whole.replace(day=10))
    if part.startswith("середин"):
        return _span(match, whole.replace(day=15))
    days = {"дека": (10, 20, whole.day), "поло": (15, whole.day), "неде": (7, 14, 21, 28)}[unit[:4]]
    place = nth(part)
    if place == -1:
        return _span(match, whole)
    return _span(match, whole.replace(day=days[place - 1])) if 1 <= place <= len(days) else None


def _month_in_figures(match: re.Match[str], meeting: date | None) -> Found:
    at_month, at_year = int(match["month"]), int(match["year"])
    return _span(match, last_day(at_year, at_month), at_month, at_year)


def _years(match: re.Match[str], meeting: date | None) -> Found:
    last = re.findall(r"(?:19|20)\d\d", match[0])
    return _span(match, date(int(last[-1]), 12, 31), 12, int(last[-1]))


def _range(match: re.Match[str], meeting: date | None) -> Found:
    if match["full"]:
        return _span_of_days(match, *numeric(match["full"].strip(' "')), meeting)
    if match["dm"]:
        at_day, at_month = (int(part) for part in match["dm"].split("."))
        return _span_of_days(match, at_day, at_month, None, meeting)
    at_day, at_month = number(match["day"].strip(' "')), month(match["month"])
    return _span_of_days(match, at_day, at_month, year(match["year"], meeting), meeting)


def _span_of_days(match: re.Match[str], at_day: int, at_month: int, at_year: int | None, meeting: date | None) -> Piece:
    due = day_of(at_day, at_month, at_year, meeting)
    return Piece(match.start(), match.end(), "span", due, at_day, at_month, at_year)


def period_end(day: date, unit: str) -> date:
    """The last day of the year, half-year, quarter, month or week that `day` is in."""
    if unit.startswith("недел"):
        return day + timedelta(days=6 - day.weekday())
    months = next(months for stem, months in _UNIT_MONTHS.items() if unit.startswith(stem))
    return last_day(day.year, (day.month - 1) // months * months + months)


def _to_the_end(match: re.Match[str], meeting: date | None) -> Found:
    """«до конца года», «в течение текущего квартала», «в следующем месяце»."""
    if meeting is None:
        return _span(match, None)
    due = period_end(meeting, match["unit"])
    if re.search("следующ|будущ", match[0]) and not re.match(r"до\s+(?:следующ|будущ)", match[0]):
        due = period_end(due + timedelta(days=1), match["unit"])
    if "рабоч" in match[0]:
        due -= timedelta(days=2)
    return _span(match, due)


def _this_year(match: re.Match[str], meeting: date | None) -> Found:
    return _span(match, period_end(meeting, "год") if meeting else None)


def _season(match: re.Match[str], meeting: date | None) -> Found:
    """«осень 2025 года» ends with November; «до осени» names no day."""
    if re.match(r"(?:до|к)\s", match[0]):
        return _span(match, None)
    at_month = {"весн": 5, "лето": 8, "лета": 8, "осен": 11, "зима": 2, "зимо": 2}[match["season"][:4]]
    return _span(match, end_of(at_month, year(match["year"], meeting), meeting))


def _dateless(match: re.Match[str], meeting: date | None) -> Found:
    return _span(match, None)


_END = r"(?:(?:(?:до|к|ко|в|на)\s+)?(?:конц[ауе]|конец|исходе?)|(?:до|к)\s+окончани[яю])\s+"
_THIS = r"(?:(?:текущ|эт|сего|нынешн|следующ|будущ|ближайш|рабоч|календарн|финансов)[а-я]*\s+)*"
_UNITS = r"(?P<unit>год[ау]?|полугоди[яюеи]|квартал[ае]?|месяц[ае]?|недел[июе])(?![а-я])"
_DURING = r"(?:в\s+течени[еи]|на\s+протяжении)\s+"
_FOUR_DIGITS = r"(?<![\d.])(?:19|20)\d\d\s*"
_G = r"(?:г\.?\s?г\b\.?|г\b\.?|год[а-я]*)?"

_THIS_YEAR = rf"(?:{_END}|(?<![а-я])в\s+(?:течени[еи]\s+)?)[тс]\.\s?г\b\.?"
_SEASON = (
    r"(?<![а-я])(?:(?:до|к)\s+)?(?P<season>весн(?:а|ой|ы|е)|лето[м]?|лета|осень?[юи]?|зим(?:а|ой))(?![а-я])" + _YEAR
)
_RANGE = (
    rf"(?:(?<![а-я])(?:с|со|от)\s+{_START}\s*(?:-|по|до)|{_START}\s*(?:-|по))\s*"
    rf"(?:(?P<full>{NUMERIC}|{ISO})|(?P<dm>{_DAY_AND_MONTH}(?![.\d]))|(?P<day>{DAY})\s*\.?\s*{_OF_YEAR})"
)
_PART_OF_MONTH = (
    rf"(?P<part>(?:{_NTH})(?=\s*(?:декад|половин|недел))|начал[аоеу]|середин[аеуы]|конц[ауе]|конец)"
    rf"(?:\s*(?P<unit>декад|половин|недел)[а-я]*)?\s+{_OF_YEAR}"
)
_MONTHS = (
    rf"(?P<months>{MONTH}(?:\s+{YEAR}(?=\s*(?:-|по)\s*{MONTH}))?"
    rf"(?:\s*(?:-|,|и|по)\s*{MONTH}(?:\s+{YEAR}(?=\s*-\s*{MONTH}))?)*){_YEAR}"
)
_THIS_UNIT = rf"(?:{_END}{_THIS}|(?:в|на|до|в\s+течени[еи])\s+(?:(?:текущ|эт|нынешн|следующ|будущ)[а-я]+\s+)+){_UNITS}"
# A span that everybody there knows, and no calendar does.
_NO_DATES = (
    rf"(?<![а-я])(?!к\s|до\s+начала|еже|кажд)(?:{_DURING}|(?:на|в|весь|за|до\s+конца)\s+)?(?:\d{{4}}\s?[-/]\s?\d{{2,4}}\s+)?"
    r"(?:[а-я]{1,20}\s+){0,2}?"
    r"(?:уч(?:ебн[а-я]+|\.)\s+(?:год[ауе]?|г\.)|семестр[а-я]*|период[а-я]*|(?<=на\s)время|срока?\s+реализации|каникул[а-я]*"
    r"|(?:[ivп]{1,2}|[12]|перво[а-я]+|второ[а-я]+)\s+полугоди[а-я]*\s+(?:\d{4}\s?[-/]\s?\d{2,4}\s+)?уч[а-я.]*\s*год[ауе]?"
    r"|праздничн[а-я]+\s+дн[а-я]+|отчетн[а-я]+\s+год[ау])(?:\s+\d{4}(?:\s?[-/]\s?\d{2,4})?\s*год[ау]?)?"
)
RECOGNISERS: list[Recogniser] = [
    (re.compile(_THIS_YEAR), _this_year),
    (re.compile(_SEASON), _season),
    (re.compile(_RANGE), _range),
    (re.compile(rf"{_PAIR}\s*(?:кв\b\.?|квартал[а-я]*){_YEAR}"), _quarter),
    (
        re.compile(rf"{_PAIR}\s*(?:полугоди[а-я]*|п/г)(?![а-я])(?!\s+(?:\d{{4}}\s?[-/]\s?\d{{2,4}}\s+)?уч){_YEAR}"),
        _half,
    ),
    (re.compile(_PART_OF_MONTH), _part_of_month),
    (re.compile(_MONTHS), _months),
    (re.compile(r"(?<![\d.])(?P<month>0[1-9]|1[0-2])\.(?P<year>20\d\d)(?![\d.]*\d)"), _month_in_figures),
    (re.compile(rf"{_FOUR_DIGITS}(?:г\b\.?)?\s*(?:[-/|,и]|по)?\s*(?:19|20)\d\d\s*{_G}(?!\s*уч)"), _years),
    (re.compile(rf"{_FOUR_DIGITS}(?:г\b\.?|год[ауе]?(?![а-я]))?(?![\d.]*\d)(?!\s*/)"), _years),
    (re.compile(_THIS_UNIT), _to_the_end),
    (re.compile(rf"{_DURING}(?:всего\s+)?{_THIS}(?P<unit>года|полугодия|квартала)(?![а-я])"), _to_the_end),
    (re.compile(rf"^\s*(?:текущий|этот|следующий|будущий)\s+{_UNITS}\s*\.?$"), _to_the_end),
    (re.compile(_NO_DATES), _dateless),
]
