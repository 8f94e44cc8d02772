"""Numbers as word processors print them: 1, iv, б."""

from __future__ import annotations

RUSSIAN = "абвгдежзиклмнопрстуфхцчшщэюя"  # Word and LibreOffice leave out ё, й, ъ, ы, ь
LATIN = "abcdefghijklmnopqrstuvwxyz"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
         (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
LARGEST = 30_000


def roman(number: int) -> str:
    if not 0 < number <= LARGEST:
        return str(number)
    written = ""
    for value, sign in ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def letter(number: int, alphabet: str) -> str:
    """After the last letter come doubled ones, as in Word: я), аа), бб)."""
    if not 0 < number <= LARGEST:
        return str(number)
    times, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * (times + 1)


def written(number: int, kind: str) -> str:
    """`kind` is a w:numFmt value; an unknown one is read as decimal, which is what Word does."""
    match kind:
        case "upperRoman":
            return roman(number).upper()
        case "lowerRoman":
            return roman(number)
        case "upperLetter":
            return letter(number, LATIN).upper()
        case "lowerLetter":
            return letter(number, LATIN)
        case "russianUpper":
            return letter(number, RUSSIAN).upper()
        case "russianLower":
            return letter(number, RUSSIAN)
        case "decimalZero":
            return f"{number:02}"
        case "none":
            return ""
    return str(number)


# Bullets that Symbol and Wingdings keep in the private area, and those with a plain look.
DASHES = {"-": "–", "–": "–", "—": "–", "‒": "–", "−": "–", "\uf02d": "–", "\uf0be": "–", "‐": "–", "\u2011": "–"}


def bullet(sign: str) -> str:
    """«–» for every kind of dash, «•» for every other bullet."""
    return DASHES.get(sign.strip(), "•")
