"""Two tabs on one draft: what the other one saved, beside what was typed here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from clusters.typed import whole

from ..models import Protocol

COMPARED = ("number", "text", "deadline_text")  # of a decision, as its form names them
ROWS = "decisions"  # the prefix of the admin's formset
SHOWN = 600  # signs of a text


def both_texts(form: forms.ModelForm, typed: Mapping[str, Any]) -> list[str]:
    """A line for each field that differs: first what is saved now, then what stands on the screen."""
    asides = {"seen_version"}
    heads = [form[name] for name in form.changed_data if name not in asides]
    lines = [_line(str(bound.label), bound.initial, bound.data) for bound in heads]
    return [*lines, *_of_decisions(form.instance, typed)]


def _of_decisions(protocol: Protocol, typed: Mapping[str, Any]) -> Iterator[str]:
    saved = {str(one.pk): one for one in protocol.decisions.all()}
    total = whole(str(typed.get(f"{ROWS}-TOTAL_FORMS", ""))) or 0
    seen = set()
    for place in range(min(total, len(typed))):  # each row has a field at least, whatever number was sent
        row = f"{ROWS}-{place}"
        one = saved.get(typed.get(f"{row}-id", ""))
        if one is None:
            continue
        seen.add(str(one.pk))
        for name in COMPARED:
            here = typed.get(f"{row}-{name}", "")
            if _plain(here) != _plain(getattr(one, name)):
                yield _line(f"{one}, {one._meta.get_field(name).verbose_name}", getattr(one, name), here)
    for pk, one in saved.items():
        if pk not in seen:
            yield f"{one}: добавлено другим сотрудником — «{one.text[:SHOWN]}»"


def _plain(text: str) -> str:
    """A browser sends line ends of its own."""
    return text.replace("\r\n", "\n").strip()


def _line(label: str, saved: object, here: object) -> str:
    return f"{label}: сейчас «{str(saved or '—')[:SHOWN]}», у вас «{str(here or '—')[:SHOWN]}»"
