"""XLSX in and out: the preview shows what would change, «Подтвердить» does it, nothing in a cell becomes a formula."""

import datetime as dt
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from clusters.directory import acting_for
from clusters.models import Appointment, Cluster, ExecutorGroup, Membership, Organization, Person
from tests import factories as make

TODAY = dt.date(2026, 3, 10)
HEADS = (
    "Краткое наименование", "Полное наименование", "Вид", "Эл. почта организации", "Действует", "Должность",
    "Фамилия", "Имя", "Отчество", "Эл. почта", "Телефон", "Руководит с",
)  # fmt: skip
PLACES = ("Кластер", "Организация", "Роль", "С", "По")
GROUPS = ("Группа", "Кто входит", "Кластер", "Организации", "Действует")
POSTS = (
    "Организация", "Роль", "Должность", "Фамилия", "Имя", "Отчество", "Эл. почта", "Телефон", "С", "По", "Получает письма",
)  # fmt: skip


@pytest.fixture(autouse=True)
def tenth_of_march(time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 10, 5, tzinfo=dt.UTC), tick=False)


@pytest.fixture
def staff(client, db):
    client.force_login(make.user(make.person("Зорин"), is_staff=True))
    return client


def workbook(columns, *rows):
    book = Workbook()
    book.active.append(columns)
    for row in rows:
        book.active.append([*row, *[None] * (len(columns) - len(row))])
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile("sheet.xlsx", stream.getvalue())


def preview(client, model, columns, *rows):
    url = reverse(f"admin:clusters_{model}_import")
    page = client.post(url, {"import_file": workbook(columns, *rows), "format": "0"})
    assert page.status_code == 200
    return page


def bring_in(client, model, columns, *rows):
    page = preview(client, model, columns, *rows)
    assert not page.context["result"].has_errors(), page.context["result"].row_errors()
    assert not page.context["result"].has_validation_errors(), [
        row.error for row in page.context["result"].invalid_rows
    ]
    client.post(reverse(f"admin:clusters_{model}_process_import"), page.context["confirm_form"].initial)
    return [row.import_type for row in page.context["result"].rows]


def exported(client, model):
    answer = client.post(reverse(f"admin:clusters_{model}_export"), {"format": "0"}, follow=True)
    if answer["Content-Type"].startswith("text/html"):
        answer = client.get(reverse(f"admin:clusters_{model}_export"))
    return load_workbook(BytesIO(answer.content)).active


def college_row(**changed):
    row = dict(zip(HEADS, (
        "Колледж связи", "ОГБПОУ «Колледж связи»", "колледж (ПОО)", "office@example.org", "да", "директор",
        "Ветров", "Иван", "Петрович", "vetrov@example.org", "8 800", None,
    ), strict=True))  # fmt: skip
    return [(row | changed)[name] for name in HEADS]


def test_a_sheet_that_the_cache_has_lost_is_asked_for_again(staff):
    page = preview(staff, "organization", HEADS, college_row())
    cache.clear()
    url = reverse("admin:clusters_organization_process_import")
    answer = staff.post(url, page.context["confirm_form"].initial, follow=True)
    assert answer.redirect_chain == [(reverse("admin:clusters_organization_import"), 302)]
    assert "Выберите файл ещё раз" in answer.text
    assert not Organization.objects.exists()


def test_a_new_college_comes_with_its_head(staff):
    assert bring_in(staff, "organization", HEADS, college_row()) == ["new"]
    college = Organization.objects.get()
    acting = acting_for(college, TODAY)
    assert (college.name, college.kind, acting.title) == ("ОГБПОУ «Колледж связи»", "college", "директор")
    assert (acting.head.full_name, acting.head.email, acting.head.phone) == (
        "Ветров Иван Петрович",
        "vetrov@example.org",
        "8 800",
    )
    assert str(college.history.get().history_user) == "Зорин И.П."


def test_the_preview_changes_nothing(staff):
    page = preview(staff, "organization", HEADS, college_row())
    assert "Колледж связи" in page.content.decode()
    assert (Organization.objects.count(), Person.objects.filter(surname="Ветров").count()) == (0, 0)


def test_the_preview_marks_what_changes_without_inline_styles(staff):
    bring_in(staff, "organization", HEADS, college_row())
    page = preview(staff, "organization", HEADS, college_row(Фамилия="Лугов")).content.decode()
    assert "<del>Ветров</del> <ins>Лугов</ins>" in page
    assert "style=" not in page


def test_the_same_sheet_again_changes_nothing_and_writes_no_history(staff):
    bring_in(staff, "organization", HEADS, college_row())
    assert bring_in(staff, "organization", HEADS, college_row()) == ["skip"]
    assert [model.history.count() for model in (Organization, Appointment)] == [1, 1]


def test_what_was_exported_comes_back_unchanged(staff):
    make.head(make.college("Колледж связи"), surname="Ветров")
    make.college("Колледж без руководителя")
    sheet = list(exported(staff, "organization").iter_rows(values_only=True))
    assert sheet[0] == HEADS
    assert bring_in(staff, "organization", HEADS, *sheet[1:]) == ["skip", "skip"]


def test_another_name_appoints_a_new_head_and_ends_the_old_one_s_term(staff):
    bring_in(staff, "organization", HEADS, college_row())
    changed = college_row(
        **{"Фамилия": "Лугов", "Эл. почта": "lugov@example.org", "Руководит с": dt.datetime(2026, 4, 1)}
    )
    assert bring_in(staff, "organization", HEADS, changed) == ["update"]
    college = Organization.objects.get()
    heads = [str(acting_for(college, day).head) for day in (TODAY, dt.date(2026, 3, 31), dt.date(2026, 4, 1))]
    assert heads == ["Ветров И.П.", "Ветров И.П.", "Лугов И.П."]
    assert Person.objects.get(surname="Ветров").email == "vetrov@example.org"
    assert Organization.history.count() == 1


def test_a_new_head_without_a_date_begins_today(staff):
    bring_in(staff, "organization", HEADS, college_row())
    bring_in(staff, "organization", HEADS, college_row(Фамилия="Лугов"))
    college = Organization.objects.get()
    days = (dt.date(2026, 3, 9), TODAY)
    assert [str(acting_for(college, day).head) for day in days] == ["Ветров И.П.", "Лугов И.П."]


def test_a_changed_address_is_changed_and_signs_in(staff):
    bring_in(staff, "organization", HEADS, college_row())
    user = make.user(Person.objects.get(surname="Ветров"))
    bring_in(staff, "organization", HEADS, college_row(**{"Эл. почта": "new@example.org"}))
    user.refresh_from_db()
    assert (user.email, Person.objects.get(surname="Ветров").email) == ("new@example.org", "new@example.org")


def test_an_empty_name_leaves_the_head_alone(staff):
    bring_in(staff, "organization", HEADS, college_row())
    row = college_row(**dict.fromkeys(("Фамилия", "Имя", "Отчество", "Должность", "Эл. почта", "Телефон")))
    bring_in(staff, "organization", HEADS, row)
    assert str(acting_for(Organization.objects.get(), TODAY).head) == "Ветров И.П."
    assert Person.objects.get(surname="Ветров").email == "vetrov@example.org"


def test_an_empty_cell_leaves_an_organization_as_it_was_and_a_new_one_in_force(staff):
    bring_in(staff, "organization", HEADS, college_row(Действует=None))
    assert Organization.objects.get().is_active
    bring_in(staff, "organization", HEADS, college_row(Действует="Нет"))
    assert bring_in(staff, "organization", HEADS, college_row(Действует=" ")) == ["skip"]
    assert not Organization.objects.get().is_active


def test_an_inactive_organization_comes_back_with_the_same_head(staff):
    bring_in(staff, "organization", HEADS, college_row(Действует=0))
    assert bring_in(staff, "organization", HEADS, *list(exported(staff, "organization").values)[1:]) == ["skip"]
    assert bring_in(staff, "organization", HEADS, college_row(Действует=True)) == ["update"]
    assert (Organization.objects.get().is_active, Appointment.objects.count()) == (True, 1)


def test_what_is_wrong_with_the_head_is_said_by_the_column(staff):
    head = make.head(make.college("Колледж связи", name="ОГБПОУ «Колледж связи»"), surname="Лугов")
    Appointment.objects.filter(person=head).update(since=dt.date(2026, 4, 1))
    page = preview(staff, "organization", HEADS, college_row()).content.decode()
    assert "Руководит с: У организации уже есть руководитель (Лугов И.П.): укажите, с какого дня новый." in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"Действует": "наверное"}, "Действует: «наверное» не подходит. Можно: да, нет."),
        ({"Вид": "завод"}, "Вид: «завод» не подходит. Можно: колледж (ПОО), департамент, другая организация."),
        ({"Руководит с": "вчера"}, "Руководит с: «вчера» — не дата. Пишите так: 01.09.2026."),
        ({"Эл. почта": "не адрес"}, "<li>Эл. почта: Введите правильный адрес электронной почты.</li>"),
        ({"Полное наименование": ""}, "<li>Полное наименование: Это поле не может быть пустым.</li>"),
    ],
)
def test_what_is_wrong_is_said_in_russian_and_nothing_is_done(staff, changed, said):
    page = preview(staff, "organization", HEADS, college_row(**changed))
    assert said in page.content.decode()
    assert (page.context.get("confirm_form"), Organization.objects.count()) == (None, 0)


@pytest.mark.parametrize("evil", ['=HYPERLINK("http://evil.example")', "+1+1", "-1+1", "@SUM(A1)"])
def test_a_cell_that_looks_like_a_formula_is_text(staff, evil):
    make.college(evil, name=evil)
    cells = [cell for row in exported(staff, "organization").iter_rows(min_row=2) for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}


def test_places_in_clusters(staff):
    make.college("Колледж связи")
    make.college("Колледж сервиса")
    rows = [
        ("Лесной", "колледж связи", "ведущая"),
        ("Лесной", "«Колледж сервиса»", "участник", dt.datetime(2026, 9, 1)),
    ]
    assert bring_in(staff, "membership", PLACES, *rows) == ["new", "new"]
    assert [str(place) for place in Membership.objects.order_by("role")] == [
        "Колледж связи — Лесной",
        "Колледж сервиса — Лесной",
    ]
    assert (Cluster.objects.count(), Membership.objects.get(role="member").since) == (1, dt.date(2026, 9, 1))
    sheet = list(exported(staff, "membership").iter_rows(values_only=True))
    assert bring_in(staff, "membership", PLACES, *sheet[1:]) == ["skip", "skip"]


def test_a_second_leading_college_is_refused_by_name(staff):
    make.cluster("Лесной", leading=make.college("Колледж связи"))
    make.college("Колледж сервиса")
    page = preview(staff, "membership", PLACES, ("Лесной", "Колледж сервиса", "ведущая")).content.decode()
    assert "На эти даты ведущая организация кластера уже указана: Колледж связи." in page


def test_an_unknown_organization_is_named(staff):
    page = preview(staff, "membership", PLACES, ("Лесной", "Колледж мечты", "участник")).content.decode()
    assert "«Колледж мечты» нет в справочнике «организации»." in page


def test_groups_with_their_lists(staff):
    make.college("Колледж связи")
    make.college("Колледж сервиса")
    rows = [("ведущие", "ведущие организации всех кластеров", None, None, "да"),
            ("опорные", "список", None, "Колледж связи; Колледж сервиса", "да")]  # fmt: skip
    assert bring_in(staff, "executorgroup", GROUPS, *rows) == ["new", "new"]
    assert ExecutorGroup.objects.get(name="опорные").organizations.count() == 2
    sheet = list(exported(staff, "executorgroup").iter_rows(values_only=True))
    assert bring_in(staff, "executorgroup", GROUPS, *sheet[1:]) == ["skip", "skip"]


def test_deputies_and_contacts(staff):
    make.college("Колледж связи")
    row = (
        "Колледж связи",
        "контактное лицо",
        "методист",
        "Тополев",
        "Пётр",
        "Ильич",
        "topolev@example.org",
        None,
        None,
        None,
        "да",
    )
    assert bring_in(staff, "appointment", POSTS, row) == ["new"]
    assert bring_in(staff, "appointment", POSTS, row) == ["skip"]
    post = Appointment.objects.get()
    assert (str(post), post.gets_letters, post.person.email) == (
        "Тополев П.И., методист (Колледж связи)",
        True,
        "topolev@example.org",
    )


def test_an_empty_cell_ticks_no_letters_and_unticks_none(staff):
    make.college("Колледж связи")
    row = ("Колледж связи", "контактное лицо", None, "Тополев", "Пётр", "Ильич", None, None, None, None)
    gets_letters = Appointment.objects.values_list("gets_letters", flat=True)
    for cell, expected in ((None, False), ("да", True), (None, True), ("нет", False)):
        bring_in(staff, "appointment", POSTS, (*row, cell))
        assert list(gets_letters.all()) == [expected]


def test_a_person_named_twice_in_one_sheet_is_one(staff):
    """Also one who is only made by the first of the rows; the newest address is known to the second."""
    make.college("Колледж связи")
    make.college("Колледж сервиса")
    named = ("Тополев", "Пётр", "Ильич", "topolev@example.org")
    rows = [(name, "заместитель", None, *named) for name in ("Колледж связи", "Колледж сервиса")]
    assert bring_in(staff, "appointment", POSTS, *rows) == ["new", "new"]
    assert Person.objects.filter(surname="Тополев").count() == 1
    make.person("Тополев", "Пётр", "Ильич", email="namesake@example.org")
    rows = [("Колледж связи", post, None, *named) for post in ("контактное лицо", "сотрудник департамента")]
    assert bring_in(staff, "appointment", POSTS, *rows) == ["new", "new"]
    assert Appointment.objects.filter(person__email="topolev@example.org").count() == 4


@pytest.mark.parametrize(
    ("model", "columns", "row", "a_row"),
    [
        ("appointment", POSTS, lambda name: (name, "заместитель", None, f"Новиков {name}", "Пётр", "Ильич"), 6),
        ("organization", HEADS, lambda name: college_row(**{"Краткое наименование": name, "Фамилия": name}), 3),
        ("membership", PLACES, lambda name: ("Лесной", name, "участник"), 5),
    ],
)
def test_a_row_asks_for_no_whole_table(staff, model, columns, row, a_row):
    """People, organizations and clusters are read once a sheet: each row more costs the same few questions."""
    names = [f"К-{number}" for number in range(40)]
    for name in names:
        make.college(name)
    asked = []
    for count in (10, 40):
        with CaptureQueriesContext(connection) as queries:
            preview(staff, model, columns, *map(row, names[:count]))
        asked.append(sum(query["sql"].startswith("SELECT") for query in queries))
    assert asked[1] - asked[0] <= 30 * a_row
