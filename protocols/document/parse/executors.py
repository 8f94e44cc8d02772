"""Who is to act, when no «Отв.:» says so: «Поручить Иванову И.И. …», «Директорам ПОО … обеспечить …»."""

from __future__ import annotations

import re
from collections.abc import Sequence

from clusters.names import fold_name, in_case, surname_forms
from protocols.document.names import Known
from protocols.document.parse.heads import DATIVE
from protocols.document.parse.parties import parties
from protocols.document.parse.people import names_only, people_in
from protocols.document.parse.verbs import infinitives

ORDER = re.compile(
    r"^(?:поручить|рекомендовать|предложить|просить|обязать|предписать|поручается|рекомендуется|предлагается|предписывается"
    r"|обратиться\s+к|ходатайствовать\s+перед|вменить\s+в\s+обязанность|возложить\s+на|дать\s+поручение|назначить\s+ответственн\w+)\s+",
    re.IGNORECASE,
)
CIRCUMSTANCE = re.compile(
    r"^(?:в\s+целях|с\s+целью|для\s|при\s|на\s+основании|в\s+соответствии|по\s+итогам|по\s+результатам|во\s+исполнение|в\s+связи|с\s+учётом|с\s+учетом"
    r"|в\s+рамках|до\s|к\s|с\s\d|в\s+течение|не\s+позднее|в\s+срок|после\s|совместно\s+с)\b[^,]*?,?\s+(?=[^,]*$|)",
    re.IGNORECASE,
)
ADVERBS = re.compile(
    r"(?:^|(?<=[\s,]))(?:дополнительно|повторно|незамедлительно|срочно|еже\w+но|своевременно|постоянно|систематически|совместно(?!\s+с)|регулярно|также|необходимо|следует"
    r"|надлежит|в\s+срок|в\s+рабочем\s+порядке|(?:до|к|в|с)\s+\d{1,2}[.:-]\d\d(?:\s*ч(?:ас\w*|\.))?)(?=[\s,:]|$)",
    re.IGNORECASE,
)
LENGTH = r"[^.;:]{0,150}?"
APPOINTED = re.compile(
    rf"^(?:персональную\s+)?ответственн(?:ым|ой|ыми|ость)\b{LENGTH}\b(?:определить|назначить|утвердить|возложить\s+на)\s+"
    rf"|^(?:назначить|определить|утвердить)\s+ответственн(?:ым|ой|ыми)\s{LENGTH}\s(?=[А-ЯЁ][\w-]+\s[А-ЯЁ]\.)"
    rf"|^возложить\s+(?:персональную\s+)?ответственность\b{LENGTH}\sна\s+",
    re.IGNORECASE,
)
EXTENDED = re.compile(r"^(?:продлить|перенести|установить)\s+(?!срок)(?P<party>[^;:]{3,120}?)\s+срок", re.IGNORECASE)
AGENT = re.compile(r"[А-ЯЁа-яё]+(?:тел|ор|ер|ёр|ист|ик|лог|ант|ент|ар|ач|хоз|вед|граф|аг|яр)[ую]\s")
PROMISES = re.compile(r"\s+[а-яё]{2,}(?:ит|[аеяую]ет|[её]т|ют|ят|ат)(?:ся)?\s")  # «Лугов И.И. готовит проект»
# «повестку подготовить Лугову И.И.»: what is to be done stands before the verb, who does it after.
WORK = re.compile(
    r"(?<=[\s(])(?:подготов|обеспеч|организ|прове|разработ|состав|оформ|доработ|обобщ|собра|закуп|осуществ|проконтрол|сформир)"
    r"[а-яё]*(?:ть|ти)\s+(?=[А-ЯЁ][\w-]+\s+[А-ЯЁ]\.)"
)
EVENT = re.compile(
    r"(?<=\S)\s+(?:со\s+дня|с\s+(?:момента|даты)|после|по\s+(?:окончании|завершении|итогам|результатам)|в\s+(?:рамках|целях|ходе|связи|соответствии)"
    r"|во\s+исполнение|с\s+(?:целью|уч[её]том)|на\s+основании"
    r"|при\s+(?!управлени|учреждени|отделени|объединени|подразделени)(?:[а-яё]+(?:ании|ении|ятии)|подготовке|разработке|реализации|наличии))\s.*$",
    re.IGNORECASE,
)
DOES = re.compile(
    r"(?:[,;.]|\s[–—-])\s+[а-яё]{3,20}(?:[аеё]т|ит|ют|ят)\s+(?P<who>[А-ЯЁ][\w-]+\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?)$"
)
SURNAME = re.compile(r"^[А-ЯЁ][а-яё]+(?:ов|ев|ёв|ин|ын|ск|цк|ян|ук|юк|енк)(?:у|ой|ому)(?=[\s,:–—-]|$)")


def executors_in(text: str, deadlines: Sequence[tuple[int, int]], known: Sequence[Known]) -> list[str]:
    """The parties of the first sentence that names them; [] when none does.

    `deadlines` are the places of the deadline's words, which may stand among the names.
    """
    bare = _without(text, deadlines)
    sentences = [part.strip() for part in re.split(r"(?<=[а-яё)»\d]{2}\.)\s+(?=[А-ЯЁ])|;\s+", bare)]
    for reading in (lambda sentence: _of_sentence(sentence, known), _after_the_verb, _who_does):
        for sentence in sentences:
            if found := reading(sentence):
                return found
    return []


def _after_the_verb(sentence: str) -> list[str]:
    """People right after a verb of work that has its object before it."""
    verb = WORK.search(sentence)
    named = people_in(sentence[verb.end() :]) if verb else []
    found: list[str] = []
    end = 0
    for person in named:
        between = sentence[verb.end() + end : verb.end() + person.start] if verb else ""
        if (end and not re.fullmatch(r"\s*(?:,|и|совместно\s+с)\s*", between)) or (not end and person.start):
            break
        found.append(person.text)
        end = person.end
    return found


def _who_does(sentence: str) -> list[str]:
    """«Планы до 22.12, собирает Лугова Р.Р.»"""
    verb = DOES.search(sentence)
    return [verb["who"]] if verb and names_only(verb["who"]) else []


def _without(text: str, places: Sequence[tuple[int, int]]) -> str:
    for start, end in places:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _of_sentence(sentence: str, known: Sequence[Known]) -> list[str]:
    if appointed := APPOINTED.match(sentence):
        return parties(re.split(r"\s{2,}|\s(?:с|на)\s", sentence[appointed.end() :])[0])
    if extended := EXTENDED.match(sentence):
        return parties(extended["party"]) if _dative(extended["party"], known) else []
    ordered = ORDER.match(sentence)
    rest = sentence[ordered.end() :] if ordered else sentence
    subject = _before_the_verb(rest, known)
    if subject is None:
        return []
    subject = ADVERBS.sub(" ", EVENT.sub("", subject)).strip(" ,:–—-")
    if ordered:
        return parties(subject) if subject and len(subject) < 400 else []
    found = parties(dative) if (dative := _dative(subject, known)) else []
    return found + _of_clauses(sentence, known) if found else []


def _of_clauses(sentence: str, known: Sequence[Known]) -> list[str]:
    """«Отделу кадров – подготовить приказ; бухгалтерии – рассчитать выплаты.»"""
    clauses = [re.match(r"([^–—;]{3,80})\s[–—-]\s", clause.strip()) for clause in sentence.split(";")]
    if len(clauses) < 2 or not all(clauses):
        return []
    others = [clause[1] for clause in clauses[1:] if clause]
    return [party for other in others if _dative(other, known) for party in parties(other)]


def _before_the_verb(text: str, known: Sequence[Known]) -> str | None:
    """What stands before the first infinitive or before a colon that opens a list of tasks."""
    ends = [match.start() for match in infinitives(text)[:1]]
    if colon := re.search(r":(?=\s|$)", text):
        ends.append(colon.start())
    if named := _leading_person(text) or _leading_surname(text, known):
        dash = re.match(r"\s*(?:\([^)]*\))?\s*[–—:-]\s", text[named:]) or PROMISES.match(text[named:])
        ends += [named] if dash else []
    return text[: min(ends)] if ends else None


def _leading_person(text: str) -> int:
    named = people_in(text)
    return named[0].end if named and named[0].start == 0 else 0


def _ends_with_person(subject: str) -> bool:
    named = people_in(subject)
    return bool(named) and named[-1].end >= len(subject.rstrip(" ,")) - 1


def _dative(subject: str, known: Sequence[Known]) -> str:
    """The subject from its first dative on; "" when it names nobody who could act."""
    if len(subject) > 300 or _is_object(subject, known):
        return ""
    if _leading_person(subject) or SURNAME.match(subject) or _known_surname(subject, known):
        return subject
    if DATIVE.match(subject) or (AGENT.match(subject) and _ends_with_person(subject)):
        return subject
    if CIRCUMSTANCE.match(subject):
        for word in re.finditer(r"(?<=[\s,])(?=[А-ЯЁа-яё])", subject):
            if DATIVE.match(subject[word.start() :]) and re.match(
                r"\S+(?:ам|ям|ым|им|ому|ему|у|ю|ии)\b", subject[word.start() :]
            ):
                return subject[word.start() :]
    return ""


def _is_object(subject: str, known: Sequence[Known]) -> bool:
    """«Луговую И.И. включить в состав» of somebody whom the document names Луговая: no dative of hers is so spelt."""
    named = people_in(subject)[:1]
    if not named or named[0].start:
        return False
    surname = fold_name(named[0].surname)
    same = [person.surname for person in known if surname in map(fold_name, surname_forms(person.surname))]
    acting = [surname in map(fold_name, {name, *in_case(name, "dative")}) for name in same]
    return bool(acting) and not any(acting)


def _leading_surname(text: str, known: Sequence[Known]) -> int:
    word = re.match(r"[А-ЯЁ][\w-]+", text)
    return word.end() if word and _known_surname(text, known) else 0


def _known_surname(subject: str, known: Sequence[Known]) -> bool:
    word = re.match(r"[А-ЯЁ][\w-]+", subject)
    if word is None:
        return False
    return any(fold_name(word[0]) in {fold_name(form) for form in surname_forms(person.surname)} for person in known)
