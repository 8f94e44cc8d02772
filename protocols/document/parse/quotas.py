"""«не менее трёх публикаций в неделю» → 3 публикации a week, proposed for counting."""

from __future__ import annotations

import re
from typing import Literal

from protocols.document.model import Quota

Period = Literal["day", "week", "month", "quarter", "half_year", "year"]
NUMBERS = {
    "одн": 1, "дв": 2, "обе": 2, "тр[её]": 3, "три": 3, "четыр": 4, "пят": 5, "шест": 6, "сем": 7, "вос(?:е|ь)?м": 8,
    "девят": 9, "десят": 10, "одиннадцат": 11, "двенадцат": 12, "пятнадцат": 15, "двадцат": 20, "тридцат": 30,
    "сорок": 40, "пятьдесят": 50, "пятидесят": 50, "ст[оа]": 100,
}  # fmt: skip
WORDS = "|".join(sorted(NUMBERS, key=len, reverse=True))
PERIODS: dict[str, Period] = {
    "сут": "day",
    "ден": "day",
    "дн": "day",
    "недел": "week",
    "месяц": "month",
    "квартал": "quarter",
    "полугод": "half_year",
    "год": "year",
}
UNTIL = r"(?:в|за|на\s+каждую|на\s+каждый|каждую|каждый|каждое|один\s+раз\s+в)"
QUOTA = re.compile(
    rf"""(?:не\s+(?:менее|реже|меньше)(?:\s+чем|,\s*чем)?|минимум|по|от)\s+
    (?P<number>\d+(?:\s*\([а-яё]+\))?(?:-?(?:х|ти|ми|го))?|(?:{WORDS})[а-яё]*)\s+
    (?P<unit>(?!в\s|за\s)[а-яё][а-яё-]*(?:\s+(?!в\s|за\s)[а-яё-]+){{0,4}}?)?\s*
    {UNTIL}\s+(?P<period>сутки|день|недел\w+|месяц\w*|квартал\w*|полугоди\w+|год\w*)\b""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
REGULARLY = re.compile(
    rf"(?P<period>ежедневно|еженедельно|ежемесячно|ежеквартально|ежегодно)[^.;]{{0,60}}?не\s+менее\s+(?P<number>\d+|(?:{WORDS})[а-яё]*)\s+(?P<unit>[а-яё-]+(?:\s+[а-яё-]+)?)",
    re.IGNORECASE,
)


def quota_in(text: str) -> Quota | None:
    """The first quota that the text names; a limit («не более») is none."""
    found = QUOTA.search(text) or REGULARLY.search(text)
    if not found:
        return None
    unit = re.sub(r"\s+", " ", found["unit"] or "").strip()
    return Quota(_number(found["number"]), unit or "раз", _period(found["period"]), found[0])


def _number(text: str) -> int:
    if digits := re.match(r"\d+", text):
        return int(digits[0])
    return next(
        value
        for stem, value in sorted(NUMBERS.items(), key=lambda item: -len(item[0]))
        if re.match(stem, text, re.IGNORECASE)
    )


def _period(text: str) -> Period:
    low = text.lower()
    return next(period for stem, period in PERIODS.items() if stem in low)
