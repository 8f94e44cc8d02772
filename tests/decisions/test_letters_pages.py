"""«Письма»: who reads them, what is found, what is masked, and the mailbox of a trial run."""

import datetime as dt
from email.message import EmailMessage

import pytest
import time_machine
from django.urls import reverse

from decisions.letters import SAMPLES
from decisions.models import Letter, PostOffice
from decisions.views.letters import NOTHING_LEFT, SAMPLE_NAMES
from tests import factories as make

NOW = dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC)
CODE = "ZMSC-JWVP"
HTML = (
    '<html><head><style>p {color: red}</style></head><body><p style="color: red">Ваш код: <b>{}</b></p>'
    '<script>alert(1)</script><a href="https://reshili.example.org/my/">Открыть</a></body></html>'
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def staff(client):
    client.force_login(make.user(is_staff=True))
    return client


def letter(state=Letter.State.SENT, created_at=NOW, **fields) -> Letter:
    given = {"kind": "digest", "to": "head@example.org", "subject": "Просрочено: 2", "text": "Срок прошёл", **fields}
    return Letter.objects.create(state=state, created_at=created_at, next_at=created_at, **given)


def a_code() -> Letter:
    message = EmailMessage()
    message["Subject"], message["To"] = "Код для входа", "head@example.org"
    message.set_content(f"Ваш код: {CODE}")
    message.add_alternative(HTML.replace("{}", CODE), subtype="html")
    hidden = {"text": "Ваш код: ••••••", "html": HTML.replace("{}", "••••••")}
    return letter(kind="login_code", subject="Код для входа", secrets=[CODE], raw=message.as_bytes(), **hidden)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["bounced", "dropped", "failed", "old", "queued", "sent"]),
        ("state=trouble", ["bounced", "failed", "old"]),
        ("state=trouble&lately=on", ["bounced", "failed"]),
        ("state=waiting", ["queued"]),
        ("state=sent", ["sent"]),
        ("state=dropped", ["dropped"]),
        ("q=ЛУГОВ", ["sent"]),
        ("q=особая", ["queued"]),
        ("q=dropped@", ["dropped"]),
        ("state=unheard-of", ["bounced", "dropped", "failed", "old", "queued", "sent"]),
    ],
)
def test_letters_are_found(staff, query, found):
    for state in ("queued", "bounced", "failed", "dropped"):
        letter(state, to=f"{state}@example.org", subject="Особая тема" if state == "queued" else "Тема")
    letter("failed", NOW - dt.timedelta(days=31), to="old@example.org")
    letter("sent", to="sent@example.org", person=make.person("Лугов"))
    page = staff.get(f"{reverse('decisions:letters')}?{query}").context["page"]
    assert sorted(one.to.partition("@")[0] for one in page) == found


def test_trouble_is_told_and_the_office_opened_again(staff):
    PostOffice.objects.create(pk=1, held=True)
    page = staff.get(reverse("decisions:letters"))
    assert "Отправка писем остановлена до разрешения сотрудника." in page.text
    staff.post(reverse("decisions:release_letters"))
    assert not PostOffice.objects.get().held


@pytest.mark.parametrize(("state", "after"), [("failed", "queued"), ("bounced", "queued"), ("sent", "sent")])
def test_only_what_was_refused_is_tried_again(staff, state, after):
    one = letter(state, attempts=4, error="нет такого ящика", refused_since=NOW - dt.timedelta(days=4), raw=b"raw")
    staff.post(reverse("decisions:letter_again", args=[one.pk]))
    one.refresh_from_db()
    assert (one.state, one.attempts) == (after, 0 if after == "queued" else 4)
    assert (one.refused_since is None, bytes(one.raw)) == (after == "queued", b"raw")


@pytest.mark.parametrize(("raw", "offered"), [(b"raw", True), (b"", False)])
def test_what_was_erased_is_not_offered_again(staff, raw, offered):
    one = letter("bounced", kind="invitation", raw=raw)
    page = staff.get(reverse("decisions:letter", args=[one.pk]))
    assert ("Отправить ещё раз" in page.text, NOTHING_LEFT in page.text) == (offered, not offered)
    page = staff.post(reverse("decisions:letter_again", args=[one.pk]), follow=True)
    one.refresh_from_db()
    assert (one.state, "Письмо снова в очереди." in page.text) == (("queued", True) if offered else ("bounced", False))


def test_staff_never_read_a_code(staff):
    one = a_code()
    for name in ("letter", "letter_looks"):
        page = staff.get(reverse(f"decisions:{name}", args=[one.pk]))
        assert (page.status_code, CODE in page.text) == (200, False)
    assert "Ваш код: ••••••" in staff.get(reverse("decisions:letter", args=[one.pk])).text


def test_a_letter_is_framed_by_our_own_pages_and_runs_nothing(staff):
    page = staff.get(reverse("decisions:letter_looks", args=[a_code().pk]))
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert ["style=" in page.text, "<style" in page.text, "<script" in page.text] == [False, False, False]
    assert '<a href="https://reshili.example.org/my/" target="_top">' in page.text
    assert "frame-src 'self'" in staff.get(reverse("decisions:letters"))["Content-Security-Policy"]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_shown(staff, name):
    assert staff.get(reverse("decisions:letter_sample", args=[name])).status_code == 200
    assert "letter" in staff.get(reverse("decisions:letter_sample_looks", args=[name])).text


def test_each_sample_has_a_name_of_its_own():
    assert SAMPLE_NAMES.keys() == SAMPLES.keys()


def test_a_letter_to_oneself_proves_the_mail(staff, settings):
    settings.EMAIL_BACKEND = "decisions.outbox.OutboxBackend"
    staff.post(reverse("decisions:letter_test"))
    (one,) = Letter.objects.all()
    assert (one.to, one.subject, one.state) == (staff_address(staff), "Проверка почты", "queued")


def staff_address(client) -> str:
    return client.get(reverse("decisions:letters")).wsgi_request.user.email


def test_there_are_samples_and_no_others(staff):
    assert len(SAMPLES) >= 3
    assert staff.get(reverse("decisions:letter_sample", args=["unheard-of"])).status_code == 404


@pytest.fixture
def trial(settings):
    settings.TRIAL, settings.SMTP_URL = True, ""


def test_anybody_reads_codes_in_the_mailbox_of_a_trial_run(client, trial):
    one = a_code()
    assert "Код для входа" in client.get(reverse("trial_mailbox")).text
    assert f"Ваш код: {CODE}" in client.get(reverse("trial_letter", args=[one.pk])).text
    assert CODE in client.get(reverse("trial_letter_looks", args=[one.pk])).text


@pytest.mark.parametrize(("is_trial", "smtp_url"), [(False, ""), (True, "smtp://mail.example.org:25")])
def test_there_is_no_mailbox_where_letters_really_go(client, settings, is_trial, smtp_url):
    one = a_code()
    settings.TRIAL, settings.SMTP_URL = is_trial, smtp_url
    for url in (
        reverse("trial_mailbox"),
        reverse("trial_letter", args=[one.pk]),
        reverse("trial_letter_looks", args=[one.pk]),
    ):
        assert client.get(url).status_code == 404


def test_lists_cost_the_same_at_one_row_and_at_thirty(staff, trial, django_assert_max_num_queries):
    counts = []
    staff.get(reverse("decisions:letters"))
    for more in (1, 29):
        for _ in range(more):
            letter(person=make.person())
        for name in ("decisions:letters", "trial_mailbox"):
            with django_assert_max_num_queries(25) as queries:
                assert staff.get(reverse(name)).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
