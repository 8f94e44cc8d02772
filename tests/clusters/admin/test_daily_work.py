"""What staff do in the directories day by day."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib import admin
from django.core import mail
from django.urls import reverse

from clusters.models import Alias, Appointment, Cluster, ExecutorGroup, Membership, User
from tests import factories as make


@pytest.fixture(autouse=True)
def tenth_of_march(time_machine, settings):
    time_machine.move_to(dt.datetime(2026, 3, 10, 5, tzinfo=dt.UTC), tick=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def staff(client, db):
    client.force_login(make.user(make.person("Зорин"), is_staff=True))
    return client


@pytest.fixture
def superuser(client, db):
    client.force_login(make.user(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def college(db):
    return make.college("Колледж связи")


def inline(prefix, *rows, initial=0):
    form = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    return form | {f"{prefix}-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}


def save_college(client, college, *posts, initial=0):
    form = {"name": college.name, "short_name": college.short_name, "kind": "college", "is_active": "on"}
    form |= inline("appointments", *posts, initial=initial) | inline("memberships")
    return client.post(reverse("admin:clusters_organization_change", args=[college.pk]), form, follow=True)


def said(page):
    return [str(message) for message in page.context["messages"]]


def test_a_new_head_in_the_form_ends_the_old_one_s_term_and_says_so(staff, college):
    old = Appointment.objects.get(person=make.head(college, surname="Ветров"))
    rows = [
        {"id": old.pk, "organization": college.pk, "post": "head", "person": old.person_id},
        {"organization": college.pk, "post": "head", "person": make.person("Лугов").pk, "since": "15.03.2026"},
    ]
    page = save_college(staff, college, *rows, initial=1)
    old.refresh_from_db()
    assert old.until == dt.date(2026, 3, 14)
    assert "Полномочия прежнего руководителя (Ветров И.П.) закончились 14.03.2026." in said(page)
    assert old.history.first().history_change_reason == "Назначен новый руководитель: Лугов И.П."


def test_a_second_head_needs_a_date(staff, college):
    old = Appointment.objects.get(person=make.head(college, surname="Ветров"))
    rows = [
        {"id": old.pk, "organization": college.pk, "post": "head", "person": old.person_id},
        {"organization": college.pk, "post": "head", "person": make.person("Лугов").pk},
    ]
    page = save_college(staff, college, *rows, initial=1).content.decode()
    assert "У организации уже есть руководитель (Ветров И.П.): укажите, с какого дня новый." in page
    assert Appointment.objects.filter(post="head").count() == 1


def test_of_two_new_heads_without_dates_the_second_is_refused(staff, college):
    rows = [
        {"organization": college.pk, "post": "head", "person": make.person(name).pk} for name in ("Ветров", "Лугов")
    ]
    page = save_college(staff, college, *rows).content.decode()
    assert "У организации уже есть руководитель (Ветров И.П.): укажите, с какого дня новый." in page
    assert not Appointment.objects.exists()


def save_cluster(client, cluster, *places, initial=0):
    form = {"name": "Лесной кластер", "short_name": "Лесной", "is_active": "on"}
    form |= inline("memberships", *places, initial=initial)
    where = (
        reverse("admin:clusters_cluster_change", args=[cluster.pk])
        if cluster
        else reverse("admin:clusters_cluster_add")
    )
    return client.post(where, form, follow=True).content.decode()


def place(organization, role="leading", since="", until="", pk=""):
    return {"id": pk, "organization": organization.pk, "role": role, "since": since, "until": until}


def places_of(cluster):
    rows = Membership.objects.filter(cluster=cluster).order_by("organization__short_name")
    return [(str(row.organization), row.role, row.since, row.until) for row in rows]


def test_two_leading_colleges_of_a_new_cluster_are_refused_and_nothing_typed_is_lost(staff, college):
    page = save_cluster(staff, None, place(college), place(make.college("Колледж сервиса")))
    assert "На эти даты ведущая организация кластера уже указана: Колледж связи." in page
    assert 'value="Лесной кластер"' in page
    assert not Cluster.objects.exists()


def test_one_save_ends_the_leading_college_s_term_and_begins_another_s(staff, college):
    cluster = make.cluster("Лесной", leading=college)
    old = Membership.objects.get()
    rows = [place(college, until="27.11.2026", pk=old.pk), place(make.college("Сервис"), since="28.11.2026")]
    save_cluster(staff, cluster, *rows, initial=1)
    assert places_of(cluster) == [
        ("Колледж связи", "leading", None, dt.date(2026, 11, 27)),
        ("Сервис", "leading", dt.date(2026, 11, 28), None),
    ]


def test_two_colleges_change_roles_in_one_save_whichever_stands_first(staff, college):
    other = make.college("Сервис")
    cluster = make.cluster("Лесной", leading=college)
    first, second = Membership.objects.get(), Membership.objects.create(cluster=cluster, organization=other)
    for leads, follows in (((other, second), (college, first)), ((college, first), (other, second))):
        roles = {leads[1].pk: "leading", follows[1].pk: "member"}
        rows = [place(row.organization, roles[row.pk], pk=row.pk) for row in Membership.objects.all()]
        save_cluster(staff, cluster, *rows, initial=2)
        assert dict(Membership.objects.values_list("pk", "role")) == roles


def test_terms_move_both_ways_in_one_save_and_an_exchange_of_dates_is_refused(staff, college):
    other, cluster = make.college("Сервис"), make.cluster("Лесной", leading=college)
    first = Membership.objects.get()
    second = Membership.objects.create(cluster=cluster, organization=other)

    def save(one, two):
        rows = [place(college, **one, pk=first.pk), place(other, **two, pk=second.pk)]
        return save_cluster(staff, cluster, *rows, initial=2)

    for day in (10, 20, 5):
        save({"until": f"{day}.11.2026"}, {"since": f"{day + 1}.11.2026"})
        terms = [(since and since.day, until and until.day) for _, _, since, until in places_of(cluster)]
        assert terms == [(None, day), (day + 1, None)]
    page = save({"since": "6.11.2026"}, {"until": "5.11.2026"})
    assert "Поменяйте местами не даты, а организации." in page


def test_heads_are_invited_from_the_list_and_who_could_not_be_is_named(staff, college):
    make.head(college, surname="Ветров", email="vetrov@example.org")
    other = make.college()
    make.head(other, surname="Лугов", email="")
    form = {"action": "invite_heads", "_selected_action": [college.pk, other.pk]}
    page = staff.post(reverse("admin:clusters_organization_changelist"), form, follow=True)
    assert [letter.to for letter in mail.outbox] == [["vetrov@example.org"]]
    assert said(page) == ["Лугов И.П.: нет адреса эл. почты.", "Отправлено: 1\N{NO-BREAK SPACE}приглашение."]


@pytest.mark.parametrize(
    ("state", "surnames"),
    [("none", ["Ветров", "Зорин"]), ("invited", ["Лугов"]), ("in", ["Озеров"]), ("closed", ["Ключев"])],
)
def test_people_are_filtered_by_how_it_stands_with_their_account(staff, state, surnames):
    make.person("Ветров")
    now = dt.datetime(2026, 3, 9, tzinfo=dt.UTC)
    make.user(make.person("Лугов"), invited_at=now)
    make.user(make.person("Озеров"), last_login=now)
    make.user(make.person("Ключев"), invited_at=now, last_login=now, is_active=False)
    User.objects.filter(person__surname="Зорин").update(last_login=None)
    page = staff.get(reverse("admin:clusters_person_changelist"), {"access": state})
    shown = {who.surname for who in page.context["cl"].result_list} - ({"Ключев"} if state == "in" else set())
    assert sorted(shown) == surnames


def test_a_person_s_changed_address_signs_in(staff, college):
    who = make.head(college, email="vetrov@example.org")
    user = make.user(who)
    form = {
        "surname": who.surname,
        "name": who.name,
        "email": "new@example.org",
        "letters_wanted": "all",
        "is_active": "on",
    }
    staff.post(
        reverse("admin:clusters_person_change", args=[who.pk]), form | inline("appointments") | inline("absences")
    )
    user.refresh_from_db()
    assert user.email == "new@example.org"


@pytest.mark.parametrize("powers", [{"is_staff": True}, {"is_leadership": True}])
def test_staff_do_not_write_an_address_into_an_account_of_the_department(staff, powers):
    who = make.person(email="chief@example.org")
    user = make.user(who, **powers)
    form = {
        "surname": who.surname,
        "name": who.name,
        "email": "evil@example.org",
        "letters_wanted": "all",
        "is_active": "on",
    }
    staff.post(
        reverse("admin:clusters_person_change", args=[who.pk]), form | inline("appointments") | inline("absences")
    )
    change = staff.post(reverse("admin:clusters_user_change", args=[user.pk]), {"email": "evil@example.org"})
    user.refresh_from_db()
    assert (user.email, change.status_code) == ("chief@example.org", 403)


def test_staff_make_no_staff(staff):
    form = {
        "email": "new@example.org",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "is_leadership": "on",
    }
    staff.post(reverse("admin:clusters_user_add"), form)
    user = User.objects.get(email="new@example.org")
    assert (user.is_staff, user.is_leadership, user.is_superuser, user.has_usable_password()) == (
        False,
        False,
        False,
        False,
    )


def test_a_superuser_makes_staff(superuser):
    superuser.post(
        reverse("admin:clusters_user_add"), {"email": "new@example.org", "is_active": "on", "is_staff": "on"}
    )
    assert User.objects.get(email="new@example.org").is_staff


def test_a_group_shows_who_is_in_it_today(staff, college):
    make.cluster(leading=college)
    group = make.leading_group()
    page = staff.get(reverse("admin:clusters_executorgroup_change", args=[group.pk])).content.decode()
    assert "<li>Колледж связи</li>" in page


@pytest.mark.parametrize(
    ("wording", "problem"),
    [
        ("«Ведущие» ПОО", "Такое название уже есть: ведущие поо — опорные."),
        ("—", "Нужны слова: по одним знакам никого не найти."),
    ],
)
def test_a_wording_means_one_thing(staff, wording, problem):
    Alias.objects.create(wording="ведущие поо", group=ExecutorGroup.objects.create(name="опорные", rule="list"))
    page = staff.post(
        reverse("admin:clusters_alias_add"), {"wording": wording, "group": ExecutorGroup.objects.get().pk}
    )
    assert problem in page.content.decode()


def test_history_speaks_russian(staff, college):
    college.kind, college.is_active, college._history_user = "other", False, User.objects.get()
    college.save()
    page = staff.get(reverse("admin:clusters_organization_history", args=[college.pk])).content.decode()
    assert "колледж (ПОО) → другая организация" in page
    assert "да → нет" in page
    assert "Зорин И.П." in page
    assert "style=" not in page


def test_a_person_is_found_in_any_case(staff):
    make.person("Ёлкин-Соловьёв")
    page = staff.get(reverse("admin:clusters_person_changelist"), {"q": "СОЛОВЬЁВ"})
    assert [who.surname for who in page.context["cl"].result_list] == ["Ёлкин-Соловьёв"]


@pytest.mark.parametrize(
    ("powers", "answer"),
    [({}, 403), ({"is_leadership": True}, 403), (None, 200)],
    ids=["head", "leadership", "anonymous"],
)
def test_the_directories_are_for_staff(client, db, powers, answer):
    """Who is signed in is refused, who is not is asked to sign in."""
    if powers is not None:
        client.force_login(make.user(make.head(make.college()), **powers))
    for page in ("changelist", "add", "import", "export"):
        shown = client.get(reverse(f"admin:clusters_organization_{page}"), follow=True)
        assert (shown.status_code, "Колледж" in shown.content.decode()) == (answer, False)


def test_the_admin_opens_no_way_into_another_s_account(staff):
    """Addresses for codes, second factors and sessions belong to the libraries' own admins, which are shut."""
    apps = {model._meta.app_label for model in admin.site._registry}
    assert apps == {"clusters", "decisions", "protocols"} & apps
    assert staff.get("/admin/account/emailaddress/").status_code == 404


def remove_second_factor(client, user):
    form = {"action": "remove_second_factor", "_selected_action": [user.pk]}
    client.post(reverse("admin:clusters_user_changelist"), form)
    return not Authenticator.objects.filter(user=user).exists()


def test_a_lost_second_factor_is_removed_and_told(staff, college):
    user = make.user(make.head(college, email="vetrov@example.org"))
    TOTP.activate(user, generate_totp_secret())
    assert remove_second_factor(staff, user)
    assert (mail.outbox[0].to, user.history.latest().history_change_reason) == (
        ["vetrov@example.org"],
        "Снят второй фактор",
    )


def test_staff_do_not_remove_that_of_the_department(staff):
    chief = make.user(make.person(), is_leadership=True)
    TOTP.activate(chief, generate_totp_secret())
    staff.force_login(make.user(make.person(), is_staff=True))
    assert not remove_second_factor(staff, chief)
    staff.force_login(make.user(is_staff=True, is_superuser=True))
    assert remove_second_factor(staff, chief)
