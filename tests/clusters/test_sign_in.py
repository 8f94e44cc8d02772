"""Signing in: what is asked, what is said, and who is locked out."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from allauth.account import app_settings
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from clusters.models import User
from tests import factories as make

LOCKED = "Вход приостановлен"
HOME = "/"


@pytest.fixture(autouse=True)
def quiet(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def user(db):
    return make.user(make.person("Ветров", email="vetrov@example.org"))


def sign_in(client, login="vetrov@example.org", password=make.PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


def is_in(client):
    return client.get(reverse("profile")).status_code == 200


def test_by_password(client, user):
    assert sign_in(client).status_code == 302
    assert is_in(client)


def test_by_password_in_any_case_of_the_address(client, user):
    sign_in(client, login=" Vetrov@Example.ORG ")
    assert is_in(client)


def test_by_a_code_from_a_letter_whose_code_is_a_secret(client, user):
    client.post(reverse("account_request_login_code"), {"email": "vetrov@example.org"})
    letter = mail.outbox[0]
    code = re.search(r"\b\d{6}\b", letter.body)[0]
    assert (letter.kind, letter.secrets, letter.person, letter.to) == ("sign_in", [code], user.person, [user.email])
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert is_in(client)


def test_three_wrong_codes_end_the_attempt(client, user):
    client.post(reverse("account_request_login_code"), {"email": "vetrov@example.org"})
    code = mail.outbox[0].secrets[0]
    for _ in range(3):
        client.post(reverse("account_confirm_login_code"), {"code": "000000" if code != "000000" else "111111"})
    client.post(reverse("account_confirm_login_code"), {"code": code})
    assert not is_in(client)


def test_nobody_signs_up(client, db):
    page = client.post(
        reverse("account_signup"), {"email": "new@example.org", "password1": make.PASSWORD, "password2": make.PASSWORD}
    )
    assert (page.status_code, User.objects.count()) == (200, 0)
    assert "Вход по приглашению" in page.content.decode()


def without_address(page, address):
    """The page with what differs from request to request taken out."""
    text = page.content.decode().replace(address, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


@pytest.mark.parametrize("url_name", ["account_request_login_code", "account_reset_password"])
def test_known_and_unknown_addresses_get_the_same_answer(user, url_name):
    pages = []
    for address in ("vetrov@example.org", "nobody@example.org"):
        page = Client().post(reverse(url_name), {"email": address}, follow=True)
        pages.append((page.redirect_chain, without_address(page, address)))
    assert pages[0] == pages[1]
    assert [letter.to for letter in mail.outbox] == [["vetrov@example.org"], ["nobody@example.org"]]


def test_a_wrong_password_says_the_same_for_known_and_unknown(user):
    pages = [
        without_address(sign_in(Client(), login=address, password="не тот пароль"), address)
        for address in ("vetrov@example.org", "nobody@example.org")
    ]
    assert pages[0] == pages[1]


def test_links_of_letters_come_from_the_settings_not_from_the_host(client, user, settings):
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "https://reshili.example.org"
    client.post(reverse("account_reset_password"), {"email": "vetrov@example.org"}, HTTP_HOST="evil.example.com")
    letter = mail.outbox[0]
    [link] = letter.secrets
    assert link.startswith("https://reshili.example.org/accounts/password/reset/key/")
    assert link in letter.body
    assert "evil" not in str(letter.message())


@pytest.mark.parametrize("way", ["account_change_password", "account_set_password", "account_reset_password"])
def test_what_a_password_must_be_is_said_in_plain_words(client, user, way):
    if way == "account_reset_password":
        client.post(reverse(way), {"email": user.email})
        page = client.get(urlsplit(mail.outbox[0].secrets[0]).path, follow=True)
    else:
        user.set_password(None if way == "account_set_password" else make.PASSWORD)
        user.save()
        client.force_login(user)
        page = client.get(reverse(way))
    help_text = page.text.partition('id="id_password1_helptext">')[2].partition("</div>")[0]
    assert "как минимум 12 символов" in help_text
    assert "&lt;" not in help_text


def test_a_new_password_is_told_of_by_letter(client, user):
    sign_in(client)
    new = "совсем-другой-длинный-пароль"
    form = {"oldpassword": make.PASSWORD, "password1": new, "password2": new}
    client.post(reverse("account_change_password"), form)
    assert [(letter.subject, letter.to) for letter in mail.outbox] == [("Пароль изменён", ["vetrov@example.org"])]
    assert "Ваш пароль в программе «Решили» изменён." in mail.outbox[0].body


# ── Who is locked out ──


def fail(times, login="vetrov@example.org", **extra):
    client = Client()
    return [sign_in(client, login=login, password="не тот", **extra) for _ in range(times)][-1]


def test_ten_failures_lock_this_account_from_this_address(client, user):
    assert LOCKED not in fail(9, REMOTE_ADDR="10.0.0.1").content.decode()
    page = fail(1, REMOTE_ADDR="10.0.0.1")
    assert (page.status_code, LOCKED in page.content.decode()) == (429, True)
    assert LOCKED in sign_in(client, REMOTE_ADDR="10.0.0.1").content.decode()


def test_the_same_account_from_elsewhere_and_others_from_here_stay_open(user):
    make.user(make.person("Лугов", email="lugov@example.org"))
    fail(10, REMOTE_ADDR="10.0.0.1")
    elsewhere, neighbour = Client(REMOTE_ADDR="10.0.0.2"), Client(REMOTE_ADDR="10.0.0.1")
    sign_in(elsewhere)
    sign_in(neighbour, login="lugov@example.org")
    assert (is_in(elsewhere), is_in(neighbour)) == (True, True)


def test_an_unknown_account_is_locked_just_the_same(db):
    assert LOCKED in fail(10, login="nobody@example.org", REMOTE_ADDR="10.0.0.1").content.decode()


def test_a_region_behind_one_address_is_not_locked_by_its_mistakes(user):
    for number in range(31):  # the library's own limit was thirty a minute
        fail(1, login=f"somebody{number}@example.org", REMOTE_ADDR="10.0.0.1")
    client = Client(REMOTE_ADDR="10.0.0.1")
    sign_in(client)
    assert is_in(client)


def test_the_account_alone_is_slow_after_fifty_failures_from_everywhere():
    assert app_settings.RATE_LIMITS["login_failed"] == "50/900s/key"


def test_failures_from_everywhere_slow_the_account_down_but_a_code_still_lets_in(user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/900s/key"}
    for number in range(5):
        fail(1, REMOTE_ADDR=f"10.0.1.{number}")
    client = Client(REMOTE_ADDR="10.0.0.9")
    sign_in(client)
    assert not is_in(client)
    client.post(reverse("account_request_login_code"), {"email": "vetrov@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": mail.outbox[-1].secrets[0]})
    assert is_in(client)


def test_the_lock_opens_by_itself(user, time_machine):
    time_machine.move_to("2026-03-02 10:00:00+07:00", tick=False)
    fail(10, REMOTE_ADDR="10.0.0.1")
    client = Client(REMOTE_ADDR="10.0.0.1")
    time_machine.shift(14 * 60)
    sign_in(client)
    assert not is_in(client)
    time_machine.shift(16 * 60)
    sign_in(client)
    assert is_in(client)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [(0, "1.2.3.4", "10.0.0.1"), (1, "1.2.3.4", "1.2.3.4"), (1, "6.6.6.6, 1.2.3.4", "1.2.3.4")],
)
def test_a_forged_forwarded_header_is_not_believed(user, settings, proxies, forwarded, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    fail(1, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert list(AccessAttempt.objects.values_list("username", "ip_address")) == [("vetrov@example.org", address)]


# ── Accounts and sessions ──


def test_a_closed_account_ends_its_sessions(client, user):
    sign_in(client)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not is_in(client)


def test_a_changed_password_ends_the_other_sessions(client, user):
    sign_in(client)
    user.set_password("совсем-другой-длинный-пароль")
    user.save()
    assert not is_in(client)


def test_sessions_are_listed_and_ended(user):
    here, there = Client(HTTP_USER_AGENT="Firefox/140"), Client(HTTP_USER_AGENT="Chrome/140")
    for client in (here, there):
        sign_in(client)
        is_in(client)
    assert here.get(reverse("usersessions_list")).content.decode().count("<tr>") == 3  # the heading and two
    here.post(reverse("usersessions_list"))
    assert (is_in(here), is_in(there)) == (True, False)


def test_one_of_several_sessions_is_ended(user):
    here, lost, office = (Client(HTTP_USER_AGENT=f"{name}/140") for name in ("Firefox", "Chrome", "Edg"))
    for client in (here, lost, office):
        sign_in(client)
        is_in(client)
    keys = dict(UserSession.objects.values_list("user_agent", "pk"))
    page = here.get(reverse("usersessions_list")).content.decode()
    ends = {name: reverse("session_end", args=[pk]) for name, pk in keys.items()}
    assert {name: end in page for name, end in ends.items()} == {
        "Firefox/140": False, "Chrome/140": True, "Edg/140": True,
    }  # fmt: skip
    here.post(ends["Chrome/140"])
    assert (is_in(here), is_in(lost), is_in(office)) == (True, False, True)
    assert here.post(ends["Firefox/140"]).status_code == 404  # this browser is left by «Выйти»
    assert is_in(here)


def test_a_changed_address_signs_in_and_the_old_one_no_more(user):
    user.email = "new@example.org"
    user.save()
    old, new = Client(), Client()
    sign_in(old)
    sign_in(new, login="new@example.org")
    assert (is_in(old), is_in(new)) == (False, True)
    assert list(user.emailaddress_set.values_list("email", "primary", "verified")) == [("new@example.org", True, True)]


def test_signing_in_writes_no_history_and_a_change_does(client, user):
    before = user.history.count()
    sign_in(client)
    assert user.history.count() == before == 1
    user.refresh_from_db()
    user.is_leadership = True
    user.save()
    assert user.history.count() == 2


def test_the_admin_has_no_door_of_its_own(client, db):
    page = client.get("/admin/login/?next=/admin/")
    assert (page.status_code, page.url) == (302, "/accounts/login/?next=%2Fadmin%2F")


@pytest.mark.parametrize(
    ("forced", "powers", "goes_to"),
    [
        (True, {"is_staff": True}, "/accounts/2fa/totp/activate/"),
        (True, {"is_leadership": True}, "/accounts/2fa/totp/activate/"),
        (True, {}, None),
        (False, {"is_staff": True}, None),
    ],
)
def test_staff_must_have_a_second_factor_where_the_setting_says_so(client, db, settings, forced, powers, goes_to):
    settings.STAFF_SECOND_FACTOR = forced
    client.force_login(make.user(make.person(), **powers))
    page = client.get(reverse("profile"))
    assert (page.status_code, getattr(page, "url", None)) == ((302, goes_to) if goes_to else (200, None))


def test_staff_with_a_second_factor_work_on_and_are_asked_for_it_when_they_sign_in(client, db, settings):
    settings.STAFF_SECOND_FACTOR = True
    staff = make.user(make.person(email="zorin@example.org"), is_staff=True)
    TOTP.activate(staff, generate_totp_secret())
    page = sign_in(client, login="zorin@example.org")
    assert (page.status_code, page.url) == (302, "/accounts/2fa/authenticate/")
    assert not is_in(client)
    client.force_login(staff)
    assert is_in(client)


@pytest.fixture
def enter_code(client, user, time_machine):
    """`enter_code(steps)` signs in with the code of so many steps later; true when it was taken."""
    noon = dt.datetime(2026, 3, 2, 12, 0, 5, tzinfo=dt.UTC)
    time_machine.move_to(noon, tick=False)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)

    def enter(steps: int) -> bool:
        code = format_hotp_value(hotp_value(secret, int(noon.timestamp()) // 30 + steps))
        sign_in(client)
        client.post(reverse("mfa_authenticate"), {"code": f"{code[:3]} {code[3:]}"})
        return is_in(client)

    return enter


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_taken_a_step_early_or_late(enter_code, steps, taken):
    assert enter_code(steps) == taken


def test_a_code_is_taken_once(client, enter_code, time_machine):
    assert enter_code(1)
    client.post(reverse("account_logout"))
    time_machine.shift(31)  # the library has forgotten it
    assert not enter_code(1)
    assert enter_code(2)


def test_new_spare_codes_are_made(client, user):
    """On PostgreSQL too, where the library's lock on the user must not reach for the person."""
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    page = client.post(reverse("mfa_generate_recovery_codes"))
    assert (page.status_code, page.url) == (302, reverse("mfa_view_recovery_codes"))
    assert User.objects.select_for_update().query.select_for_update_of == ("self",)


def test_the_library_s_own_page_of_addresses_is_shut(client, user):
    client.force_login(user)
    assert client.get("/accounts/email/").url == "/profile/"


# ── While Redis is away ──


@pytest.fixture
def without_redis(settings):
    settings.CACHES = {"default": {"BACKEND": "config.cache.SharedCache", "LOCATION": "redis://127.0.0.1:1/0"}}
    cache.clear()  # what this process keeps instead


def test_without_redis_people_get_in(client, user, without_redis):
    sign_in(client)
    assert is_in(client)
    other = Client()
    other.post(reverse("account_request_login_code"), {"email": "vetrov@example.org"})
    other.post(reverse("account_confirm_login_code"), {"code": mail.outbox[0].secrets[0]})
    assert is_in(other)
    assert Client().post(reverse("account_reset_password"), {"email": "vetrov@example.org"}).status_code == 302
    assert len(mail.outbox) == 2


def test_without_redis_the_limits_still_count(user, without_redis):
    for _ in range(5):
        Client().post(reverse("account_reset_password"), {"email": "vetrov@example.org"})
    assert len(mail.outbox) == 3


def test_without_redis_a_code_is_taken_once(without_redis, client, enter_code):
    assert enter_code(1)
    client.post(reverse("account_logout"))
    assert not enter_code(1)
