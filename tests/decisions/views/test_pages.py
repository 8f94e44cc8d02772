"""What the head's pages say."""

import datetime as dt

import pytest
from django.utils import timezone

from decisions import lifecycle
from decisions.models import Assignment, Decision, PlannedDate, ReminderPolicy
from tests import factories as make

from .conftest import TODAY

BUDGET = 60 * 1024  # bytes with styles, uncompressed


def sections(answer) -> dict[str, list[Assignment]]:
    return {
        section.key: [card.assignment for card in section.cards]
        for section in answer.context["sections"]
        if section.cards
    }


def due(cast, days, **fields):
    decision = make.decision(cast.protocol, due_on=TODAY + dt.timedelta(days=days), **fields)
    return make.assignment(decision, cast.college)


@pytest.fixture
def full(cast):
    """One of each section."""
    permanent = make.decision(cast.protocol, deadline_kind=Decision.Kind.PERMANENT)
    return {
        "overdue": [due(cast, -3)],
        "today": [due(cast, 0)],
        "week": [due(cast, 5)],  # Sunday
        "later": [due(cast, 6), cast.assignment],
        "lasting": [make.assignment(permanent, cast.college, due_on=dt.date(2027, 1, 20))],
        "waiting": [make.assignment(make.decision(cast.protocol), cast.college, state="on_acceptance")],
        "done": [
            make.assignment(
                make.decision(cast.protocol), cast.college, state="done", closed_at=cast.protocol.published_at
            )
        ],
    }


def test_everything_that_is_theirs_in_its_place(as_, full):
    assert sections(as_("head").get("/my/")) == full


@pytest.mark.parametrize(
    ("name", "button", "several"),
    [("head", "Исполнено", True), ("substitute", "Исполнено", True), ("contact", "Подготовить отчёт", False),
     ("deputy", None, False)],
)  # fmt: skip
def test_a_card_offers_what_the_reader_may_do(as_, cast, name, button, several):
    due(cast, 1)
    client = as_(name)
    page = client.get("/my/").text
    buttons = [one for one in ("Исполнено", "Подготовить отчёт") if f">{one}</a>" in page]
    assert (buttons, "Отчитаться по нескольким" in page) == ([button] if button else [], several)
    assert ("Отчёты отправляют другие" in client.get("/my/report/").text) == (not several)
    if button:
        assert client.get(f"/assignments/{cast.assignment.pk}/report/").status_code == 200


def test_who_holds_no_post_is_told_so(as_, cast):
    cast.deputy.person.appointments.all().delete()
    assert "Сейчас за вами нет организации" in as_("deputy").get("/my/").text
    assert "Поручений пока нет" in as_("other_head").get("/my/").text


def test_late_is_counted_in_the_departments_zone(as_, cast):
    """Sent at half past midnight of the 21st in Tomsk, which is still the 20th in UTC."""
    sent = timezone.make_aware(dt.datetime(2026, 3, 21, 0, 30))
    Assignment.objects.filter(pk=cast.assignment.pk).update(state="done", reported_at=sent, closed_at=sent)
    (card,) = as_("head").get("/my/").context["sections"][-1].cards
    assert card.sign == "done_late"


def test_nothing_of_others_and_nothing_archived(as_, cast):
    make.assignment(cast.decision, cast.other_college)
    make.assignment(make.decision(cast.protocol), cast.college, is_archived=True)
    assert sections(as_("head").get("/my/")) == {"later": [cast.assignment]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=актуализировать+план", 1),
        ("q=нет+такого", 0),
        ("protocol=0", 0),
        ("protocol=abc", 1),
        ("q=АКТУАЛИЗИРОВАТЬ", 1),
    ],
)
def test_search(as_, cast, query, found):
    assert sum(map(len, sections(as_("head").get(f"/my/?{query}")).values())) == found


def test_filter_by_protocol(as_, cast):
    other = make.assignment(make.decision(make.in_force(dt.date(2026, 2, 2))), cast.college)
    answer = as_("head").get(f"/my/?protocol={other.decision.protocol_id}")
    assert sections(answer) == {"later": [other]}


def test_the_page_weighs_little_and_asks_the_database_as_often_for_many(
    as_, cast, django_assert_max_num_queries, settings
):
    text = "Актуализировать план работы кластера на новый учебный год с учётом предложений работодателей. " * 3
    for _ in range(30):
        due(cast, 10, text=text, controller=cast.controller.person)
    client = as_("head")
    client.get("/my/")
    with django_assert_max_num_queries(16):
        page = client.get("/my/").content
    linked = [line.split(b'href="')[1].split(b'"')[0].decode() for line in page.split(b"\n") if b'"stylesheet"' in line]
    styles = sum((settings.BASE_DIR / one.lstrip("/")).stat().st_size for one in linked)
    assert len(linked) > 5
    assert len(page) + styles < BUDGET
    assert page.count(b"<script") == page.count(b" defer></script>")


def test_an_assignment_tells_all_of_its_own_and_a_number_of_the_others(as_, cast):
    theirs = make.assignment(cast.decision, cast.other_college, state="done", closed_at=cast.protocol.published_at)
    page = as_("head").get(f"/assignments/{cast.assignment.pk}/").content.decode()
    assert cast.decision.text in page
    assert "исполнено 1 из 2" in page
    assert str(theirs.organization) not in page


def test_of_what_is_never_done_nobody_counts_how_many_have(as_, cast):
    lasting = make.decision(cast.protocol, deadline_kind="permanent")
    row = make.assignment(lasting, cast.college, due_on=dt.date(2027, 1, 20))
    make.assignment(lasting, cast.other_college, due_on=dt.date(2027, 1, 20))
    assert "исполнено 0 из" not in as_("head").get(f"/assignments/{row.pk}/").content.decode()


def test_the_number_of_others_is_the_departments_choice(as_, cast):
    make.assignment(cast.decision, cast.other_college)
    ReminderPolicy.objects.create(pk=1, show_counts=False)
    assert "исполнено 0 из" not in as_("head").get(f"/assignments/{cast.assignment.pk}/").content.decode()


def test_history_in_plain_words(as_, cast):
    now = cast.protocol.published_at
    lifecycle.correct_due(cast.assignment, dt.date(2026, 3, 18), "Перенесли совещание", by=cast.staff, now=now)
    story = as_("head").get(f"/assignments/{cast.assignment.pk}/").context["story"]
    assert [(entry.who, entry.what) for entry in story] == [
        ("Зорин И.П.", "Срок перенесён с 20 на 18\N{NO-BREAK SPACE}марта: Перенесли совещание")
    ]


def test_more_time_is_asked_for(as_, cast):
    url = f"/assignments/{cast.assignment.pk}/extension/"
    client = as_("head")
    refused = client.post(url, {"new_due_on": "2026-06-01", "reason": "Ждём"}).content.decode()
    assert "Продлить можно не далее чем до 20.04.2026." in refused
    client.post(url, {"new_due_on": "2026-03-27", "reason": "Ждём смету"})
    page = client.get(f"/assignments/{cast.assignment.pk}/").content.decode()
    assert "Просьба о продлении рассматривается" in page
    again = client.get(url, follow=True)
    assert again.redirect_chain[0][0] == f"/assignments/{cast.assignment.pk}/"
    assert "Просьба о продлении уже рассматривается." in again.text


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        (
            "15.04.2026 заседание совета\n\n20.05.2026",
            [(dt.date(2026, 4, 15), "заседание совета"), (dt.date(2026, 5, 20), "")],
        ),
        ("2026-04-15", [(dt.date(2026, 4, 15), "")]),
        ("15 Апреля 2026 г. — выездное\n5 мая 2026", [(dt.date(2026, 4, 15), "выездное"), (dt.date(2026, 5, 5), "")]),
        ("15.04.26 — заседание", [(dt.date(2026, 4, 15), "заседание")]),
    ],
)
def test_a_plan_is_written_one_date_a_line(as_, cast, written, dates):
    plan = make.assignment(
        make.decision(cast.protocol, deadline_kind=Decision.Kind.BY_PLAN), cast.college, due_on=dt.date(2026, 3, 17)
    )
    as_("head").post(f"/assignments/{plan.pk}/plan/", {"dates": written})
    assert list(PlannedDate.objects.values_list("date", "note")) == dates


def test_each_date_that_is_none_is_named(as_, cast):
    plan = make.assignment(
        make.decision(cast.protocol, deadline_kind=Decision.Kind.BY_PLAN), cast.college, due_on=dt.date(2026, 3, 17)
    )
    page = as_("head").post(f"/assignments/{plan.pk}/plan/", {"dates": "в апреле\n31 апреля 2026\n1.4.2026"}).text
    for line in ("в апреле", "31 апреля 2026"):
        assert f"Не понята дата в строке «{line}»." in page
    assert not PlannedDate.objects.exists()


def test_evidence_of_a_quota_many_links_at_once(as_, cast):
    norm = {"quota_on": True, "quota_target": 2, "quota_unit": "публикаций", "quota_period": "week"}
    row = make.assignment(
        make.decision(cast.protocol, deadline_kind=Decision.Kind.PERMANENT, **norm),
        cast.college,
        created_on=dt.date(2026, 3, 2),
    )
    client, url = as_("head"), f"/assignments/{row.pk}/evidence/"
    assert "не ссылка" in client.post(url, {"links": "колледж", "happened_on": "2026-03-10"}).content.decode()
    for day in ("2026-03-05", "2026-03-10"):
        client.post(url, {"links": f"https://a.example/{day}\nhttps://b.example/{day}", "happened_on": day})
    page = client.get(f"/assignments/{row.pk}/")
    assert "Норма: не менее 2 публикаций в неделю" in page.text
    results = page.context["quota"]["results"]
    assert [(one.start.day, one.count, one.is_met) for one in results] == [(9, 2, True), (2, 2, True)]


def test_handed_to_a_colleague(as_, cast):
    url = f"/assignments/{cast.assignment.pk}/hand/"
    as_("head").post(url, {"colleague": cast.deputy.person.pk})
    cast.assignment.refresh_from_db()
    assert cast.assignment.handed_to == cast.deputy.person
    as_("head").post(url, {"colleague": cast.other_head.person.pk})
    cast.assignment.refresh_from_db()
    assert cast.assignment.handed_to == cast.deputy.person


def test_the_address_of_a_calendar_is_shown_once(as_, cast):
    client = as_("head")
    address = client.post("/my/calendar/").context["address"]
    assert client.get("/my/calendar/").context["address"] == ""
    path = "/" + address.split("/", 3)[3]
    assert client.get(path)["Content-Type"] == "text/calendar; charset=utf-8"
    client.post("/my/calendar/", {"do": "end"})
    assert client.get(path).status_code == 410


def test_a_nul_that_postgresql_refuses_is_left_out_of_a_search(as_, cast):
    answer = as_("head").get("/my/", {"q": "\0кластера", "protocol": "9" * 30})
    assert (answer.status_code, answer.context["text"]) == (200, "кластера")
