"""«Срок: …» and «Отв.: …», wherever they stand in a paragraph, taken out of the decision's text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from protocols.document.parse.heads import starts_party
from protocols.document.parse.verbs import infinitives

Kind = Literal["deadline", "responsible", "more_responsible", "both", "control", "heading"]
NUMBERS = r"\d+(?:\.\d+)*(?:\s*(?:[-–—,;и]|по)\s*\d+(?:\.\d+)*)*"
SCOPE = rf"""(?:\s*\(?(?:по\s+|для\s+|к\s+)?(?:
      (?:п\.?\s?п\.?|п\.|пункт(?:а|ов|ам|у|ы)?|подпункт(?:а|ов|ам)?|поручени(?:й|ям|я)|решени(?:й|ям|я))\s*(?:№+\s*)?(?P<{{name}}>{NUMBERS})
    | (?P<{{name}}_all>(?:все(?:х|м)\s+)(?:указанных\s+)?(?:пункт|поручени|решени|мероприяти)\w*
        |(?:настоящ\w+\s+)?решений)
    )(?:\s+(?:решени|протокол|раздел)\w+)?\)?)?"""
DEADLINE_WORDS = r"""(?:общий\s+|контрольный\s+|крайний\s+|конечный\s+|предельный\s+)?срок(?:и)?
    (?:\s+(?:исполнения|выполнения|реализации|представления|предоставления|сдачи|завершения|окончания|подготовки|проведения
        |направления|контроля|решения)(?:\s+(?:поручени[яй]|решени[яй]|работ|мероприяти[яй]|информации|отч[её]та|задачи|задани[яй]))?)?
    | дата\s+(?:исполнения|выполнения|контроля|завершения|сдачи) | контрольная\s+дата | дедлайн"""
FOR = (
    r"(?:\s+за\s+(?:исполнени|выполнени|реализаци|подготовк|проведени|организаци|контроль|вопрос|направлени)\w*"
    r"[^:–—.()]{0,50}?|\s+за(?=\s+п))?"
)
RESPONSIBLE_WORDS = rf"""
    (?:ответственн(?:ый|ые|ая|ое|ость)|ответств\.|ответ\.|отв-(?:ный|ные|ная)|отв\.?)(?:\s+(?:исполнител[ьи]|исп\.|лиц[оа]))?{FOR}(?:\s+исполнение)?
    | (?:основн(?:ой|ые)\s+|головной\s+)?исполнител[ьи](?:\s+\(?[а-яё]+\)?)?{FOR}
    | исп\. | кому\s+поручено | поручено"""
CONTROL_WORDS = r"""контроль(?:\s+(?:исполнения|выполнения|за\s+исполнением|за\s+выполнением))? | контрол[её]р
    | на\s+контроле\s+у | отметк[аи]\s+об?\s+(?:ис|вы)полнени[ия] | состояние | ход\s+исполнения"""
LABEL = re.compile(
    rf"""(?P<lead>^|[.;:,(!?»)\]]\s*|\s[–—-]\s+|\s/\s*|\s{{2,}}|(?<=[а-яё])\s+(?=Отв\.|Срок\s*:|Срок\s[–—-]))
    (?:
      (?P<both>(?:срок(?:и)?(?:\s+исполнения)?\s*(?:,|/|и)\s*(?:отв\.|ответственн\w+|исполнител\w+)(?:\s+исполнител\w+)?
         |(?:отв\.|ответственн\w+|исполнител\w+)(?:\s+исполнител\w+)?\s*(?:,|/|и)\s*срок(?:и)?(?:\s+исполнения)?))\s*(?:[:–—-]\s*|$)
    | (?P<deadline>{DEADLINE_WORDS}){SCOPE.format(name="deadline_of")}
        (?:\s*[:–—]\s*|\s*-\s+|\s+(?=(?:до|не\s+позднее|постоянно|ежегодно|ежемесячно|ежеквартально|еженедельно|ежедневно|в\s+течение|к|с)\s|постоянно|\d{{1,2}}[.\s]\w))
    | (?P<more>соисполнител[ьи](?:\s+[а-яё]+)?)\s*(?:[:–—]\s*|-\s+)
    | (?P<responsible>{RESPONSIBLE_WORDS}){SCOPE.format(name="responsible_of")}
        (?:\s*[:–—]\s*|\s*-\s+|(?<=отв\.)\s+(?=[А-ЯЁа-яё])|\s*(?=\s[А-ЯЁ][а-яё]+\))|\s*(?=\s[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\s+[А-ЯЁ]\.|\s[А-ЯЁ]\.\s?[А-ЯЁ]\.))
    | (?P<control>{CONTROL_WORDS})\s*:\s*
    )""",
    re.VERBOSE | re.IGNORECASE,
)  # fmt: skip
# A new sentence may follow the parties: «Отв.: Иванов И.И. Результаты представить …»
SENTENCE_END = re.compile(r"(?:(?<=[а-яё)»]{2}\.)|(?<=[А-ЯЁ]\.))\s+(?=[А-ЯЁ])")
# «срок 06.02, результат доложить …»: after the day the decision goes on.
CLAUSE = re.compile(r"([^,;(]{0,30}\d[^,;(]{0,20}),\s+((?!далее|затем)[а-яё][^,;]+.*)$", re.DOTALL)
IN_BRACKETS = re.compile(rf"\s*\((?:по\s+)?(?:п\.?\s?п\.?|п\.|пункт\w*)\s*({NUMBERS})\)")
BY_NUMBER = re.compile(
    rf"(?:^|[,;]\s*)(?:а\s+|и\s+)?(?:по\s+|для\s+)?(?:п\.?\s?п\.?|п\.|пункт\w*)\s*({NUMBERS})\s*[–—:-]\s*",
    re.IGNORECASE,
)
DATED = re.compile(r"[,;]\s*(?:до|к|не\s+позднее)\s+[«\"]?\d{1,2}[»\"]?[.\s]")
PERSON = re.compile(r"\s*[А-ЯЁ][\w-]+\s+[А-ЯЁ]\.")
EMPTY = re.compile(r"^[\s.;,–—-]*$")


@dataclass(frozen=True, slots=True)
class Label:
    """`numbers` are the decisions that the label is for; `everyone` when it says «всех пунктов»."""

    kind: Kind
    value: str
    numbers: tuple[str, ...] = ()
    everyone: bool = False


@dataclass(slots=True)
class Labelled:
    """A paragraph's own text, and the labelled parts taken out of it."""

    text: str
    labels: list[Label] = field(default_factory=list)


def split_labels(text: str) -> Labelled:
    found = [match for match in LABEL.finditer(text) if _opens(text, match)]
    if not found:
        return Labelled(text)
    own, labels = text[: _end_of_own(text, found[0])], []
    for match, following in zip(found, [*found[1:], None], strict=True):
        end = _end_of_own(text, following) if following else len(text)
        value = text[match.end() : end]
        value, rest = _cut(value, in_brackets=_in_brackets(text, match))
        if match["deadline"] and (clause := CLAUSE.match(value)) and infinitives(clause[2]):
            value, rest = clause[1], f", {clause[2]}{rest}"
        labels.append(_label(match, value))
        own += rest
    return Labelled(re.sub(r"\s+([.,;])", r"\1", own).strip(), labels)


def _opens(text: str, match: re.Match[str]) -> bool:
    """Inside a sentence only a label after a full stop or a bracket counts, or one among labels."""
    lead = match["lead"].strip()
    if match["responsible"] and infinitives(match[0]):
        return False  # «Ответственность за питание возложить на Лугова И.И.» is a decision
    if lead in ("", ".", ";", "/", "(", "!", "?", "»", ")"):
        return True
    word = text[match.start() + len(match["lead"]) :]
    if lead == "," and (re.search(r"[:–—]\s*$", match[0]) or (match["deadline"] and match[0].endswith(" "))):
        return True
    if lead == "," and match["responsible"] and (PERSON.match(text, match.end()) or _abbreviated(text, match)):
        return True
    return word[:1].isupper() or bool(LABEL.match(text) or LABEL.search(text[: match.start()]))


def _abbreviated(text: str, match: re.Match[str]) -> bool:
    """«…, отв. старосты»: the short word says it; «…, ответственные кураторы» may go on with the sentence."""
    return match["responsible"].lower().startswith("отв.") and starts_party(text[match.end() :])


def _end_of_own(text: str, match: re.Match[str]) -> int:
    keep = match["lead"].rstrip()
    return match.start() + (len(keep) if keep in (".", "!", "?", "»", ")", "]", ":") else 0)


def _in_brackets(text: str, match: re.Match[str]) -> bool:
    before = text[: match.start() + len(match["lead"])]
    return before.count("(") > before.count(")")


def _cut(value: str, *, in_brackets: bool) -> tuple[str, str]:
    """The value proper, and the decision's own text that goes on after it."""
    if in_brackets:
        depth = 1
        for place, sign in enumerate(value):
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                return value[:place], value[place + 1 :]
        return value, ""
    for end in SENTENCE_END.finditer(value):
        if infinitives(value[end.end() :]):
            return value[: end.start()], " " + value[end.end() :]
    return value, ""


def _label(match: re.Match[str], value: str) -> Label:
    kind: Kind = "control"
    numbers = everyone = None
    if match["both"]:
        kind = "both"
    elif match["deadline"]:
        kind, numbers, everyone = "deadline", match["deadline_of"], match["deadline_of_all"]
        everyone = everyone or (not numbers and match["deadline"].lower().startswith("общий"))
    elif match["more"]:
        kind = "more_responsible"
    elif match["responsible"]:
        kind, numbers, everyone = "responsible", match["responsible_of"], match["responsible_of_all"]
    if kind == "responsible" and DATED.search(value):
        kind = "both"  # «отв. Лугов И.И., до 10 марта»
    return Label(kind, trim(value), expand(numbers or ""), bool(everyone))


def trim(value: str) -> str:
    """Without the punctuation that ends a list; the dot of initials and of «г.» stays."""
    value = re.sub(r"\s+", " ", value).strip(" ;,\t")
    value = re.sub(r"\.{2,}$", ".", value)
    if EMPTY.match(value):
        return ""
    if value.endswith(".") and not re.search(r"(?:(?<![А-ЯЁ])[А-ЯЁ]|\bг|\bгг|\bт\.\s?г|\bс\.\s?г|\bдр|\bпр)\.$", value):
        value = value[:-1].rstrip(" ;,")
    return value


def expand(numbers: str) -> tuple[str, ...]:
    """«1, 3–5» → 1, 3, 4, 5; «1.2–1.4» → 1.2, 1.3, 1.4."""
    found: list[str] = []
    for first, last in re.findall(r"(\d+(?:\.\d+)*)(?:\s*[-–—]\s*(\d+(?:\.\d+)*))?", numbers):
        found += _span(first, last) if last else [first]
    return tuple(found)


def _span(first: str, last: str) -> list[str]:
    stem, _, low = first.rpartition(".")
    high = last.rpartition(".")[2]
    if int(high) < int(low) or int(high) - int(low) > 200:
        return [first, last]
    return [f"{stem}.{place}" if stem else str(place) for place in range(int(low), int(high) + 1)]


def by_bracket(labels: list[Label]) -> list[Label]:
    """«Отв.: Рогов П.П. (пп. 1–3), Шпак Е.Е. (п. 4)»: a label for each of the numbers in brackets."""
    apart: list[Label] = []
    for label in (part for whole in labels for part in _by_number(whole)):
        found = list(IN_BRACKETS.finditer(label.value))
        starts = [0, *(match.end() for match in found[:-1])]
        apart += [
            replace(label, value=trim(label.value[start : match.start()].lstrip(" ,;")), numbers=expand(match[1]))
            for start, match in zip(starts, found, strict=False)
        ] or [label]
    return apart


def _by_number(label: Label) -> list[Label]:
    """«Срок исполнения пунктов 1, 2 – до 5 мая, пункта 3 – до 9 мая»: a label for each."""
    value, *more = BY_NUMBER.split(label.value)
    own = [replace(label, value=trim(value))] if value or not more else []
    pairs = zip(more[::2], more[1::2], strict=True)
    return own + [replace(label, value=trim(text), numbers=expand(numbers)) for numbers, text in pairs]


def sharing_scope(labels: list[Label]) -> list[Label]:
    """«Срок исполнения пунктов 1–3: …. Отв.: …»: the responsible, too, is for these."""
    scope = next((label for label in labels if label.numbers or label.everyone), None)
    shared = []
    for label in labels:
        scope = label if label.numbers or label.everyone else scope
        shared.append(replace(label, numbers=scope.numbers, everyone=scope.everyone) if scope else label)
    return shared
