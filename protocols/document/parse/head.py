"""The head of a protocol: approval, number, date, title and place; its lists of people are in `presence`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from protocols.document.dates import find_date
from protocols.document.model import Cell, NamedPost
from protocols.document.parse import marks
from protocols.document.parse.approval import DATE, read_approval
from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import Piece, join
from protocols.document.parse.places import LABELLED_PLACE, SETTLEMENT, STREET, without_organizer
from protocols.document.parse.presence import Presence, read_presence

NUMBER = re.compile(r"(?:№|\bN)\s*(?P<number>\d[\w./–-]*|[А-ЯA-Z]{1,5}[-/]\d[\w./-]*|\b\w{1,3}-\d+\w*)", re.IGNORECASE)
LABELLED_DATE = re.compile(
    r"^(?:дата(?:\s+проведения|\s+и\s+время)?[^:]{0,30}|время(?:\s+проведения)?)\s*[:–—-]\s*", re.I
)
ORGANIZER = re.compile(
    r"^(?:департамент|министерств|управлени|комитет|администраци|областн|краев|государственн|муниципальн|федеральн)",
    re.I,
)
LEGAL = re.compile(r"^[А-ЯЁ]{0,4}(?:БПОУ|АПОУ|КПОУ|БУ|АУ)\s")
LEADER_ALONE = re.compile(r"(?:председател[ья]|председательствующий|секретарь|модератор)(?:\s+[а-яё-]+){0,4}", re.I)
TIME = re.compile(
    r"\d{1,2}\s*ч(?:ас\w*|\.)\s*\d{2}\s*мин\w*\.?"
    r"|(?:в\s+|с\s+)?\d{1,2}\s?[:.-]\s?\d{2}(?:\s?[–-]\s?\d{1,2}[:.]\d{2})?\s*(?:час\w*\.?|ч\.?)?"
)
IGNORED = re.compile(
    r"^(?:экземпляр|экз\.|кворум|всего\s|из\s+\d+|для\s+служебного|регистрационн|стр\.|начало\s|время\s|тема(?:\s+[а-яё]+)?\s*:|окончание|открытие|форма\s|формат|режим|способ|участ)",
    re.I,
)
OF_EVENT = re.compile(
    rf"(?:[а-яё]+\s+){{3}}.*{DATE.pattern}\s*$", DATE.flags
)  # «по итогам поездки в район 11 июня 2025 г.»
OTHER_NUMBER = re.compile(
    r"(?:протокол|приказ|распоряжени|постановлени|закон|письм|проект"
    r"|цех|школ|лице[йя]|гимнази|сад|училищ|колледж|техникум|поликлиник|больниц|отделени|участ[ок]|корпус|групп|сош)\w*\s*$"
)
WORD = re.compile(r"[А-ЯЁ][а-яё]{3,}(?:-[а-яёА-ЯЁ]+)*")  # «Верхнеозёрск», without «г.»
BODY = re.compile(
    r"^(?:\w+(?:ый|ий|ая|ое|ой)\s+)?(?:комисси|совет\b|коллеги|рабоч|собрани|заседани|совещани|штаб|комитет)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Found:
    """A value of the head and the lines it came from."""

    value: str = ""
    lines: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Head:
    number: Found = field(default_factory=Found)
    date: Found = field(default_factory=Found)
    title: Found = field(default_factory=Found)
    place: Found = field(default_factory=Found)
    approver: NamedPost | None = None
    approved_on: str | None = None
    approval_lines: list[int] = field(default_factory=list)
    presence: Presence = field(default_factory=Presence)
    unread: list[int] = field(default_factory=list)


def read_head(pieces: Sequence[Piece], running: Sequence[Piece]) -> Head:
    head = Head()
    approval, middle, roles = _parts(pieces)
    head.approver, head.approved_on = read_approval(approval)
    head.approval_lines = [piece.line for piece in approval]
    _read_middle(head, middle)
    head.presence = read_presence(roles)
    head.unread += head.presence.unread
    _from_running(head, running)
    return head


def _parts(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece], list[Piece]]:
    """The approval block, what tells of the meeting, and the lists of people."""
    approval: list[Piece] = []
    middle: list[Piece] = []
    roles: list[Piece] = []
    state = "middle"
    agreed: set[int] = set()  # columns of «СОГЛАСОВАНО» beside «УТВЕРЖДАЮ»
    for piece in (column for whole in _leaders_joined(pieces) for column in _columns(whole, state == "approval")):
        column = piece.cell.column if piece.cell else -1
        if marks.TITLE.match(piece.text) and not marks.role_of(piece.text):
            state = "middle"
            agreed.clear()
        elif marks.APPROVAL.match(piece.text):
            state = "approval"
        elif marks.AGREED.match(piece.text):
            agreed.add(column)
            continue
        elif marks.role_of(piece.text) and state != "approval":
            state = "roles"
        elif state == "roles" and _tells_of_meeting(piece):
            middle.append(piece)
            continue
        if column in agreed and state != "roles":
            continue
        {"approval": approval, "middle": middle, "roles": roles}[state].append(piece)
    return approval, middle, roles


def _leaders_joined(pieces: Sequence[Piece]) -> list[Piece]:
    """«Председатель комиссии ↵ Лугов Иван Ильич, директор»: the post on a line, the person on the next."""
    joined: list[Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        named = people_in(piece.text)
        if last and last.line == piece.line and LEADER_ALONE.fullmatch(last.text) and named and not named[0].start:
            joined[-1] = last.says(f"{last.text}: {piece.text}")
        else:
            joined.append(piece)
    return joined


def _tells_of_meeting(piece: Piece) -> bool:
    """Place and date below the lists of people."""
    return bool(LABELLED_PLACE.match(piece.text) or LABELLED_DATE.match(piece.text)) or (
        not people_in(piece.text) and bool(DATE.fullmatch(piece.text.strip()))
    )


# --- number, date, title, place


def _read_middle(head: Head, pieces: Sequence[Piece]) -> None:
    pieces = [part for piece in pieces for part in _around_date(piece)]
    alone = any(DATE.fullmatch(NUMBER.sub("", piece.text).strip(" ,\t")) for piece in pieces)
    start = next((place for place, piece in enumerate(pieces) if marks.TITLE.match(piece.text)), None)
    for piece in pieces[: start or 0]:
        _take_facts(head, piece) if DATE.search(piece.text) and start is None else head.unread.append(piece.line)
    titles: list[Piece] = []
    organizer: list[int] = []
    dated = {_row(piece) for piece in pieces if DATE.search(piece.text)}
    for place, piece in enumerate(pieces[start or 0 :]):
        titled = place == 0 and start is not None
        rest = piece if alone and not titled and OF_EVENT.match(piece.text) else _take_facts(head, piece, titled=titled)
        beside = _row(piece) in dated if piece.cell else bool(titles and head.date.value)
        named = WORD.fullmatch(rest.text) and not head.place.value and beside
        if named or _is_place(head, rest, titles, start is not None):
            _add(head.place, rest.says(without_organizer(LABELLED_PLACE.sub("", rest.text))))
            head.place.lines += organizer
            organizer = []
        elif rest.text and organizer and not head.place.value:
            organizer.append(rest.line)
        elif rest.text and _is_title(rest, titles, head):
            titles.append(rest)
        elif ORGANIZER.match(rest.text):
            organizer.append(rest.line)
        elif rest.text:
            head.unread.append(rest.line)
    head.unread += organizer
    head.place.value = head.place.value.strip(" ,")
    if not titles:
        titles = _named_above(pieces[: start or 0])
    head.title = Found(
        join(piece.text for piece in titles).strip(" ,.:"), [piece.line for piece in titles] + head.title.lines
    )


def _row(piece: Piece) -> tuple[int, int]:
    """Pieces beside each other: on one line, or in one row of a table."""
    return (piece.cell.table, piece.cell.row) if piece.cell and piece.cell.table >= 0 else (-1, piece.line)


def _named_above(pieces: Sequence[Piece]) -> list[Piece]:
    """«КОМИССИЯ по …» printed above the word «ПРОТОКОЛ»."""
    first = next((place for place, piece in enumerate(pieces) if BODY.match(piece.text)), len(pieces))
    return [piece for piece in pieces[first:] if not DATE.search(piece.text)]


def _columns(piece: Piece, approval: bool) -> Iterable[Piece]:
    """«г. Верхнеозёрск ⇥ 12.03.2025»: two facts on a line; they count as columns of a table.

    «Председатель: ⇥ Лугов И.И.» is one fact, save in two stamps side by side.
    """
    parts = [part for part in piece.text.split("\t") if part.strip()]
    if len(parts) < 2 or (marks.role_of(piece.text) and not approval):
        return [piece]
    cell = piece.cell
    return [replace(piece.says(part), cell=cell or Cell(-1, 0, place, len(parts))) for place, part in enumerate(parts)]


def _around_date(piece: Piece) -> list[Piece]:
    """A title, a date and a place that were wrapped into one paragraph."""
    found = DATE.search(piece.text)
    if not found or not found.start() or _inside_words(piece.text, found, titled=True):
        return [piece]
    before, after = piece.text[: found.start()].strip(" ,"), piece.text[found.end() :].strip(" ,")
    if not before or not SETTLEMENT.match(after):
        return [piece]
    return [piece.says(part) for part in (before, found[0], after)]


def _take_facts(head: Head, piece: Piece, *, titled: bool = False) -> Piece:
    """Takes number and date out of a line; gives back what is left of it."""
    text = LABELLED_DATE.sub("", piece.text)
    if titled:
        text = marks.TITLE.sub(
            lambda match: "" if "ыписк" in (match["before"] or "").lower() else match["before"] or "", text, count=1
        ).strip()
        head.title.lines.append(piece.line)
        text = re.sub(r"^[Вв](?:ыписка|ЫПИСКА)\s+(?:из|ИЗ)\s*", "", text)
    elif re.match(r"экземпляр|экз\.|приложение", text, re.IGNORECASE):
        return piece
    if not head.number.value and (found := NUMBER.search(text)) and not _inside_words(text, found, titled=titled):
        _add(head.number, piece.says(found["number"].rstrip(".")))
        text = text[: found.start()] + " " + text[found.end() :]
    if not head.date.value and (found := DATE.search(text)) and not _inside_words(text, found, titled=titled):
        day = find_date(found[0])
        if day:
            _add(head.date, piece.says(day.isoformat()))
            text = text[: found.start()] + " " + text[found.end() :]
            if piece.text != text and LABELLED_DATE.match(piece.text):
                text = ""
    text = re.sub(r"\s+|\((?:понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\)", " ", text).strip(" ")
    text = re.sub(r" +", " ", text).lstrip(" ,")
    return piece.says(re.sub(rf"^(?:{TIME.pattern})\s*(?=$|\D)", "", text))


def _inside_words(text: str, found: re.Match[str], *, titled: bool) -> bool:
    """«… решений протокола № 3 от 25.10.2024» in a title is another document's."""
    before = text[: found.start()].lower()
    return bool(OTHER_NUMBER.search(before)) or (len(before.split()) > 6 and len(text[found.end() :].split()) > 2)


def _is_place(head: Head, piece: Piece, titles: Sequence[Piece], titled: bool) -> bool:
    if not piece.text or IGNORED.match(piece.text):
        return False
    if LABELLED_PLACE.match(piece.text):
        return True
    if head.place.value:
        goes_on = head.place.value.endswith(",") or bool(STREET.match(piece.text))
        return goes_on and (not head.place.lines or piece.line - head.place.lines[-1] <= 2)
    if titled and head.date.value and not titles and WORD.fullmatch(piece.text):
        return True
    found = SETTLEMENT.match(without_organizer(piece.text))
    return (bool(found) and len(piece.text) < 160) or bool(
        SETTLEMENT.search(piece.text) and any(STREET.search(part.strip()) for part in piece.text.split(",")[1:])
    )


def _is_title(piece: Piece, titles: Sequence[Piece], head: Head) -> bool:
    if titles and piece.line == titles[-1].line:
        return True
    next_line = bool(titles) and piece.line == titles[-1].line + 1 and re.match(r"[а-яё]", piece.text) is not None
    if IGNORED.match(piece.text) or (head.place.value and titles and not next_line):
        return False
    if not titles:
        return not ORGANIZER.match(piece.text) or piece.centered
    last = titles[-1]
    if re.match(r"[а-яё«(]", piece.text) or last.text.endswith((",", "–", "-")):
        return True
    if piece.centered != last.centered and (piece.centered or last.centered):
        return False
    if ORGANIZER.match(piece.text) or (head.date.value and LEGAL.match(piece.text)):
        return piece.centered and last.centered
    return True


def _add(found: Found, piece: Piece) -> None:
    found.value = join([found.value, piece.text]) if found.value else piece.text
    found.value = found.value.strip(" ")
    found.lines.append(piece.line)


# --- headers and footers


def _from_running(head: Head, running: Sequence[Piece]) -> None:
    """Headers and footers repeat «Протокол № 2 от 27.02.2025»: of use when the body does not say it."""
    for piece in running:
        if not re.search(r"протокол", piece.text, re.IGNORECASE):
            continue
        if not head.number.value and (found := NUMBER.search(piece.text)):
            _add(head.number, piece.says(found["number"]))
        if not head.date.value and (day := find_date(piece.text)):
            _add(head.date, piece.says(day.isoformat()))


def meeting_date(head: Head) -> date | None:
    return date.fromisoformat(head.date.value) if head.date.value else None
