"""«Мой колледж»: who may look, who may change, and that access ends with the post."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from clusters.directory import standings
from clusters.models import Appointment, Person, Substitution
from tests import factories as make

TODAY = dt.date(2026, 3, 10)
CONTACT = {
    "surname": "Тополев",
    "name": "Пётр",
    "patronymic": "Ильич",
    "post": "contact",
    "title": "методист",
    "email": "Topolev@example.org",
}


@pytest.fixture(autouse=True)
def tenth_of_march(time_machine, settings):
    time_machine.move_to(dt.datetime(2026, 3, 10, 5, tzinfo=dt.UTC), tick=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def college(db):
    return make.college("Колледж связи")


@pytest.fixture
def head(college):
    return make.user(make.head(college, surname="Ветров"))


@pytest.fixture
def as_head(client, head):
    client.force_login(head)
    return client


@pytest.fixture
def contact(college):
    return make.appoint(make.person("Озеров", email="ozerov@example.org"), college, Appointment.Post.CONTACT)


def signed_in(who):
    client = Client()
    client.force_login(who.user if isinstance(who, Person) else who)
    return client


def add(client, college, **changed):
    return client.post(reverse("colleague_add", args=[college.pk]), CONTACT | changed)


def test_the_head_names_a_contact_who_is_invited(as_head, college, head):
    assert add(as_head, college).url == reverse("college")
    post = Appointment.objects.get(post="contact")
    assert (str(post), post.since, post.person.email) == (
        "Тополев П.И., методист (Колледж связи)",
        TODAY,
        "topolev@example.org",
    )
    assert (mail.outbox[0].to, post.history.get().history_user) == (["topolev@example.org"], head)
    assert "Вы названы контактным лицом организации: Колледж связи (Ветров И.П.)." in mail.outbox[0].body
    page = as_head.get(reverse("college")).content.decode()
    assert "Тополев Пётр Ильич" in page
    assert "приглашение отправлено 10" in page


def test_the_same_person_at_the_same_address_is_not_doubled(as_head, college):
    known = make.person("Тополев", "Пётр", "Ильич", email="topolev@example.org")
    add(as_head, college)
    assert Appointment.objects.get(post="contact").person == known


@pytest.mark.parametrize(
    ("others", "said"),
    [
        (lambda: make.person("Лугов", email="topolev@example.org"), "Этот адрес записан за другим человеком"),
        (lambda: make.user(email="topolev@example.org", is_staff=True), "С этим адресом уже входит другой человек."),
    ],
)
def test_nobody_else_s_address_is_taken(as_head, college, others, said):
    others()
    page = add(as_head, college)
    assert (page.status_code, said in page.content.decode()) == (422, True)
    assert not Appointment.objects.filter(post="contact").exists()


@pytest.mark.parametrize("post", ["head", "employee", ""])
def test_a_head_names_deputies_and_contacts_only(as_head, college, post):
    assert add(as_head, college, post=post).status_code == 422


def test_the_head_changes_a_colleague(as_head, college, contact):
    form = {"post": "deputy", "title": "заместитель", "gets_letters": "on", "email": "new@example.org"}
    as_head.post(reverse("colleague", args=[contact.pk]), form)
    contact.refresh_from_db()
    assert (contact.post, contact.title, contact.gets_letters, contact.person.email) == (
        "deputy",
        "заместитель",
        True,
        "new@example.org",
    )


def test_a_changed_address_signs_in(as_head, contact):
    user = make.user(contact.person)
    as_head.post(reverse("colleague", args=[contact.pk]), {"post": "contact", "email": "new@example.org"})
    user.refresh_from_db()
    assert user.email == "new@example.org"


@pytest.mark.parametrize("powers", [{"is_staff": True}, {"is_leadership": True}])
def test_the_address_of_a_department_s_account_is_not_a_head_s_to_change(as_head, contact, powers):
    user = make.user(contact.person, **powers)
    as_head.post(reverse("colleague", args=[contact.pk]), {"post": "contact", "email": "evil@example.org"})
    user.refresh_from_db()
    contact.person.refresh_from_db()
    assert (user.email, contact.person.email) == ("ozerov@example.org", "ozerov@example.org")


def test_the_address_of_somebody_who_works_elsewhere_too_is_not_a_head_s_to_change(as_head, contact):
    make.appoint(contact.person, make.college(), Appointment.Post.HEAD)
    as_head.post(reverse("colleague", args=[contact.pk]), {"post": "contact", "email": "evil@example.org"})
    contact.person.refresh_from_db()
    assert contact.person.email == "ozerov@example.org"


@pytest.mark.parametrize(("here", "address"), [(True, "new@example.org"), (False, "ozerov@example.org")])
def test_the_address_of_somebody_who_stands_in_elsewhere_is_not_a_head_s_to_change(
    as_head, contact, college, here, address
):
    """By a code sent to it one would sign in and act for the other college."""
    absent = make.person() if here else make.head(make.college())
    if here:
        make.appoint(absent, college, Appointment.Post.DEPUTY)
    Substitution.objects.create(absent=absent, substitute=contact.person, since=TODAY, until=TODAY)
    as_head.post(reverse("colleague", args=[contact.pk]), {"post": "contact", "email": "new@example.org"})
    contact.person.refresh_from_db()
    assert contact.person.email == address


def test_access_ends_at_once(as_head, contact):
    make.user(contact.person)
    assert len(standings(contact.person, TODAY)) == 1
    as_head.post(reverse("colleague_end", args=[contact.pk]))
    assert standings(contact.person, TODAY) == []
    contact.refresh_from_db()
    assert contact.until == dt.date(2026, 3, 9)


def test_a_colleague_named_today_by_mistake_is_taken_back(as_head, college):
    add(as_head, college)
    as_head.post(reverse("colleague_end", args=[Appointment.objects.get(post="contact").pk]))
    assert not Appointment.objects.filter(post="contact").exists()
    assert Appointment.history.filter(post="contact", history_type="-").count() == 1


def test_inviting_again_sends_another_letter(as_head, contact):
    for _ in range(2):
        as_head.post(reverse("colleague_invite", args=[contact.pk]))
    assert [letter.to for letter in mail.outbox] == [["ozerov@example.org"]] * 2


def test_the_old_head_s_access_ends_on_the_day_of_the_new_one_in_the_same_session(as_head, college, time_machine):
    make.appoint(make.person("Лугов"), college, since=dt.date(2026, 3, 11))
    assert as_head.get(reverse("colleague_add", args=[college.pk])).status_code == 200
    time_machine.move_to(dt.datetime(2026, 3, 10, 17, 0, tzinfo=dt.UTC), tick=False)  # midnight in Tomsk
    assert as_head.get(reverse("colleague_add", args=[college.pk])).status_code == 404
    assert "Сейчас за вами нет организации" in as_head.get(reverse("college")).content.decode()


def test_a_substitute_acts_for_the_days_of_absence(college, head):
    other = make.user(make.person("Снегирёв"))
    Substitution.objects.create(absent=head.person, substitute=other.person, since=TODAY, until=TODAY)
    page = signed_in(other).get(reverse("college"))
    assert "Назвать сотрудника" in page.content.decode()


def test_a_contact_sees_who_is_who_and_changes_nothing(college, head, contact):
    client = signed_in(make.user(contact.person))
    page = client.get(reverse("college")).content.decode()
    assert ("Ветров Иван Петрович" in page, "Назвать сотрудника" in page) == (True, False)


URLS = [
    ("get", "colleague_add", "college"),
    ("post", "colleague_add", "college"),
    ("get", "colleague", "contact"),
    ("post", "colleague", "contact"),
    ("post", "colleague_end", "contact"),
    ("post", "colleague_invite", "contact"),
]
# a stranger does not learn that there is such a thing; who sees it but may not act is told so
ANSWERS = {"other head": 404, "contact": 403, "staff": 404, "leadership": 404, "anonymous": 302}


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize(("method", "url_name", "about"), URLS)
def test_who_may_not_change_a_college_s_people(college, head, contact, method, url_name, about, kind):
    client = Client()
    others = {
        "other head": lambda: make.user(make.head(make.college())),
        "contact": lambda: make.user(contact.person),
        "staff": lambda: make.user(make.person(), is_staff=True),
        "leadership": lambda: make.user(make.person(), is_leadership=True),
    }
    if kind in others:
        client.force_login(others[kind]())
    url = reverse(url_name, args=[{"college": college, "contact": contact}[about].pk])
    assert getattr(client, method)(url, CONTACT if method == "post" else None).status_code == ANSWERS[kind]
    assert Appointment.objects.filter(organization=college).count() == 2


@pytest.mark.parametrize("about", ["head", "employee"])
def test_the_head_does_not_touch_other_posts_here(as_head, college, about):
    post = make.appoint(make.person(), college, about)
    for url_name in ("colleague_end", "colleague_invite"):
        assert as_head.post(reverse(url_name, args=[post.pk])).status_code == 404
