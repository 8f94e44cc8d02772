"""Every page that the table of permissions opens, as every kind of user: for everyone (axe), in both themes, on every width.

The server is asked for all of them; Chromium opens each that has an element which no page before it had in that place,
since what is built alike reads alike. So the sweep ends soon, and no page can be left out: an address that is missing in
the table fails `tests/test_permissions.py`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import lxml.html
import pdfplumber
import pytest
import time_machine
from django.core.management import call_command

from clusters.models import User
from config.demo import story
from tests.belongings import LATER
from tests.everyone import World, address, build
from tests.permissions import CAST, TABLE, objects

ZOOMED, PHONE, SMALL = 640, 390, 320  # 640 is a screen of 1280 at 200 %
HEAD_PAGE_BYTES = 60 * 1024
INSIDE_A_FRAME = "_looks"
# What axe may find in one theme or width and not in another: colours, sizes, and the names of what only a phone shows.
LOOKS = (
    "color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block", "aria-hidden-focus",
    "button-name", "link-name", "summary-name", "label", "select-name", "aria-command-name", "aria-input-field-name",
    "list", "listitem", "definition-list", "td-headers-attr", "th-has-data-cells",
)  # fmt: skip
OVERFLOW = """() => {
    const wide = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= wide) return ''
    const past = [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > wide + 1)
    return past.slice(0, 3).map(each => each.tagName + '.' + each.className).join(' ') || 'something'
}"""
UNFOLD = "() => document.querySelectorAll('details').forEach(each => each.open = true)"
# What a keyboard cannot see: each element that takes the focus must show it.
UNSEEN = """() => {
    const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    return all.filter(each => {
        if (each.disabled || each.tabIndex < 0 || !each.checkVisibility({ visibilityProperty: true })) return false
        each.focus()
        if (document.activeElement !== each) return true
        const around = each.closest('label') ?? each.closest('.select2-selection') ?? each
        const looks = [each, around].map(one => getComputedStyle(one))
        return !looks.some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2 || one.boxShadow !== 'none')
    }).slice(0, 3).map(each => each.tagName + '.' + each.className)
}"""


@pytest.fixture
def world(transactional_db):
    with time_machine.travel(LATER, tick=True):
        yield build()


def pages(world: World) -> Iterator[tuple[str, str, str]]:
    """(who, the name of the address, the address) of all that answer 200 with a page."""
    for who in reversed(CAST):
        for case, (cell, _) in TABLE.items():
            letters = next(letters for which, letters in objects(cell) if which == "own")
            if letters[CAST.index(who)] == "+" and not case.endswith(INSIDE_A_FRAME):
                yield who, case, way_in(world, case)


def way_in(world: World, case: str) -> str:
    """What a letter leads to is entered by the link of the letter."""
    by = {"personal_page by a link": "personal_link", "invitation_accept by a token": "invitation"}.get(case)
    return address(world, by or case, "own")


def built_of(page: bytes) -> frozenset[tuple[object, ...]]:
    """The kinds of elements, each within its ancestors; the same rows twice are the same page."""
    kinds = set()

    def walk(element, above: int) -> None:
        marks = tuple(sorted(f"{name}={element.get(name)}" if name in SPEAKING else name for name in element.attrib))
        kind = (above, element.tag, marks, bool((element.text or "").strip()))
        kinds.add(kind)
        for child in element.iterchildren("*"):
            walk(child, hash(kind))

    walk(lxml.html.document_fromstring(page), 0)
    return frozenset(kinds)


SPEAKING = ("class", "type", "role", "aria-current", "aria-expanded", "open", "hidden", "disabled", "src")


@dataclass
class Sweep:
    axe: object
    findings: list[str] = field(default_factory=list)
    met: set[tuple] = field(default_factory=set)
    asked: int = 0
    opened: int = 0

    def is_new(self, response) -> bool:
        self.asked += 1
        kinds = built_of(response.content)
        new = not kinds <= self.met
        self.met |= kinds
        self.opened += new
        return new

    def look(self, page, name: str) -> None:
        """All that is folded is opened: on a desk in light, then what depends on looks on a phone in the dark."""
        page.evaluate(UNFOLD)
        self.note(name, "light, desktop", *self.axe(page))
        page.emulate_media(color_scheme="dark")
        for width in (ZOOMED, SMALL, PHONE):
            page.set_viewport_size({"width": width, "height": 844})
            if past := page.evaluate(OVERFLOW):
                self.note(name, f"wider than {width}", past)
        self.note(name, "dark, phone", *self.axe(page, LOOKS))
        page.keyboard.press("Tab")
        self.note(name, "focus not seen", *page.evaluate(UNSEEN))
        self.note(name, "console", *page.wrongs)
        page.wrongs.clear()
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 800})

    def note(self, name: str, where: str, *wrongs: str) -> None:
        self.findings += [f"{name}, {where}: {wrong}" for wrong in wrongs]


def test_every_page_is_for_everyone(world, new_page, sign_in, axe):
    sweep, visitors = Sweep(axe), {}
    for who, case, path in pages(world):
        response = world.clients[who].get(path, follow=True)
        is_page = response["Content-Type"].startswith("text/html")
        response.close()
        if not is_page or not sweep.is_new(response):
            continue
        if who not in visitors:
            visitors[who] = new_page(viewport={"width": 1280, "height": 800})
            if who != "anonymous":
                sign_in(visitors[who], getattr(world.cast, who))
        visitors[who].goto(path)
        sweep.look(visitors[who], f"{who}, {case}")
    print(f"\npages: {sweep.asked}, of them built differently and opened: {sweep.opened}")
    print(*sweep.findings, sep="\n")
    assert sweep.findings == []
    assert sweep.asked > 400


WEIGHT = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .reduce((sum, each) => sum + each.encodedBodySize, 0)"""


def test_the_heads_page_is_light_and_blocks_on_no_script(transactional_db, phone, sign_in):
    """Uncompressed, with styles, of a head who has everything that the demo tells."""
    call_command("load_demo", verbosity=0)
    head = User.objects.get(email=story.sign_ins()["руководитель колледжа"])
    sign_in(phone, head).goto("/my/")
    weight = phone.evaluate(WEIGHT)
    print(f"\n«Мои поручения»: {weight / 1024:.0f} KB, {phone.locator('.card').count()} cards")
    assert phone.locator(".card").count() > 3
    assert weight < HEAD_PAGE_BYTES
    assert phone.locator("script:not([defer])").count() == 0


PRINTED = {
    "руководитель колледжа": {"/my/": "Мои поручения"},
    "руководство": {
        "/overview/": "Обзор на", "/discipline/": "Исполнительская дисциплина", "/protocols/statement/": "Справка",
    },
}  # fmt: skip


def test_main_pages_are_printed(transactional_db, new_page, sign_in):
    """On white A4, with the heading and without the menu."""
    call_command("load_demo", verbosity=0)
    printed = []
    for who, paths in PRINTED.items():
        page = sign_in(new_page(color_scheme="dark"), User.objects.get(email=story.sign_ins()[who]))
        for path, heading in paths.items():
            page.goto(path)
            with pdfplumber.open(io.BytesIO(page.pdf(format="A4"))) as sheets:
                text = " ".join(" ".join(sheet.extract_text() for sheet in sheets.pages).split())
                printed.append((path, heading.casefold() in text.casefold(), "Выйти" in text, len(sheets.pages) < 30))
    assert printed == [(path, True, False, True) for paths in PRINTED.values() for path in paths]
