import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from decisions import lifecycle
from decisions.access import Actor
from decisions.lifecycle import Account, StoredFile
from decisions.models import SearchEntry
from protocols import search
from tests import factories as make

NOW = timezone.make_aware(dt.datetime(2023, 2, 20, 11))
TODAY = dt.date(2023, 2, 20)

pytestmark = pytest.mark.django_db

# kind and place of what is there: P1, P2 protocols; D11 … decisions; R11 a report; F11 its file
TEXTS = {
    "D11": "Предоставить кандидатуры в состав экспертного совета Гудожниковой О.Б.",
    "D12": "Провести новогоднюю ёлку для студентов колледжей.",
    "D13": "Актуализировать планы работы образовательных кластеров. Предоставить Зайцу И.П.",
    "D21": "Разместить не менее трёх новостей в неделю на сайтах учреждений до 31.03.2023.",
    "D22": "Закупить сварочное оборудование для мастерских.",
}
PAIRS = [
    # inflected words
    ("кандидатуру", {"D11"}), ("кандидатура", {"D11"}), ("КАНДИДАТУРАМИ", {"D11"}), ("экспертные советы", {"D11"}),
    ("состав совета", {"D11"}), ("елка", {"D12"}), ("ёлка", {"D12"}), ("ёлки", {"D12"}), ("новогодняя елка", {"D12"}),
    ("студент", {"D12"}), ("план", {"D13", "R13", "F13"}), ("планам кластеров", {"D13"}), ("кластер", {"D13"}),
    ("актуализировать план", {"D13"}), ("образовательный кластер", {"D13"}), ("новость", {"D21"}),
    ("новости на сайт", {"D21"}), ("неделя", {"D21"}), ("учреждение", {"D21"}), ("сварочного оборудования", {"D22"}),
    ("мастерская", {"D22"}), ("оборудованием", {"D22"}), ("для мастерских", {"D22"}),
    # names in any case
    ("Гудожникова", {"D11"}), ("Гудожниковой", {"D11"}), ("гудожникову", {"D11"}), ("Заяц", {"D13"}), ("Зайца", {"D13"}),
    ("зайцем", {"D13"}), ("Соловей", {"P2"}), ("Соловью", {"P2"}), ("соловьём", {"P2"}), ("Ветрова", {"R13"}),
    # numbers and days
    ("протокол 1 2023", {"P1", "D11", "D12", "D13", "R13", "F13"}), ("протокол № 2", {"P2", "D21", "D22"}),
    ("протокола 2", {"P2", "D21", "D22"}), ("№ 2", {"P2", "D21", "D22"}), ("п. 2", {"D12", "D22"}),
    ("пункт 3", {"D13", "R13", "F13"}), ("п. 2 протокола № 1", {"D12"}), ("п.3 протокол 1 2023", {"D13", "R13", "F13"}),
    ("протокол 2 оборудование", {"D22"}), ("10.02.2023", {"P2", "D21", "D22"}), ("31.03.2023", {"D21"}),
    ("2 февраля 2023", {"P1", "D11", "D12", "D13", "R13", "F13"}), ("февраль совещание", {"P1", "P2"}),
    # titles, reports, files, organizations
    ("совещания", {"P1", "P2"}), ("совещание ведущих колледжей", {"P1"}), ("наставничество", {"P2"}), ("утверждённый", {"R13"}),
    ("утвержденная программа", {"R13"}), ("план.docx", {"F13"}), ("приложение", {"F13"}),
    ("колледж связи", {"R13", "F13"}), ("размещение плана", {"R13"}),
    ("студенту", {"D12"}), ("приложение план", {"F13"}),
]  # fmt: skip
NOTHING = [
    "", "   ", "и", "на для в", "общежитие", "кандидат наук", "елочка новости", "протокол 3", "п. 9", "протокол 2 п. 3",
    "протокол 1 2024", "01.03.2023", "31.04.2023", "Волков", "Ветров оборудование", "зайчонок", "кластер сварка",
    "план.pdf", "<script>", "' OR 1=1 --", "%", "_", "кандидатуры ёлка", "советник",
    "выдвижение кандидатур", "состав экспертов", "закупка",
]  # fmt: skip


@pytest.fixture
def there():
    """By name, as (kind, id)."""
    first = make.in_force(dt.date(2023, 2, 2), number="1", title="совещания руководителей ведущих колледжей")
    second = make.in_force(
        dt.date(2023, 2, 10),
        number="2",
        title="совещания о развитии наставничества",
        chair_name="Соловей Анна Павловна",
    )
    found = {"P1": (1, first.pk), "P2": (1, second.pk)}
    decisions = {}
    for name, text in TEXTS.items():
        decisions[name] = make.decision(first if name[1] == "1" else second, text=text)
        found[name] = (2, decisions[name].pk)
    college = make.college("Колледж связи")
    head = make.head(college, surname="Ветров")
    row = make.assignment(decisions["D13"], college, due_on=dt.date(2023, 3, 1))
    file = StoredFile("reports/x", "Приложение_план.docx", "application/msword", 1, "0" * 64)
    account = Account(text="Программа утверждена, план размещён.", files=(file,))
    sent = lifecycle.report(row, account, by=Actor(person=head), now=NOW)
    found |= {"R13": (3, sent.pk), "F13": (4, sent.files.get().pk)}
    for protocol in (first, second):
        search.index_protocol(protocol)
    return found


@pytest.fixture
def staff():
    return make.user(is_staff=True)


def found(user, query, there):
    names = {place: name for name, place in there.items()}
    return {names[entry.kind, entry.object_id] for entry in search.find(user, query, TODAY)}


def test_every_pair(there, staff):
    wrong = {query: found(staff, query, there) for query, names in PAIRS if found(staff, query, there) != names}
    assert (wrong, len(PAIRS)) == ({}, 57)


def test_what_is_not_there_is_not_found(there, staff):
    wrong = {query: found(staff, query, there) for query in NOTHING if found(staff, query, there)}
    assert (wrong, len(NOTHING)) == ({}, 27)


def test_newest_first_and_the_protocol_before_what_it_holds(there, staff):
    names = {place: name for name, place in there.items()}
    order = [names[entry.kind, entry.object_id] for entry in search.find(staff, "2023", TODAY)]
    assert [name[0] for name in order] == ["P", "D", "D", "P", "D", "D", "D", "R", "F"]
    assert order[0] == "P2"


def test_each_sees_their_own(there):
    own = make.user(SearchEntry.objects.get(kind=3).report.person)
    stranger = make.user(make.head(make.college()))
    assert found(own, "протокол 1", there) == {"P1", "D11", "D12", "D13", "R13", "F13"}
    assert found(own, "протокол 2", there) == set()
    assert found(stranger, "план", there) == set()


def test_a_draft_is_found_by_staff_only(staff):
    draft = make.protocol(TODAY, title="о новых стандартах")
    search.index_protocol(draft)
    leader = make.user(is_leadership=True)
    assert search.find(staff, "новый стандарт", TODAY).count() == 1
    assert search.find(leader, "новый стандарт", TODAY).count() == 0


def test_what_is_taken_back_is_not_found(there, staff):
    sent = SearchEntry.objects.get(kind=3).report
    lifecycle.recall(sent, by=Actor(person=sent.person), now=NOW)
    assert found(staff, "утверждена", there) == set()
    assert found(staff, "приложение", there) == set()


def test_rebuilding_gives_the_same(there):
    def rows():
        return list(SearchEntry.objects.order_by("kind", "object_id").values_list("kind", "object_id", "stems", "on"))

    before = rows()
    assert search.rebuild() == len(before) == 9
    assert rows() == before


@pytest.mark.parametrize(
    "text, query, expected",
    [
        ("Предоставить кандидатуры", "кандидатура", [("Предоставить", False), (" ", False), ("кандидатуры", True)]),
        ("Отчёт Зайцу", "заяц", [("Отчёт", False), (" ", False), ("Зайцу", True)]),
        ("Ёлка", "елки", [("Ёлка", True)]),
        ("<b>план</b>", "план", [("<", False), ("b", False), (">", False), ("план", True), ("</", False), ("b", False), (">", False)]),
    ],
)  # fmt: skip
def test_what_was_asked_is_marked(text, query, expected):
    wanted = frozenset(word for words in search.search.asked(query) for word in words)
    assert list(search.marked(text, wanted)) == expected


def test_a_long_text_is_shown_around_the_word():
    wanted = frozenset({"план"})
    shown = "".join(piece for piece, _ in search.marked("слово " * 100 + "план " + "слово " * 100, wanted))
    assert (shown[0], shown[-1], "план" in shown, len(shown) < 500) == ("…", "…", True, True)


def test_the_page(there, client, staff, time_machine):
    time_machine.move_to(NOW)
    client.force_login(staff)
    page = client.get(reverse("search"), {"q": "кандидатуру"}).content.decode()
    assert "Предоставить <mark>кандидатуры</mark> в состав" in page
    assert "№\xa0" in page  # a sign that no line end parts from its number
    assert "Ничего не нашлось" in client.get(reverse("search"), {"q": "общежитие"}).content.decode()
    assert client.get(reverse("search")).status_code == 200


def test_a_page_of_thirty_costs_as_much_as_of_one(client, staff, django_assert_max_num_queries):
    def count():
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse("search"), {"q": "план"})
        return len(queries)

    protocol = make.in_force(TODAY)
    make.decision(protocol)
    search.index_protocol(protocol)
    client.force_login(staff)
    count()  # signing in marks the session once
    one = count()
    for _ in range(18):
        make.decision(protocol)
    search.index_protocol(protocol)
    assert count() == one
