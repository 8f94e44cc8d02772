"""Pages that no address alone opens, read like all the others: the second factor half way through, and refusals."""

import time

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.urls import reverse

from tests import factories as make
from tests.browser.test_every_page import Sweep

pytestmark = pytest.mark.django_db(transaction=True)


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def come_in(page, user) -> None:
    page.goto(reverse("account_login"))
    page.fill("input[name=login]", user.email)
    page.fill("input[name=password]", make.PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(lambda address: "/login/" not in address)


@pytest.fixture
def sweep(axe):
    sweep = Sweep(axe)
    yield sweep
    print(*sweep.findings, sep="\n")
    assert sweep.findings == []


def go(page, name: str) -> None:
    """The password is asked again before the second factor is touched, once in a while."""
    page.goto(reverse(name))
    if page.url.rpartition("?")[0].endswith(reverse("account_reauthenticate")):
        page.fill("input[name=password]", make.PASSWORD)
        page.locator("main form .button-primary").click()
    page.wait_for_url("**" + reverse(name))


def test_pages_of_the_second_factor(cast, desktop, sweep):
    secret = generate_totp_secret()
    TOTP.activate(cast.staff, secret)
    come_in(desktop, cast.staff)
    assert desktop.url.endswith(reverse("mfa_authenticate"))
    sweep.look(desktop, "mfa_authenticate")
    desktop.fill("input[name=code]", code(secret))
    desktop.get_by_role("button", name="Войти", exact=True).click()
    desktop.wait_for_url(lambda address: "/2fa/" not in address)
    for name in ("mfa_index", "mfa_reauthenticate", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        go(desktop, name)
        sweep.look(desktop, name)
    go(desktop, "mfa_generate_recovery_codes")
    desktop.locator("main form .button-primary").click()
    desktop.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
    sweep.look(desktop, "mfa_view_recovery_codes")


def test_the_page_that_connects_an_application(cast, desktop, sweep):
    come_in(desktop, cast.head)
    go(desktop, "mfa_activate_totp")
    sweep.look(desktop, "mfa_activate_totp")


def test_pages_of_refusal(cast, desktop, sign_in, sweep, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("meant by the test")

    monkeypatch.setattr("protocols.views.overview.with_tallies", breaks)
    refused = {
        403: (cast.head, "/overview/"),
        404: (cast.head, "/assignments/9000001/"),
        500: (cast.staff, "/overview/"),
    }
    for status, (user, path) in refused.items():
        assert sign_in(desktop, user).goto(path).status == status
        desktop.wrongs.clear()  # Chromium writes each of them to its console
        sweep.look(desktop, str(status))
