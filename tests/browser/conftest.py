"""Visitors of a live server in Chromium. No page may speak to another host, break the CSP or write an error."""

from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.browser.meeting import meeting  # noqa: F401
from tests.chromium import HANG, SCREENSHOTS, watch

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 1}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
# `preload` reads the style sheets once more, which the CSP refuses; no rule of A and AA needs it.
WCAG_AA = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "preload": False,
    "resultTypes": ["violations"],
}


@pytest.fixture
def new_page(chromium, live_server, tmp_path):
    """`new_page(**options of a playwright context)`: a visitor of their own, with cookies of their own.

    After the test `page.wrongs` of every page must be empty: what it asked of other hosts, errors of scripts, and
    what Chromium wrote to its console (a breach of the CSP, a missing file). A page that is meant to answer 404 says
    so by `page.wrongs.clear()`.
    """
    contexts, pages = [], []

    def visit(**options):
        context = chromium.new_context(
            base_url=live_server.url, locale="ru-RU", timezone_id="Asia/Tomsk", reduced_motion="reduce", **options
        )
        context.set_default_timeout(HANG)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        watch(page, urlsplit(live_server.url).netloc)
        return page

    yield visit
    wrongs = [wrong for page in pages for wrong in page.wrongs]
    for context in contexts:
        context.close()
    assert wrongs == []


@pytest.fixture
def phone(new_page):
    return new_page(**PHONE)


@pytest.fixture
def desktop(new_page):
    return new_page(**DESKTOP)


@pytest.fixture
def axe():
    """`axe(page) == []` when axe-core (MPL-2.0, from the package axe-playwright-python) finds nothing of WCAG A and AA.

    Otherwise one line for each rule: its name, and the selectors it fails on. `axe(page, ("color-contrast",))`: these rules
    alone.
    """
    engine = Axe()

    def violations(page, rules: tuple[str, ...] = ()) -> list[str]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(engine.axe_script)
        options = WCAG_AA | ({"runOnly": {"type": "rule", "values": list(rules)}} if rules else {})
        found = page.evaluate("options => axe.run(options)", options)["violations"]
        return [f"{each['id']}: {'; '.join(str(node['target']) for node in each['nodes'])}" for each in found]

    return violations


@pytest.fixture
def screenshot():
    """`screenshot(page, "protocols-phone")` keeps the whole page under var/screenshots."""

    def keep(page, name: str) -> Path:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        path = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=True, animations="disabled")
        return path

    return keep


@pytest.fixture
def reads_well(axe):
    """`reads_well(page)`: axe finds nothing, and the page does not scroll sideways."""

    def check(page) -> None:
        assert axe(page) == [], page.url
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider == 0, page.url

    return check


@pytest.fixture
def printed():
    """`printed(page, "statement")`: the words on its paper; the sheets are kept as var/screenshots/statement-print-N.png."""

    def keep(page, name: str) -> str:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        paper = page.context.new_page()  # Chromium leaves a page that it printed as wide as its paper
        paper.goto(page.url)
        sheets = pypdfium2.PdfDocument(paper.pdf(format="A4", prefer_css_page_size=True, print_background=True))
        paper.close()
        for number, sheet in enumerate(sheets, 1):
            sheet.render(scale=1.5).to_pil().save(SCREENSHOTS / f"{name}-print-{number}.png")
        words = [sheet.get_textpage().get_text_range() for sheet in sheets]
        return " ".join(" ".join(words).split())

    return keep


@pytest.fixture
def sign_in(live_server):
    """`sign_in(page, user)`: the page's visitor is that user, without the sign-in form."""

    def carry_the_session(page, user):
        client = Client()  # of their own: another visitor's sign-in would end this one's session
        client.force_login(user)
        cookies = [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
        page.context.add_cookies(cookies)
        return page

    return carry_the_session
