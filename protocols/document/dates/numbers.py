"""Numbers as protocols write them: 5, 5-ти, 3 (три), пяти, двадцать пятого, две тысячи двадцать пятого."""

from __future__ import annotations

import re

_CARDINALS = {
    1: "один|одного|одной|одном|одну|одна", 2: "два|две|двух", 3: "три|трех", 4: "четыре|четырех",
    5: "пять|пяти", 6: "шесть|шести", 7: "семь|семи", 8: "восемь|восьми", 9: "девять|девяти",
    10: "десять|десяти", 11: "одиннадцать|одиннадцати", 12: "двенадцать|двенадцати",
    13: "тринадцать|тринадцати", 14: "четырнадцать|четырнадцати", 15: "пятнадцать|пятнадцати",
    16: "шестнадцать|шестнадцати", 17: "семнадцать|семнадцати", 18: "восемнадцать|восемнадцати",
    19: "девятнадцать|девятнадцати", 20: "двадцать|двадцати", 30: "тридцать|тридцати",
    40: "сорок|сорока", 50: "пятьдесят|пятидесяти", 60: "шестьдесят|шестидесяти",
    70: "семьдесят|семидесяти", 80: "восемьдесят|восьмидесяти", 90: "девяносто|девяноста", 100: "сто|ста",
}  # fmt: skip
_ORDINAL_STEMS = {
    1: "перв", 2: "втор", 3: "трет", 4: "четверт", 5: "пят", 6: "шест", 7: "седьм", 8: "восьм", 9: "девят",
    10: "десят", 11: "одиннадцат", 12: "двенадцат", 13: "тринадцат", 14: "четырнадцат", 15: "пятнадцат",
    16: "шестнадцат", 17: "семнадцат", 18: "восемнадцат", 19: "девятнадцат", 20: "двадцат", 30: "тридцат",
    40: "сороков", 50: "пятидесят", 60: "шестидесят", 70: "семидесят", 80: "восьмидесят", 90: "девяност",
}  # fmt: skip
_ORDINAL_END = r"(?:ый|ий|ой|ого|ьего|его|ому|ьему|ему|ым|ьим|ом|ьем|ое|ье|ая|ья|ую|ью|ей|ьей|ые|ых|ьи|ьих)"

_BY_CARDINAL = {word: value for value, words in _CARDINALS.items() for word in words.split("|")}
_BY_STEM = {stem: value for value, stem in _ORDINAL_STEMS.items()}
_ORDINAL_WORD = re.compile(rf"({'|'.join(sorted(_BY_STEM, key=len, reverse=True))}){_ORDINAL_END}$")

_cardinal_word = rf"(?:{'|'.join(sorted(_BY_CARDINAL, key=len, reverse=True))})"
_ordinal_word = rf"(?:{'|'.join(sorted(_BY_STEM, key=len, reverse=True))}){_ORDINAL_END}"
_tens = r"(?:двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто)"

CARDINAL = (
    rf"(?:(?<!\d)\d+(?:\s?-?\s?(?:ти|ть|тью|х|и|го|ми|мя))?(?![\dа-я])(?:\s*\(\s*[а-я ]+\))?"
    rf"|(?<![а-я]){_cardinal_word}(?:\s{_cardinal_word})?(?![а-я]))"
)
ORDINAL = rf"(?:(?<![а-я])(?:{_tens}\s+)?{_ordinal_word}(?![а-я]))"
YEAR_WORDS = rf"(?:(?:две\s+тысячи|двухтысячн[а-я]+)(?:\s+{ORDINAL})?)"
ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
    "xi": 11,
    "xii": 12,
}


def number(text: str) -> int:
    """The value of a cardinal or an ordinal in digits or words; 0 for words that are no number."""
    digits = re.match(r"\s*(\d+)", text)
    if digits:
        return int(digits[1])
    return sum(_word(word) for word in re.findall(r"[а-я]+", text))


def year_in_words(text: str) -> int:
    return 2000 + number(re.sub(r"две\s+тысячи|двухтысячн[а-я]+", "", text))


def _word(word: str) -> int:
    if word in _BY_CARDINAL:
        return _BY_CARDINAL[word]
    ordinal = _ORDINAL_WORD.match(word)
    return _BY_STEM[ordinal[1]] if ordinal else 0
