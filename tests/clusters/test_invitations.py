import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse

from clusters.invitations import CannotInvite, invite, invited, token_of
from clusters.models import User
from tests import factories as make

NOW = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)
NEW_PASSWORD = "мой-новый-длинный-пароль"


@pytest.fixture(autouse=True)
def letters(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def head(db):
    return make.head(make.college(), surname="Ветров", email="vetrov@example.org")


@pytest.fixture
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


def open_door(client, user):
    return client.get(reverse("invitation", args=[token_of(user)]), follow=True)


def go_in(client, password=""):
    return client.post(reverse("invitation_accept"), {"password": password, "again": password})


def is_in(client):
    return client.get(reverse("profile")).status_code == 200


def test_the_letter_carries_a_secret_link_at_the_site_s_address(head, settings):
    settings.SITE_URL = "https://reshili.example.org"
    user = invite(head, by=None, now=NOW, note="Вас назначили контактным лицом.")
    [letter] = mail.outbox
    [token] = letter.secrets
    assert (letter.to, letter.kind, letter.person) == (["vetrov@example.org"], "invitation", head)
    assert f"https://reshili.example.org/invitation/{token}/" in letter.body
    assert letter.body.startswith("Здравствуйте, Иван Петрович!\n\nВас назначили контактным лицом.")
    assert invited(token, NOW) == user


def test_inviting_makes_an_account_that_no_password_opens(head):
    user = invite(head, by=None, now=NOW)
    assert (user.email, user.person, user.is_staff, user.has_usable_password()) == (
        "vetrov@example.org",
        head,
        False,
        False,
    )
    assert user.history.count() == 2


@pytest.mark.parametrize(
    ("after", "is_open"),
    [(dt.timedelta(days=13, hours=23), True), (dt.timedelta(days=14), False), (dt.timedelta(days=400), False)],
)
def test_fourteen_days(head, after, is_open):
    user = invite(head, by=None, now=NOW)
    assert (invited(token_of(user), NOW + after) is not None) == is_open


@pytest.mark.parametrize("spoil", [lambda t: t + "x", lambda t: "x" + t, lambda t: "", lambda t: "W10:abc"])
def test_a_made_up_token_lets_nobody_in(head, spoil):
    assert invited(spoil(token_of(invite(head, by=None, now=NOW))), NOW) is None


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"email": "other@example.org"},
        {"password": "x"},
        {"last_login": NOW},
        {"invited_at": NOW + dt.timedelta(hours=1)},
    ],
    ids=["closed", "another address", "a password", "signed in", "a newer invitation"],
)
def test_what_makes_an_invitation_void(head, change):
    user = invite(head, by=None, now=NOW)
    token = token_of(user)
    User.objects.filter(pk=user.pk).update(**change)
    assert invited(token, NOW + dt.timedelta(hours=2)) is None


@pytest.mark.parametrize(
    ("prepare", "refusal"),
    [
        (lambda head: setattr(head, "email", ""), "Ветров И.П.: нет адреса эл. почты."),
        (lambda head: make.user(head, is_active=False), "Ветров И.П.: вход закрыт, сначала откройте его."),
        (
            lambda head: make.user(email="vetrov@example.org", is_staff=True),
            "Ветров И.П.: с адресом vetrov@example.org уже входит кто-то другой.",
        ),
    ],
)
def test_who_cannot_be_invited(head, prepare, refusal):
    prepare(head)
    with pytest.raises(CannotInvite) as said:
        invite(head, by=None, now=NOW)
    assert (str(said.value), mail.outbox) == (refusal, [])


def test_opening_the_link_changes_nothing_and_leaves_no_trace_of_it(head, client, now):
    user = invite(head, by=None, now=NOW)
    page = open_door(client, user)
    assert page.redirect_chain == [("/invitation/", 302)]
    assert token_of(user) not in page.content.decode()
    user.refresh_from_db()
    assert (user.last_login, is_in(client)) == (None, False)
    assert open_door(Client(), user).status_code == 200  # a scanner before us spent nothing


def test_with_a_password_of_one_s_own(head, client, now):
    user = invite(head, by=None, now=NOW)
    open_door(client, user)
    assert go_in(client, NEW_PASSWORD).status_code == 302
    user.refresh_from_db()
    assert (is_in(client), user.check_password(NEW_PASSWORD)) == (True, True)


def test_without_a_password(head, client, now):
    user = invite(head, by=None, now=NOW)
    open_door(client, user)
    go_in(client)
    user.refresh_from_db()
    assert (is_in(client), user.has_usable_password()) == (True, False)


def test_once(head, now):
    user = invite(head, by=None, now=NOW)
    token = token_of(user)
    first, second = Client(), Client()
    for client in (first, second):
        client.get(reverse("invitation", args=[token]))
    go_in(first)
    assert (go_in(second).status_code, is_in(first), is_in(second)) == (404, True, False)


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("короткий", "короткий", "Введённый пароль слишком короткий"),
        (NEW_PASSWORD, "другой", "Пароли не совпали."),
        ("vetrov@example.org", "vetrov@example.org", "Введённый пароль слишком похож на эл. почта."),
    ],
)
def test_a_poor_password_is_refused_and_the_link_is_not_spent(head, client, now, password, again, said):
    open_door(client, invite(head, by=None, now=NOW))
    page = client.post(reverse("invitation_accept"), {"password": password, "again": again})
    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert go_in(client).status_code == 302


def test_whoever_was_signed_in_here_is_signed_out_first(head, client, now):
    client.force_login(make.user(make.person("Лугов")))
    user = invite(head, by=None, now=NOW)
    open_door(client, user)
    go_in(client)
    assert client.get(reverse("profile")).context["user"] == user


def test_without_a_link_there_is_nothing(client, db):
    assert client.get(reverse("invitation_accept")).status_code == 404


def test_a_made_up_link_leaves_no_session(client, db):
    page = client.get(reverse("invitation", args=["made-up"]), follow=True)
    assert (page.status_code, Session.objects.count(), "session" in client.cookies) == (404, 0, False)
