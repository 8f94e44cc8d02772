"""The installation of docker-compose.yml, from nothing: its commands, its health checks, the main job over TLS."""

from __future__ import annotations

import json
import re
import ssl
import tempfile
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import psycopg
import pytest

from config.demo.cast import DOMAIN
from tests.chromium import HANG, SCREENSHOTS, watch
from tests.config.observatory import score
from tests.rehearsal.people import gather
from tests.rehearsal.stack import Stack
from tests.rig.process import wait_until
from tests.rig.smtp import SmtpServer


@pytest.fixture(scope="module")
def folder():
    """Not pytest's own: another run of pytest on this machine would tidy it away under the running servers."""
    with tempfile.TemporaryDirectory(prefix="reshili-rehearsal-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def smtp(folder):
    (folder / "mail").mkdir()
    with SmtpServer(folder / "mail") as server:
        yield server


@pytest.fixture(scope="module")
def stack(folder, smtp):
    with Stack(folder, smtp.url) as running:
        yield running


@pytest.fixture(scope="module")
def document(stack):
    return gather(stack)


@pytest.fixture(scope="module")
def visitor(stack, chromium):
    """`visitor()`: a browser of one's own at the proxy, which believes its certificate."""
    contexts = []

    def come(**options):
        context = chromium.new_context(base_url=stack.url, ignore_https_errors=True, locale="ru-RU", **options)
        context.set_default_timeout(HANG)
        contexts.append(context)
        page = context.new_page()
        watch(page, stack.url.removeprefix("https://"))
        return page

    yield come
    for context in contexts:
        context.close()


@dataclass
class Answer:
    status: int
    headers: Message
    body: str


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def ask(url, **headers):
    """The answer, whatever its status; redirects are not followed."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    opener = urllib.request.build_opener(Stay, urllib.request.HTTPSHandler(context=context))
    try:
        answer = opener.open(urllib.request.Request(url, headers=headers), timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        return Answer(answer.status, answer.headers, answer.read().decode())


def test_every_service_is_healthy(stack):
    stack.wait_until_healthy()
    assert json.loads(ask(f"{stack.url}/health/ready").body) == {"ready": True, "database": "ok", "queue": "ok"}


def test_the_check_of_deployment_is_clean(stack):
    assert "no issues" in stack.manage("check", "--deploy", "--fail-level", "WARNING")


def test_http_leads_to_https(stack):
    answer = ask(f"http://localhost:{stack.ports['http']}/protocols/")
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/protocols/")


def test_a_foreign_host_name_gets_nothing(stack):
    assert ask(f"{stack.url}/accounts/login/", Host="evil.example.org").status == 400


def test_headers_pass_the_proxy(stack):
    answer = ask(f"{stack.url}/accounts/login/")
    headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}

    class Seen(dict):
        cookies = {}

    assert score(Seen(headers)) >= 120
    cookie = answer.headers["Set-Cookie"]
    assert re.match(r"__Host-csrf=\w+; .*HttpOnly; .*Path=/; SameSite=Lax; Secure", cookie), cookie
    assert headers["Server"] == "nginx"


def test_the_main_job_over_tls(stack, smtp, document, visitor):
    staff = visitor(viewport={"width": 1280, "height": 800})
    sign_in_by_code(staff, smtp, f"otdel@{DOMAIN}")
    publish(staff, document)
    head = visitor(viewport={"width": 390, "height": 844})
    sign_in_by_code(head, smtp, f"head1@{DOMAIN}")
    head.click("text=Уточнить составы координационных советов")
    head.click("text=Исполнено >> nth=0")
    head.fill("textarea[name$=text]", "Составы уточнены.")
    head.set_input_files("input[type=file] >> nth=0", document)
    head.click("text=Отправить: исполнено")
    head.wait_for_selector("text=Составы уточнены.")
    head.screenshot(path=SCREENSHOTS / "rehearsal-head.png", full_page=True)
    assert staff.wrongs == head.wrongs == []


def sign_in_by_code(page, smtp, address):
    page.goto("/accounts/login/code/")
    page.fill("input[name=email]", address)
    page.click("main .button-primary")
    wait_until(lambda: bool(codes(smtp, address)), lambda: f"no code for {address}")
    code = codes(smtp, address)[-1]
    page.fill("input[name=code]", code)
    page.click("main .button-primary")
    page.wait_for_url(re.compile(r"/(overview|my)/"))


def codes(smtp, address):
    found = (re.search(r"^\s*(\d{6})\s*$", letter.text, re.MULTILINE) for letter in smtp.letters(to=address))
    return [code[1] for code in found if code]


def publish(page, document):
    page.goto("/protocols/upload/")
    page.set_input_files("input[type=file]", document)
    page.click("text=Прочитать")
    page.click("text=Создать черновик")
    page.click("button:has-text('Ввести в действие')")
    page.wait_for_selector("text=поручений —")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / "rehearsal-protocol.png", full_page=True)


def test_web_works_as_app_and_cannot_rewrite_history(stack, document):
    url = (stack.folder / "secrets" / "database_url_app").read_text()
    with psycopg.connect(url, autocommit=True) as app:
        assert app.execute("SELECT current_user").fetchone() == ("app",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("UPDATE clusters_historicalperson SET surname = ''")
    with as_postgres(stack) as postgres:
        users = postgres.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'reshili'").fetchall()
    assert {name for (name,) in users} <= {"app", "postgres"}


def as_postgres(stack):
    app, postgres = ((stack.folder / "secrets" / f"{role}_password").read_text() for role in ("app", "postgres"))
    url = (stack.folder / "secrets" / "database_url_app").read_text()
    return psycopg.connect(url.replace("://app", "://postgres").replace(app, postgres), autocommit=True)


def test_a_locked_table_holds_no_thread_for_long(stack):
    """More visitors than there are threads, who all want what somebody has locked; and one who wants nothing of it."""
    began = time.monotonic()
    with as_postgres(stack) as postgres, postgres.transaction(), ThreadPoolExecutor(12) as visitors:
        postgres.execute("LOCK TABLE decisions_postoffice IN ACCESS EXCLUSIVE MODE")
        held = list(visitors.map(ask, [f"{stack.url}/health/reminders"] * 12))
        live = ask(f"{stack.url}/health/live")
    assert {answer.status for answer in held} == {503}
    assert all("не отвечает" in json.loads(answer.body)["trouble"][0] for answer in held)
    assert (live.status, time.monotonic() - began < 40) == (200, True)
    stack.wait_until_healthy()


def test_a_copy_is_made_checked_and_restored(stack, document):
    backups = stack.folder / "backups"
    assert "Копия:" in stack.manage("backup", str(backups), "--keep", "3")
    assert "всё сходится" in stack.manage("check_backup", str(backups))
    (copy,) = backups.iterdir()
    assert "Письма задержаны" in stack.manage("restore", str(copy), "--replace")
    body = json.loads(ask(f"{stack.url}/health/reminders").body)
    assert "Отправка писем остановлена до разрешения сотрудника." in body["trouble"]
    assert "История цела" in stack.manage("verify_history", "--seal")


def test_logs_are_json_without_names_and_secrets(stack, smtp, document):
    ask(f"{stack.url}/")
    ask(f"{stack.url}/l/ZGFuZ2Vyb3VzLXNlY3JldC10b2tlbi1vZi1hLWxldHRlcg/")
    web = stack.named("web").log.read_text()
    lines = [json.loads(line) for line in web.splitlines()]
    asked = [line for line in lines if line["logger"] == "request"]
    assert any(line["page"] == "home" and line["status"] == 302 for line in asked)
    assert all(line["request_id"] for line in asked)
    everything = stack.logs()
    secrets = [path.read_text() for path in (stack.folder / "secrets").glob("*_password")]
    assert [one for one in ("ZGFuZ2Vyb3Vz", DOMAIN, *secrets) if one in everything] == []


def test_the_proxy_says_that_the_program_is_away(stack):
    web = stack.named("web")
    web.stop()
    try:
        answer = ask(f"{stack.url}/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert "Идут работы" in answer.body
    finally:
        web.start()
    stack.wait_until_healthy()
