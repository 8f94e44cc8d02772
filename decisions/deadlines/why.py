"""«Почему эта дата»: a date moved off a day off, and the Russian sentence that says it in plain words.

The regulations behind each rule stand beside it in `rules.py` and `workdays.py`; a head needs the date, not them.
"""

from __future__ import annotations

from datetime import date

from .rules import DeadlineRules

_MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня",
           "июля", "августа", "сентября", "октября", "ноября", "декабря")  # fmt: skip
_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
ROLLED = {
    "back": "срок перенесён на предшествующий рабочий день, {day}",
    "forward": "срок перенесён на следующий рабочий день, {day}",
    "none": "срок с выходного не переносится",
}


def in_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} г."


def workdays(count: int) -> str:
    if count % 10 == 1 and count % 100 != 11:
        return f"{count} рабочий день"
    few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
    return f"{count} {'рабочих дня' if few else 'рабочих дней'}"


def settle(day: date, reason: str, rules: DeadlineRules) -> tuple[date, str]:
    """The date that counts, and why: `reason`, what became of a day off, and whether the calendar knows the year."""
    due_on = rules.calendar.roll(day, rules.roll)
    return due_on, why(day, reason, rules)


def why(day: date, reason: str, rules: DeadlineRules) -> str:
    """`reason` is one sentence about `day` before it is moved: «Срок по протоколу: «до 27.02.2027»»."""
    sentences = [reason.rstrip(". ") + "."] if reason else []
    if not rules.calendar.is_workday(day):
        off = "выходной" if day.weekday() > 4 else "нерабочий праздничный день"
        moved = ROLLED[rules.roll].format(day=in_words(rules.calendar.roll(day, rules.roll)))
        sentences.append(f"{in_words(day)} — {_WEEKDAYS[day.weekday()]}, {off}; {moved.rstrip('.')}.")
    if not rules.calendar.knows(day.year):
        sentences.append(
            f"Производственный календарь на {day.year} год ещё не известен: переносы выходных дней не учтены."
        )
    return " ".join(sentences)
