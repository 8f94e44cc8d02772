"""«Обзор»: each number is that of the list behind it, leadership sees what it can act on, an empty system its first steps."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clusters.models import Substitution
from decisions import lifecycle
from decisions.access import Actor
from decisions.models import Assignment, Executor, Letter
from protocols.views.overview import Counter
from tests import factories as make

D = dt.date
NOW = dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC)  # a Monday
State = Assignment.State
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def busy(cast):
    """Something of each kind that the page counts."""
    protocol, controller = cast.protocol, cast.controller.person
    for _ in range(2):
        make.assignment(make.decision(protocol, due_on=D(2026, 3, 10)), cast.college)
    make.assignment(make.decision(protocol))
    waiting = make.assignment(make.decision(protocol, due_on=D(2026, 3, 17), controller=controller), cast.college)
    lifecycle.report(waiting, lifecycle.Account(text="Сделано"), by=Actor(), now=NOW)
    lifecycle.ask_extension(cast.assignment, D(2026, 3, 30), "Болезнь", by=Actor(), now=NOW)
    make.assignment(make.decision(protocol, due_on=D(2026, 3, 12)), state=State.WITHDRAWN)
    Executor.objects.create(decision=make.decision(make.protocol(number="Ч-1")), wording="Совет старейшин")
    Letter.objects.create(
        kind="digest", to="a@example.org", state=Letter.State.BOUNCED, next_at=NOW, created_at=NOW, error="нет такого"
    )
    long_ago = NOW - dt.timedelta(days=40)
    Letter.objects.create(kind="digest", to="b@example.org", state="failed", next_at=long_ago, created_at=long_ago)
    away = make.head(make.college("Колледж в отпуске"))
    Substitution.objects.create(absent=away, since=D(2026, 3, 1), until=D(2026, 3, 31))
    return cast


def counters(page) -> dict[str, tuple[int, str]]:
    """As they stand on the page: the word, its number, its address."""
    found = re.findall(
        r'<a class="counter[^"]*" href="([^"]*)"><span class="counter-number">(\d+)</span>'
        r'<span class="counter-name">([^<]*)</span>',
        page.text,
    )
    return {name: (int(number), unescape(url)) for url, number, name in found}


@pytest.mark.parametrize(("number", "name"), [(0, "ждут"), (1, "ждёт"), (2, "ждут"), (11, "ждут"), (21, "ждёт")])
def test_the_words_of_a_counter_agree_with_its_number(number, name):
    assert Counter("ждёт,ждут,ждут", number, "").name == name


def listed(client, url) -> int:
    """How many rows the list behind a number has."""
    page = client.get(url)
    assert page.status_code == 200
    if url.startswith(reverse("decisions:acceptance")):
        return len(page.context["asked" if url.endswith("#extensions") else "rows"])
    return page.context["page"].paginator.count


def test_each_number_is_that_of_the_list_behind_it(client, busy):
    client.force_login(busy.staff)
    page = client.get(reverse("overview"))
    found = counters(page)
    assert {name: number for name, (number, _) in found.items()} == {
        "просрочено": 2,
        "срок в ближайшие две недели": 1,
        "в работе без срока": 1,
        "ждёт приёмки": 1,
        "просит продлить": 1,
        "черновик протокола": 1,
        "неизвестный исполнитель в черновике": 1,
        "письмо не доставлено": 1,
        "организация без адреса": 1,
        "отсутствует без замещающего": 1,
    }
    elsewhere = {name: (number, url) for name, (number, url) in found.items() if not url.startswith("#")}
    assert len(elsewhere) == 7
    for name, (number, url) in elsewhere.items():
        assert listed(client, url) == number, name
    here = [url.removeprefix("#") for _, url in found.values() if url.startswith("#")]
    assert [page.text.count(f'id="{anchor}"') for anchor in here] == [1, 1, 1]


def test_leadership_reads_and_finds_the_same_lists(client, busy):
    client.force_login(busy.leadership)
    page = client.get(reverse("overview"))
    found = counters(page)
    assert {name: number for name, (number, _) in found.items()} == {
        "просрочено": 2,
        "срок в ближайшие две недели": 1,
        "в работе без срока": 1,
        "ждёт приёмки": 1,
        "просит продлить": 1,
    }
    for name, (number, url) in found.items():
        assert listed(client, url) == number, name
    assert reverse("decisions:letters") not in page.text


def test_the_days_show_what_falls_due(client, busy):
    client.force_login(busy.leadership)
    days = client.get(reverse("overview")).context["days"]
    assert len(days) == 14
    assert [(day.under, day.number) for day in days if day.number != "0"] == [("20.03", "1")]
    full = days[4]
    assert full.spoken == "пятница, 20\N{NO-BREAK SPACE}марта: 1\N{NO-BREAK SPACE}поручение"
    assert (full.height, full.top) == (100, 0)
    assert listed(client, full.url) == 1
    assert [day.tone for day in days[:7]] == ["wait", "work", "work", "work", "work", "plain", "plain"]


def test_who_is_late_leads_to_what_is_late(client, busy):
    client.force_login(busy.leadership)
    page = client.get(reverse("overview"))
    assert page.context["late"] == [(busy.college, 2)]
    url = f"{reverse('decisions:assignments')}?overdue=on&organization={busy.college.pk}"
    assert url.replace("&", "&amp;") in page.text
    assert listed(client, url) == 2


def test_this_month_against_the_last(client, busy):
    protocol = make.in_force(D(2026, 1, 12))
    for day, sent in ((D(2026, 2, 10), D(2026, 2, 10)), (D(2026, 2, 12), D(2026, 2, 16))):
        at = timezone.make_aware(dt.datetime.combine(sent, dt.time(12)))
        make.assignment(make.decision(protocol, due_on=day), state=State.DONE, reported_at=at, closed_at=at)
    client.force_login(busy.leadership)
    page = client.get(reverse("overview"))
    this, last = page.context["this_month"], page.context["last_month"]
    # one waits for acceptance, sent in time; two are late
    assert [(one.in_time, one.settled, one.share) for one in (this, last)] == [(1, 3, 33), (1, 2, 50)]
    assert len(page.context["months"]) == 6


@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("staff", 200), ("controller", 200), ("leadership", 200),
        ("head", 403), ("substitute", 403), ("deputy", 403), ("contact", 403), ("other_head", 403),
    ],
)  # fmt: skip
def test_who_enters(client, cast, role, status):
    client.force_login(getattr(cast, role))
    assert client.get(reverse("overview")).status_code == status


def test_an_empty_system_shows_its_first_steps(client):
    client.force_login(make.user(is_staff=True))
    page = client.get(reverse("overview"))
    steps = [(step.title, step.is_done) for step in page.context["steps"]]
    assert steps == [
        ("Организации", False),
        ("Руководители и адреса", False),
        ("Кластеры и ведущие колледжи", False),
        ("Группы исполнителей", False),
        ("Приглашения", False),
        ("Проверка почты", False),
        ("Первый протокол", False),
    ]
    assert "Программа пуста." in page.text
    Letter.objects.create(kind="test", to="a@example.org", state="sent", next_at=NOW, created_at=NOW)
    page = client.get(reverse("overview"))
    assert {step.title: step.is_done for step in page.context["steps"]}["Проверка почты"]
    assert "Сделан 1\N{NO-BREAK SPACE}шаг из 7." in page.text
    assert "Программа пуста" not in page.text


def test_the_page_costs_the_same_at_one_row_and_at_thirty(client, busy, django_assert_max_num_queries):
    client.force_login(busy.staff)
    client.get(reverse("overview"))
    counts = []
    for more in (0, 29):
        for _ in range(more):
            make.assignment(make.decision(make.in_force(), due_on=D(2026, 3, 10)))
            Executor.objects.create(decision=make.decision(make.protocol()), wording="Совет")
        with django_assert_max_num_queries(45) as queries:
            assert client.get(reverse("overview")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
