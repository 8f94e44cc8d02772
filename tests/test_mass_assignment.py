"""Whoever posts a field that the form does not list changes nothing with it, whatever the field is called."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth.hashers import is_password_usable
from django.db import models, transaction

from tests.everyone import World, address, body
from tests.everyone import world as world

pytestmark = pytest.mark.django_db

# who posts it, and what the form lists (by hand, from the page)
FORMS = {
    "profile": ("head", {"phone", "extra_email", "letters_wanted"}),
    "absence_add": ("head", {"since", "until", "substitute", "reason"}),
    "colleague_add": ("head", {"surname", "name", "patronymic", "post", "title", "email", "gets_letters"}),
    "colleague": ("head", {"post", "title", "email", "gets_letters"}),
    "decisions:report": (
        "head", {"do", "text", "executed_on", "files", "handed_over", "points", "reports_seen", "draft_seen", "tab"},
    ),
    "decisions:draft": (
        "contact", {"text", "executed_on", "handed_over", "points", "reports_seen", "draft_seen", "tab"},
    ),
    "decisions:extension": ("head", {"new_due_on", "reason"}),
    "decisions:plan": ("head", {"dates"}),
    "decisions:evidence": ("contact", {"happened_on", "links", "files"}),
    "decisions:points": ("contact", {"points"}),
    "decisions:hand": ("head", {"colleague"}),
    "decisions:change": ("staff", {"due_on", "reason"}),
    "decisions:acceptance_item": ("staff", {"do", "seen", "answer", "reason", "new_due_on"}),
    "decisions:extension_answer": ("staff", {"do", "reason", "due_on", "answer"}),
    "decisions:view_save": ("staff", {"name", "query"}),
    "protocols:end": ("staff", {"how", "reason", "basis"}),
    "protocols:next": ("staff", {"number", "date", "title"}),
    "protocols:upload": ("staff", {"file", "text"}),
}  # fmt: skip
APPS = ("clusters", "decisions", "protocols")
OF_THE_MOMENT = {
    "id", "history_id", "object_id", "token_hash", "key", "file", "touched_at", "created_at", "message_id", "raw",
}  # fmt: skip


def every_field(world: World, listed: set[str]) -> dict[str, object]:
    """A value that the field would take, for every field of every model, its id in both spellings."""
    hostile: dict[str, object] = {}
    for field in (field for model in _models() for field in model._meta.concrete_fields):
        for name in {field.name, field.attname} - listed:
            hostile[name] = _value(world, field)
    return hostile


def _models() -> Iterator[type[models.Model]]:
    return (model for app in APPS for model in apps.get_app_config(app).get_models())


def _value(world: World, field: models.Field) -> object:
    if field.is_relation:
        row = field.related_model._default_manager.order_by("-pk").first()
        return row.pk if row else 1
    if isinstance(field, models.DateTimeField | models.DateField):
        return "2030-01-01"
    if isinstance(field, models.BooleanField):
        return "on"
    if field.choices:
        return list(dict(field.flatchoices))[-1]
    return "77" if isinstance(field, models.IntegerField) else "wrong@example.org"


LEADS_TO = {
    (model._meta.label, field.attname): field.related_model._meta.label
    for model in _models()
    for field in model._meta.concrete_fields
    if field.is_relation
}


def everything() -> dict[tuple[str, int], dict[str, object]]:
    return {
        (model._meta.label, row.pop(model._meta.pk.attname)): row
        for model in _models()
        for row in model._default_manager.values()
    }


def changes(world: World, who: str, case: str, extra: dict[str, object]) -> tuple[int, list[str]]:
    """What one POST leaves behind: each field that differs, and each new row, without what differs every time."""
    client, before = world.clients[who], transaction.savepoint()
    old = everything()
    try:
        response = client.post(address(world, case, "own"), extra | body(world, case, "own"))
        new = everything()
    finally:
        transaction.savepoint_rollback(before)
    return response.status_code, sorted(_differences(old, new))


def _differences(old: dict, new: dict) -> Iterator[str]:
    born = new.keys() - old.keys()
    for label, pk in old.keys() - new.keys():
        yield f"{label} {pk} is gone"
    for label, pk in new:
        before = old.get((label, pk), {})
        for name, value in new[label, pk].items():
            if name in OF_THE_MOMENT or before.get(name) == value:
                continue
            if label == "decisions.Letter" and name in ("text", "html", "secrets"):
                continue  # an invitation names a token
            model = LEADS_TO.get((label, name))
            shown = "new" if model and (model, value) in born else value
            if name == "occasion":
                shown = str(value).partition(":")[0]  # then the number of a history row, a new one every time
            if name == "password" and not is_password_usable(str(value)):
                shown = "none"  # with a random tail
            yield f"{label} {'new' if not before else pk}: {name} = {shown!r}"


@pytest.mark.parametrize("case", FORMS)
def test_only_what_the_form_lists(world, case):
    who, listed = FORMS[case]
    status, plain = changes(world, who, case, {})
    assert (status, plain != []) == (204 if case == "decisions:draft" else 302, True)
    hostile = every_field(world, listed)
    assert len(hostile) > 150
    assert changes(world, who, case, hostile) == (status, plain)
