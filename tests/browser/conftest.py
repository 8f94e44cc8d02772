"""Debian's Chromium, driven by playwright. No page may speak to another host, break the CSP or write an error."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs its own loop in the thread of the test

SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 1}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
WCAG_AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(scope="session")
def chromium():
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("needs Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


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


def watch(page, own_host: str) -> None:
    page.wrongs = []

    def only_own_host(route):
        url = urlsplit(route.request.url)
        if url.netloc in (own_host, ""):
            return route.continue_()
        page.wrongs.append(f"asked {url.netloc} for {url.path}")
        return route.abort()

    page.route("**/*", only_own_host)
    page.on("pageerror", lambda error: page.wrongs.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: said.type in ("error", "warning") and page.wrongs.append(f"{page.url}: {said.text}"),
    )


@pytest.fixture
def phone(new_page):
    return new_page(**PHONE)


@pytest.fixture
def desktop(new_page):
    return new_page(**DESKTOP)


@pytest.fixture
def axe():
    """`axe(page) == []` when axe-core (MPL-2.0, from the package axe-playwright-python) finds nothing of WCAG A and AA.

    Otherwise one line for each rule: its name, and the selectors it fails on.
    """
    engine = Axe()

    def violations(page) -> list[str]:
        found = engine.run(page, options=WCAG_AA).response["violations"]
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
def sign_in(client, live_server):
    """`sign_in(page, user)`: the page's visitor is that user, without the sign-in form."""

    def carry_the_session(page, user):
        client.force_login(user)
        cookies = [{"name": name, "value": one.value, "url": live_server.url} for name, one in client.cookies.items()]
        page.context.add_cookies(cookies)
        return page

    return carry_the_session
