"""Whether a decision asks anybody to do something, or is done by being decided."""

from __future__ import annotations

import re

from protocols.document.parse.verbs import infinitives

NOTED = re.compile(
    r"принять\s+(?:\S+\s+){0,12}?к\s+сведению|к\s+сведению\s+принять|принять\s+во\s+внимание|вступает\s+в\s+силу|\bсчитать\s+(?:\S+\s+){0,10}?(?:исполненн|выполненн|утративш)\w+",
    re.I,
)
SETTLED_VERBS = (
    r"утвердить|одобрить|согласиться|признать|считать|поддержать|снять|избрать|отметить|констатировать|поблагодарить|выразить|объявить|присвоить"
    r"|наградить|отказать|удовлетворить|отклонить|принять|определить|назначить|установить|заслушать|закрепить|рассмотреть|согласовать|освободить|отложить|перенести"
    r"|включить|исключить|ввести|вывести|рекомендовать|продлить|возложить|оставить|допустить|перевести|отчислить|зачислить|избирать|аттестовать|выдвинуть|делегировать|премировать"
)
ALWAYS_SETTLED = re.compile(
    r"^(?:утвердить|одобрить|согласиться|признать|считать|поддержать|снять\s+с\s+контрол|избрать|отметить|констатировать|поблагодарить|выразить|объявить|присвоить"
    r"|наградить|отказать|удовлетворить|отклонить|освободить\s+от|отложить|перенести|допустить|перевести|отчислить|зачислить|аттестовать|выдвинуть|премировать|ходатайствовать"
    r"|принять\s+(?:информаци|доклад|отч[её]т|сообщени|предложени|за\s+основу|решени|положени|план|программ|к\s+сведению|повестк|в\s+целом)|продлить|согласовать|закрыть"
    r"|назначить|определить|установить|возложить|оставить|включить\s+(?:\S+\s+){0,6}?в\s+(?:состав|список|реестр|число)|исключить\s+(?:\S+\s+){0,3}?из\s+(?:состав|списк|реестр)|ввести\s+(?:\S+\s+){0,3}?в\s+состав|вывести\s+(?:\S+\s+){0,3}?из\s+состав"
    r"|рекомендовать\s+(?:\S+\s+){0,6}?к\s+)",
    re.IGNORECASE,
)
PASSIVE_END = re.compile(
    r"\b(?:одобрить|утвердить|поддержать|принять|признать\s+\w+|считать\s+\w+|снять\s+с\s+контроля|удовлетворить|отклонить|отметить|согласовать|перенести|отложить)[.;]?$",
    re.I,
)
NECESSARY = re.compile(
    r"^(?:признать|считать)\s+(?:необходимым|целесообразным|возможным|нужным)\s+\S*(?:ть|ти|чь)\b", re.I
)
EFFECTIVE = re.compile(
    r"вступа(?:ет|ют)\s+в\s+силу|контроль\s+(?:за\s+\S+\s+)?.{0,80}(?:оставляю\s+за|возложить|возлагается|оставить\s+за)",
    re.I,
)


def is_task(text: str, *, has_deadline: bool, has_executor: bool) -> bool:
    """False for «принять к сведению», «утвердить» here and now, «вступает в силу»."""
    if EFFECTIVE.search(text) and not has_deadline:
        return False
    if not (has_deadline or has_executor or infinitives(text)):
        return False  # a statement: «Следующая встреча – 3 марта»
    sentences = [part.strip() for part in re.split(r"(?<=[а-яё)»\d]{2}[.;])\s+(?=[А-ЯЁ])", text) if part.strip()]
    if not sentences:
        return True
    settled = [_settled(sentence) for sentence in sentences]
    if all(NOTED.search(sentence) for sentence in sentences) and not any(map(_also_orders, sentences)):
        return False
    if all(settled):
        return (has_deadline or has_executor) and not NOTED.search(text)
    return not (settled[0] and not any(_acts(sentence) for sentence in sentences[1:])) or has_deadline or has_executor


def _settled(sentence: str) -> bool:
    sentence = re.sub(r"^[«\"(]", "", sentence)
    if NECESSARY.match(sentence) or _also_orders(sentence):
        return False
    return bool(ALWAYS_SETTLED.match(sentence) or NOTED.search(sentence) or PASSIVE_END.search(sentence))


def _also_orders(sentence: str) -> bool:
    """«Утвердить график и разместить его на сайте»: a further verb joined to the first."""
    further = infinitives(sentence)[1:]
    return any(
        re.search(r"(?:,|\bи)\s+$", sentence[: verb.start()])
        and not re.fullmatch(SETTLED_VERBS, verb[0], re.IGNORECASE)
        for verb in further
    )


def _acts(sentence: str) -> bool:
    return bool(infinitives(sentence)) and not _settled(sentence)
