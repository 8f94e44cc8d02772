import json
import logging

import pytest

from config.logs import JsonFormatter, RequestLog, given_id, masked, request_id

TOKEN = "kQ3v0Zt_8aV-dL5cJxY2pR7nB4mW1sE6hU9iO0gTfKq"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (f"GET /l/{TOKEN}/ 302", "GET /l/•••/ 302"),
        ("GET /l/short/ 302", "GET /l/•••/ 302"),
        ("POST /l/new/ 200", "POST /l/new/ 200"),
        ("GET /l/ 200", "GET /l/ 200"),
        (f"GET /calendar/{TOKEN}.ics 200", "GET /calendar/•••.ics 200"),
        (f"GET /invitation/{TOKEN}/ 302", "GET /invitation/•••/ 302"),
        ("GET /accounts/password/reset/key/7-c9f/ 302", "GET /accounts/password/reset/key/•••/ 302"),
        ("GET /assignments/?token=abc&page=2", "GET /assignments/?token=•••&page=2"),
        ("GET /assignments/15/calendar.ics 200", "GET /assignments/15/calendar.ics 200"),
        ("450 director@college.example busy", "450 ••• busy"),
        ("Key (email)=(vetrov@example.org) already exists", "Key (email)=(•••) already exists"),
        ("Ошибка для «Ветров» <vetrov@example.org>", "Ошибка для «Ветров» <•••>"),
        (f"lost {TOKEN}", "lost •••"),
        ("decisions.lifecycle.reporting.report_on_all_of_them", "decisions.lifecycle.reporting.report_on_all_of_them"),
        ("promised: {'stage': 12}", "promised: {'stage': 12}"),
    ],
)
def test_what_gets_into_no_log(text, written):
    assert masked(text) == written


def record(message, *args, **fields):
    made = logging.LogRecord("decisions", logging.INFO, "sending.py", 1, message, args, None)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def test_a_line_is_one_json_object():
    line = JsonFormatter().format(record("first\nsecond %s", "vetrov@example.org", fields={"status": 200}))
    assert "\n" not in line
    read = json.loads(line)
    assert (read["level"], read["logger"], read["message"], read["status"]) == (
        "info",
        "decisions",
        "first\nsecond •••",
        200,
    )


def test_a_traceback_is_masked_too():
    error = ValueError("no letter to vetrov@example.org")
    read = json.loads(JsonFormatter().format(record("failed", exc_info=(ValueError, error, None))))
    assert read["traceback"] == "ValueError: no letter to •••"


@pytest.mark.parametrize(
    ("header", "taken"),
    [("0123456789abcdef", "0123456789abcdef"), ("short", ""), ("x" * 65, ""), ("abc\nforged: line", ""), ("", "")],
)
def test_the_proxys_id_is_taken_when_it_looks_like_one(rf, header, taken):
    assert given_id(rf.get("/", headers={"X-Request-ID": header})) == taken


def test_a_request_has_one_line_and_its_id(client, cast, caplog):
    client.force_login(cast.head)
    with caplog.at_level(logging.INFO, logger="request"):
        answer = client.get("/my/", headers={"X-Request-ID": "from-the-proxy-1"})
    (line,) = [one for one in caplog.records if one.name == "request"]
    assert answer["X-Request-ID"] == "from-the-proxy-1"
    assert line.getMessage() == "GET /my/ 200"
    assert {name: line.fields[name] for name in ("status", "page", "user")} == {
        "status": 200,
        "page": "my_assignments",
        "user": cast.head.pk,
    }


def test_the_id_ends_with_the_request(rf):
    seen = []

    def view(request):
        seen.append(request_id.get())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        RequestLog(view)(rf.get("/"))
    assert (len(seen[0]), request_id.get()) == (32, "")


def test_sign_in_is_told_without_a_name(client, cast, caplog):
    with caplog.at_level(logging.INFO, logger="security"):
        client.post("/accounts/login/", {"login": cast.head.email, "password": "не тот пароль"})
        client.force_login(cast.head)
    lines = [(one.getMessage(), getattr(one, "fields", {})) for one in caplog.records if one.name == "security"]
    assert lines == [("sign-in refused", {}), ("signed in", {"user": cast.head.pk})]
