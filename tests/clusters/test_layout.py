import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.urls import path


def a_page(request):
    raise AssertionError("only its address is needed")


urlpatterns = [path("", a_page, name="home")]
pytestmark = pytest.mark.urls(__name__)

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|https?://", re.IGNORECASE)


class ReportForm(forms.Form):
    text = forms.CharField(label="Что сделано", help_text="Коротко.")
    note = forms.CharField(label="Примечание", required=False)
    final = forms.BooleanField(label="Отчёт окончательный")
    kind = forms.ChoiceField(label="Вид", choices=[("full", "полный")], widget=forms.RadioSelect)


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "403_csrf.html", "500.html", "503.html"])
def test_an_error_page_needs_nothing_but_itself(name):
    html = render_to_string(name)
    assert html.count("<h1>") == 1
    assert '<a class="button button-primary" href="/">На главную</a>' in html


def test_a_refusal_tells_its_reason():
    assert "<p>Поручение другой организации.</p>" in render_to_string(
        "403.html", {"exception": "Поручение другой организации."}
    )


def test_no_page_has_anything_inline_or_from_outside(settings):
    folder = settings.BASE_DIR / "templates"
    pages = [page for page in folder.rglob("*.html") if not {"email", "emails"} & set(page.parts)]
    assert len(pages) >= 50
    assert [str(page.relative_to(folder)) for page in pages if INLINE.search(page.read_text())] == []


def test_everything_a_style_sheet_needs_is_its_own(settings):
    sheets = list((settings.BASE_DIR / "static" / "css").glob("*.css"))
    assert len(sheets) >= 14
    assert [sheet.name for sheet in sheets if re.search(r"url\(|@import", sheet.read_text())] == []


def test_each_colour_is_named_in_one_file(settings):
    sheets = (settings.BASE_DIR / "static" / "css").glob("*.css")
    coloured = {sheet.name for sheet in sheets if re.search(r": *#[0-9a-f]{3,6}\b", sheet.read_text())}
    assert coloured == {"variables.css", "print.css", "page.css"}  # page.css: a QR code is read on white


def test_a_field_is_described_by_its_help_and_its_error():
    html = str(ReportForm({})["text"].as_field_group())
    described_by = re.search(r'<input[^>]*aria-describedby="([^"]*)"', html)[1].split()
    assert [f'id="{each}"' in html for each in described_by] == [True, True]
    assert 'aria-invalid="true"' in html


def test_a_field_that_may_stay_empty_says_so():
    assert "(необязательно)" in ReportForm()["note"].as_field_group()
    assert "(необязательно)" not in ReportForm()["text"].as_field_group()


def test_the_summary_of_errors_leads_to_the_fields():
    html = str(ReportForm({"text": "Сделано", "final": "on"}))
    assert '<li><a href="#id_kind">Вид</a>: Обязательное поле.</li>' in html
    assert html.count('role="alert"') == 1


def test_a_form_without_errors_has_no_summary():
    assert 'role="alert"' not in str(ReportForm())


def test_choices_stand_in_a_fieldset_with_their_question():
    assert re.search(r"<fieldset[^>]*>\s*<legend>Вид\s*</legend>", ReportForm()["kind"].as_field_group())


@pytest.mark.parametrize(
    ("fragment", "context", "expected"),
    [
        ("emails/_button.html", {"url": "https://example.org/a?b=1&c=2", "label": "Открыть"}, "?b=1&amp;c=2"),
        ("emails/_item.html", {"title": "<Назначить>", "due": "сегодня"}, "&lt;Назначить&gt;"),
        ("emails/_section.html", {"heading": "Просрочено", "late": True}, "letter-section late"),
    ],
)
def test_pieces_of_a_letter(fragment, context, expected):
    assert expected in render_to_string(fragment, context)


def test_a_letter_in_plain_text_is_not_escaped(tmp_path, settings):
    (tmp_path / "letter.txt").write_text(
        '{% extends "emails/_base.txt" %}{% block content %}{{ text }}{% endblock %}', encoding="utf-8"
    )
    settings.TEMPLATES = [
        {**settings.TEMPLATES[1], "DIRS": [*settings.TEMPLATES[1]["DIRS"], tmp_path]},
    ]
    assert render_to_string("letter.txt", {"text": "«Проект <1>» & срок"}) == (
        "«Проект <1>» & срок\n\n--\n"
        "Письмо отправила программа «Решили» — контроль исполнения решений. Отвечать на него не нужно.\n\n"
    )
