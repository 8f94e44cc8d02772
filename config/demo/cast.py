"""Who: a department, eight clusters, twenty-four colleges with their heads and deputies. All invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from clusters.models import Alias, Appointment, Cluster, ExecutorGroup, Membership, Organization, Person, User

PASSWORD = "verkhneozyorsk-2026"  # noqa: S105  of the demo alone, printed at every start
DOMAIN = "verhneozersk.example"
DEPARTMENT = "Департамент профессионального образования Верхнеозёрской области"

# cluster → colleges, the leading one first
CLUSTERS = {
    "Машиностроение": ("Верхнеозёрский машиностроительный колледж", "Заречный индустриальный техникум", "Колледж точной механики"),
    "Строительство": ("Верхнеозёрский строительный колледж", "Каменский архитектурный техникум", "Техникум дорожного хозяйства"),
    "Агропромышленность": ("Луговской аграрный колледж", "Степновский аграрный техникум", "Колледж пищевых технологий"),
    "Транспорт": ("Верхнеозёрский транспортный колледж", "Речной техникум", "Железнодорожный техникум"),
    "Педагогика": ("Верхнеозёрский педагогический колледж", "Сосновский педагогический колледж", "Колледж физической культуры"),
    "Здравоохранение": ("Верхнеозёрский медицинский колледж", "Заречный медицинский колледж", "Фармацевтический колледж"),
    "Информационные технологии": ("Колледж связи и информатики", "Колледж цифровых профессий", "Радиотехнический техникум"),
    "Сервис и туризм": ("Колледж сервиса", "Техникум гостеприимства", "Колледж искусств и ремёсел"),
}  # fmt: skip

SURNAMES = (
    "Берёзкина", "Лугов", "Снегирёва", "Озеров", "Тополева", "Ключев", "Зорина", "Каменев", "Рябинина", "Дроздов", "Полянская",
    "Ручьёв", "Ясенева", "Чижов", "Вересова", "Холмов", "Морозкина", "Кедров", "Ивушкина", "Соколовский", "Малинина", "Родников",
    "Ландышева", "Барсуков", "Осокина", "Журавлёв", "Смородина", "Ветров", "Мятлева", "Клёнов", "Васильковая", "Орешин",
    "Калинина-Лесная", "Бобров", "Ромашкина", "Стрижов", "Незабудкина", "Карпов", "Лебедева", "Воробьёв", "Дубравина", "Грачёв",
    "Облепихина", "Щеглов", "Синицына", "Окунев", "Ракитина", "Подберёзов",
)  # fmt: skip
HIS = (
    ("Андрей", "Павлович"),
    ("Борис", "Ильич"),
    ("Виктор", "Олегович"),
    ("Глеб", "Сергеевич"),
    ("Денис", "Романович"),
)
HERS = (
    ("Анна", "Павловна"),
    ("Вера", "Ильинична"),
    ("Дарья", "Олеговна"),
    ("Жанна", "Сергеевна"),
    ("Инна", "Романовна"),
)


@dataclass
class Cast:
    department: Organization
    colleges: list[Organization] = field(default_factory=list)
    heads: dict[int, User] = field(default_factory=dict)  # by organization
    controller: User | None = None
    staff: User | None = None
    leadership: User | None = None
    leading: ExecutorGroup | None = None
    everyone: ExecutorGroup | None = None


def gather() -> Cast:
    cast = Cast(
        Organization.objects.create(name=DEPARTMENT, short_name="Департамент", kind=Organization.Kind.DEPARTMENT)
    )
    surnames = iter(SURNAMES)
    for name, colleges in CLUSTERS.items():
        cluster = Cluster.objects.create(name=f"Образовательно-отраслевой кластер «{name}»", short_name=name)
        for place, college in enumerate(colleges):
            _seat(cast, college, cluster, surnames, leading=place == 0)
    cast.leadership = _employee(cast, "Северцев", "Михаил", "Андреевич", "начальник Департамента", is_leadership=True)
    cast.controller = _employee(cast, "Ольховская", "Елена", "Викторовна", "начальник отдела", is_staff=True)
    cast.staff = _employee(
        cast, "Тихонов", "Павел", "Денисович", "консультант отдела", is_staff=True, is_superuser=True
    )
    cast.leading = _group("руководители ведущих ПОО", ExecutorGroup.Rule.LEADING, "ведущие ПОО", "ведущие колледжи")
    cast.everyone = _group("руководители ПОО", ExecutorGroup.Rule.COLLEGES, "все ПОО", "директора колледжей")
    return cast


def _seat(cast: Cast, name: str, cluster: Cluster, surnames, *, leading: bool) -> None:  # type: ignore[no-untyped-def]
    college = Organization.objects.create(name=f"ОГБПОУ «{name}»", short_name=name)
    role = Membership.Role.LEADING if leading else Membership.Role.MEMBER
    Membership.objects.create(cluster=cluster, organization=college, role=role)
    number = len(cast.colleges)
    head, deputy = (
        _person(next(surnames), number + shift, f"{post}{number + 1}") for shift, post in ((0, "head"), (2, "deputy"))
    )
    Appointment.objects.create(person=head, organization=college, title="директор")
    Appointment.objects.create(
        person=deputy, organization=college, post=Appointment.Post.DEPUTY, title="заместитель директора"
    )
    cast.colleges.append(college)
    cast.heads[college.pk] = _user(head)


def _person(surname: str, number: int, mailbox: str) -> Person:
    hers = surname.endswith(("а", "я"))
    name, patronymic = (HERS if hers else HIS)[number % 5]
    return Person.objects.create(surname=surname, name=name, patronymic=patronymic, email=f"{mailbox}@{DOMAIN}")


def _employee(cast: Cast, surname: str, name: str, patronymic: str, title: str, **flags: bool) -> User:
    mailbox = {"Северцев": "nachalnik", "Ольховская": "kontroler", "Тихонов": "otdel"}[surname]
    person = Person.objects.create(surname=surname, name=name, patronymic=patronymic, email=f"{mailbox}@{DOMAIN}")
    Appointment.objects.create(person=person, organization=cast.department, post=Appointment.Post.EMPLOYEE, title=title)
    return _user(person, **flags)


@cache
def _hashed() -> str:
    """One hash for all: slow by design, and the password is the same."""
    return make_password(PASSWORD)


def _user(person: Person, **flags: bool) -> User:
    user = User(email=person.email, person=person, password=_hashed(), **flags)
    user.save()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def _group(name: str, rule: str, *aliases: str) -> ExecutorGroup:
    group = ExecutorGroup.objects.create(name=name, rule=rule)
    for wording in aliases:
        Alias.objects.create(wording=wording, group=group)
    return group
