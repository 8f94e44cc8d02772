"""The pictures of docs/guide-ru.md, taken from the demo: `make guide`. Every date in them is of the day they are taken."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import program

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1120, "height": 760}
COLOURS = 128
UPLOAD = "Протокол № 4 (загрузите меня).docx"


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with demo() as (address, var, sign_ins), sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none", "--lang=ru-RU"]
        russian = os.environ | {"LANGUAGE": "ru"}  # of the browser's own date fields
        browser = playwright.chromium.launch(executable_path=program(), args=flags, env=russian)
        of_the_head(visitor(browser, address, PHONE, sign_ins["руководитель колледжа"]))
        of_staff(visitor(browser, address, DESKTOP, sign_ins["сотрудник отдела"]), var / UPLOAD)
        of_leadership(visitor(browser, address, DESKTOP, sign_ins["руководство"]))
        browser.close()
    print(f"{sum(one.stat().st_size for one in PICTURES.glob('*.png')) / 1024:.0f} КБ в {PICTURES.relative_to(ROOT)}")


@contextmanager
def demo() -> Iterator[tuple[str, Path, dict[str, tuple[str, str]]]]:
    """The trial installation in a folder that is thrown away: its address, the folder, and how each kind signs in."""
    with tempfile.TemporaryDirectory(prefix="reshili-guide-") as var, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://127.0.0.1:{port}"
        env = os.environ | {"VAR": var, "SITE_URL": address}
        manage(env, "migrate", "--verbosity", "0")
        for folder in ("broker", "broker-control", "static"):
            (Path(var) / folder).mkdir()
        told = manage(env, "load_demo")
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--log-level", "error"],
            cwd=ROOT, env=env,
        )  # fmt: skip
        try:
            wait_for(f"{address}/health/live")
            yield address, Path(var), sign_ins(told)
        finally:
            server.terminate()
            server.wait()


def manage(env: dict[str, str], *command: str) -> str:
    told = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True
    )
    return told.stdout


def sign_ins(told: str) -> dict[str, tuple[str, str]]:
    """As load_demo prints them: the address and the password of each kind of user."""
    password = re.search(r"пароль у всех: (\S+)\)", told)[1]
    return {who.strip(): (email, password) for who, email in re.findall(r"^  (.+?)\s{2,}(\S+@\S+)$", told, re.M)}


def wait_for(address: str, seconds: int = 60) -> None:
    for _ in range(seconds * 2):
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("Страницы не открылись.")


def visitor(browser: Browser, address: str, size: dict[str, int], sign_in: tuple[str, str]) -> Page:
    page = browser.new_context(base_url=address, viewport=size, locale="ru-RU", reduced_motion="reduce").new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", sign_in[0])
    page.fill("input[name=password]", sign_in[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    return page


def take(page: Page, name: str) -> None:
    """Without the band of a trial. Few colours are enough for text, and four times lighter."""
    page.evaluate("document.querySelector('.trial')?.remove()")
    picture = Image.open(io.BytesIO(page.screenshot(animations="disabled")))
    picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURES / f"{name}.png", optimize=True)


def of_the_head(page: Page) -> None:
    page.goto("/my/")
    take(page, "head-own")
    page.click("main article a >> nth=0")
    take(page, "head-assignment")
    page.click("main a:has-text('Исполнено') >> nth=0")
    page.fill("textarea[name$=text]", "Состав совета обновлён и согласован с предприятиями.")
    take(page, "head-report")


def of_staff(page: Page, document: Path) -> None:
    page.goto("/overview/")
    take(page, "staff-overview")
    page.goto("/protocols/upload/")
    page.set_input_files("input[type=file]", document)
    page.click("text=Прочитать")
    page.locator("h2:has-text('Протокол')").evaluate("heading => heading.closest('.panel').scrollIntoView()")
    take(page, "staff-preview")
    page.goto("/acceptance/")
    page.click("main table a >> nth=0")
    take(page, "staff-acceptance")


def of_leadership(page: Page) -> None:
    page.goto("/protocols/")
    page.click("main a[href$='/matrix/'] >> nth=0")
    page.locator("main table").evaluate("table => table.scrollIntoView()")
    take(page, "leadership-matrix")
    page.goto("/discipline/")
    take(page, "leadership-discipline")


if __name__ == "__main__":
    main()
