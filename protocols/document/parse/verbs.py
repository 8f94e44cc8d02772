"""Infinitives: «подготовить», «провести», «учесть»; not «области», «печать», «пять»."""

from __future__ import annotations

import re

NOT_VERBS = (
    r"(?:[а-яё]+дцать|печать|память|пять|девять|десять|опять|сеть|нить|мать|кровать|путь|суть|соцсеть|стать"
    r"|медиасеть|интернет-сеть|мочь|речь|весть|честь)\b"
)
INFINITIVE = re.compile(
    rf"""(?<![А-Яа-яЁё-])(?!{NOT_VERBS})[А-ЯЁа-яё]*(?:
        [а-яё][аяеиоуы]ть(?:ся)?
      | (?:вес|нес|брес|мес|плес|цвес|рас|пас|полз|вез|труднес)ти(?:сь)?
      | (?:чес|сес|лез|крас)ть
      | (?:й|д)ти(?:сь)?
      | (?:вле|мо|бере|пресе|дости|пости|насти|стере|облe|сже|небре|изоби)чь(?:ся)?
    )(?![А-Яа-яЁё-])""",
    re.VERBOSE | re.IGNORECASE,
)


def begins_with_infinitive(text: str) -> bool:
    return bool(INFINITIVE.match(text.lstrip('«"( ')))


def infinitives(text: str) -> list[re.Match[str]]:
    """Those that stand outside brackets and quotes."""
    return [match for match in INFINITIVE.finditer(text) if not _enclosed(text[: match.start()])]


def _enclosed(before: str) -> bool:
    return before.count("(") > before.count(")") or before.count("«") > before.count("»")
