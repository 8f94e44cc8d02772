"""A person's browser against the program of production: cookies, forms, no scripts; several may act at once."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from django.test import Client

from clusters.models import User

GONE = (urllib.error.URLError, ConnectionError, TimeoutError)  # the worker was killed before it answered


def cookie(name: str, value: str, host: str) -> http.cookiejar.Cookie:
    where = {
        "domain": host,
        "domain_specified": False,
        "domain_initial_dot": False,
        "path": "/",
        "path_specified": True,
    }
    rest = {"port": None, "port_specified": False, "secure": False, "expires": None, "discard": True}
    return http.cookiejar.Cookie(0, name, value, comment=None, comment_url=None, rest={}, **where, **rest)


class Visitor:
    def __init__(self, url: str):
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=30) as answer:
            return answer.read().decode()

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of a page's forms."""
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', self.get(path))
        return dict(fields)

    def post(self, path: str, fields: dict[str, str]) -> str:
        body = urllib.parse.urlencode(fields).encode()
        request = urllib.request.Request(self.url + path, data=body, headers={"Origin": self.url})
        with self.opener.open(request, timeout=30) as answer:
            return answer.read().decode()

    def post_until_answered(self, path: str, fields: dict[str, str]) -> str:
        """As a proxy or an impatient thumb does."""
        for _ in range(50):
            try:
                return self.post(path, fields)
            except urllib.error.HTTPError:
                raise
            except GONE:
                continue
        raise AssertionError("nobody answered fifty times")

    def recognized(self, user: User) -> Visitor:
        """Signed in without the page: the program must have the key of this test's settings."""
        client = Client()
        client.force_login(user)
        self.jar.set_cookie(
            cookie("session", client.cookies["session"].value, urllib.parse.urlsplit(self.url).hostname)
        )
        return self

    def sign_in(self, email: str, password: str) -> Visitor:
        page = self.post("/accounts/login/", self.form("/accounts/login/") | {"login": email, "password": password})
        if "Мои поручения" not in page:
            raise AssertionError(f"not signed in: {page[:2000]}")
        return self
