"""How a place is written: «г. Верхнеозёрск, ул. Мира, 1, каб. 5», «Место проведения: …»."""

from __future__ import annotations

import re

LABELLED_PLACE = re.compile(
    r"^(?:место(?:\s+(?:проведения|составления)(?:\s+(?:совещания|заседания))?)?|адрес)\s*[:–—-]\s*", re.I
)
SETTLEMENT = re.compile(
    r"(?<![А-Яа-яё\d])(?:г\.\s?(?=[А-ЯЁ])|гор\.\s?|город\s+(?=[А-ЯЁ])|пос(?:\.|[её]лок)\s?|пгт\.?\s|п\.\s?(?=[А-ЯЁ])|р\.?\s?п\.?\s(?=[А-ЯЁ])|с\.\s?(?=[А-ЯЁ])|село\s|ст(?:\.|-ца|аница)\s?(?=[А-ЯЁ])|дер(?:\.|евня)\s|д\.\s?(?=[А-ЯЁ])|аа?у?л\s|улус\s|х(?:\.|утор)\s)"
)
STREET = re.compile(
    r"^(?:ул\.|пр\.|просп|пер\.|пл\.|наб\.|б-р|бульвар|шоссе|каб\.|ауд\.|зал\b|актовый|конференц|дом\b|д\.\s?\d|корп|этаж|\(|тел\.)|^\d+\s*(?:каб|этаж)",
    re.I,
)
OFFICE = re.compile(r"^(?:департамент|министерств|управлени|комитет)[^(]*$", re.I)


def without_organizer(text: str) -> str:
    """«Департамент образования области, г. Верхнеозёрск, ул. Мира, 1» tells the place from the town on."""
    town = SETTLEMENT.search(text) if OFFICE.match(text) else None
    return text[town.start() :] if town else text
