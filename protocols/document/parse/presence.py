"""Who led, who wrote, who was there, who was not: the lists of people in the head of a protocol."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from protocols.document.model import NamedPost
from protocols.document.parse import marks
from protocols.document.parse.marks import Role
from protocols.document.parse.people import people_in
from protocols.document.parse.pieces import Piece

LEADERS: tuple[Role, ...] = ("chair", "secretary")
SURNAME = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
AFTER_NAME = re.compile(r"\s*\(([^()]*)\)")
IN_BRACKETS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (
        "chair",
        re.compile(
            r"председательствующ|председатель(?=\s*(?:,|$))|^руководитель(?:\s+(?:рабочей\s+)?группы)?$|модератор|ведущ(?:ий|ая)(?=\s*(?:,|$))",
            re.I,
        ),
    ),
    ("secretary", re.compile(r"секретарь", re.I)),
)
IN_BRACKETS_WORD = re.compile(
    r",?\s*(?:председательствующ\w+|председатель|^руководитель(?:\s+(?:рабочей\s+)?группы)?$|модератор|ведущ\w+|секретарь)\s*,?",
    re.I,
)
INNER = re.compile(
    r"(?:;|(?<=\.))\s+(?=(?:приглаш|отсутств|секретарь|председател)[а-яё]*\s*:)|[,;]\s+(?=отсутств[а-яё]+\s*[:–—-])",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Presence:
    leaders: dict[Role, NamedPost] = field(default_factory=dict)
    people: dict[Role, list[str]] = field(default_factory=dict)
    lines: dict[Role, list[int]] = field(default_factory=dict)
    unread: list[int] = field(default_factory=list)
    others: list[str] = field(default_factory=list)  # deputies of those who led

    def keep(self, role: Role, lines: Iterable[int]) -> None:
        self.lines.setdefault(role, []).extend(lines)


@dataclass(slots=True)
class Group:
    """One role and the lines that tell of it, the first without the word that announces it."""

    role: Role
    texts: list[str]
    lines: list[int]

    def takes(self, text: str) -> bool:
        """Whether a further line belongs here: not one that names nobody after a finished list."""
        unfinished = not self.texts[-1] or not self.texts[-1].endswith(".") or self.role in LEADERS
        return unfinished or bool(people_in(text))


def read_presence(pieces: Sequence[Piece]) -> Presence:
    presence = Presence()
    groups = _groups(pieces, presence)
    for group in groups:
        if group.role in LEADERS:
            _read_leader(presence, group)
        else:
            presence.people.setdefault(group.role, []).extend(_names("\n".join(group.texts)))
            presence.keep(group.role, group.lines)
    for group in groups:
        if group.role == "attendees":
            _find_leaders(presence, group)
    return presence


def _find_leaders(presence: Presence, group: Group) -> None:
    """«Присутствовали: Лугов И.И. (директор, председательствующий), …»: one of those present leads or writes."""
    text = " ".join(group.texts)
    for person in people_in(text):
        note = AFTER_NAME.match(text, person.end)
        role = next((role for role, word in IN_BRACKETS if note and word.search(note[1])), None)
        if note and role and role not in presence.leaders:
            left = re.sub(r"^[\s,–—-]+|[\s,]+$", "", IN_BRACKETS_WORD.sub("", note[1]))
            presence.leaders[role] = NamedPost(person.text, left)
            presence.keep(role, group.lines)


def _groups(pieces: Sequence[Piece], presence: Presence) -> list[Group]:
    groups: list[Group] = []
    for piece in pieces:
        for text in INNER.split(piece.text):  # «…; приглашённые: …» on the line of those present
            if named := marks.role_of(text):
                groups.append(Group(named[0], [named[1]], [piece.line]))
            elif groups and groups[-1].takes(text):
                groups[-1].texts.append(text)
                groups[-1].lines.append(piece.line)
            else:
                presence.unread.append(piece.line)
    return groups


def _read_leader(presence: Presence, group: Group) -> None:
    text = re.sub(r"\s+", " ", "\n".join(group.texts))
    person = _leader(text)
    if person is None or group.role in presence.leaders:
        presence.unread += group.lines
        presence.others += [person.name] if person else []
        return
    presence.leaders[group.role] = person
    presence.keep(group.role, group.lines)


def _leader(text: str) -> NamedPost | None:
    named = people_in(text)
    if named:
        before, after = text[: named[0].start], text[named[0].end :]
        return NamedPost(named[0].text, after.strip(" ,–—-.;()") or before.strip(" ,–—-"))
    bare = re.match(rf"{SURNAME}(?=\s*(?:,|$))", text)
    return NamedPost(bare[0], text[bare.end() :].strip(" ,–—-.;()")) if bare else None


def _names(text: str) -> list[str]:
    """Everyone with initials or in full; where nobody has them, surnames alone."""
    named = [person.text for person in people_in(text.replace("\n", " , "))]
    chunks = [chunk.strip(" .") for chunk in re.split(r"[,;\n]", text)]
    return named or [chunk for chunk in chunks if re.fullmatch(rf"{SURNAME}(?:\s[А-ЯЁ][а-яё]+)?", chunk)]
