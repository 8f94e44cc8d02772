"""Debian's Chromium, driven by playwright: one for all the tests of a process, which can have but one playwright."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

SCREENSHOTS = Path(__file__).parents[1] / "var" / "screenshots"
HANG = 120_000  # milliseconds after which a wait for a page is taken for a hang: no measure of speed
# The shell is the same Chromium without the windows: a third less work for the machine.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # no page reaches another host
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
]


def program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@pytest.fixture(scope="session")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs its own loop in the thread of the test
    if not (found := program()):
        pytest.skip("needs Chromium: apt install chromium-headless-shell, or chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def watch(page, own_host: str) -> None:
    page.wrongs = []

    def asked(request):
        url = urlsplit(request.url)
        if url.netloc not in (own_host, ""):
            page.wrongs.append(f"asked {url.netloc} for {url.path}")

    page.on("request", asked)
    page.on("pageerror", lambda error: page.wrongs.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda said: said.type in ("error", "warning") and page.wrongs.append(f"{page.url}: {said.text}"),
    )
