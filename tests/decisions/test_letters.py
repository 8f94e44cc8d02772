"""Every letter renders from its sample: three parts, nothing undefined, the same facts in text and HTML."""

import datetime as dt
import re
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines

from decisions import letters
from decisions.letters.building import templates

TODAY = dt.date(2026, 3, 5)
NOW = dt.datetime(2026, 3, 5, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
UNDEFINED = "‼"
EMAILS = Path(settings.BASE_DIR) / "templates" / "emails"


@pytest.fixture
def strict(monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "string_if_invalid", UNDEFINED)


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_each_letter_of_the_engine_has_a_sample():
    assert set(letters.SAMPLES) == {"digest", "new", "event", "weekly", "link_renewed"}
    assert len(list(EMAILS.glob("*.subject.txt"))) >= len(letters.SAMPLES)


@pytest.mark.parametrize("name", letters.SAMPLES)
def test_nothing_is_undefined(name, strict):
    formed = letters.build(name, letters.SAMPLES[name](TODAY))
    assert UNDEFINED not in formed.subject + formed.text + formed.html
    assert "\n" not in formed.subject
    assert "&" not in formed.text.replace("&nbsp;", "")


@pytest.mark.parametrize("name", letters.SAMPLES)
def test_both_bodies_say_the_same(name):
    context = letters.SAMPLES[name](TODAY)
    formed = letters.build(name, context)
    text, html = " ".join(formed.text.split()), words(formed.html)
    said = [context["person"].addressed_as]
    for section in context.get("sections", ()):
        for item in section.items:
            said += [
                part for part in (item.text, item.due, item.near, item.note, item.source, item.organization) if part
            ]
    said += context.get("quota_lines", []) + context.get("unreached", [])
    assert [one for one in said if one not in text or one not in html] == []
    links = re.findall(r"https?://[^\s\"<>]+", formed.text)
    assert [link for link in links if link not in unescape(formed.html)] == []
    assert len(links) >= 1


@pytest.mark.parametrize("name", letters.SAMPLES)
def test_nothing_is_fetched_from_outside(name):
    html = letters.build(name, letters.SAMPLES[name](TODAY)).html
    assert re.findall(r"<(?:img|script|link|iframe)\b|url\(", html) == []
    hosts = set(re.findall(r"https?://([^/\"\s]+)", html))
    assert hosts == {settings.SITE_URL.partition("//")[2]}


def test_a_decision_cannot_break_out_of_the_html():
    context = letters.SAMPLES["digest"](TODAY)
    nasty = "<script>alert(1)</script> & «кавычки»"
    item = letters.Item(**{**as_dict(context["sections"][0].items[0]), "text": nasty})
    formed = letters.build("digest", context | {"sections": [letters.Section("Скоро", [item])]})
    assert "<script>" not in formed.html
    assert nasty in formed.text


def as_dict(item):
    return {name: getattr(item, name) for name in item.__slots__}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([dt.date(2026, 3, 2), dt.date(2026, 3, 4), dt.date(2026, 3, 6)], "2 просрочено, 1 на этой неделе"),
        ([dt.date(2026, 3, 5), dt.date(2026, 3, 8), dt.date(2026, 3, 9)], "1 сегодня, 1 на этой неделе, 1 скоро"),
        ([], ""),
    ],
)
def test_the_subject_says_it(days, expected):
    assert letters.subject_counts(days, TODAY) == expected


def test_headers():
    formed = letters.build("digest", letters.SAMPLES["digest"](TODAY))
    raw = letters.raw_bytes(
        formed,
        to="head@college.example",
        message_id="<1@reshili.example>",
        now=NOW,
        reply_to=("controller@dep.example",),
        unsubscribe="https://reshili.example/profile/",
    )
    message = message_from_bytes(raw, policy=policy.default)
    assert {name: message[name] for name in HEADERS} == HEADERS
    assert message["Subject"].strip() == formed.subject
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert max(map(len, raw.split(b"\r\n"))) <= 998


HEADERS = {
    "To": "head@college.example",
    "Message-ID": "<1@reshili.example>",
    "Date": "Thu, 05 Mar 2026 09:00:00 +0700",
    "Auto-Submitted": "auto-generated",
    "Reply-To": "controller@dep.example",
    "List-Unsubscribe": "<https://reshili.example/profile/>",
}


def test_templates_are_read_once():
    assert templates("digest") is templates("digest")
