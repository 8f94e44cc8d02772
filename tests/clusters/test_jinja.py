"""The second engine: it escapes, it knows Django's widgets for Jinja2, and it gives way to the pages of the house."""

import pytest
from django import forms
from django.template import engines
from django.template.loader import get_template

from clusters.templatetags.ui import jinja

HOSTILE = '<script>alert("1")</script>'


class Card:
    """Whatever a card of somebody else's words could hold."""

    colour, sign = "work", "done"
    near = period = report_to = HOSTILE
    is_late = asks_extension = is_plan = is_lasting = False
    source = HOSTILE

    class assignment:  # noqa: N801
        pk, state, due_on, is_open = 1, "done", None, False
        person = handed_to = organization = HOSTILE

        class decision:  # noqa: N801
            text = controller = HOSTILE


def test_a_fragment_escapes_what_it_is_given():
    html = jinja("decisions/_cards.html", cards=[Card()], today=None, many_organizations=True)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 6


def test_a_field_escapes_too():
    class Form(forms.Form):
        choice = forms.ChoiceField(label=HOSTILE, help_text=HOSTILE, choices=[(HOSTILE, HOSTILE)], required=False)

    html = Form()["choice"].as_field_group()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 4
    assert '<span class="optional">(необязательно)</span>' in html


@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea, forms.CheckboxInput, forms.RadioSelect])
def test_widgets_are_django_s_own_for_jinja2(widget):
    assert engines["jinja2"].get_template(widget.template_name)


@pytest.mark.parametrize("name", ["django/forms/div.html", "base.html", "decisions/own.html"])
def test_pages_and_forms_are_of_the_first_engine(name):
    assert get_template(name).backend is engines["django"]
