"""Debian's Chromium, driven by playwright: one for all the tests of a process, which can have but one playwright."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

SCREENSHOTS = Path(__file__).parents[1] / "var" / "screenshots"
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


@pytest.fixture(scope="session")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright runs its own loop in the thread of the test
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not program:
        pytest.skip("needs Chromium: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


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
