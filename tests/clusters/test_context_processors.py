from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from clusters.context_processors import mark_current, menu


def page(request):
    return HttpResponse()


def group(name, *pages):
    return path(f"{name}/", include(([path(f"{each}/", page, name=each) for each in pages], name)))


urlpatterns = [
    path("", page, name="overview"),
    path("my/", page, name="my_assignments"),
    group("protocols", "list"),
    group("decisions", "assignments", "acceptance", "letters", "discipline"),
    group("admin", "index"),
    path("college/", page, name="college"),
    path("profile/", page, name="profile"),
    path("search/", page, name="search"),
    path("logout/", page, name="account_logout"),
]
pytestmark = pytest.mark.urls(__name__)


def seen_by(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return menu(request)


def a_user(*, staff=False, leadership=False):
    return SimpleNamespace(is_authenticated=True, is_staff=staff, is_leadership=leadership)


@pytest.mark.parametrize(
    ("user", "labels"),
    [
        (a_user(), ["Мои поручения", "Протоколы", "Мой колледж", "Профиль"]),
        (
            a_user(staff=True),
            ["Обзор", "Протоколы", "Поручения", "Приёмка", "Письма", "Справочники", "Профиль"],
        ),
        (a_user(leadership=True), ["Обзор", "Протоколы", "Поручения", "Дисциплина", "Профиль"]),
        (
            a_user(staff=True, leadership=True),
            ["Обзор", "Протоколы", "Поручения", "Приёмка", "Дисциплина", "Письма", "Справочники", "Профиль"],
        ),
        (AnonymousUser(), []),
    ],
    ids=["college", "staff", "leadership", "both", "anonymous"],
)
def test_each_kind_of_user_has_its_menu(user, labels):
    assert [entry["label"] for entry in seen_by(user)["menu"]] == labels


def test_a_stranger_is_offered_neither_search_nor_sign_out():
    seen = seen_by(AnonymousUser())
    assert (seen["search_url"], seen["logout_url"]) == ("", "")


def test_a_page_that_is_not_installed_is_left_out(settings):
    settings.TRIAL = True
    assert seen_by(a_user())["trial_mailbox_url"] == ""


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", {"Обзор": "page"}),
        ("/protocols/list/", {"Протоколы": "page"}),
        ("/protocols/list/7/", {"Протоколы": "true"}),
        ("/decisions/acceptance/", {"Приёмка": "page"}),
        ("/elsewhere/", {}),
    ],
)
def test_the_entry_one_stands_in_is_marked(path, current):
    marked = seen_by(a_user(staff=True), path)["menu"]
    assert {entry["label"]: entry["current"] for entry in marked if entry["current"]} == current


def test_of_two_beginnings_the_longer_is_current():
    entries = [{"label": "Поручения", "url": "/assignments/"}, {"label": "Приёмка", "url": "/assignments/acceptance/"}]
    assert [entry["current"] for entry in mark_current(entries, "/assignments/acceptance/3/")] == ["", "true"]


def test_a_request_that_failed_before_sign_in_has_no_menu():
    assert menu(RequestFactory().get("/"))["menu"] == []
