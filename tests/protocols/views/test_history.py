"""The history of a protocol: one deed is one sentence, with who, when and why; drafts of reports stay out of it."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from clusters import history
from decisions import lifecycle
from decisions.access import Actor
from tests import factories as make

NOW = dt.datetime(2026, 3, 16, 5, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def leader(client, cast):
    client.force_login(cast.leadership)
    return client


def told(client, protocol, newest=4):
    page = client.get(reverse("protocols:history", args=[protocol.pk]))
    assert page.status_code == 200
    return [(line.who, line.where, line.event.what) for line in page.context["lines"][:newest]]


def test_deeds_are_told_in_sentences_newest_first(leader, cast):
    colleges = [make.college(), make.college()]
    parties = [lifecycle.Party(college) for college in colleges]
    decision = make.decision(cast.protocol, due_on=dt.date(2026, 3, 20), controller=cast.controller.person)
    first, second = lifecycle.assign(decision, parties, by=cast.staff, now=NOW)
    lifecycle.save_draft(first, lifecycle.Account(text="Начато"), by=Actor(), now=NOW + HOUR)
    lifecycle.report(first, lifecycle.Account(text="Готово"), by=Actor(), now=NOW + 2 * HOUR)
    lifecycle.withdraw(second, by=cast.controller, now=NOW + 3 * HOUR, reason="Дубль")
    assert told(leader, cast.protocol, 3) == [
        (str(cast.controller), f"п. 2, {second.organization}", "Прекращено: Дубль"),
        ("", f"п. 2, {first.organization}", "Отправлен отчёт об исполнении"),
        (str(cast.staff), "п. 2, 2\N{NO-BREAK SPACE}поручения", "Поставлено на контроль"),
    ]
    page = leader.get(reverse("protocols:history", args=[cast.protocol.pk])).text
    assert "Черновик отчёта" not in page


def test_the_protocol_and_its_decisions_have_words_even_without_a_reason(leader, cast):
    at = NOW + HOUR
    cast.protocol.place = "Актовый зал"
    history.save(cast.protocol, by=cast.staff, fields=["place"], now=at)
    history.save(cast.decision, by=cast.staff, reason="Исправлена опечатка", fields=["text"], now=at + HOUR)
    assert told(leader, cast.protocol, 2) == [
        (str(cast.staff), "п. 1", "Исправлена опечатка"),
        (str(cast.staff), "", "Протокол исправлен"),
    ]


@pytest.mark.parametrize("verb", [lifecycle.withdraw_decision, lifecycle.take_off_control])
def test_the_end_of_a_decision_is_one_sentence(leader, cast, verb):
    verb(cast.decision, by=cast.staff, now=NOW + HOUR, reason="другое решение")
    lines = [what for _, _, what in told(leader, cast.protocol, 100) if "другое решение" in what]
    assert len(lines) == 1


def test_a_deed_over_several_decisions_is_one_sentence(leader, cast):
    second = make.decision(cast.protocol)
    for decision in (cast.decision, second):
        history.save(decision, by=cast.staff, reason="Введено в действие", fields=["state"], now=NOW + HOUR)
    assert told(leader, cast.protocol, 1) == [(str(cast.staff), "2\N{NO-BREAK SPACE}решения", "Введено в действие")]


def test_more_is_shown_when_asked(leader, cast, monkeypatch):
    monkeypatch.setattr("protocols.views.history.SHOWN", 1)
    url = reverse("protocols:history", args=[cast.protocol.pk])
    first = leader.get(url).context
    assert (len(first["lines"]), first["more"]) == (1, 2)
    rest = leader.get(url + "?shown=100").context
    assert (len(rest["lines"]), rest["more"]) == (2, None)


def test_the_sheet_says_the_same(leader, cast):
    response = leader.get(reverse("protocols:history_sheet", args=[cast.protocol.pk]))
    lines = list(openpyxl.load_workbook(io.BytesIO(response.getvalue())).active.iter_rows(values_only=True))
    assert lines[0] == ("Когда", "Кто", "К чему относится", "Что")
    assert sorted(line[3] for line in lines[1:]) == ["Решение внесено", "Черновик создан"]


@pytest.mark.parametrize(
    ("role", "status"), [("staff", 200), ("leadership", 200), ("head", 403), ("other_head", 403), ("contact", 403)]
)
def test_who_reads_it(client, cast, role, status):
    client.force_login(getattr(cast, role))
    for name in ("history", "history_sheet"):
        assert client.get(reverse(f"protocols:{name}", args=[cast.protocol.pk])).status_code == status


def test_it_costs_the_same_however_much_happened(leader, cast, django_assert_max_num_queries):
    url = reverse("protocols:history", args=[cast.protocol.pk])
    leader.get(url)
    counts = []
    for more in (1, 29):
        for number in range(more):
            row = make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 20)))
            lifecycle.withdraw(row, by=cast.staff, now=NOW, reason=f"Дубль {more} {number}")
        with django_assert_max_num_queries(20) as queries:
            assert leader.get(url).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_is_taken_away_as_text(leader, cast):
    lifecycle.correct_due(cast.assignment, dt.date(2026, 3, 27), "ремонт", by=cast.staff, now=NOW)
    answer = leader.get(reverse("protocols:history_text", args=[cast.protocol.pk]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").replace("\N{NO-BREAK SPACE}", " ").split("\r\n")
    assert lines[:3] == [
        f"История: {cast.protocol}",
        "",
        f"16 марта 2026 г., 12:00 · {cast.staff} · п. 1, {cast.college}. Срок перенесён с 20 на 27 марта: ремонт",
    ]
