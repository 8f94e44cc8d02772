import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from clusters.models import Appointment, Substitution
from tests import factories as make

TODAY = dt.date(2026, 3, 10)


@pytest.fixture(autouse=True)
def tenth_of_march(time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 10, 5, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def college(db):
    return make.college("Колледж связи")


@pytest.fixture
def head(college):
    return make.head(college, surname="Ветров", email="vetrov@example.org")


@pytest.fixture
def as_head(client, head):
    client.force_login(make.user(head))
    return client


@pytest.fixture
def deputy(college):
    deputy = make.person("Озеров")
    make.appoint(deputy, college, Appointment.Post.DEPUTY)
    return deputy


def record(client, since="2026-03-12", until="2026-03-20", **fields):
    return client.post(
        reverse("absence_add"), {"since": since, "until": until, "substitute": "", "reason": "", **fields}
    )


def test_own_data_are_kept_with_history(as_head, head):
    form = {
        "phone": "8 800 000",
        "extra_email": "home@example.org",
        "letters_wanted": "few",
        "email": "evil@example.org",
    }
    assert as_head.post(reverse("profile"), form).url == reverse("profile")
    head.refresh_from_db()
    assert (head.phone, head.extra_email, head.letters_wanted) == ("8 800 000", "home@example.org", "few")
    assert (head.email, head.history.first().history_user.person) == ("vetrov@example.org", head)


def test_a_wrong_address_is_said_beside_its_field(as_head):
    page = as_head.post(reverse("profile"), {"extra_email": "не адрес", "letters_wanted": "all"})
    assert (page.status_code, list(page.context["own_data"].errors)) == (422, ["extra_email"])


def test_an_account_without_a_person_has_a_page_too(client, db):
    client.force_login(make.user(is_staff=True))
    assert client.get(reverse("profile")).status_code == 200
    assert client.post(reverse("profile"), {}).status_code == 404
    assert record(client).status_code == 404


def test_an_absence_with_a_substitute(as_head, head, deputy):
    record(as_head, substitute=deputy.pk, reason="отпуск")
    absence = Substitution.objects.get()
    assert (str(absence), absence.reason) == ("Озеров И.П. за Ветров И.П., 12.03.2026 – 20.03.2026", "отпуск")
    assert "замещает Озеров И.П." in as_head.get(reverse("profile")).content.decode()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"until": "2026-03-11"}, "until"),
        ({"since": "2026-03-01", "until": "2026-03-09"}, "until"),
        ({"since": ""}, "since"),
    ],
)
def test_days_that_make_no_sense_are_refused_and_kept_on_the_screen(as_head, fields, wrong):
    page = record(as_head, reason="отпуск", **fields)
    assert (page.status_code, list(page.context["absence"].errors), Substitution.objects.count()) == (422, [wrong], 0)
    assert 'value="отпуск"' in page.content.decode()


def test_who_has_no_colleague_is_told_where_to_name_one(as_head):
    assert "Выбрать пока некого" in as_head.get(reverse("profile")).content.decode()


def test_a_reloaded_form_goes_back_to_the_profile(as_head):
    assert as_head.get(reverse("absence_add")).url == reverse("profile")


def test_only_a_colleague_substitutes(as_head, head, deputy):
    stranger = make.head(make.college())
    offered = as_head.get(reverse("profile")).context["absence"].fields["substitute"].queryset
    assert list(offered) == [deputy]
    for pk in (stranger.pk, head.pk):
        assert record(as_head, substitute=pk).status_code == 422


def test_an_absence_that_has_not_begun_is_taken_back(as_head, head):
    absence = Substitution.objects.create(absent=head, since=TODAY + dt.timedelta(days=1), until=dt.date(2026, 3, 20))
    as_head.post(reverse("absence_end", args=[absence.pk]))
    assert (Substitution.objects.count(), Substitution.history.filter(history_type="-").count()) == (0, 1)


def test_back_before_the_end_means_at_work_today(as_head, head):
    absence = Substitution.objects.create(absent=head, since=dt.date(2026, 3, 2), until=dt.date(2026, 3, 20))
    as_head.post(reverse("absence_end", args=[absence.pk]))
    absence.refresh_from_db()
    assert absence.until == dt.date(2026, 3, 9)


def test_nobody_ends_another_s_absence(as_head, deputy):
    absence = Substitution.objects.create(absent=deputy, since=TODAY, until=TODAY)
    assert as_head.post(reverse("absence_end", args=[absence.pk])).status_code == 404


@pytest.mark.parametrize("url_name", ["profile", "college"])
def test_a_page_of_one_s_own_asks_who_one_is(db, url_name):
    page = Client().get(reverse(url_name))
    assert (page.status_code, page.url) == (302, f"/accounts/login/?next=/{url_name}/")


def test_an_account_of_nobody_says_how_to_become_somebody(client, db):
    admin = make.user(is_staff=True, is_superuser=True)
    for user, said in ((make.user(), "Связать её может администратор"), (admin, f"/admin/clusters/user/{admin.pk}/")):
        client.force_login(user)
        assert said in client.get(reverse("profile")).text
