"""Whether a decision asks anybody to do something, or is done by being decided."""

from __future__ import annotations

import re

from protocols.document.parse.verbs import infinitives

NOTED = re.compile(
    r"принять\s+(?:\S+\s+){0,12}?к\s+сведению|к\s+сведению\s+принять|принять\s+во\s+внимание"
    r"|\bсчитать\s+(?:\S+\s+){0,10}?(?:исполненн|выполненн|утративш)\w+",
    re.IGNORECASE,
)
# Verbs that do what they say by being decided, whatever follows them.
PERFORMED = (
    r"утвердить|одобрить|согласиться|признать|считать|поддержать|избрать|учредить|отметить|констатировать|поблагодарить|выразить"
    r"|объявить|присвоить|наградить|отказать|удовлетворить|отклонить|отложить|перенести|допустить|отчислить|зачислить"
    r"|аттестовать|выдвинуть|премировать|ходатайствовать|продлить|назначить|возложить|оставить"
)
# Verbs that do so only with these words after them: «определить местом», not «определить потребность».
WITH = {
    "снять": r"с\s+контрол",
    "принять": r"(?:информаци|доклад|отч[её]т|сообщени|предложени|за\s+основу|решени|положени|план|программ"
    r"|правил|устав|регламент|порядок|рекомендаци"
    r"|к\s+сведению|повестк|в\s+целом|в\s+состав|в\s+члены)",
    "освободить": r"(?:\S+\s+){0,3}?от\s",
    "перевести": r"(?:студент|обучающ|учащ|на\s|\S+\s+на\s+\S+\s+курс)",
    "согласовать": r"(?!(?:\S+\s+){0,4}?с(?:о)?\s)",
    "закрыть": r"(?:вопрос|пункт|поручени)",
    "определить": r"(?:местом|дат[уой]|срок|время|победител|ответственн|лучш|приоритетн|председател|базов)",
    "установить": r"(?:,\s+)?(?:что|срок|тариф|цен[уы]|стоимост|размер|дату|норматив|доплат|стипенди|порядок|период)",
    "закрепить": r"за\s",
    "включить": r"(?:\S+\s+){0,6}?в\s+(?:состав|список|реестр|число)",
    "исключить": r"(?:\S+\s+){0,6}?из\s+(?:состав|списк|реестр|числ)",
    "ввести": r"(?:\S+\s+){0,4}?в\s+(?:состав|действие)",
    "вывести": r"(?:\S+\s+){0,4}?из\s+состав",
    "рекомендовать": r"(?:\S+\s+){0,6}?к\s",
}
SETTLED = re.compile(
    rf"(?:{PERFORMED})\b|" + "|".join(rf"{verb}\b\s*{words}" for verb, words in WITH.items()), re.IGNORECASE
)
SETTLED_VERBS = re.compile(rf"{PERFORMED}|{'|'.join(WITH)}", re.IGNORECASE)
NECESSARY = re.compile(
    r"(?:признать|считать)\s+(?:необходимым|целесообразным|возможным|нужным)\s+\S*(?:ть|ти|чь)\b", re.IGNORECASE
)
APPOINTED = re.compile(
    r"ответственн(?:ым|ой|ыми|ость)\b.*?\b(?:определить|назначить|утвердить|возложить)\b"
    r"|(?:назначить|определить|утвердить)\s+ответственн(?:ым|ой|ыми)\b",
    re.IGNORECASE,
)
EFFECTIVE = re.compile(
    r"вступа(?:ет|ют)\s+в\s+силу|может\s+быть\s+обжалован|контроль\s.{0,90}(?:оставляю\s+за|возложить|возлагается|оставить\s+за)",
    re.IGNORECASE,
)
SENTENCE = re.compile(r"(?<=[а-яё)»\d]{2}[.;])\s+(?=[А-ЯЁ])")


def is_task(text: str, *, has_deadline: bool, has_executor: bool) -> bool:
    """False for «принять к сведению», «утвердить» here and now, «вступает в силу»."""
    if (EFFECTIVE.search(text) or APPOINTED.match(text)) and not has_deadline:
        return False
    if not (has_deadline or has_executor or infinitives(text)):
        return False  # a statement: «Следующая встреча – 3 марта»
    sentences = [part.strip() for part in SENTENCE.split(text) if part.strip()]
    settled = [_settled(sentence) for sentence in sentences]
    if all(NOTED.search(sentence) for sentence in sentences) and all(settled):
        return False
    if all(settled):
        return (has_deadline or has_executor) and not NOTED.search(text)
    acts = any(infinitives(sentence) and not done for sentence, done in zip(sentences, settled, strict=True))
    return acts or has_deadline or has_executor


def _settled(sentence: str) -> bool:
    """The first verb performs what it says, «утвердить отчёт» or «отчёт утвердить», and no further verb orders."""
    verbs = infinitives(sentence)
    if not verbs or NECESSARY.search(sentence) or _also_orders(sentence):
        return False
    start = verbs[0].start()
    turned = f"{sentence[start:]} {sentence[:start]}".replace(". ", " ")
    return bool(SETTLED.match(turned) or NOTED.search(sentence))


def _also_orders(sentence: str) -> bool:
    """«Утвердить график и разместить его на сайте»: a further verb joined to the first."""
    return any(
        re.search(r"(?:,|\bи)\s+$|;\s[^;]*$", sentence[: verb.start()]) and not SETTLED_VERBS.fullmatch(verb[0])
        for verb in infinitives(sentence)[1:]
    )
