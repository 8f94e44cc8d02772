"""Deadlines that come again, as RFC 5545 rules: «ежеквартально», «раз в полугодие», «по пятницам», «до 5 числа»."""

from __future__ import annotations

import re
from datetime import date

from .days import CODES, DAY, weekday
from .numbers import CARDINAL, number
from .pieces import Found, Piece, Recogniser
from .spans import nth

_WORKDAYS = "MO,TU,WE,TH,FR"
_MOST_WORKDAYS, _MOST_WEEKS = 23, 5  # in a month
_UNITS = {"дн": "D1", "ден": "D1", "сут": "D1", "недел": "W1", "декад": "D10", "месяц": "M1", "кварт": "M3",
          "полугод": "M6", "полгод": "M6", "год": "Y1", "лет": "Y1"}  # fmt: skip
_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}
_UNIT = (
    r"(?P<unit>дн(?:я|ей|ю)|день|сут(?:ки|ок)|недел[яюиь]|декаду|месяц(?:а|ев)?|квартала?|полу?год(?:ие|ия|ий|а)"
    r"|год(?:а|у)?|лет)(?![а-я])"
)
# How often in one unit → the rule that comes nearest to it evenly.
_OFTEN = {
    ("W", 2): "FREQ=WEEKLY;BYDAY=TU,FR", ("W", 3): "FREQ=WEEKLY;BYDAY=MO,WE,FR", ("W", 5): "FREQ=DAILY",
    ("M", 2): "FREQ=MONTHLY;BYMONTHDAY=15,-1", ("M", 3): "FREQ=MONTHLY;BYMONTHDAY=10,20,-1", ("M", 4): "FREQ=WEEKLY",
}  # fmt: skip


def rule(unit: str, interval: int) -> str:
    """FREQ and INTERVAL for «каждые `interval` `unit`»; quarters and half-years are counted in months."""
    code = next(code for stem, code in _UNITS.items() if unit.startswith(stem))
    steps = int(code[1:]) * interval
    return f"FREQ={_FREQUENCIES[code[0]]}" + (f";INTERVAL={steps}" if steps > 1 else "")


def often(times: int, unit: str, interval: int) -> str:
    """«два раза в год» → every six months; where a unit does not divide, the nearest even spread."""
    code = next(code for stem, code in _UNITS.items() if unit.startswith(stem))
    months = {"M": 1, "Y": 12}.get(code[0], 0) * int(code[1:]) * interval
    if times <= 1:
        return rule(unit, interval)
    if months and months % times == 0:
        return rule("месяц", months // times)
    if months > 1:
        return f"FREQ=WEEKLY;INTERVAL={max(1, round(months * 4.33 / times))}"
    return _OFTEN.get((code[0], times), "FREQ=DAILY")


def _piece(match: re.Match[str], text: str) -> Piece:
    return Piece(match.start(), match.end(), "frequency", rule=text)


def _adverb(match: re.Match[str], meeting: date | None) -> Found:
    return _piece(match, rule(_ADVERBS.get(match["unit"], match["unit"]), 1))


def _times(match: re.Match[str], meeting: date | None) -> Found:
    times = {"дважды": 2, "трижды": 3}.get(match["times"] or "") or (number(match["times"]) if match["times"] else 1)
    interval = number(match["interval"]) if match["interval"] else 1
    return _piece(match, often(times, match["unit"], interval))


def _every(match: re.Match[str], meeting: date | None) -> Found:
    interval = number(match["interval"]) if match["interval"] else 1
    if match["unit"].startswith("д") and re.search("рабоч", match[0]):
        return _piece(match, f"FREQ=WEEKLY;BYDAY={_WORKDAYS}")
    return _piece(match, rule(match["unit"], interval))


def _weekdays(match: re.Match[str], meeting: date | None) -> Found:
    days = sorted({weekday(name[0]) for name in re.finditer(rf"{_LISTED_DAY}|{_ANY_WEEKDAY}", match["days"])})
    return _piece(match, "FREQ=WEEKLY;BYDAY=" + ",".join(CODES[day] for day in days))


def _weekday_of_month(match: re.Match[str], meeting: date | None) -> Found:
    place = nth(match["nth"])
    if not place:
        return None
    # «последний рабочий день квартала» is that of the quarter's last month, the first one that of its first.
    ends = {"к": "3,6,9,12", "п": "6,12"} if place == -1 else {"к": "1,4,7,10", "п": "1,7"}
    months = ends.get(match["of"][:1])
    base = f"FREQ=MONTHLY;BYMONTH={months}" if months else "FREQ=MONTHLY"
    if "рабоч" in match["day"]:
        return _piece(match, f"{base};BYDAY={_WORKDAYS};BYSETPOS={place}") if place <= _MOST_WORKDAYS else None
    if match["day"].startswith(("д", "числ")):
        return _piece(match, f"{base};BYMONTHDAY={place}") if place in (1, -1) else None
    return _piece(match, f"{base};BYDAY={place}{CODES[weekday(match['day'])]}") if place <= _MOST_WEEKS else None


def _month_day(match: re.Match[str], meeting: date | None) -> Found:
    days = [number(text.strip(' "')) for text in re.findall(DAY, match["days"])]
    return Piece(match.start(), match.end(), "month_day", rule=f"BYMONTHDAY={','.join(map(str, days))}", day=days[0])


_ANY_WEEKDAY = r"(?:понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)[а-я]*"
_PLURAL_WEEKDAY = r"(?:понедельникам|вторникам|средам|четвергам|пятницам|субботам|воскресеньям)"
_LISTED_DAY = (
    r"(?:понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|пн|вт|ср|чт|пт|сб|вс)(?![а-я])"
)
_NOT_LESS = r"(?:не\s+(?:реже|менее|менее,|реже,)\s*,?\s*(?:чем\s+)?)?"
_ADVERBS = {"днев": "день", "суточ": "сутки", "недель": "неделя", "месяч": "месяц", "кварталь": "квартал",
            "год": "год", "полугод": "полугодие"}  # fmt: skip
RECOGNISERS: list[Recogniser] = [
    (
        re.compile(
            r"(?<![а-я])(?:еже|по)(?P<unit>днев|суточ|недель|месяч|кварталь|год|полугод)н(?:о|ый|ая|ое|ые|ом)(?![а-я])"
        ),
        _adverb,
    ),
    (
        re.compile(
            rf"{_NOT_LESS}(?:(?P<times>{CARDINAL})(?:\s?-?х)?\s*)?(?<![а-я])раза?\s+в\s+(?P<interval>{CARDINAL})?\s*{_UNIT}"
        ),
        _times,
    ),
    (re.compile(rf"(?P<times>дважды|трижды)\s+в\s+(?P<interval>)?{_UNIT}"), _times),
    (re.compile(r"(?<![а-я])по\s+(?P<unit>полугоди|квартал|месяц|недел)(?:ям|ам)(?![а-я])"), _adverb),
    (re.compile(rf"кажд(?:ый|ую|ое|ые|ого|ой)\s+(?P<interval>{CARDINAL})?\s*(?:рабоч[а-я]+\s+)?{_UNIT}"), _every),
    (re.compile(rf"по\s+(?P<days>{_PLURAL_WEEKDAY}(?:\s*(?:,|и)\s*(?:по\s+)?{_PLURAL_WEEKDAY})*)"), _weekdays),
    (
        re.compile(
            rf"(?<![а-я])(?<!в\s)(?<!во\s)(?<!до\s)(?<!к\s)(?P<days>{_LISTED_DAY}(?:\s*(?:,|и)\s*{_LISTED_DAY}){{1,6}})"
        ),
        _weekdays,
    ),
    (re.compile(rf"кажд(?:ый|ую|ое|ой|ого)\s+(?P<days>{_ANY_WEEKDAY}(?:\s*(?:,|и)\s*{_ANY_WEEKDAY})*)"), _weekdays),
    (
        re.compile(
            r"(?:(?:до|к|не\s+позднее)\s+)?(?:кажд(?:ый|ую|ое|ой|ого)\s+)?"
            r"(?P<nth>(?:перв|втор|трет|четверт|пят|последн)[а-я]+|\d\d?(?:\s?-?\s?(?:го|му|й|я|е|ю))?)\s+"
            rf"(?P<day>рабоч[а-я]+\s+д[а-я]+|день|дня|числ[оау]|{_ANY_WEEKDAY})\s+(?:(?:кажд|отчетн)[а-я]+\s+)?"
            r"(?P<of>месяца|квартала|полугодия)"
        ),
        _weekday_of_month,
    ),
    (
        re.compile(
            r"(?:ежемесячно|раз\s+в\s+месяц)[\s,:(-]{1,3}(?:(?:в|во|по)\s+)?"
            rf"(?P<nth>(?:перв|втор|трет|четверт|последн)[а-я]+)\s+(?P<day>{_ANY_WEEKDAY})(?P<of>)(?!\s+[а-я]+\s*\d)"
        ),
        _weekday_of_month,
    ),
    (
        re.compile(r"(?P<nth>последн)[а-я]+\s+(?P<day>рабоч)[а-я]+\s+д(?:ень|ня)(?P<of>)(?!\s+[а-я\d])"),
        _weekday_of_month,
    ),
    (
        re.compile(
            rf"(?P<days>{DAY}(?:\s*(?:,|и)\s*{DAY}){{0,9}})\s*(?:\(\s*[а-я ]+\))?\s*"
            r"числ(?:ам|о|а|у)(?![а-я])(?:\s+каждого\s+месяца)?"
        ),
        _month_day,
    ),
    (
        re.compile(
            r"по\s+(?:итогам|результатам)\s+(?:(?:кажд|текущ|отчетн)[а-я]+\s+)?(?P<unit>года|квартала|полугодия|месяца)(?![а-я])"
        ),
        _adverb,
    ),
]
