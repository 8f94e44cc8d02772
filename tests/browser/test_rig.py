"""The browser's own guards, and the first page that everyone meets."""

import pytest


@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_the_sign_in_page(device, request, axe, screenshot):
    page = request.getfixturevalue(device)
    page.goto("/")
    screenshot(page, f"sign-in-{device}")
    assert page.locator("form").count() > 0
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def test_the_keyboard_signs_in_without_a_detour(desktop):
    desktop.goto("/accounts/login/")
    desktop.locator("[name=login]").focus()
    met = []
    for _ in range(3):
        desktop.keyboard.press("Tab")
        met.append(desktop.evaluate("document.activeElement.name || document.activeElement.innerText"))
    assert met == ["password", "Войти", "Забыли пароль?"]


def test_a_user_is_let_in(desktop, sign_in, cast, screenshot):
    sign_in(desktop, cast.head)
    desktop.goto("/")
    screenshot(desktop, "head-desktop")
    assert "/accounts/" not in desktop.url


def test_the_guards_see_what_is_wrong(desktop, axe):
    desktop.goto("/accounts/login/")
    desktop.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://example.org/pixel.png\">')")
    desktop.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")
    desktop.evaluate("setTimeout(() => { throw new Error('a broken script') })")
    desktop.wait_for_function("true")
    seen = " | ".join(desktop.wrongs)
    signs = ("example.org", "Content Security Policy", "a broken script")
    assert [sign in seen for sign in signs] == [True, True, True]
    assert [line.partition(":")[0] for line in axe(desktop)] == ["image-alt"]
    desktop.wrongs.clear()
