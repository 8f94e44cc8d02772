"""Sentences into which the library puts a noun of any gender fit every noun."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from tests import factories as make


@pytest.fixture
def staff(client, db):
    client.force_login(make.user(make.person("Зорин"), is_staff=True))
    return client


@pytest.mark.parametrize(
    ("model", "heading"),
    [("organization", "Организации"), ("person", "Люди"), ("executorgroup", "Группы исполнителей")],
)
def test_a_list_is_headed_by_what_it_lists(staff, model, heading):
    page = staff.get(reverse(f"admin:clusters_{model}_changelist")).content.decode()
    assert f"<h1>{heading}</h1>" in page
    assert "Всего: " in page
    assert "Добавить организация" not in page


def test_a_form_says_what_is_being_done(staff):
    college = make.college()
    page = staff.get(reverse("admin:clusters_organization_change", args=[college.pk])).content.decode()
    assert ("Изменение: организация" in page, "Добавить еще один" in page) == (True, False)


def test_the_compiled_catalogue_is_that_of_its_source():
    """`manage.py compilemessages` after each change: the sentences are read from the compiled file."""
    folder = Path(settings.BASE_DIR) / "locale/ru/LC_MESSAGES"
    source = (folder / "django.po").read_text(encoding="utf-8")
    compiled = (folder / "django.mo").read_bytes()
    said = [line[8:-1] for line in source.splitlines() if line.startswith("msgstr ") and line != 'msgstr ""']
    assert [sentence for sentence in said if sentence.encode() not in compiled] == []
