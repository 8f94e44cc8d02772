"""The rules of the house that a machine can hold. Each guard counts what it met: one that meets nothing fails."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from celery.schedules import crontab
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from clusters.models import LockingQuerySet
from config.celery import app as celery_app

ROOT = Path(settings.BASE_DIR)
APPS = ("clusters", "config", "decisions", "protocols")
MODULES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))


def places(found: Iterable[tuple[Path, ast.AST]]) -> str:
    """One a line: pytest shows all of a text that should be empty, and cuts a list."""
    return "\n".join(f"{name_of(path)}:{node.lineno}" for path, node in found)


# ── Database ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_no_migration_is_pending():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


# Fills a database by set-based inserts, history included; its own test compares the two.
WRITES_HISTORY_ITSELF = {"config/management/commands/load_scale.py"}
BYPASSES = ("update", "bulk_create", "bulk_update", "_raw_delete")


def root_of(node: ast.AST) -> str | None:
    """The name with which a chain begins: `Letter.objects.filter(…).update` → "Letter"."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def accessors() -> dict[str, str]:
    """`letter.reminders` → "Reminder"; where two models share a name, the one with history."""
    relations = [relation for model in apps.get_models() for relation in model._meta.related_objects]
    named = [(relation.get_accessor_name(), relation.related_model) for relation in relations]
    named.sort(key=lambda pair: hasattr(pair[1], "history"))
    return {name: model.__name__ for name, model in named if name}


def accessor_in(node: ast.AST) -> str | None:
    words = {word.attr for word in ast.walk(node) if isinstance(word, ast.Attribute)}
    return next((model for name, model in accessors().items() if name in words), None)


def querysets_of(scope: ast.AST) -> dict[str, str | None]:
    """What the names of a module or function stand for: `rows = Letter.objects…`, `def mine(…) -> QuerySet[Letter]`."""
    known = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            known[node.targets[0].id] = root_of(node.value)
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Subscript):
            known[node.name] = root_of(node.returns.slice)
    return known


def bypasses(path: Path) -> Iterator[tuple[ast.Call, str | None]]:
    """Each set-based write with the model that it writes, as far as its text tells."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for call in calls(path):
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in BYPASSES:
            continue
        if call.func.attr == "update" and not call.keywords:
            continue  # a dictionary or a set
        around = [node for node in functions if node.lineno <= call.lineno <= node.end_lineno]
        known = querysets_of(tree) | (querysets_of(around[-1]) if around else {})
        root = root_of(call.func)
        yield call, known.get(root) or accessor_in(call.func) or root


def test_history_is_not_bypassed():
    tracked = {model.__name__ for model in apps.get_models() if hasattr(model, "history")}
    untracked = {model.__name__ for model in apps.get_models()} - tracked
    assert {"Assignment", "Decision", "Protocol", "Organization", "User"} <= tracked
    held = [path for path in MODULES if name_of(path) not in WRITES_HISTORY_ITSELF]
    writes = [(path, call, model) for path in held for call, model in bypasses(path)]
    assert len(writes) > 3
    assert places((path, call) for path, call, model in writes if model not in untracked) == ""


@pytest.mark.parametrize(
    ("code", "models"),
    [
        ("Assignment.objects.filter(pk=1).update(state='done')", ["Assignment"]),
        ("def f():\n    rows = Letter.objects.all()\n    rows.update(state='sent')", ["Letter"]),
        ("def mine() -> QuerySet[Letter]: ...\nmine().update(state='sent')", ["Letter"]),
        ("letter.reminders.filter(state='new').update(state='done')", ["Reminder"]),
        ("decision.assignments.update(state='done')", ["Assignment"]),
        ("self.get_queryset().bulk_create(rows)", ["self"]),
        ("known.update(more)", []),
    ],
)
def test_the_reader_of_writes_finds(tmp_path, code, models):
    path = tmp_path / "module.py"
    path.write_text(code)
    assert [model for _, model in bypasses(path)] == models


def locks(path: Path) -> Iterator[tuple[ast.Call, str | None]]:
    """Each lock of rows with the model that it locks; one that says no_key itself asks nothing of the model."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for call in calls(path):
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "select_for_update":
            continue
        root = root_of(call.func)
        if root == "super" or any(given.arg == "no_key" for given in call.keywords):
            continue
        around = [node for node in functions if node.lineno <= call.lineno <= node.end_lineno]
        known = querysets_of(tree) | (querysets_of(around[-1]) if around else {})
        yield call, known.get(root) or accessor_in(call.func) or root


def test_no_lock_stops_whoever_only_points_to_the_row():
    """See clusters.models.locking: a plain FOR UPDATE of such a row is one half of a deadlock."""
    keys = [field for model in apps.get_models() for field in model._meta.fields if getattr(field, "db_constraint", 0)]
    pointed_to = {key.related_model for key in keys}
    may_be_locked = {
        model.__name__
        for model in apps.get_models()
        if model not in pointed_to or isinstance(model._default_manager.all(), LockingQuerySet)
    }
    found = [(path, call, model) for path in MODULES for call, model in locks(path)]
    assert {"Assignment", "Decision", "Letter", "Protocol", "User"} <= {model for _, _, model in found}
    assert places((path, call) for path, call, model in found if model not in may_be_locked) == ""


# ── Celery ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def shortest_period(schedule: crontab | float) -> float:
    """Seconds between the two nearest turns of a day."""
    if not isinstance(schedule, crontab):
        return float(schedule)
    turns = sorted(hour * 3600 + minute * 60 for hour in schedule.hour for minute in schedule.minute)
    return min(later - earlier for earlier, later in zip(turns, [*turns[1:], turns[0] + 24 * 3600], strict=True))


@pytest.mark.parametrize(
    ("schedule", "seconds"),
    [(60.0, 60), (crontab(minute="*/5"), 300), (crontab(hour=3, minute=30), 86400), (crontab(minute="0,20"), 1200)],
)
def test_shortest_period(schedule, seconds):
    assert shortest_period(schedule) == seconds


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_a_turn_of_the_timetable_expires_before_the_next(name):
    celery_app.loader.import_default_modules()
    entry = settings.CELERY_BEAT_SCHEDULE[name]
    assert entry["task"] in celery_app.tasks
    assert 0 < entry["options"]["expires"] < shortest_period(entry["schedule"])


# ── Code ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_module_is_over_400_lines():
    assert len(MODULES) > 50
    long = [name_of(path) for path in MODULES + TESTS if len(path.read_text().splitlines()) > 400]
    assert "\n".join(long) == ""


def test_no_function_is_over_60_lines():
    functions = [
        (path, node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(functions) > 200
    assert places((path, node) for path, node in functions if node.end_lineno - node.lineno >= 60) == ""


CLOCKS = {"now", "localdate", "localtime", "today", "utcnow"}
# Today comes through the door: these read the clock, everything below is told the time. The mail API is a door too.
DOORS = re.compile(
    r"^decisions/outbox/backend\.py$|"
    r"(^|/)(views|admin|management|feeds)/|(^|/)(views|tasks|admin|middleware|context_processors|sign_in|apps|health)\.py$"
)


def clock_readings(path: Path) -> Iterator[ast.Call]:
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and call.func.attr in CLOCKS and not call.args and not call.keywords:
            yield call


def test_nothing_below_the_doors_reads_a_clock():
    readings = [(path, call) for path in MODULES for call in clock_readings(path)]
    assert readings, "the doors themselves read it"
    assert places((path, call) for path, call in readings if not DOORS.search(name_of(path))) == ""


def test_nothing_is_marked_safe():
    forbidden = re.compile(r"mark_safe|SafeString\(|\|\s*safe\b|autoescape off|__html__")
    assert len(TEMPLATES) > 10
    assert [name_of(path) for path in [*MODULES, *TEMPLATES] if forbidden.search(path.read_text())] == []


# ── Pages ────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Page(HTMLParser):
    """Collects what the Content-Security-Policy would refuse. Template tags pass as text."""

    def __init__(self) -> None:
        super().__init__()
        self.wrongs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.wrongs.append(f"<{tag}>")
        for name, value in given.items():
            elsewhere = name in ("src", "href", "action") and re.match(r"(https?:)?//|javascript:", value or "")
            if name == "style" or name.startswith(("on", "hx-on")) or (elsewhere and tag != "a"):
                self.wrongs.append(f"<{tag} {name}={value}>")


def wrongs(html: str) -> list[str]:
    page = Page()
    page.feed(re.sub(r"{%.*?%}|{#.*?#}", "", html, flags=re.DOTALL))
    return page.wrongs


@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("<p class='x'><script src='{% static 'a.js' %}'></script>", []),
        ("<style>p {}</style>", ["<style>"]),
        ("<script>alert(1)</script>", ["<script>"]),
        ("<p style='color: red'>", ["<p style=color: red>"]),
        ("<p {% if x %}onclick='f()'{% endif %}>", ["<p onclick=f()>"]),
        ("<img src='//example.org/a.png'>", ["<img src=//example.org/a.png>"]),
        ("<a href='https://example.org/'>", []),
    ],
)
def test_the_reader_of_pages_finds(html, wrong):
    assert wrongs(html) == wrong


def test_templates_have_no_inline_style_or_script_and_no_outside_host():
    pages = [path for path in TEMPLATES if not {"email", "emails"} & set(path.parts)]  # a letter is no page
    assert len(pages) > 10
    assert {name_of(path): found for path in pages if (found := wrongs(path.read_text()))} == {}


def test_styles_ask_no_outside_host():
    sheets = sorted((ROOT / "static").rglob("*.css"))
    assert len(sheets) > 5
    assert [
        name_of(path) for path in sheets if re.search(r"@import|url\(\s*['\"]?(https?:)?//", path.read_text())
    ] == []


# ── Settings, dependencies, papers ───────────────────────────────────────────────────────────────────────────────────


def test_every_setting_of_the_environment_is_explained():
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "config" / "settings.py").read_text()))
    around = {"docker-compose.yml": r"\$\{([A-Z_]+)", "deploy/gunicorn.conf.py": r"environ\.get\(\"([A-Z_]+)\""}
    read |= {name for file, pattern in around.items() for name in re.findall(pattern, (ROOT / file).read_text())}
    explained = set(re.findall(r"^#?\s?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {"SECRET_KEY", "DATABASE_URL", "SMTP_URL"} <= read
    assert explained == read


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def distribution(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement).group().lower()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_hold_what_the_project_asks_for(lock):
    text = (ROOT / lock).read_text()
    locked = set(re.findall(r"^([a-z0-9.-]+)(?:\[.*?\])?==", text, re.MULTILINE))
    asked = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["prod"]
    if lock == "requirements-dev.lock":
        asked = asked + [name for group in PROJECT["dependency-groups"].values() for name in group]
    assert {distribution(requirement) for requirement in asked} - locked == set()
    assert text.count("--hash=sha256:") > len(locked)
    assert re.findall(r"https?://|--(?:extra-)?index-url|--find-links", text) == []


# Named in no line of ours: a driver that Django loads by itself, and the time zones of the region.
LOADED_BY_OTHERS = {"psycopg", "redis", "tzdata"}


def test_every_dependency_is_used():
    modules_of: dict[str, set[str]] = {}
    for module, distributions in packages_distributions().items():
        for name in distributions:
            modules_of.setdefault(name.lower(), set()).add(module)
    text = "\n".join(path.read_text() for path in [*MODULES, ROOT / "Procfile"])
    named = set(re.findall(r"\b[a-z_][a-z0-9_]*\b", text))
    asked = {distribution(requirement) for requirement in PROJECT["project"]["dependencies"]} - LOADED_BY_OTHERS
    assert len(asked) > 15
    assert {name for name in asked if not modules_of[name] & named} == set()


@pytest.mark.parametrize(
    "paper", ["README.md", "CHANGELOG.md", "LICENSE", "docs/architecture.md", "docs/operations.md"]
)
def test_papers_are_there(paper):
    assert len((ROOT / paper).read_text()) > 500
