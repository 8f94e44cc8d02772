"""Who is to get the result: «направить Иванову И.И.», «информировать Гладких В.К.», «в адрес Ким Р.Ю.»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from clusters.names import fold_name, in_case
from protocols.document.names import Case, Known, Nominative, nominative
from protocols.document.parse.people import Mention, people_in
from protocols.document.parse.remarks import group_in_brackets
from protocols.document.parse.verbs import infinitives

GIVING = (
    r"(?:пред(?:о)?став|представл|предоставл|предъяв|направ|направл|переда|отда|пода(?=ть|ва)|принес|скину|перешл|пересл|пересыл|сообщ|долож|докладыв|отправ|отправл|высл|высыл|присла|присыл"
    r"|сда(?=ть|ва)|вруч|выда|возвра[тщ]|отчит(?=ат|ыв)|подготовить\s+для|внести\s+на\s+\w+"
    r"|внес(?=ти\s[^;]{0,80}(?:предложени|проект|материал|информаци|сведени|отч[её]т|заявк)))"
)
TRIGGERS: tuple[tuple[Case, re.Pattern[str]], ...] = (
    ("genitive", re.compile(r"\bдовести\b[^.;]{0,60}?\bдо\b(?=\s+[А-ЯЁ][\w-]+\s+[А-ЯЁ]\.)", re.I)),
    (
        "genitive",
        re.compile(r"\b(?:в\s+адрес|на\s+имя|в\s+распоряжение|до\s+сведения|информированием|уведомлением)\b", re.I),
    ),
    (
        "genitive",
        re.compile(
            r"\b(?:подготов|состав|собра|сформирова|обобщ)\w*(?:ть|ти)\b[^.;]{0,60}?\bдля\b(?=\s+[А-ЯЁ][\w-]+\s+[А-ЯЁ]\.)",
            re.I,
        ),
    ),
    ("instrumental", re.compile(r"\bперед\b", re.I)),
    (
        "accusative",
        re.compile(
            r"\b(?:про)?информир(?:овать|уя|овав)\b"
            r"|\b(?:уведом|извест|извещ|оповест|оповещ|предупред)\w*(?:ть|ять)\b",
            re.I,
        ),
    ),
    (
        "dative",
        re.compile(
            r"\bна\s+(?:согласование|утверждение|рассмотрение|подпись|проверку|доклад|вычитку|экспертизу)(?=\s+[А-ЯЁ])",
            re.I,
        ),
    ),
    ("dative", re.compile(rf"\b{GIVING}\w*(?:ть|ться|ти|ет|ёт|ит|ют|ят|ем|ении|ением|ей|ние|ния|чей|в|я)\b", re.I)),
)  # fmt: skip
NOT_A_RECEIVER = re.compile(
    r"(?:^|[\s(])(?:с|со|у|от|из|под|над|без|о|об|обо|при|через|во\s+главе\s+с|под\s+руководством|руководством|председательством|участием|кандидатур\w+)"
    r"\s+(?:[а-яё-]+\s+){0,3}$"
    # «утверждённый советом Лугову И.И.»; what goes «в учебную часть Лугову И.И.» goes to him
    r"|(?:^|[\s(])(?!данны[ехм]\b)\w+(?:анн|янн|енн|ённ)(?:ый|ая|ое|ые|ого|ую|ых|ым)\s+(?:(?!(?:в|на)\s)[а-яё-]+\s+){0,3}$",
    re.IGNORECASE,
)
BODY_OF = re.compile(r"(?:^|\s)в\s+[^()]{3,80}\($", re.IGNORECASE)  # «в АО «Волна» (Заря П.П.)»: the body's own person
ABOUT_IT = re.compile(r"\bоб?\s+(?:этом|том|нём|них|ней)\b", re.IGNORECASE)
DASH = re.compile(r"\s*[–—-]\s")
CLAUSE_END = re.compile(r"(?<=[а-яё)»\d]{2})[.;]\s|;\s")
BARE_SURNAME = re.compile(
    r"^\s*(?:(?:об\s+этом|его|её|ее|их|это|всё|информацию|сведения|отч[её]т|списки?|копии?)\s+)?(?P<surname>[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?)(?![\w«])(?!\.?\s+[А-ЯЁ«])"
)
ABOUT = re.compile(r"(?:^|\s)об?\s+(?:[а-яё-]+\s+){1,3}$", re.IGNORECASE)  # «доложить о ходе работ Лугову И.И.»
# «сообщить об ошибках Жук Е.М.»: what is many or goes on is not hers.
ABOUT_THINGS = re.compile(
    r"(?:^|\s)об?\s+(?:[а-яё-]+\s+){0,2}?(?:[а-яё]{2,}[ая]х|исполнении|выполнении|готовности|завершении)\s+$",
    re.IGNORECASE,
)
MASCULINE_DATIVE = re.compile(r"(?:[оеё]в|[иы]н)у$|(?:ск|цк)ому$")
TYPICAL_DATIVE = re.compile(r"(?:ов|ев|ёв|ин|ын|ян)у$|(?:ов|ев|ин|ын|ск|цк)ой$|(?:ск|цк)ому$")


def receivers_in(text: str, known: Sequence[Known]) -> list[Nominative]:
    """Persons who get the report, in the nominative, in the order of the text."""
    found: dict[str, Nominative] = {}
    for case, region in _regions(text):
        for mention in _receivers(region, case, known):
            receiver = nominative(mention.surname, mention.initials, case, known)
            found.setdefault(receiver.name, receiver)
    for mention in [] if found else _asked_for(text, known):
        receiver = nominative(mention.surname, mention.initials, "dative", known)
        found.setdefault(receiver.name, receiver)
    return list(found.values())


def _asked_for(text: str, known: Sequence[Known]) -> Iterator[Mention]:
    """Without a verb the dative of somebody whom the document names tells who is given it, beside who is to act:
    «Ким А.П. – план Рогову П.П. до 5 мая», «Табели – Рогову П.П. до 5 мая (все мастера)»."""
    named = people_in(text)
    leads = bool(named) and not named[0].start and bool(DASH.match(text, named[0].end))
    if infinitives(text) or not (leads or group_in_brackets(text)):
        return
    for mention in named[leads:]:
        surname = fold_name(mention.surname)
        names = [person.surname for person in known if fold_name(person.surname) != surname]
        if any(surname in map(fold_name, in_case(name, "dative")) for name in names):
            yield mention


def _regions(text: str) -> Iterator[tuple[Case, str]]:
    """After each word of giving, as far as its clause reaches."""
    triggers = sorted(
        (match.start(), match.end(), case) for case, pattern in TRIGGERS for match in pattern.finditer(text)
    )
    verbs = [match.start() for match in infinitives(text)]
    for place, (_, end, case) in enumerate(triggers):
        stops = [following[0] for following in triggers[place + 1 : place + 2]]
        stops += [verb for verb in verbs if verb > end and re.search(r"(?:,|\bи)\s+(?:\w+\s+)?$", text[:verb])][:1]
        stops += [match.start() for match in CLAUSE_END.finditer(text, end)][:1]
        yield case, text[end : min([*stops, len(text)])]


def _receivers(region: str, case: Case, known: Sequence[Known]) -> Iterator[Mention]:
    named = people_in(region)
    if not named:
        yield from _bare(region, case, known)
    end = None
    for mention in named:
        before = region[: mention.start]
        if end is not None and not re.fullmatch(
            r"\s*(?:,|и|,\s*и|а\s+также|,\s*а\s+также)\s*(?:[а-яё-]+\s+){0,6}", region[end : mention.start]
        ):
            return
        certain = case == "dative" and (
            (MASCULINE_DATIVE.search(mention.surname) and ABOUT.search(before)) or ABOUT_THINGS.search(before)
        )
        if (NOT_A_RECEIVER.search(ABOUT_IT.sub(" ", before)) and not certain) or not _may_stand_in(
            mention, case, before
        ):
            continue
        end = mention.end
        yield mention


def _may_stand_in(mention: Mention, case: Case, before: str) -> bool:
    """«представить отчёт Иванова И.И.» names whose report it is, not who gets it."""
    if case == "instrumental" and re.search(r"\sоб?\s", before):
        return False  # «ходатайствовать перед советом о награждении Лугова И.И.»
    if case != "dative" or BODY_OF.search(before):
        return True
    low = mention.surname.lower()
    if re.search(r"(?:[ое]в|ёв|[иы]н|ск|цк)(?:ым|им)$|(?:ск|цк)ого$", low):
        return False
    return not low.endswith(("а", "я"))


def _bare(region: str, case: Case, known: Sequence[Known]) -> Iterator[Mention]:
    """A surname without initials counts when the document knows it or it can be nothing else."""
    found = BARE_SURNAME.match(region)
    if not found or case == "instrumental":
        return
    surname = found["surname"]
    reading = nominative(surname, "", case, known)
    by_name = any(fold_name(reading.name.split()[0]) == fold_name(person.surname) for person in known)
    if (by_name and reading.certain) or (case == "dative" and TYPICAL_DATIVE.search(surname)):
        yield Mention(surname, "", found.start(), found.end(), surname)
