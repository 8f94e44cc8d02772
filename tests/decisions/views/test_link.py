"""Act from the letter: without a password, on the items named in it only, and a GET changes nothing."""

import datetime as dt

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from decisions import personal_links
from decisions.models import Assignment, Letter, PersonalLink, PersonalLinkItem, ReminderPolicy, Report
from tests import factories as make

from .conftest import TODAY

TOKEN = "a-token-of-the-letter"


@pytest.fixture
def other(cast):
    return make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 13)), cast.college)


@pytest.fixture
def unnamed(cast):
    """Also theirs, but not in the letter."""
    text = "Этого в письме нет."
    return make.assignment(make.decision(cast.protocol, due_on=dt.date(2026, 3, 13), text=text), cast.college)


@pytest.fixture
def link(cast, other, unnamed):
    person, now = cast.head.person, timezone.now()
    letter = Letter.objects.create(kind="digest", to=person.email, person=person, next_at=now, created_at=now)
    made = personal_links.link_for(
        TOKEN, person=person, address=person.email, letter=letter, now=now, policy=ReminderPolicy.current()
    )
    made.save()
    for row in (cast.assignment, other):
        PersonalLinkItem.objects.create(link=made, assignment=row)
    return made


@pytest.fixture
def visitor(client, link):
    client.get(f"/l/{TOKEN}/")
    return client


def shown(answer) -> set[Assignment]:
    return {card.assignment for card in answer.context["cards"]}


def test_the_token_leaves_the_address_for_a_cookie_of_these_pages(client, link):
    answer = client.get(f"/l/{TOKEN}/")
    assert (answer.status_code, answer.url) == (302, "/l/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    cookie = answer.cookies["link"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/l/", True, "Lax")
    assert TOKEN not in cookie.value


def test_a_scanner_that_opens_everything_changes_nothing(visitor, cast, link):
    for _ in range(3):
        visitor.get(f"/l/{TOKEN}/", follow=True)
        visitor.head(f"/l/{TOKEN}/")
    assert not Report.objects.exists()
    assert not cast.assignment.openings.exists()
    assert not link.items.exclude(spent_at=None).exists()


def test_it_shows_what_the_letter_named_and_whom_one_acts_as(visitor, cast, other, unnamed):
    answer = visitor.get("/l/")
    page = answer.content.decode()
    assert shown(answer) == {cast.assignment, other}
    assert "Вы действуете как Ветров Иван Петрович" in page
    assert unnamed.decision.text not in page
    assert "Ключев" not in page  # the controller is not in the letter either
    assert "no-store" in answer["Cache-Control"]


def test_ticked_and_sent_it_is_done_and_spent(visitor, cast, other, link):
    answer = visitor.post("/l/", {"items": [other.pk], "text": "Готово", "do": "final"}, follow=True)
    assert shown(answer) == {cast.assignment}
    sent = other.reports.get()
    assert (sent.via, sent.person, sent.author) == (Report.Via.LINK, cast.head.person, None)
    newest = other.history.latest("history_id")
    assert newest.history_change_reason == "Отправлен отчёт об исполнении (Ветров И.П., по ссылке из письма)"
    assert [item.assignment for item in link.items.exclude(spent_at=None)] == [other]
    assert other.openings.count() == 1


@pytest.mark.parametrize("which", ["unnamed", "strange", "spent"])
def test_it_reaches_nothing_else(visitor, cast, other, unnamed, which):
    strange = make.assignment(cast.decision, cast.other_college)
    if which == "spent":
        visitor.post("/l/", {"items": [other.pk], "do": "partial"})
    target = {"unnamed": unnamed, "strange": strange, "spent": other}[which]
    before = Report.objects.count()
    answer = visitor.post("/l/", {"items": [target.pk], "text": "Хочу", "do": "final"})
    assert "уже закрыто или больше не ваше" in answer.content.decode()
    assert Report.objects.count() == before


@pytest.fixture
def points(other):
    texts = ("а) провести сверку", "б) обновить план")
    return [other.decision.points.create(position=place, text=text) for place, text in enumerate(texts)]


def box(row, point) -> str:
    return f"{row.pk}-{point.pk}"


def marked(row) -> set[str]:
    return set(row.marks.values_list("point__text", flat=True))


def test_its_points_are_ticked_too(visitor, other, points):
    assert f'value="{box(other, points[0])}"' in visitor.get("/l/").content.decode()
    visitor.post("/l/", {"items": [other.pk], "points": [box(other, points[1])], "do": "partial"})
    assert marked(other) == {"б) обновить план"}
    assert other.marks.get().marked_by == other.reports.get().person
    assert other.reports.get().via == Report.Via.LINK


def test_a_tick_adds_and_what_was_ticked_on_the_site_is_neither_shown_nor_taken_off(visitor, cast, other, points):
    other.marks.create(point=points[0], marked_by=cast.head.person, marked_at=timezone.now())
    assert " checked" not in visitor.get("/l/").content.decode()
    answer = visitor.post("/l/", {"items": [other.pk], "points": [box(other, points[1])], "do": "final"}, follow=True)
    assert marked(other) == {"а) провести сверку", "б) обновить план"}
    assert (other.reports.get().points_left, "не отмечены" in answer.content.decode().casefold()) == ("", False)


def test_points_left_warn_once_and_then_it_is_sent(visitor, other, points):
    data = {"items": [other.pk], "points": [box(other, points[1])], "text": "Почти всё", "do": "final"}
    page = visitor.post("/l/", data).content.decode()
    assert not Report.objects.exists()
    assert "Не отмечены пункты: а) провести сверку." in page
    assert "Почти всё" in page
    assert "Отправить как есть" in page
    assert f'value="{box(other, points[1])}" checked' in page
    visitor.post("/l/", data | {"points_left_known": "on"})
    assert other.reports.get().points_left == "а) провести сверку"


def test_with_a_file_it_is_sent_at_once_and_the_warning_comes_after(visitor, other, points, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    data = {"items": [other.pk], "files": SimpleUploadedFile("приказ.pdf", b"%PDF-1.4 test"), "do": "final"}
    page = visitor.post("/l/", data, follow=True).content.decode()
    assert other.reports.get().files.count() == 1
    assert "не отмечены пункты: а) провести сверку; б) обновить план. Это видит и контролёр" in page


def test_points_without_their_item_are_not_lost_in_silence(visitor, cast, other, points):
    data = {"items": [cast.assignment.pk], "points": [box(other, points[0])], "do": "final"}
    assert "пункты отмечены, а само поручение — нет" in visitor.post("/l/", data).content.decode()
    assert not Report.objects.exists()
    assert marked(other) == set()


@pytest.mark.parametrize("which", ["unnamed", "strange"])
def test_a_tick_reaches_no_other_point(visitor, cast, other, unnamed, which):
    row = {"unnamed": unnamed, "strange": make.assignment(cast.decision, cast.other_college)}[which]
    point = row.decision.points.create(position=1, text="в) чужой")
    visitor.post("/l/", {"items": [other.pk], "points": [box(row, point), box(other, point)], "do": "final"})
    assert other.reports.exists()
    assert (marked(row), marked(other)) == (set(), set())


@pytest.mark.parametrize("url", ["/my/", "/assignments/1/", "/profile/"])
def test_it_is_no_sign_in(visitor, url):
    assert visitor.get(url).url.startswith("/accounts/login/")


def test_it_dies_with_the_post(visitor, cast):
    cast.head.person.appointments.all().delete()
    assert shown(visitor.get("/l/")) == set()
    visitor.post("/l/", {"items": [cast.assignment.pk], "do": "final"})
    assert not Report.objects.exists()


def test_it_dies_with_a_changed_address(visitor, cast):
    cast.head.person.email = "new@example.org"
    cast.head.person.save(update_fields=["email"])
    assert visitor.get("/l/").status_code == 410


def test_it_dies_when_its_owner_revokes_it(visitor, cast):
    owner, somebody = Client(), Client()
    somebody.force_login(cast.other_head)
    assert "Действующих ссылок нет" in somebody.post("/my/links/revoke/", follow=True).text
    assert visitor.get("/l/").status_code == 200

    owner.force_login(cast.head)
    assert "Больше не действуют: 1&nbsp;ссылка из писем" in owner.post("/my/links/revoke/", follow=True).text.replace(
        "\N{NO-BREAK SPACE}", "&nbsp;"
    )
    assert visitor.get("/l/").status_code == 410
    assert "Действующих ссылок нет" in owner.post("/my/links/revoke/", follow=True).text


def test_expired_it_offers_a_new_one_to_the_same_address(visitor, cast, link):
    with time_machine.travel(timezone.now() + dt.timedelta(days=22)):
        visitor.get(f"/l/{TOKEN}/")
        answer = visitor.get("/l/")
        assert (answer.status_code, "Прислать новую" in answer.content.decode()) == (410, True)
        told = visitor.post("/l/new/", follow=True).content.decode()
    assert "новая ссылка уже отправлена на тот же адрес" in told
    fresh = PersonalLink.objects.exclude(pk=link.pk).get()
    assert (fresh.address, fresh.person) == (cast.head.person.email, cast.head.person)
    assert Letter.objects.get(kind="link_renewed").to == cast.head.person.email


def test_a_token_that_opens_nothing_says_so_without_naming_it(client, db):
    answer = client.get("/l/nothing/", follow=True)
    assert answer.redirect_chain == [("/l/", 302)]
    assert (answer.status_code, "Ссылка не действует" in answer.content.decode()) == (410, True)


def test_a_forged_cookie_opens_nothing(client, link):
    client.cookies["link"] = f"{link.pk}:forged:signature"
    assert client.get("/l/").status_code == 410


def test_a_substitute_acts_in_place_of_the_absent(client, cast, link):
    PersonalLink.objects.filter(pk=link.pk).update(person=cast.substitute.person, address=cast.substitute.person.email)
    client.get(f"/l/{TOKEN}/")
    client.post("/l/", {"items": [cast.assignment.pk], "do": "final"})
    sent = cast.assignment.reports.get()
    assert (sent.person, sent.on_behalf_of) == (cast.substitute.person, cast.head.person)
    assert sent.executed_on == TODAY


def test_one_item_is_ticked_already(client, cast, link, other):
    link.items.filter(assignment=other).delete()
    client.get(f"/l/{TOKEN}/")
    assert client.get("/l/").context["ticked"] == {str(cast.assignment.pk)}


def test_switched_off_it_is_switched_off_for_letters_already_sent(visitor, cast):
    ReminderPolicy.objects.create(pk=1, act_from_letter=False)
    assert visitor.get("/l/").status_code == 410
    visitor.post("/l/", {"do": "final", "items": [cast.assignment.pk]})
    assert not Report.objects.exists()


def test_a_draft_that_it_does_not_show_is_neither_sent_nor_lost(visitor, cast):
    Report.objects.create(
        assignment=cast.assignment,
        state=Report.State.DRAFT,
        text="Черновик контактного лица",
        created_at=timezone.now(),
    )
    visitor.post("/l/", {"do": "final", "items": [cast.assignment.pk], "text": "Исполнено"})
    assert list(cast.assignment.reports.order_by("id").values_list("text", "state")) == [
        ("Черновик контактного лица", "draft"),
        ("Исполнено", "sent"),
    ]
