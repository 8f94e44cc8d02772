"""Every page that a link leads to, by every kind of user: for everyone (axe), in both themes, on every width."""

from __future__ import annotations

import io
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from clusters.models import User
from config.demo import story

WIDE, ZOOMED, PHONE, SMALL = 1280, 640, 390, 320  # 640 is 1280 at 200 %
HEAD_PAGE_BYTES = 60 * 1024
STARTS = {"anonymous": ["/accounts/login/", "/mailbox/"]}
OTHERS = ["/", "/profile/", "/accounts/sessions/", "/accounts/2fa/", "/my/calendar/", "/protocols/", "/404/"]
SAMPLES = {"decisions:assignment": 4, "protocols:detail": 2, "decisions:letter_sample": 3}  # others: one is enough
# what is no page: a file, JSON, the inside of a frame, an address that only leads on
FILES = ("_sheet", "_file", "_looks", "paper", "marked", "excerpt", "source", "calendar_card", "calendar_feed",
         "template", "evidence_file", "answers_files", "history_text", ":file", "jsi18n", "_export", "statement_ready", "download_recovery_codes")  # fmt: skip
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
OVERFLOW = """() => {
    const wide = document.documentElement.clientWidth
    if (document.documentElement.scrollWidth <= wide) return ''
    const past = [...document.querySelectorAll('main *')].filter(each => each.getBoundingClientRect().right > wide + 1)
    return past.slice(0, 3).map(each => each.tagName + '.' + each.className).join(' ') || 'something'
}"""
WEIGHT = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .reduce((sum, each) => sum + each.encodedBodySize, 0)"""


class Sweep:
    """One tab of one visitor: what it meets is asked everything, once for each name of an address."""

    def __init__(self, who: str, page, axe) -> None:
        self.who, self.page, self.axe = who, page, axe
        self.seen: Counter[str] = Counter()
        self.led_on: Counter[str] = Counter()
        self.weights: dict[str, int] = {}
        self.findings: list[str] = []

    def walk(self, starts: list[str]) -> None:
        asked, queue = set(), list(starts)
        while queue:
            path = queue.pop(0)
            name = name_of(path)
            if path in asked or self.seen[name] + self.led_on[name] >= SAMPLES.get(name, 1):
                continue
            asked.add(path)
            queue += self.look(path, name)

    def look(self, path: str, name: str) -> list[str]:
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": WIDE, "height": 800})
        self.page.goto(path)
        arrived = name_of(urlsplit(self.page.url).path)
        if arrived != name:
            self.led_on[name] += 1
        if arrived != name and self.seen[arrived]:
            return []
        self.seen[arrived] += 1
        self.weights[arrived] = self.page.evaluate(WEIGHT)
        links = [urlsplit(link) for link in self.page.evaluate(LINKS)]
        self.ask(arrived)
        own = urlsplit(self.page.url).netloc
        pages = [one for one in links if one.netloc == own and is_page(one.path)]
        if self.who == "контролёр":  # of the staff: the directories are the same
            pages = [one for one in pages if not one.path.startswith("/admin/")]
        return [f"{one.path}?{one.query}".rstrip("?") for one in pages]

    def ask(self, name: str) -> None:
        self.note(name, "light, desktop", *self.axe(self.page))
        for width in (ZOOMED, PHONE, SMALL):
            self.page.set_viewport_size({"width": width, "height": 844})
            if past := self.page.evaluate(OVERFLOW):
                self.note(name, f"wider than {width}", past)
        if not name.startswith("admin:"):  # Django's own templates in our colours: once is enough
            self.page.set_viewport_size({"width": PHONE, "height": 844})
            self.page.emulate_media(color_scheme="dark")
            self.note(name, "dark, phone", *self.axe(self.page))
        self.page.wrongs[:] = [one for one in self.page.wrongs if "/404/" not in one]  # asked for on purpose
        self.note(name, "console", *self.page.wrongs)
        self.page.wrongs.clear()

    def note(self, name: str, where: str, *wrongs: str) -> None:
        for wrong in wrongs:
            self.findings.append(f"{self.who}, {name}, {where}: {wrong}")
            print(self.findings[-1], flush=True)


def name_of(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return "404"


def is_page(path: str) -> bool:
    name = name_of(path)
    return not name.endswith(FILES) and name not in ("404", "account_logout", "personal_link", "invitation", "home")


@pytest.fixture
def demo(transactional_db):
    call_command("load_demo", verbosity=0)
    return story.sign_ins()


def test_every_page_is_for_everyone(demo, new_page, sign_in, axe):
    visitors = {"anonymous": None} | {who: User.objects.get(email=email) for who, email in reversed(demo.items())}
    findings, met, pages = [], set(), 0
    for who, user in visitors.items():
        page = new_page()
        sweep = Sweep(who, sign_in(page, user) if user else page, axe)
        sweep.walk(STARTS.get(who, OTHERS))
        findings += sweep.findings
        met |= set(sweep.seen)
        pages += sum(sweep.seen.values())
        heaviest = sweep.weights and max(sweep.weights, key=sweep.weights.__getitem__)
        print(f"{who}: pages {sum(sweep.seen.values())}, heaviest {heaviest} {sweep.weights[heaviest] / 1024:.0f} KB")
        if mine := sweep.weights.get("my_assignments"):
            print(f"{who}: «Мои поручения» {mine / 1024:.0f} KB")
            assert mine < HEAD_PAGE_BYTES
    print(f"pages in all: {pages}, addresses: {len(met)}")
    assert "\n".join(sorted(findings)) == ""
    assert pages >= 120


PRINTED = {
    "руководитель колледжа": {"/my/": "Мои поручения"},
    "руководство": {
        "/overview/": "Обзор на", "/discipline/": "Исполнительская дисциплина", "/protocols/statement/": "Справка",
    },
}  # fmt: skip


def test_main_pages_are_printed(demo, new_page, sign_in):
    """On white A4, with the heading and without the menu."""
    printed = []
    for who, paths in PRINTED.items():
        page = sign_in(new_page(color_scheme="dark"), User.objects.get(email=demo[who]))
        for path, heading in paths.items():
            page.goto(path)
            sheets = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
            text = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
            printed.append((path, heading.casefold() in text.casefold(), "Выйти" in text, len(sheets) < 30))
    assert printed == [(path, True, False, True) for paths in PRINTED.values() for path in paths]
