"""Paragraphs under «РЕШИЛИ» → decisions with their points and labelled parts, not yet understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from protocols.document.dates import find_deadlines, read_deadline
from protocols.document.parse.draft import Draft, Placed, Point
from protocols.document.parse.executors import executors_in
from protocols.document.parse.labels import Label, Labelled, by_bracket, sharing_scope, split_labels, trim
from protocols.document.parse.people import names_only, people_in
from protocols.document.parse.pieces import Piece, join
from protocols.document.parse.verbs import begins_with_infinitive, infinitives

LONGEST_THEME = 200  # characters
RESULT = re.compile(
    r"^(?:О\s+(?:результат|ход|исполнени|выполнени|итог|принят)\w*|(?:Информаци|Отч[её]т|Результат|Итог|Предложени|Сведени"
    r"|Копи|Материал|Справк|Данные|Спис[ко]+)\w*)\s[^.;:]*?\b(?:направ|представ|предостав|долож|сообщ|переда|сда|информир)\w*"
    r"(?:ть|ти)\b"
)
EMPTY_MARKS = (": –", ": -", ": —", "– –", "- -")
NEXT_MEETING = re.compile(
    r"^(?:дата\s+)?следующ\w+\s+(?:встреч|заседани|совещани|собрани|планёрк|планерк)\w*\s*(?:[–—:-]|\d|состо|пройд|будет|запланир|назнач)",
    re.I,
)


class Drafter:
    """Takes the pieces of one zone in order."""

    def __init__(self, pieces: Sequence[Piece], meeting: date | None, question: int | None) -> None:
        self.pieces, self.meeting, self.question = pieces, meeting, question
        self.drafts: list[Draft] = []
        self.scoped: list[Placed] = []
        self.group: list[Placed] = []
        self.unread: list[int] = []
        self.headings: list[int] = []
        self.section = 0
        self.open_labels: list[Placed] = []  # those that the next line may go on with
        self.unfinished = False  # whether they ask for it, by a comma or by having no value yet
        self.below_heading = False
        self.closing: Label | None = None  # of the line just read, when it closes several decisions
        self.first = _first_number(pieces)
        self.bullets_decide = not any(piece.numbered for piece in pieces) and bool(pieces) and pieces[0].bulleted

    def run(self) -> None:
        for index, piece in enumerate(self.pieces):
            following = self.pieces[index + 1] if index + 1 < len(self.pieces) else None
            parts = split_labels(piece.text)
            if self.continues_label(piece, parts):
                self.extend_label(piece)
            elif parts.labels and not parts.text and not (piece.numbered and self.is_decision(piece)):
                self.take_labels(piece, parts)
                continue
            elif piece.numbered or piece.bulleted:
                self.take_item(piece, parts)
            elif not self.take_group_heading(piece, parts, following):
                self.take_paragraph(piece, parts, following)
            self.closing = None

    @property
    def last(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    # --- labelled lines

    def continues_label(self, piece: Piece, parts: Labelled) -> bool:
        """«Отв.:» alone on its line, or a list that breaks off at a comma, goes on in the next line."""
        if not self.open_labels or parts.labels or piece.numbered:
            return False
        if not piece.first and piece.line == self.open_labels[-1].line:
            return not infinitives(piece.text)
        if not self.unfinished:
            return False
        if not self.open_labels[-1].label.value:
            return not begins_with_infinitive(piece.text)
        return (piece.bulleted or not piece.first) and not infinitives(piece.text)

    def extend_label(self, piece: Piece) -> None:
        last = self.open_labels[-1]
        text = f"{trim(piece.text)};" if piece.bulleted else piece.text
        value = f"{last.label.value}\n{text}".strip()
        self.open_labels[-1] = Placed(replace(last.label, value=value), last.line)
        self.headings.append(piece.line)

    def take_labels(self, piece: Piece, parts: Labelled) -> None:
        """A line of labels only: for the decision above, for the numbers it names, or for what follows."""
        placed = [Placed(label, piece.line) for label in sharing_scope(by_bracket(parts.labels))]
        self.headings.append(piece.line)
        placed = self.with_parties(placed)
        if any(item.label.numbers or item.label.everyone for item in placed):
            self.closing = next(item.label for item in placed if item.label.numbers or item.label.everyone)
            self.scoped += [item for item in placed if item.label.numbers]
            self.inherit([item for item in placed if item.label.everyone])
            return
        home = self.home_of(placed, opens=piece.text.endswith(":"))
        home += placed
        unfinished = piece.text.rstrip().endswith((",", "–", "-"))
        empty = not placed[-1].label.value and not piece.text.rstrip().endswith(EMPTY_MARKS)
        self.unfinished = unfinished or empty
        self.open_labels = home

    def with_parties(self, placed: list[Placed]) -> list[Placed]:
        """«Ответственные: …» right above or below «Общий срок …» is of the same decisions when these name nobody."""
        scope = next((item.label for item in placed if item.label.numbers or item.label.everyone), None)
        below = self.closing if scope is None and all(item.label.kind == "responsible" for item in placed) else None
        above = [item for item in self.open_labels if self.last and item.line not in self.last.lines] if scope else []
        above = above if all(item.label.kind == "responsible" for item in above) else []
        if not (below or above) or any(self.names_parties(draft, above) for draft in self.drafts):
            return placed
        if below:
            return [_reaching(item, below) for item in placed]
        return [*placed, *(_reaching(item, scope) for item in above if scope)]

    def names_parties(self, draft: Draft, above: Sequence[Placed]) -> bool:
        labelled = any(placed.label.kind != "deadline" and placed not in above for placed in draft.labels)
        return (labelled or bool(executors_in(draft.text, [], []))) and draft.section == self.section

    def home_of(self, placed: list[Placed], *, opens: bool) -> list[Placed]:
        """The list that these labels join: of a point, of the decision above, or of the group below."""
        if not self.last or self.below_heading or (opens and any(item.label.value for item in placed)):
            return self.group
        if self.last.points and not self.last.labels and not self.last.suggested:
            return self.last.points[-1].labels
        return self.last.labels

    def inherit(self, placed: list[Placed]) -> None:
        for draft in self.drafts:
            if placed and (draft.section == self.section or not self.section):
                draft.inherited += placed

    # --- numbered and bulleted lines

    def take_item(self, piece: Piece, parts: Labelled) -> None:
        self.open_labels = []
        if NEXT_MEETING.match(piece.text) and not infinitives(piece.text):
            self.unread.append(piece.line)
        elif self.is_decision(piece):
            self.start(piece, parts)
        elif self.last and self.is_theme_of(piece):
            self.headings += self.drafts.pop().lines
            self.section += 1
            self.start(piece, parts)
        elif self.last:
            self.last.points.append(Point(parts.text, piece.number, [piece.line], _placed(parts, piece)))
            self.last.texts.append(parts.text)
            self.last.lines.append(piece.line)

    def is_decision(self, piece: Piece) -> bool:
        last = self.last
        if piece.bulleted:
            return last is None or (self.bullets_decide and not last.awaits_list) or (last.closed and not self.first)
        if last is None:
            return True
        if not last.number:
            return piece.number[0].isdigit() or not (last.awaits_list or last.points)
        if piece.number[0].isdigit() != last.number[0].isdigit():
            return False
        if piece.depth > last.number.count(".") + 1:
            return not piece.number.startswith(last.number + ".")
        return not self.in_inner_list(piece, last)

    def is_theme_of(self, piece: Piece) -> bool:
        """«2. Внебюджетная деятельность» above «2.1. Проанализировать …» only names what these are about."""
        theme = self.last
        if theme is None or theme.points or theme.labels or theme.awaits_list or len(theme.texts) != 1:
            return False
        deeper = piece.numbered and piece.number.startswith(f"{theme.number}.") and bool(theme.number)
        return deeper and not infinitives(theme.text) and len(theme.text) < LONGEST_THEME

    def in_inner_list(self, piece: Piece, last: Draft) -> bool:
        """«3. … следующее: 1) …; 2) …; 4. …»: a list inside a decision starts anew at 1."""
        top = last.number.split(".")[0]  # «1.2. Администрации: 1) …; 2) …»
        if not piece.number.isdigit() or not top.isdigit():
            return False
        inner = [point for point in last.points if point.number.isdigit()]
        if inner and not last.closed:
            return int(piece.number) == int(inner[-1].number) + 1 and not (
                int(piece.number) == int(top) + 1 and last.text.endswith(".")
            )
        return piece.number == "1" and last.awaits_list

    def start(self, piece: Piece, parts: Labelled) -> None:
        number = piece.number if piece.numbered else ""
        draft = Draft(number, self.question, self.section, [parts.text] if parts.text else [], lines=[piece.line])
        draft.labels, draft.inherited = _placed(parts, piece), list(self.group)
        self.drafts.append(draft)
        self.below_heading = False

    # --- paragraphs without a number

    def take_group_heading(self, piece: Piece, parts: Labelled, following: Piece | None) -> bool:
        """«Директорам ПОО в срок до 1 марта:» above numbered decisions, or bullets that decide, holds for each."""
        if not piece.text.endswith(":") or not (following and following.number and self.is_decision(following)):
            return False
        if following.bulleted and not self.bullets_decide:
            return False
        if following.numbered and not following.number[0].isdigit() and following.number != self.first:
            return False
        dated = not infinitives(piece.text) and bool(read_deadline(piece.text.rstrip(":"), self.meeting).kind != "none")
        if self.last and not self.last.closed and not self.last.text.endswith((".", ";")) and not dated:
            return False
        self.group = [*_placed(parts, piece), Placed(Label("heading", parts.text.rstrip(":")), piece.line)]
        self.headings.append(piece.line)
        return True

    def take_paragraph(self, piece: Piece, parts: Labelled, following: Piece | None) -> None:
        self.open_labels = []
        if self.last and (bare := self.bare_labels(piece)):
            self.last.labels += bare
            self.last.lines.append(piece.line)
        elif self.is_heading(piece, following):
            self.section += 1
            self.group, self.below_heading = _placed(parts, piece), True
            self.headings.append(piece.line)
        elif NEXT_MEETING.match(piece.text) and not infinitives(piece.text):
            self.unread.append(piece.line)
        elif self.begins_decision(piece):
            self.start(piece, parts)
        elif self.is_result(piece) or (
            self.last and not (self.last.closed and piece.first) and not self.is_aside(piece, parts, following)
        ):
            self.go_on(piece, parts)
        else:
            self.unread.append(piece.line)

    def bare_labels(self, piece: Piece) -> list[Placed]:
        """A line that is nothing but a deadline or names, though no word says so."""
        if len(piece.text) > 150 or infinitives(piece.text) or not piece.first or not self.last or not self.last.texts:
            return []
        if self.last.text.endswith((",", ":")):
            return []  # a list that goes on
        left, labels = piece.text, []
        for found in reversed(find_deadlines(piece.text, self.meeting)):
            labels.append(Placed(Label("deadline", piece.text[found.start : found.end]), piece.line))
            left = left[: found.start] + left[found.end :]
        for person in reversed(people_in(left)):
            labels.append(Placed(Label("responsible", person.text), piece.line))
            left = left[: person.start] + left[person.end :]
        return labels[::-1] if labels and not re.sub(r"[\s,;.()–—-]|\bи\b", "", left) else []

    def is_heading(self, piece: Piece, following: Piece | None) -> bool:
        """A short line without a full stop and without a verb, above a numbered decision."""
        if len(piece.text) > 150 or piece.text.endswith((".", ";", ",")) or not piece.first or following is None:
            return False
        if infinitives(piece.text) or (not piece.text[:1].isupper() and not piece.bold):
            return False
        if self.last and self.last.awaits_list:
            return False
        labelled = not following.number and (parts := split_labels(following.text)).labels and not parts.text
        finished = self.last is None or self.last.closed
        unnumbered = not self.first and not following.number and begins_with_infinitive(following.text)
        return bool((labelled or unnumbered) and finished) or (following.numbered and self.is_decision(following))

    def begins_decision(self, piece: Piece) -> bool:
        verbs = infinitives(piece.text) or "вступает в силу" in piece.text
        if names_only(piece.text) or self.is_result(piece):
            return False
        if not self.last:
            return bool(verbs) or (not self.first and piece.text.endswith((".", ";", ":")))
        if not piece.first or not verbs or not re.match(r"[«\"(]?[А-ЯЁ\d]", piece.text):
            return False
        if self.last.closed or re.match(r"[^:.]{2,60}:\s", piece.text):
            return not self.last.awaits_list
        return not self.last.number and not self.first and not self.last.awaits_list and not self.last.points

    def is_result(self, piece: Piece) -> bool:
        """«Отчёт направить Лугову И.И.» below «Срок» and «Отв.» is still of the numbered decision above."""
        return bool(self.last and self.last.number and RESULT.match(piece.text))

    def is_aside(self, piece: Piece, parts: Labelled, following: Piece | None) -> bool:
        """A statement after a finished decision: a paragraph that orders nothing and has no deadline below it."""
        if (
            not self.last
            or not piece.first
            or parts.labels
            or infinitives(piece.text)
            or not re.match(r"[А-ЯЁ]", piece.text)
        ):
            return False
        finished = self.last.text.endswith(".") and not self.last.points
        return finished and not (following and split_labels(following.text).labels and not following.numbered)

    def is_unmarked_point(self, piece: Piece) -> bool:
        """«Отделу кадров: ↵ провести …; ↵ направить ….»: a list without bullets."""
        last = self.drafts[-1]
        if not re.match(r"[а-яё]", piece.text):
            return False
        if last.awaits_list:
            return piece.text.endswith(";")
        return bool(last.points) and not last.points[-1].number and last.text.endswith(";")

    def go_on(self, piece: Piece, parts: Labelled) -> None:
        last = self.drafts[-1]
        inside_point = bool(last.points) and last.texts[-1] == last.points[-1].text
        if self.is_unmarked_point(piece):
            last.points.append(Point(parts.text, "", [piece.line]))
            last.texts.append(parts.text)
        elif inside_point and (not piece.first or re.match(r"[а-яё(]", piece.text)):
            last.points[-1].text = join([last.points[-1].text, parts.text])
            last.texts[-1] = last.points[-1].text
        else:
            if last.texts and piece.first and begins_with_infinitive(piece.text) and piece.text[:1].isupper():
                last.suggested.append(parts.text)
            last.texts.append(parts.text)
        last.labels += _placed(parts, piece)
        last.lines.append(piece.line)


def _reaching(placed: Placed, scope: Label) -> Placed:
    return Placed(replace(placed.label, numbers=scope.numbers, everyone=scope.everyone), placed.line)


def _first_number(pieces: Sequence[Piece]) -> str:
    """How decisions are numbered here; letters below «Директорам обеспечить:» are its points, not decisions."""
    inner = False
    for piece in pieces:
        if piece.numbered and (piece.number[0].isdigit() or not inner):
            return piece.number
        inner = inner if piece.number else piece.text.endswith(":")
    return ""


def _placed(parts: Labelled, piece: Piece) -> list[Placed]:
    return [Placed(label, piece.line) for label in parts.labels]
