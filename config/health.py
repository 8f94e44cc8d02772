"""Three questions of a watcher, answered in JSON without a name or an address: is it alive, ready, does it remind?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from decisions import outbox
from decisions.reminders import watch

from .cache import is_away


@login_not_required
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """This process answers; it asks nobody."""
    return JsonResponse({"live": True})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """503 while the database is away, read-only or not migrated. Without Redis pages go on: the queue is only named."""
    database = state_of_database()
    body = {"ready": database == "ok", "database": database, "queue": state_of_queue()}
    return JsonResponse(body, status=200 if body["ready"] else 503)


@login_not_required
@never_cache
@require_safe
def reminders(request: HttpRequest) -> JsonResponse:
    """503 with Russian sentences when a letter may be late; the same sentences stand on the start page of staff."""
    now = timezone.now()
    try:
        body = state_of_reminders(now)
    except DatabaseError:
        return JsonResponse({"trouble": ["База данных не отвечает."]}, status=503)
    return JsonResponse(body, status=503 if body["trouble"] else 200, json_dumps_params={"ensure_ascii": False})


# A standby, and a server that was made one after the connection began, say «on».
ASKED = {"postgresql": "SELECT current_setting('transaction_read_only')", "sqlite": "SELECT 'off'"}
whole_schema: set[str] = set()  # the databases that this process has seen migrated: none goes back under it


def state_of_database() -> str:
    """Anybody may ask, so it costs one statement: the schema is compared only until it is whole."""
    name = str(connection.settings_dict["NAME"])
    try:
        with connection.cursor() as cursor:
            cursor.execute(ASKED[connection.vendor])
            if cursor.fetchone() == ("on",):
                return "read-only"
        if name not in whole_schema and is_migrated():
            whole_schema.add(name)
    except DatabaseError:
        return "away"
    return "ok" if name in whole_schema else "not migrated"


def is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The same for Prometheus, where METRICS is on: all of it lies in the database, so any web process may be asked."""
    if not settings.METRICS:
        raise Http404
    return HttpResponse(gauges(timezone.now()), content_type="text/plain; version=0.0.4; charset=utf-8")


def gauges(now: dt.datetime) -> str:
    """NaN for what never was."""
    state = state_of_reminders(now)
    ages = {name: state[name] for name in ("promised_at", "delivered_at", "oldest_promise", "oldest_letter")}
    lines = ["# TYPE reshili_age_seconds gauge"]
    for name, since in ages.items():
        seconds = "NaN" if since is None else round((now - since).total_seconds())
        lines.append(f'reshili_age_seconds{{of="{name}"}} {seconds}')
    lines += ["# TYPE reshili_letters_waiting gauge", f"reshili_letters_waiting {outbox.waiting(now).count()}"]
    lines += ["# TYPE reshili_troubles gauge", f"reshili_troubles {len(state['trouble'])}"]
    return "\n".join([*lines, ""])


def state_of_queue() -> str:
    """A Redis that is full or a replica answers whoever reads: what matters is whether it takes anything."""
    cache.set("health", True, 5)
    return "away" if is_away() else "ok"


def state_of_reminders(now: dt.datetime) -> dict[str, Any]:
    office = outbox.office.office()
    return {
        "promised_at": office.promised_at,
        "delivered_at": office.delivered_at,
        "oldest_promise": watch.oldest_promise(now),
        "oldest_letter": watch.oldest_letter(),
        "trouble": [without_answers(line) for line in watch.trouble(now)],
    }


def without_answers(line: str) -> str:
    """The mail server's own words may name an address."""
    return line.partition(":")[0] if "@" in line else line
