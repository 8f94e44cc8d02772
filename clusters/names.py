"""Russian names in their cases: «Журавлю П.П.» is «Журавль П.П.», «Борщу С.П.» may be «Борщ С.П.».

Surnames go by our own rules, since no library knows which noun is a surname here and each spelling
that people use must be found, the careless ones too («Заяцу» beside «Зайцу»). First names and
patronymics are declined by pytrovich.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

Case = Literal["genitive", "dative", "accusative", "instrumental", "prepositional"]
CASES: tuple[Case, ...] = ("genitive", "dative", "accusative", "instrumental", "prepositional")
VOWELS = "аеёиоуыэюя"
INDECLINABLE = ("о", "е", "ё", "и", "у", "ю", "ы", "э", "ых", "их")

# ending of the nominative → endings of genitive, dative, accusative, instrumental, prepositional
POSSESSIVE_HE = ("а", "у", "а", "ым", "е")
POSSESSIVE_SHE = ("ой", "ой", "у", "ой", "ой")
HARD = ("ого", "ому", "ого", "ым", "ом")
SOFT = ("его", "ему", "его", "им", "ем")
VELAR = ("ого", "ому", "ого", "им", "ом")


def fold_name(text: str) -> str:
    """For comparing spellings: ё as е, small letters, one space, no space between initials."""
    text = re.sub(r"\s+", " ", text.replace("ё", "е").replace("Ё", "Е").replace("‑", "-")).strip().casefold()
    return re.sub(r"(?<=\.)\s+(?=\w\.)", "", text)


def surname_forms(surname: str) -> set[str]:
    """Every spelling of the surname in any case, of a man and of a woman, the nominative included."""
    return {surname}.union(*(in_case(surname, case) for case in CASES))


@cache
def in_case(surname: str, case: Case) -> frozenset[str]:
    """The spellings of the surname in one case, of a man and of a woman; at least the surname itself."""
    head, hyphen, last = surname.rpartition("-")
    lasts = _declined(last, case) or {last}
    if not hyphen:
        return frozenset(lasts)
    return frozenset(f"{first}-{second}" for first in {head} | in_case(head, case) for second in lasts)


def _declined(word: str, case: Case) -> set[str]:
    place = CASES.index(case)
    return {stem + endings[place] for stem, endings in _patterns(word)} | _unchanged(word)


def _unchanged(word: str) -> set[str]:
    """A woman's surname on a consonant, and what never changes."""
    low = word.lower()
    changes_always = low.endswith(("а", "я")) or (low.endswith(("ий", "ый", "ской", "цкой")) and len(low) > 4)
    return set() if changes_always else {word}


def _patterns(word: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Stem and the five endings, for each way in which the surname may be declined."""
    low = word.lower()
    if low.endswith(INDECLINABLE):
        return
    if re.search(r"(?:[ое]в|ёв|[иы]н)$", low):
        yield word, POSSESSIVE_HE
        yield word, ("а", "у", "а", "ом", "е")
    elif re.search(r"(?:[ое]в|ёв|[иы]н)а$", low):
        yield word[:-1], POSSESSIVE_SHE
        yield word[:-1], ("ы", "е", "у", "ой", "е")
    elif low.endswith(("ая", "яя")) and _syllables(low) > 1:
        soft = low.endswith("яя")
        if low[-3] in "жчшщ":  # Осадчая → Осадчей
            yield word[:-2], ("ей", "ей", "ую", "ей", "ей")
        yield word[:-2], ("ей", "ей", "юю", "ей", "ей") if soft else ("ой", "ой", "ую", "ой", "ой")
    elif low.endswith("а"):
        yield (
            word[:-1],
            ("и" if low[-2:-1] in "кгхжчшщ" else "ы", "е", "у", "ей" if low[-2:-1] in "жчшщц" else "ой", "е"),
        )
    elif low.endswith("я"):
        yield word[:-1], ("и", "и", "ю", "ей", "и") if low.endswith("ия") else ("и", "е", "ю", "ей", "е")
    elif low.endswith("й"):
        yield from _on_short_i(word, low)
    elif low.endswith("ь"):
        yield word[:-1], ("я", "ю", "я", "ем", "е")
    else:
        yield from _on_consonant(word, low)


def _on_short_i(word: str, low: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    if low.endswith(("ый", "ой")) and _syllables(low) > 1:
        yield word[:-2], VELAR if low[-3] in "кгх" else HARD
    if low.endswith("ий"):
        yield word[:-2], VELAR if low[-3:-2] in "кгх" else SOFT
    if not low.endswith("ый"):
        yield word[:-1], ("я", "ю", "я", "ем", "е")
    if re.search(r"[бвплм]ей$", low):  # Соловей → Соловья
        yield word[:-2], ("ья", "ью", "ья", "ьём", "ье")
        yield word[:-2], ("ья", "ью", "ья", "ьем", "ье")


def _on_consonant(word: str, low: str) -> Iterable[tuple[str, tuple[str, ...]]]:
    soft = low[-1] in "жчшщц"
    yield word, ("а", "у", "а", "ем" if soft else "ом", "е")
    if soft:
        yield word, ("а", "у", "а", "ом", "е")
    if fleeting := re.search(r"(?<=[^аеёиоуыэюя])(?:[её]|о)(?=[цклнрв]$)", low):  # Кравец → Кравца
        stem = (
            word[: fleeting.start()] + ("ь" if low[fleeting.start() - 1] == "л" and low[-1] != "л" else "") + word[-1]
        )
        yield stem, ("а", "у", "а", "ом" if not soft else "ем", "е")
    if low.endswith("яц"):  # Заяц → Зайца
        yield word[:-2] + "йц", ("а", "у", "а", "ем", "е")


def _syllables(low: str) -> int:
    return sum(letter in VOWELS for letter in low)


# ending found → endings of the nominative, the likelier first; "" keeps the stem
BACK: dict[Case, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "dative": (
        ("овой", ("ова", "овая")), ("евой", ("ева", "евая")), ("ёвой", ("ёва",)), ("иной", ("ина", "иная")),
        ("ыной", ("ына",)),
        ("скому", ("ский", "ской")), ("цкому", ("цкий", "цкой")), ("кому", ("кий", "кой")),
        ("гому", ("гий", "гой")),
        ("хому", ("хий", "хой")), ("ому", ("ый", "ой")), ("ему", ("ий",)), ("ей", ("яя", "ая")), ("ой", ("ая",)),
        ("ии", ("ия",)), ("ью", ("ей", "ь")), ("йцу", ("яц", "ец")), ("янцу", ("янц",)), ("цу", ("ец", "ц")),
        ("ю", ("ь", "й", "ей")), ("у", ("",)),
        ("е", ("а", "я")), ("и", ("ь", "я")),
    ),
    "genitive": (
        ("овой", ("ова", "овая")), ("евой", ("ева", "евая")), ("ёвой", ("ёва",)), ("иной", ("ина", "иная")),
        ("ыной", ("ына",)),
        ("ского", ("ский", "ской")), ("цкого", ("цкий", "цкой")), ("кого", ("кий", "кой")),
        ("гого", ("гий", "гой")),
        ("ого", ("ый", "ой")), ("его", ("ий",)), ("ой", ("ая",)), ("ей", ("яя", "ая")), ("ии", ("ия",)),
        ("ья", ("ей", "ь")),
        ("йца", ("яц", "ец")), ("ца", ("ец", "ц")), ("я", ("ь", "й")), ("а", ("",)), ("ы", ("а",)),
        ("и", ("а", "я", "ь")),
    ),
    "accusative": (
        ("ову", ("ова",)), ("еву", ("ева",)), ("ёву", ("ёва",)), ("ину", ("ина",)), ("ыну", ("ына",)),
        ("ую", ("ая",)), ("юю", ("яя",)),
        ("ского", ("ский", "ской")), ("цкого", ("цкий", "цкой")), ("кого", ("кий", "кой")),
        ("ого", ("ый", "ой")), ("его", ("ий",)),
        ("ья", ("ей", "ь")), ("йца", ("яц", "ец")), ("ца", ("ец", "ц")), ("я", ("ь", "й")), ("а", ("",)),
        ("ю", ("я",)), ("у", ("а",)),
    ),
    "instrumental": (
        ("овой", ("ова", "овая")), ("евой", ("ева", "евая")), ("ёвой", ("ёва",)), ("иной", ("ина", "иная")),
        ("овым", ("ов", "овый")),
        ("евым", ("ев",)), ("ёвым", ("ёв",)), ("иным", ("ин", "иный")), ("ыным", ("ын",)),
        ("ским", ("ский", "ской")), ("цким", ("цкий",)),
        ("ким", ("кий", "кой")), ("ым", ("ый", "ой")), ("им", ("ий",)), ("ой", ("ая", "а")), ("ьём", ("ей",)),
        ("ьем", ("ей", "ь")),
        ("йцем", ("яц",)), ("цем", ("ец", "ц")), ("цом", ("ец", "ц")), ("ем", ("ь", "й", "")),
        ("ём", ("ь", "")), ("ом", ("",)), ("ей", ("я", "а")),
    ),
    "prepositional": (),
}  # fmt: skip
STAYS = re.compile(r"(?:[ыи]х|[ое]вых|ко|аго|яго|ово|швили|дзе|(?<![ое]г)о|ё|ли|[аеиоуыэюя]е)$", re.IGNORECASE)


def nominatives(form: str, case: Case) -> list[str]:
    """What the surname may be in the nominative when `form` stands in this case, the likeliest first.

    The form itself ends the list: a woman's surname on a consonant and an undeclined one look alike.
    """
    head, hyphen, last = form.rpartition("-")
    found = [candidate for candidate in _back(last, case) if last in _declined(candidate, case)]
    if hyphen:
        found = found or [last]
        found = [f"{first}-{second}" for second in found for first in _agreeing(head, second, case)]
    return list(dict.fromkeys([*found, form]))


def _agreeing(head: str, second: str, case: Case) -> list[str]:
    """The first half in the nominative: of the same sex as the second when both are declined."""
    feminine = second.lower().endswith(("а", "я"))
    options = [*_back(head, case), head]
    options = [option for option in options if option == head or head in _declined(option, case)]
    if second.lower()[-1:] not in "аяойв":  # «Орловой-Лис»: the second half does not tell
        return options[:1]
    return sorted(options, key=lambda option: option.lower().endswith(("ва", "на", "ая")) != feminine)[:1]


def _back(word: str, case: Case) -> Iterable[str]:
    low = word.lower()
    if STAYS.search(low) or _syllables(low) < 2:
        return
    for ending, nominative in BACK[case]:
        stem = word[: -len(ending)]
        if low.endswith(ending) and len(stem) >= 1 and _fits(stem.lower(), ending):
            for option in nominative:
                if _spells(stem, option):
                    yield stem + option
            if ending not in ("ю", "у", "я", "а", "е", "цу", "ца"):
                return


def _fits(stem: str, ending: str) -> bool:
    """«-у» is a case ending after a consonant only, «-цу» hides a vowel only after a consonant."""
    if ending in ("у", "а", "е", "ы"):
        return stem[-1] not in VOWELS + "йь"
    return True


def _spells(stem: str, ending: str) -> bool:
    before = stem[-1].lower()
    if ending == "й":
        return before in VOWELS
    if ending == "ь":
        return before not in VOWELS + "кгхцй"
    if ending == "яя":
        return before not in "жчшщц"
    if ending == "ец":
        return before not in VOWELS
    if ending == "ей":
        return before not in VOWELS
    return True


def forms(surname: str, name: str = "", patronymic: str = "") -> set[str]:
    """Every spelling of the person in every case, folded by `fold_name`.

    «журавль п.п.», «п.п. журавлю», «журавлю павлу петровичу», «павла петровича журавля»; with the
    surname alone when no name is given.
    """
    spelled = _joined({surname}, {name, f"{name} {patronymic}".strip()}, name, patronymic)
    for case in CASES:
        spelled |= _joined(in_case(surname, case), _given(name, patronymic, case), name, patronymic)
    return {fold_name(spelling) for spelling in spelled}


def _joined(surnames: Iterable[str], given: Iterable[str], name: str, patronymic: str) -> set[str]:
    """Surname and given names in both orders, with initials and in full."""
    letters = [part[0].upper() + "." for part in (name, patronymic) if part]
    beside = {*given, "".join(letters), *letters[:1]} - {""}
    if not beside:
        return set(surnames)
    return {text for written in surnames for other in beside for text in (f"{written} {other}", f"{other} {written}")}


@cache
def _given(name: str, patronymic: str, case: Case) -> frozenset[str]:
    """First name with and without the patronymic in one case."""
    # pytrovich loads its rule tables on import, 50 ms that a reading with no full name need not pay
    from pytrovich.enums import Case as PyCase  # noqa: PLC0415
    from pytrovich.enums import Gender, NamePart  # noqa: PLC0415
    from pytrovich.maker import PetrovichDeclinationMaker  # noqa: PLC0415

    if not name:
        return frozenset()
    maker, to, found = PetrovichDeclinationMaker(), PyCase[case.upper()], set()
    for gender in _genders(patronymic):
        first = maker.make(NamePart.FIRSTNAME, Gender[gender], to, name)
        middle = maker.make(NamePart.MIDDLENAME, Gender[gender], to, patronymic) if patronymic else ""
        found |= {first, f"{first} {middle}".strip()}
    return frozenset(found)


def _genders(patronymic: str) -> tuple[str, ...]:
    low = patronymic.lower()
    if low.endswith(("ич", "оглы")):
        return ("MALE",)
    return ("FEMALE",) if low.endswith(("на", "кызы")) else ("MALE", "FEMALE")
