"""Who is promised what when something happens to an assignment."""

import datetime as dt
import random

import pytest
from django.utils import timezone

from clusters import directory
from clusters.models import Appointment, Organization, Person, Substitution, User
from decisions import outbox, reminders
from decisions.models import Assignment, Decision, Reminder
from protocols.models import Protocol

TOMSK = timezone.get_default_timezone()
NOW = dt.datetime(2023, 2, 2, 15, 0, tzinfo=TOMSK)
TODAY = NOW.date()

pytestmark = pytest.mark.django_db


def person(surname, **fields):
    return Person.objects.create(surname=surname, name="Анна", patronymic="Игоревна", **fields)


@pytest.fixture
def college():
    return Organization.objects.create(name="Озёрский колледж", short_name="Озёрский")


@pytest.fixture
def head(college):
    head = person("Берёзова", email="head@college.example")
    Appointment.objects.create(person=head, organization=college)
    return head


@pytest.fixture
def assignment(college, head):
    protocol = Protocol.objects.create(number="1", date=TODAY, title="совещания")
    decision = Decision.objects.create(protocol=protocol, number="1", text="Сделать")
    return Assignment.objects.create(
        decision=decision, organization=college, due_on=dt.date(2023, 2, 27), created_on=TODAY
    )


def told(kind):
    return sorted(Reminder.objects.filter(kind=kind).values_list("person__surname", flat=True))


def test_the_head_is_told_once_however_often(assignment):
    made = [reminders.tell(assignment, "new", occasion="h1", now=NOW) for _ in range(3)]
    assert made == [1, 0, 0]
    reminder = Reminder.objects.get()
    assert (reminder.tell_on, reminder.state, reminder.created_at) == (TODAY, "promised", NOW)


def test_a_second_event_is_a_second_promise(assignment):
    reminders.tell(assignment, "returned", occasion="h1", now=NOW)
    reminders.tell(assignment, "returned", occasion="h2", now=NOW)
    assert told("returned") == ["Берёзова", "Берёзова"]


@pytest.mark.parametrize(
    ("post", "gets_letters", "since", "until", "expected"),
    [
        ("deputy", False, None, None, ["Берёзова"]),
        ("deputy", True, None, None, ["Берёзова", "Вязова"]),
        ("contact", True, None, None, ["Берёзова", "Вязова"]),
        ("contact", False, None, None, ["Берёзова"]),
        ("head", False, dt.date(2023, 2, 3), None, ["Берёзова"]),
        ("head", False, None, dt.date(2023, 2, 1), ["Берёзова"]),
        ("head", False, dt.date(2023, 2, 2), None, ["Вязова"]),  # the successor, from her first day
        ("employee", True, None, None, ["Берёзова"]),
    ],
)
def test_who_else_of_the_organization(assignment, college, post, gets_letters, since, until, expected):
    Appointment.objects.create(
        person=person("Вязова"), organization=college, post=post, gets_letters=gets_letters, since=since, until=until
    )
    reminders.tell(assignment, "new", occasion="h1", now=NOW)
    assert told("new") == expected


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (dt.date(2023, 2, 2), dt.date(2023, 2, 9), ["Берёзова", "Вязова"]),
        (dt.date(2023, 2, 3), dt.date(2023, 2, 9), ["Берёзова"]),
    ],
)
def test_the_substitute_while_the_head_is_absent(assignment, head, since, until, expected):
    Substitution.objects.create(absent=head, substitute=person("Вязова"), since=since, until=until)
    reminders.tell(assignment, "new", occasion="h1", now=NOW)
    assert told("new") == expected


def colleague(surname, organization, **fields):
    made = person(surname)
    Appointment.objects.create(person=made, organization=organization, post="deputy", **fields)
    return made


def test_a_named_person_instead_of_the_head(assignment, college):
    assignment.person = colleague("Клёнова", college)
    assignment.save(update_fields=["person"])
    Substitution.objects.create(absent=assignment.person, substitute=person("Липова"), since=TODAY, until=TODAY)
    reminders.tell(assignment, "new", occasion="h1", now=NOW)
    assert told("new") == ["Клёнова", "Липова"]


def test_a_named_person_who_left_leaves_the_duty_to_the_head(assignment):
    assignment.person = person("Клёнова", is_active=False)
    assignment.save(update_fields=["person"])
    reminders.tell(assignment, "new", occasion="h1", now=NOW)
    assert told("new") == ["Берёзова"]


@pytest.mark.parametrize("field", ["person", "handed_to"])
@pytest.mark.parametrize("elsewhere", [False, True])
def test_one_whose_post_ended_is_told_nothing_and_the_head_is(assignment, college, field, elsewhere):
    gone = colleague("Клёнова", college, until=dt.date(2023, 2, 1))
    if elsewhere:
        other = Organization.objects.create(name="Другой колледж", short_name="Другой")
        Appointment.objects.create(person=gone, organization=other, post="head")
    setattr(assignment, field, gone)
    assignment.save(update_fields=[field])
    reminders.tell(assignment, "new", occasion="h1", now=NOW)
    assert told("new") == ["Берёзова"]


def test_the_one_it_was_handed_to_and_the_head(assignment, college):
    assignment.handed_to = colleague("Ольхова", college)
    assignment.save(update_fields=["handed_to"])
    reminders.tell(assignment, "returned", occasion="h1", now=NOW)
    assert told("returned") == ["Берёзова", "Ольхова"]


@pytest.mark.parametrize("kind", ["reported", "acceptance", "extension_asked"])
def test_the_controller(assignment, kind):
    decision = assignment.decision
    decision.controller = person("Рябинина")
    decision.save(update_fields=["controller"])
    reminders.tell(assignment, kind, occasion="h1", now=NOW)
    assert told(kind) == ["Рябинина"]


@pytest.mark.parametrize(
    ("kind", "expected"), [("reported", []), ("extension_asked", ["Соснова"]), ("acceptance", ["Соснова"])]
)
@pytest.mark.parametrize("left", [False, True])
def test_without_a_controller(assignment, kind, expected, left):
    if left:
        assignment.decision.controller = person("Рябинина", is_active=False)
        assignment.decision.save(update_fields=["controller"])
    User.objects.create_user("staff@dep.example", person=person("Соснова"), is_staff=True)
    reminders.tell(assignment, kind, occasion="h1", now=NOW)
    assert told(kind) == expected


def test_the_leadership(assignment):
    User.objects.create_user("boss@dep.example", person=person("Дубова"), is_leadership=True)
    User.objects.create_user("gone@dep.example", person=person("Елова"), is_leadership=True, is_active=False)
    reminders.tell(assignment, "escalation", occasion="v0+5", now=NOW)
    assert told("escalation") == ["Дубова"]


def test_people_named_by_the_caller(assignment):
    reminders.tell(assignment, "new", occasion="h1", now=NOW, people=[person("Ивина")])
    reminders.tell(assignment, "new", occasion="h2", now=NOW, people=[])
    assert told("new") == ["Ивина"]


def test_nobody_is_told_of_the_archive(assignment):
    assignment.is_archived = True
    assignment.save(update_fields=["is_archived"])
    assert reminders.tell(assignment, "new", occasion="h1", now=NOW) == 0


def test_many_in_one_statement(assignment, django_assert_num_queries):
    other = Assignment.objects.create(
        decision=assignment.decision, organization=assignment.organization, period="2023-03", created_on=TODAY
    )
    with django_assert_num_queries(3):  # with the savepoint
        assert reminders.tell_all([assignment.pk, other.pk], "new", occasion="h1", now=NOW) == 2


def test_after_commit_a_worker_is_knocked_once(assignment, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        reminders.tell(assignment, "new", occasion="h1", now=NOW)
        reminders.tell(assignment, "new", occasion="h2", now=NOW)
    assert callbacks == [outbox.knock]


def test_the_same_people_as_the_directory_says(college):
    """The statement and `directory.acting_heads` are two wordings of one rule."""
    organizations = [college, *(Organization.objects.create(name=str(n), short_name=str(n)) for n in range(30))]
    people = [person(f"Ч{n}", is_active=n % 11 > 0) for n in range(60)]
    days = [None, TODAY - dt.timedelta(days=9), TODAY, TODAY + dt.timedelta(days=9)]
    chance = random.Random(7)
    for one in organizations:
        for _ in range(chance.randrange(4)):
            since, until = sorted(chance.choices(days, k=2), key=lambda day: day or TODAY)
            post = chance.choice(["head", "head", "deputy", "contact", "employee"])
            Appointment.objects.create(
                person=chance.choice(people), organization=one, post=post, since=since, until=until,
                gets_letters=chance.random() < 0.5,
            )  # fmt: skip
    for absent, substitute in zip(people[::3], people[1::3], strict=False):
        Substitution.objects.create(absent=absent, substitute=substitute, since=TODAY, until=TODAY)
    decision = Decision.objects.create(
        protocol=Protocol.objects.create(number="9", date=TODAY, title="совещания"), text="Сделать"
    )
    rows = [Assignment.objects.create(decision=decision, organization=one, created_on=TODAY) for one in organizations]
    reminders.tell_all([row.pk for row in rows], "new", occasion="h1", now=NOW)
    promised = {
        (one.assignment.organization_id, one.person_id) for one in Reminder.objects.select_related("assignment")
    }
    acting = directory.acting_heads(TODAY)
    expected = {(pk, one.person.pk) for pk, who in acting.items() for one in who.told if one.person.is_active}
    assert len(expected) == 18
    assert promised == expected
