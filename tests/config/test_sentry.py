"""A server on this machine takes what the library sends: nothing of a person is in it."""

import gzip
import http.server
import json
import threading

import pytest
import sentry_sdk
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import path

from config import sentry
from tests import factories as make


class Sentry(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        body = gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body
        self.server.taken.append(body.decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def taken():
    """What was sent, one string an envelope."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sentry)
    server.taken = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    sentry.report_to(f"http://key@127.0.0.1:{server.server_port}/1")
    yield server.taken
    sentry_sdk.get_client().close(timeout=5)
    sentry_sdk.init()
    server.shutdown()
    thread.join()
    server.server_close()


def breaks(request, token):
    report = request.POST["text"]
    raise ValueError(f"head@example.org of {token * 8}\nDETAIL: Key (surname)=(Гудожникова){report}")


urlpatterns = [path("l/<str:token>/", breaks)]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_an_error_is_told_without_people(taken):
    client = Client(raise_request_exception=False)
    client.force_login(make.user(make.person(), email="secret.person@example.org"))
    assert client.post("/l/a1b2c3d4/?code=777", {"text": "Смета готова"}).status_code == 500
    sentry_sdk.flush(timeout=5)
    (envelope,) = (one for one in taken if '"exception"' in one)
    event = json.loads(envelope.splitlines()[2])
    (error,) = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "••• of •••")
    assert error["stacktrace"]["frames"][-1]["function"] == "breaks"
    assert not event.keys() - {*sentry.KEPT}
    for private in ("secret.person", "head@example.org", "Гудожникова)", "Смета", "a1b2c3d4", "777", "session"):
        assert private not in json.dumps(
            {**event, "modules": {}, "exception": {**error, "stacktrace": []}}, ensure_ascii=False
        )
    assert "vars" not in json.dumps(error)


def test_what_is_no_address_is_refused_in_one_line():
    with pytest.raises(ImproperlyConfigured, match="SENTRY_DSN"):
        sentry.report_to("sentry")
