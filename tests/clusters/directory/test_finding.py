import datetime as dt

import pytest

from clusters.directory import Directory, find, remember
from clusters.models import Alias, Appointment, ExecutorGroup, Organization, Person
from tests import factories as make

ON = dt.date(2026, 3, 2)
Post = Appointment.Post


@pytest.fixture
def house(db):
    """A small region: a department with two people, four colleges, an institute, groups."""
    department = make.department(
        "Департамент образования", name="Департамент профессионального образования Верхнеозёрской области"
    )
    institute = Organization.objects.create(
        name="ОГАУ ДПО «Институт развития образования»", short_name="ИРО", kind=Organization.Kind.OTHER
    )
    colleges = {
        name: make.college(name, name=f"ОГБПОУ «{full}»")
        for name, full in {
            "Колледж связи": "Верхнеозёрский колледж связи",
            "Колледж сервиса": "Верхнеозёрский колледж сервиса",
            "Политехникум": "Верхнеозёрский политехникум",
            "Техникум им. Кедрина": "Приозёрский техникум имени А.В. Кедрина",
        }.items()
    }
    people = [
        (("Ветров", "Игорь", "Петрович"), colleges["Колледж связи"], Post.HEAD, "директор"),
        (("Заяц", "Иван", "Ильич"), colleges["Колледж сервиса"], Post.HEAD, "директор"),
        (("Воронин", "Пётр", "Павлович"), colleges["Политехникум"], Post.HEAD, "директор"),
        (("Воронина", "Полина", "Петровна"), department, Post.EMPLOYEE, "консультант"),
        (("Лебедь", "Анна", "Андреевна"), department, Post.EMPLOYEE, "начальник отдела мониторинга"),
        (("Римская-Озерова", "Нина", "Львовна"), department, Post.HEAD, "начальник департамента"),
        (("Кузьминых", "Тимур", "Асланович"), institute, Post.HEAD, "директор"),
        (("Соловей", "Кирилл", "Денисович"), colleges["Колледж связи"], Post.DEPUTY, "заместитель директора"),
        (("Колос", "Степан", "Викторович"), colleges["Колледж связи"], Post.CONTACT, "методист"),
        (("Шевченко", "Ольга", "Павловна"), colleges["Политехникум"], Post.CONTACT, "методист"),
    ]
    for (surname, name, patronymic), place, post, title in people:
        make.appoint(make.person(surname, name, patronymic), place, post, title=title)
    make.person("Вольнов", "Егор", "Ильич")
    make.leading_group()
    ExecutorGroup.objects.create(name="директора ПОО", rule=ExecutorGroup.Rule.COLLEGES)
    ExecutorGroup.objects.create(name="опорные колледжи", rule=ExecutorGroup.Rule.LIST)
    return Directory.load(ON)


@pytest.mark.parametrize(
    ("wording", "target"),
    [
        # groups
        ("руководители ведущих ПОО", "руководители ведущих ПОО"),
        ("Руководителям ведущих ПОО", "руководители ведущих ПОО"),
        ("ведущие ПОО", "руководители ведущих ПОО"),
        ("руководители ведущих профессиональных образовательных организаций", "руководители ведущих ПОО"),
        ("руководителям ведущих организаций кластеров", "руководители ведущих ПОО"),
        ("директорам колледжей", "директора ПОО"),
        ("директора колледжей и техникумов", "директора ПОО"),
        ("все ПОО", "директора ПОО"),
        ("колледжи", "директора ПОО"),
        ("руководителям профессиональных образовательных организаций Верхнеозёрской области", "директора ПОО"),
        ("руководителям опорных колледжей", "опорные колледжи"),
        ("опорные ПОО", "опорные колледжи"),
        # organizations
        ("ОГБПОУ «Верхнеозёрский колледж связи»", "Колледж связи"),
        ("Верхнеозерскому колледжу связи", "Колледж связи"),
        ("директору колледжа связи", "Колледж связи"),
        ("директор ОГБПОУ «Колледж связи»", "Колледж связи"),
        ("ВКСе", None),
        ("ОГАУ ДПО «Институт развития образования»", "ИРО"),
        ("Институту развития образования", "ИРО"),
        ("ИРО", "ИРО"),
        ("Департаменту профессионального образования Верхнеозёрской области", "Департамент образования"),
        ("Департамент образования", "Департамент образования"),
        ("ОГБПОУ «Приозёрский техникум имени А.В. Кедрина»", "Техникум им. Кедрина"),
        ("начальнику департамента", "Департамент образования"),
        # people
        ("Ветров И.П.", "Ветров И.П."),
        ("Ветрову И.П.", "Ветров И.П."),
        ("И.П. Ветрова", "Ветров И.П."),
        ("И. П. Ветрову", "Ветров И.П."),
        ("ВЕТРОВУ И.", "Ветров И.П."),
        ("Ветров Игорь Петрович", "Ветров И.П."),
        ("Ветрову Игорю Петровичу", "Ветров И.П."),
        ("Игорем Петровичем Ветровым", "Ветров И.П."),
        ("Лебедь А.А.", "Лебедь А.А."),
        ("Колос С.В.", "Колос С.В."),
        ("Колосу С.В.", "Колос С.В."),
        ("Заяцу И.И.", "Заяц И.И."),
        ("Зайцу И.И.", "Заяц И.И."),
        ("Соловью К.Д.", "Соловей К.Д."),
        ("Римской-Озеровой Н.Л.", "Римская-Озерова Н.Л."),
        ("Кузьминых Т.А.", "Кузьминых Т.А."),
        ("Шевченко О.П.", "Шевченко О.П."),
        ("Ворониной П.П.", "Воронина П.П."),
        ("Воронину Петру Павловичу", "Воронин П.П."),
        ("Лебедь", "Лебедь А.А."),
        # posts with and without a name
        ("директору колледжа Ветрову И.П.", "Ветров И.П."),
        ("Лебедь А.А., начальник отдела мониторинга", "Лебедь А.А."),
        ("консультанту Ворониной П.П.", "Воронина П.П."),
        ("консультант Воронина П.П.", "Воронина П.П."),
        ("начальнику отдела мониторинга", "Лебедь А.А."),
        ("методист Колледжа связи", "Колос С.В."),
        ("методисту Политехникума", "Шевченко О.П."),
        # a party with its person
        ("ОГАУ ДПО «Институт развития образования» (Кузьминых Т.А.)", "Кузьминых Т.А."),
        ("Институту развития образования (Кузьминых)", "Кузьминых Т.А."),
        ("Департамент образования Лебедь А.А.", "Лебедь А.А."),
        ("Политехникуму (Воронина П.П.)", "Воронин П.П."),
        ("Колледжу связи (Ёлкин Р.Р.)", "Колледж связи"),
    ],
)
def test_a_wording_finds_its_target(house, wording, target):
    found = house.find(wording)
    assert (found.status, str(found.target or "")) == (("known", target) if target else ("unknown", ""))


@pytest.mark.parametrize(
    ("wording", "candidates"),
    [
        ("Воронина П.П.", ["Воронин П.П.", "Воронина П.П."]),
        ("методисту", ["Колос С.В.", "Шевченко О.П."]),
        ("Колледж связи (Заяц И.И.)", ["Колледж связи", "Заяц И.И."]),
        ("Ветров И.П., Лебедь А.А.", ["Ветров И.П.", "Лебедь А.А."]),
    ],
)
def test_two_that_fit_are_ambiguous(house, wording, candidates):
    found = house.find(wording)
    assert (found.status, found.target, sorted(map(str, found.candidates))) == ("ambiguous", None, sorted(candidates))


@pytest.mark.parametrize(
    ("wording", "candidates"),
    [
        ("Ветров А.А.", ["Ветров И.П."]),
        ("Витрову И.П.", ["Ветров И.П."]),
        ("колледж связи и информатики", ["Колледж связи"]),
        ("руководители пилотных колледжей", []),
        ("заместители директоров по воспитательной работе", []),
        ("Ёлкину Р.Р.", []),
        ("", []),
        ("—", []),
    ],
)
def test_what_only_comes_near_is_unknown_with_candidates(house, wording, candidates):
    found = house.find(wording)
    assert (found.status, found.target, [str(near) for near in found.candidates][: len(candidates)]) == (
        "unknown",
        None,
        candidates,
    )


def test_a_person_brings_the_organization_of_the_post(house):
    assert str(house.find("Лебедь А.А.").organization) == "Департамент образования"
    assert str(house.find("ИРО").organization) == "ИРО"
    assert house.find("ведущие ПОО").organization is None


def test_a_person_without_a_post_is_known_and_remarked_on(house):
    found = house.find("Вольнову Е.И.")
    assert (str(found.target), found.organization) == ("Вольнов Е.И.", None)
    assert found.note == "Вольнов Е.И.: на 02.03.2026 не указана должность ни в одной организации."


def test_an_unknown_person_of_a_known_organization_is_remarked_on(house):
    assert house.find("Колледжу связи (Ёлкин Р.Р.)").note == "Ёлкин Р.Р.: нет в справочнике людей."


def test_a_wording_once_explained_is_remembered(house):
    remember("Проектный офис «Кедр»", Organization.objects.get(short_name="ИРО"))
    assert [str(find(said, ON).target) for said in ("проектный офис кедр", 'Проектный  офис "Кедр".')] == ["ИРО", "ИРО"]


def test_an_alias_of_a_group_is_found_inflected(house):
    remember("базовые колледжи", ExecutorGroup.objects.get(name="опорные колледжи"))
    assert str(find("руководителям базовых ПОО", ON).target) == "опорные колледжи"


def test_an_alias_overrules_what_would_be_ambiguous(house):
    remember("Воронина П.П.", Person.objects.get(surname="Воронина"))
    assert str(find("Воронина П.П.", ON).target) == "Воронина П.П."


def test_a_second_explanation_replaces_the_first_and_history_keeps_it(house):
    remember("офис", Organization.objects.get(short_name="ИРО"))
    alias = remember("«Офис»", Person.objects.get(surname="Лебедь"))
    assert (Alias.objects.count(), str(alias.target), alias.history.count()) == (1, "Лебедь А.А.", 2)
    assert str(find("офис", ON).target) == "Лебедь А.А."


def test_inactive_ones_are_not_meant(house):
    iro = Organization.objects.get(short_name="ИРО")
    remember("офис", iro)
    Organization.objects.filter(pk=iro.pk).update(is_active=False)
    ExecutorGroup.objects.filter(name="опорные колледжи").update(is_active=False)
    Person.objects.filter(surname="Лебедь").update(is_active=False)
    assert [find(said, ON).status for said in ("офис", "опорные колледжи", "Лебедь А.А.")] == ["unknown"] * 3


def test_two_groups_of_one_name_are_ambiguous(house):
    ExecutorGroup.objects.create(name="руководители колледжей", rule=ExecutorGroup.Rule.COLLEGES)
    assert find("директорам колледжей", ON).status == "ambiguous"


@pytest.mark.parametrize("count", [1, 20])
def test_loading_costs_five_queries_and_finding_none(db, django_assert_num_queries, count):
    for _ in range(count):
        college = make.college()
        make.head(college)
        remember(f"колледж {college.pk}", college)
    with django_assert_num_queries(5):
        directory = Directory.load(ON)
    with django_assert_num_queries(0):
        for said in ("Ветров И.П.", "ведущие ПОО", "директор", "кто-нибудь"):
            directory.find(said)
