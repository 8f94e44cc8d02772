"""Kinds that have no date of their own: by a plan, for always, none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from .pieces import Found, Piece, Recogniser, What

_PLAN = (
    r"(?:(?:в\s+соответствии\s+со?|согласно|по|в\s+рамках)\s+(?:[а-я\"-]+\s+){0,4}?"
    r"(?:план|график|дорожн|расписани|циклограмм|регламент|программ|приложени|порядк|перечн)[а-я-]*"
    r"|в\s+(?:сроки|срок|порядке\s+и\s+сроки)\s*,?\s+"
    r"(?:установлен|определен|предусмотрен|указан|согласно|утвержден|в\s+соответствии)[а-я]*"
    r"|в\s+(?:установленн|указанн|определенн|предусмотренн|согласованн)[а-я]+\s+(?:[а-я]+\s+)?сроки?"
    r"|согласно\s+(?:[а-я]+\s+)?срок[а-я]+|план-график)"
)
_PERMANENT = (
    r"(?<![а-я])(?:(?:на|в)\s+(?:постоянн|регулярн|системн|систематическ|непрерывн|бессрочн)[а-я]+\s+"
    r"(?:основе|контрол[а-я]+|режиме|порядке)|^\s*(?:на|под)\s+контроле?м?\s*\.?\s*$"
    r"|постоянно|пост\.|^\s*пост\s*$|постоянн(?:ый|ая|ое)|бессрочно|систематически|регулярно|непрерывно|круглосуточно|круглогодично"
    r"|повседневно|(?:без\s+ограничения|не\s+ограничен)[а-я]*(?:\s+срок[а-я]*)?)(?![а-я])"
)
_NOTHING = r"(?:в\s+рабочем\s+порядке|без\s+срока|не\s+(?:установлен|указан|определен)[а-я]*|в\s+первую\s+очередь)"


def _as(what: What) -> Callable[[re.Match[str], date | None], Found]:
    return lambda match, meeting: Piece(match.start(), match.end(), what)


# Within a sentence only a timetable tells when.
SCHEDULED: Recogniser = (
    re.compile(
        r"(?<![а-я])(?:(?:в\s+соответствии\s+с|согласно)\s+(?:[а-я]+\s+){0,2}(?:план[а-я]*-)?график(?:у|ом|ам|ами)(?![а-я])"
        r"|по\s+(?:[а-я]+ому\s+)?(?:план[а-я]*-)?графику(?=\s*(?:\([^)]*\)\s*)?(?:[.;,]|$)))"
    ),
    _as("plan"),
)
PERMANENT: Recogniser = (re.compile(_PERMANENT), _as("permanent"))
RECOGNISERS: list[Recogniser] = [
    (re.compile(_PLAN), _as("plan")),
    PERMANENT,
    (re.compile(_NOTHING), _as("nothing")),
]
