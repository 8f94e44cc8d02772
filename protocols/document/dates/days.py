"""Single days: «27.02.2023 г.», «первого октября», «5, 6, 7 декабря 2002 года», «до среды»."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from .fold import fold, without_times
from .numbers import ORDINAL, ROMAN, YEAR_WORDS, number, year_in_words
from .pieces import Found, Piece, Recogniser, scan

_STEMS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
MONTH = (
    r"(?<![а-я])(?:(?:январ|феврал|апрел|сентябр|октябр|ноябр|декабр|июн|июл)(?:ь|я|ю|е|ем)|(?:март|август)(?:а|е|у|ом)?"
    r"|ма(?:й|я|е|ю|ем)|(?:янв|февр?|мар|апр|авг|сент?|окт|нояб?|дек)(?:\.|(?=\s\d)))(?![а-я])"
)
_THIS = r"(?:т\.?\s?г\b\.?|с\.?\s?г\b\.?|(?:текущего|этого|сего|нынешнего)(?:\s+[а-я]+)?\s+года)"
_NEXT = r"(?:(?:следующего|будущего|последующего|очередного)(?:\s+[а-я]+)?\s+года(?!\s*,?\s*за))"
_THIS_OR_NEXT = rf"{_THIS}|{_NEXT}"
_G = r"(?:г\s?г\b\.?|г\.\s?г\.|г\b\.?|год[ауе]?\b|годов\b|годы\b|годам\b)"
YEAR = (
    rf"(?:(?:19|20)\d\d(?!\d)(?:\s?-?\s?(?:го|й|м|ого)(?![а-я]))?(?:\s*{_G})?|{YEAR_WORDS}(?:\s*{_G})?|{_THIS}|{_NEXT})"
)
_ENDING = r"(?:\s?-?\s?(?:ого|его|го|ое|е|ому|му)(?![а-я]))?"
DAY = rf'(?:(?:"\s?)?(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d){_ENDING}(?:\s?")?|{ORDINAL})'
_NUMERIC_YEAR = rf"(?:(?:19|20)\d\d|\d\d)(?!\d)(?:\s*{_G})?"
NUMERIC = (
    r'(?<![\d.])(?:"\s?)?(?:0?[1-9]|[12]\d|3[01])(?:\s?")?\s?[./-]\s?(?:0?[1-9]|1[0-2]|[ivx]{1,4})\s?[./-]\s?'
    + _NUMERIC_YEAR
)
ISO = r"(?<!\d)20\d\d[-.](?:0[1-9]|1[0-2])[-.](?:0[1-9]|[12]\d|3[01])(?!\d)"
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень")
_SHORT = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
WEEKDAY = (
    r"(?:(?:понедельник|вторник|четверг)(?:а|у|ом)?|(?:сред|пятниц|суббот)[аыуе]|воскресень[еяю]"
    r"|пн|вт|ср|чт|пт|сб|вс)(?![а-я])"
)

_worded = (
    rf"(?P<days>{DAY}(?:\s*(?:,|и)\s*{DAY}){{0,9}})\s*\.?\s*(?P<month>{MONTH})"
    rf"(?:\s*[.,]?\s*(?P<year>{YEAR}|\d\d\s?{_G}))?(?P<yearly>\s*года(?![а-я]))?"
)
_day_month = r"(?<![\d.])(?P<day>0?[1-9]|[12]\d|3[01])\.(?P<month>0[1-9]|1[0-2])(?!\d|\.\d|\.\s\d)\.?"


def weekday(text: str) -> int:
    """0 for Monday … 6 for Sunday, from any form of the word."""
    if text[:2] in _SHORT and len(text.rstrip(".")) == len("пн"):
        return _SHORT.index(text[:2])
    return next(place for place, stem in enumerate(_WEEKDAYS) if stem in text)


def month(text: str) -> int:
    word = text.strip(" .")
    return max((len(stem), place) for place, stem in enumerate(_STEMS, 1) if word.startswith(stem))[1]


def year(text: str | None, meeting: date | None) -> int | None:
    """None when the text names no year; «текущего года» is the meeting's."""
    if not text:
        return None
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0]) + (2000 if len(digits[0]) == 2 else 0)
    if "тысяч" in text:
        return year_in_words(text)
    return meeting.year + bool(re.match(_NEXT, text)) if meeting else None


def day_of(day: int, month: int, year: int | None, meeting: date | None) -> date | None:
    """Without a year: the first such day from the meeting on; None when there is no such day or no meeting."""
    years = [year] if year else range(meeting.year, meeting.year + 9) if meeting else []
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or (meeting and found >= meeting):
            return found
    return None


def piece(start: int, end: int, day: int, month: int, year: int | None, meeting: date | None) -> Piece:
    """«31 апреля» is a day without a date: somebody has to say what was meant."""
    return Piece(start, end, "day", day_of(day, month, year, meeting), day, month, year)


def numeric(text: str) -> tuple[int, int, int]:
    """Day, month and year of «27.02.2023 г.», «1/III/23», «2023-02-27»."""
    if re.match(r"\d{4}", text):
        at_year, at_month, at_day = (int(part) for part in re.split("[-.]", text))
        return at_day, at_month, at_year
    parts = re.findall(r"[ivx]+|\d+", text)
    at_month = ROMAN.get(parts[1], 0) or int(parts[1]) if parts[1].isdigit() or parts[1] in ROMAN else 0
    return int(parts[0]), at_month, int(parts[2]) + (2000 if len(parts[2]) == 2 else 0)


def _numeric(match: re.Match[str], meeting: date | None) -> Found:
    at_day, at_month, at_year = numeric(match[0].strip(' "'))
    return piece(match.start(), match.end(), at_day, at_month, at_year, meeting)


def _day_and_month(match: re.Match[str], meeting: date | None) -> Found:
    return piece(match.start(), match.end(), int(match["day"]), int(match["month"]), None, meeting)


def _by_words(match: re.Match[str], meeting: date | None) -> Found:
    at_month, at_year = month(match["month"]), year(match["year"], meeting)
    found = []
    for text in re.finditer(DAY, match["days"]):
        start = match.start("days") + text.start()
        found.append(piece(start, match.end(), number(text[0].strip(' "')), at_month, at_year, meeting))
    if not match["year"] or re.match(_THIS_OR_NEXT, match["year"]):
        found = [replace(p, year=None, yearly=bool(match["yearly"])) for p in found]
    return found


def _next_weekday(match: re.Match[str], meeting: date | None) -> Found:
    due = None
    if meeting:
        ahead = (weekday(match["weekday"]) - meeting.weekday() - 1) % 7 + 1
        if re.search("следующ|будущ", match[0]):  # that of the next week, even when this week's is still to come
            ahead = 7 - meeting.weekday() + weekday(match["weekday"])
        due = meeting + timedelta(days=ahead)
    return Piece(match.start(), match.end(), "day", due, rule=f"BYDAY={CODES[weekday(match['weekday'])]}")


def _this_month(match: re.Match[str], meeting: date | None) -> Found:
    if meeting is None:
        return Piece(match.start(), match.end(), "day")
    ahead = 0 if re.search("текущ|этого|с\\.?\\s?м|т\\.?\\s?м|сего", match["which"]) else 1
    at_year, at_month = divmod(meeting.year * 12 + meeting.month - 1 + ahead, 12)
    return piece(match.start(), match.end(), number(match["day"].strip(' "')), at_month + 1, at_year, meeting)


def _bare_day(match: re.Match[str], meeting: date | None) -> Found:
    """«до 25-го»: of this month, or of the next when it has passed; «ежемесячно до 5-го» tells a rule."""
    if re.search(r"еже|кажд", match.string[: match.start()]):
        return None
    day = int(match["day"])
    if meeting is None:
        return Piece(match.start(), match.end(), "day")
    at_year, at_month = divmod(meeting.year * 12 + meeting.month - 1 + (day < meeting.day), 12)
    return piece(match.start(), match.end(), day, at_month + 1, at_year, meeting)


_ITS_DATE = rf"\s*[,(]?\s*(?={NUMERIC}|{DAY}\s+{MONTH})"
_NOT_DATED = rf"(?!{_ITS_DATE})"  # «до пятницы, 30 января»: the date says it
_DATED_WEEKDAY = re.compile(rf"(?<![а-я]){WEEKDAY}{_ITS_DATE}")
_SINGLE = r"(?:(?:ближайш|следующ|будущ|эт|текущ)[а-я]+\s+)?"
RECOGNISERS: list[Recogniser] = [
    (re.compile(NUMERIC), _numeric),
    (re.compile(rf"{ISO}|(?<!\d)(?:0?[1-9]|[12]\d|3[01]),(?:0[1-9]|1[0-2]),(?:19|20)\d\d"), _numeric),
    (re.compile(_worded), _by_words),
    (re.compile(_day_month), _day_and_month),
    (
        re.compile(
            rf"(?<![а-я])(?:(?:до|к|ко|в|во|не\s+позднее|не\s+позже)\s+)?{_SINGLE}(?P<weekday>{WEEKDAY}){_NOT_DATED}"
        ),
        _next_weekday,
    ),
    (
        re.compile(
            rf"(?P<day>{DAY})\s*числ[оау]\s+(?P<which>(?:текущего|этого|сего)\s+месяца|[ст]\.\s?м\b\.?"
            r"|(?:следующего|будущего)\s+месяца(?!\s+(?:после|за)\s))"
        ),
        _this_month,
    ),
    (
        re.compile(
            r"(?<![а-я])(?:до|к|ко|не\s+позднее|не\s+позже)\s+(?P<day>0?[1-9]|[12]\d|3[01])\s?-\s?(?:о?го|о?му)"
            r"(?=\s*(?:[.,;)]|$))(?!\s*,\s*\d)"
        ),
        _bare_day,
    ),
]
_FULL = RECOGNISERS[:3]


def without_dated_weekdays(folded: str) -> str:
    """«не позднее пятницы, 30 января» → «не позднее 30 января», each letter of the weekday a space."""
    return _DATED_WEEKDAY.sub(lambda match: " " * len(match[0]), folded)


def find_date(text: str) -> date | None:
    """The first day that the text names with its year: «02 февраля 2023 г.», «02.02.23», or in words."""
    pieces = scan(without_times(fold(text)), _FULL, None)
    return next((piece.due for piece in pieces if piece.due), None)
