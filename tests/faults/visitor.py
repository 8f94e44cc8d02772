"""A person's browser against the program of production: cookies, forms, no scripts; several may act at once."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

GONE = (urllib.error.URLError, ConnectionError, TimeoutError)  # the worker was killed before it answered


class Visitor:
    def __init__(self, url: str):
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

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

    def sign_in(self, email: str, password: str) -> Visitor:
        page = self.post("/accounts/login/", self.form("/accounts/login/") | {"login": email, "password": password})
        if "Мои поручения" not in page:
            raise AssertionError(f"not signed in: {page[:2000]}")
        return self
