"""Questions of the agenda, without their numbers, speakers and end punctuation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protocols.document.parse.heads import starts_party
from protocols.document.parse.outline import Outline
from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import Piece, join

SPEAKER = re.compile(
    r"\s*(?:[(–—-]\s*|\.\s+|^)?(?:со)?(?:докладчик\w*|докл\.|выступающ\w+|информация|доклад|отв\.|ответственн\w+)\s*(?:[:–—-]\s*)?(?=[А-ЯЁа-я]).*$",
    re.IGNORECASE,
)
SPEAKER_LINE = re.compile(r"^\(?(?:со)?(?:докладчик|докл\.|выступа|отв\.|ответственн)", re.IGNORECASE)

ABOUT = re.compile(r"об?о?\s", re.IGNORECASE)
ABOUT_EACH = re.compile(r";\s*(?=об?о?\s)", re.IGNORECASE)  # «о кампании; о диспансеризации» in one line


@dataclass(slots=True)
class Question:
    text: str
    lines: list[int]


def read_agenda(outline: Outline) -> list[Question]:
    questions: list[Question] = []
    numbered = any(piece.number for piece in outline.agenda)
    for piece in outline.agenda:
        if questions and _goes_on(piece, questions[-1], numbered=numbered):
            questions[-1].text = join([questions[-1].text, piece.text])
            questions[-1].lines.append(piece.line)
        else:
            questions.append(Question(piece.text, [piece.line]))
    if len(questions) == 1 and ABOUT.match(questions[0].text):
        questions = [Question(part, questions[0].lines) for part in ABOUT_EACH.split(questions[0].text)]
    if not questions:
        questions = [Question(outline.questions[place], []) for place in sorted(outline.questions)
                     if sorted(outline.questions) == list(range(1, len(outline.questions) + 1))]  # fmt: skip
    for question in questions:
        question.text = _bare(question.text)
    return [question for question in questions if question.text]


def _goes_on(piece: Piece, last: Question, *, numbered: bool) -> bool:
    if piece.number:
        return False
    return (
        numbered
        or bool(re.match(r"[а-яё(]", piece.text) and not last.text.endswith(";"))
        or bool(SPEAKER_LINE.match(piece.text))
    )


def _bare(text: str) -> str:
    """Without «(Иванов И.И.)», «Докладчик: …» and the quotes around a heading."""
    text = re.sub(r"\s+", " ", text).strip(" .;,")
    if bracket := re.search(r"\s*\(([^()]*)\)$", text):
        if _names_only(bracket[1]) or SPEAKER_LINE.match(bracket[1]):
            text = text[: bracket.start()]
    if found := re.search(
        r"(?:[.;,]|\s[–—-])?\s+(?:со)?докл(?:адчик\w*|\.)?\s*[:.–—-].*$|\s*\(\s*(?:со)?докладчик.*$",
        text,
        re.IGNORECASE,
    ):
        text = text[: found.start()]
    if dash := re.search(r"\s[–—-]\s([^–—]+)$", text):
        if _names_only(dash[1]):
            text = text[: dash.start()]
    text = text.strip(" .;,")
    whole = re.fullmatch(r"«([^«»]*)»", text)
    return whole[1] if whole else text


def _names_only(text: str) -> bool:
    named = people_in(text)
    if not named or not (named[0].start <= 1 or starts_party(text[: named[0].start])):
        return False
    return not re.search(r"[А-ЯЁ]{3}", text[named[-1].end :])
