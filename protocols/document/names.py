"""A person found in inflected text → the name in the nominative, with what the document itself knows as evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clusters.names import Case, fold_name, forms, nominatives, surname_forms

__all__ = ["Case", "Known", "Nominative", "forms", "nominative"]


@dataclass(frozen=True, slots=True)
class Known:
    """A person whom the document names in the nominative: among those present, in a signature, in «Отв.»."""

    surname: str
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Nominative:
    """«Фамилия И.О.»; `certain` when the document names the same person in the nominative, or nothing changed."""

    name: str
    certain: bool


def nominative(surname: str, initials: str, case: Case, known: Iterable[Known] = ()) -> Nominative:
    """Whom «Журавлю П.П.» means: by the people the document names, else by the rules of declension.

    `case` is what the sentence asks for («направить» a dative, «информировать» an accusative). With
    two readings («Луговой» is Лугова or Луговая) the likelier is given and is not certain.
    """
    matching = [person for person in known if _same(person, surname, initials)]
    exact = [person for person in matching if fold_name(person.surname) == fold_name(surname)]
    for person in [*exact, *matching]:
        return Nominative(f"{person.surname} {initials or person.initials}".strip(), certain=True)
    candidates = nominatives(surname.capitalize() if surname.isupper() else surname, case)
    return Nominative(f"{candidates[0]} {initials}".strip(), certain=len(candidates) == 1)


def _same(person: Known, surname: str, initials: str) -> bool:
    if initials and person.initials and not _same_initials(initials, person.initials):
        return False
    return fold_name(surname) in {fold_name(form) for form in surname_forms(person.surname)}


def _same_initials(a: str, b: str) -> bool:
    """One initial agrees with two that begin with it."""
    a, b = a.replace(" ", ""), b.replace(" ", "")
    return a.startswith(b) or b.startswith(a)
