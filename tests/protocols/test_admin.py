import datetime as dt

import pytest
from django.urls import reverse

from decisions.models import Decision
from protocols.models import Protocol
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    user = make.user(is_staff=True)
    client.force_login(user)
    return user


@pytest.fixture
def draft():
    protocol = make.protocol(dt.date(2026, 3, 2), number="5")
    make.decision(protocol, due_on=dt.date(2026, 3, 20), text="Актуализировать планы.")
    return protocol


def url(protocol):
    return reverse("admin:protocols_protocol_change", args=[protocol.pk])


def typed(response):
    """What a browser would send back from this page, untouched."""
    admin_form = response.context["adminform"].form
    forms = [admin_form, *(one.formset.management_form for one in response.context["inline_admin_formsets"])]
    forms += [form for one in response.context["inline_admin_formsets"] for form in one.formset.forms]
    data = {}
    for form in forms:
        for bound in form:
            value = (
                bound.field.widget.format_value(bound.value()) if not isinstance(bound.value(), list) else bound.value()
            )
            if bound.name in ("points_text", "receivers_text"):
                value = "\n".join(bound.value() or [])
            if isinstance(bound.value(), bool):
                value = "on" if bound.value() else None
            if value not in (None, [], ""):
                data[bound.html_name] = value
    return data


def test_a_draft_saved_untouched_stays_as_it_is(client, staff, draft):
    group = make.leading_group()
    make.executor(draft.decisions.get(), group)
    before = Decision.objects.values().get()
    answer = client.post(url(draft), typed(client.get(url(draft))))
    assert answer.status_code == 302, answer.context["errors"]
    assert Decision.objects.values().get() == before
    assert [one.group for one in draft.decisions.get().executors.all()] == [group]


def test_points_executors_and_receivers_are_entered_on_the_same_screen(client, staff, draft):
    group, college = make.leading_group(), make.college()
    receiver = make.person("Ольховская", "Елена", "Викторовна")
    data = typed(client.get(url(draft))) | {
        "decisions-0-points_text": "первый\nвторой",
        "decisions-0-executors": [f"group:{group.pk}", f"organization:{college.pk}"],
        "decisions-0-receivers_text": "Ольховской Е.В.",
    }
    assert client.post(url(draft), data).status_code == 302
    decision = draft.decisions.get()
    assert [point.text for point in decision.points.all()] == ["первый", "второй"]
    assert [one.target for one in decision.executors.all()] == [group, college]
    assert [one.person for one in decision.receivers.all()] == [receiver]
    assert decision.executors.first().history.first().history_user == staff


def test_a_point_whose_text_stays_keeps_its_row(client, staff, draft):
    kept = draft.decisions.get().points.create(text="первый", position=0)
    draft.decisions.get().points.create(text="второй", position=1)
    data = typed(client.get(url(draft))) | {"decisions-0-points_text": "новый\nпервый"}
    client.post(url(draft), data)
    assert {point.text: point.pk for point in draft.decisions.get().points.all()}["первый"] == kept.pk


def test_the_second_tab_is_refused_and_loses_nothing(client, staff, draft):
    shown = typed(client.get(url(draft)))
    client.post(url(draft), shown | {"title": "первая вкладка"})
    answer = client.post(url(draft), shown | {"title": "вторая вкладка"})
    page = answer.content.decode()
    assert Protocol.objects.get().title == "первая вкладка"
    assert "протокол изменил(а)" in page
    assert "вторая вкладка" in page


def test_the_second_tab_sees_both_texts(client, staff, draft):
    mine = typed(client.get(url(draft)))
    theirs = typed(client.get(url(draft)))
    client.post(url(draft), theirs | {"place": "Зал", "decisions-0-text": "Чужой текст."})
    make.decision(draft, text="Ещё одно.")
    answer = client.post(url(draft), mine | {"decisions-0-text": "Мой текст."})
    assert list(answer.context["adminform"].form.non_field_errors())[1:] == [
        "Место: сейчас «Зал», у вас «—»",
        "п. 1, текст решения: сейчас «Чужой текст.», у вас «Мой текст.»",
        "п. 2: добавлено другим сотрудником — «Ещё одно.»",
    ]
    assert draft.decisions.get(number="1").text == "Чужой текст."


@pytest.mark.parametrize("kind", ["date", "period"])
def test_a_dated_kind_asks_for_its_date(client, staff, draft, kind):
    data = typed(client.get(url(draft))) | {"decisions-0-deadline_kind": kind, "decisions-0-due_on": ""}
    assert "Укажите дату" in client.post(url(draft), data).content.decode()


def test_a_protocol_in_force_is_read_as_on_paper(client, staff):
    protocol = make.in_force()
    make.decision(protocol)
    assert client.get(url(protocol)).url == protocol.get_absolute_url()
    assert client.post(url(protocol), {"title": "иное"}).status_code == 403


def test_only_a_draft_is_deleted(client, staff, draft):
    in_force = make.in_force()
    delete = "admin:protocols_protocol_delete"
    assert client.post(reverse(delete, args=[in_force.pk]), {"post": "yes"}).status_code == 403
    assert client.post(reverse(delete, args=[draft.pk]), {"post": "yes"}).status_code == 302
    assert list(Protocol.objects.all()) == [in_force]


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(client, staff, django_assert_max_num_queries, number):
    for _ in range(number):
        make.protocol()
    shown = reverse("admin:protocols_protocol_changelist")
    client.get(shown)  # the first page of a session also writes its row
    with django_assert_max_num_queries(12):
        client.get(shown)


class TestParties:
    def found(self, client, term):
        return [one["text"] for one in client.get("/protocols/parties/", {"term": term}).json()["results"]]

    def test_groups_come_before_organizations_and_people(self, client, staff):
        make.leading_group("ведущие колледжи")
        make.college("Колледж ведущий")
        make.person("Ведущий", "Пётр", "Ильич")
        assert self.found(client, "ВЕДУЩ") == ["ведущие колледжи", "Колледж ведущий", "Ведущий Пётр Ильич"]

    def test_only_staff_may_ask(self, client, cast):
        client.force_login(cast.head)
        assert client.get("/protocols/parties/").status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_address_that_names_no_protocol_leads_back_to_the_admin(client, staff, draft, method):
    answer = getattr(client, method)(f"/admin/protocols/protocol/{draft.pk}/elsewhere/change/")
    assert (answer.status_code, answer.url) == (302, "/admin/")
