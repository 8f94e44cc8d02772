"""The report as the head meets it: kept, warned, sent once, taken back; several at once."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from decisions import lifecycle
from decisions.models import Assignment, DecisionPoint, Opening, Report
from tests import factories as make

from .conftest import TODAY

PDF = b"%PDF-1.7\n"


def pdf(name="план.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture
def url(cast):
    return f"/assignments/{cast.assignment.pk}/report/"


def body(**fields):
    return {"do": "final", "reports_seen": "0", **fields}


def test_done(as_, cast, url):
    answer = as_("head").post(url, body(text="План обновлён", executed_on="2026-03-09", files=[pdf(), pdf("акт.pdf")]))
    assert (answer.status_code, answer.url) == (302, f"/assignments/{cast.assignment.pk}/")
    assert said(answer) == ["Отчёт ждёт приёмки: его проверит Ключев И.П., ответ придёт письмом."]
    sent = cast.assignment.reports.get()
    assert (sent.text, sent.executed_on, sent.state) == ("План обновлён", dt.date(2026, 3, 9), "sent")
    assert [file.name for file in sent.files.all()] == ["план.pdf", "акт.pdf"]


def test_with_nothing_written_at_all(as_, cast, url):
    as_("head").post(url, body())
    assert cast.assignment.reports.get().executed_on == TODAY


def test_a_wrong_file_keeps_the_text_and_the_right_file(as_, cast, url, settings):
    settings.UPLOAD_MAX_BYTES = 1000
    photo = SimpleUploadedFile("фото.jpg", b"\xff\xd8\xff" + b"\0" * 2000)
    answer = as_("head").post(url, body(text="Долго писали", files=[pdf(), photo]))
    assert answer.status_code == 200
    assert "«фото.jpg» больше" in answer.content.decode()
    assert "Долго писали" in answer.content.decode()
    assert "план.pdf" in answer.content.decode()
    draft = lifecycle.draft_of(cast.assignment)
    assert (draft.text, [file.name for file in draft.files.all()]) == ("Долго писали", ["план.pdf"])
    as_("head").post(url, body(text="Долго писали"))
    assert [file.name for file in cast.assignment.reports.get().files.all()] == ["план.pdf"]


def test_unticked_points_warn_once(as_, cast, url):
    first, second = (DecisionPoint.objects.create(decision=cast.decision, text=text) for text in ("а) раз", "б) два"))
    client = as_("head")
    warned = client.post(url, body(points=[first.pk]))
    assert (warned.status_code, "Не отмечены пункты: б) два." in warned.content.decode()) == (200, True)
    assert not Report.objects.exclude(state="draft").exists()
    client.post(url, body(points=[first.pk], points_left_known="on"))
    sent = cast.assignment.reports.get()
    assert (sent.state, sent.points_left) == ("sent", "б) два")
    assert [mark.point for mark in cast.assignment.marks.all()] == [first]
    assert second not in [mark.point for mark in cast.assignment.marks.all()]


def test_a_document_is_asked_for(as_, cast, url):
    cast.decision.needs_document = True
    cast.decision.save(update_fields=["needs_document"])
    refused = as_("head").post(url, body(text="Отправили почтой"))
    assert refused.status_code == 409
    assert "приложите файл или отметьте «передано лично»" in refused.content.decode()
    assert "Отправили почтой" in refused.content.decode()
    as_("head").post(url, body(text="Отправили почтой", handed_over="on"))
    assert cast.assignment.reports.get().handed_over


def test_a_double_click_ends_on_the_same_page(as_, cast, url):
    client = as_("head")
    answers = [client.post(url, body(text="Готово")) for _ in range(3)]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, f"/assignments/{cast.assignment.pk}/")}
    assert cast.assignment.reports.count() == 1


def test_who_came_second_keeps_their_words(as_, cast, url):
    as_("substitute").post(url, body(text="Отправил заместитель", do="partial"))
    answer = as_("head").post(url, body(text="Моё длинное письмо"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Пока вы писали, по этому поручению уже отправлен отчёт." in page
    assert "Моё длинное письмо" in page
    assert cast.assignment.reports.exclude(state="draft").count() == 1


def test_a_head_who_loses_the_post_in_the_middle_of_typing(as_, cast, url):
    client = as_("head")
    client.get(url)
    cast.head.person.appointments.all().delete()
    answer = client.post(url, body(text="Моё длинное письмо"))
    assert answer.status_code == 404
    assert "Моё длинное письмо" in answer.content.decode()
    assert "Актуализировать" not in answer.content.decode()
    assert not Report.objects.exists()


def test_a_contact_drafts_and_the_head_finds_it(as_, cast, url):
    as_("contact").post(url, body(text="Подготовил", do="draft", files=[pdf()]))
    page = as_("head").get(url).content.decode()
    assert "Подготовил" in page
    assert "план.pdf" in page
    assert cast.assignment.reports.get().person == cast.contact.person


def test_what_is_typed_is_kept(as_, cast):
    answer = as_("head").post(f"/assignments/{cast.assignment.pk}/draft/", {"text": "Пишу", "reports_seen": "0"})
    assert answer.status_code == 204
    assert lifecycle.draft_of(cast.assignment).text == "Пишу"


def test_keeping_what_is_closed_is_refused_in_words(as_, cast):
    Assignment.objects.filter(pk=cast.assignment.pk).update(state="withdrawn")
    answer = as_("head").post(f"/assignments/{cast.assignment.pk}/draft/", {"text": "Пишу", "reports_seen": "0"})
    assert (answer.status_code, answer.content.decode()) == (409, "Поручение прекращено.")


def test_a_closed_one_has_no_form(as_, cast, url):
    Assignment.objects.filter(pk=cast.assignment.pk).update(state="withdrawn")
    assert as_("head").get(url).url == f"/assignments/{cast.assignment.pk}/"


def test_taken_back_it_is_a_draft_to_mend(as_, cast, url):
    client = as_("head")
    client.post(url, body(text="Рано"))
    answer = client.post(f"/reports/{cast.assignment.reports.get().pk}/recall/")
    assert answer.url == url
    assert "Рано" in client.get(url).content.decode()


def test_opened_counts_those_who_work_on_it(as_, cast):
    for name in ("leadership", "controller", "deputy", "head", "head", "contact"):
        as_(name).get(f"/assignments/{cast.assignment.pk}/")
    assert set(Opening.objects.values_list("person", flat=True)) == {cast.head.person.pk, cast.contact.person.pk}


def test_several_at_once(as_, cast):
    other = make.assignment(make.decision(cast.protocol, due_on=TODAY), cast.college)
    third = make.assignment(make.decision(cast.protocol, due_on=TODAY), cast.college)
    form = {"items": [cast.assignment.pk, other.pk], "text": "По обоим", "files": [pdf()], "do": "final"}
    answer = as_("head").post("/my/report/", form)
    assert answer.url == "/my/"
    states = dict(Assignment.objects.filter(organization=cast.college).values_list("pk", "state"))
    assert states == {cast.assignment.pk: "on_acceptance", other.pk: "done", third.pk: "in_progress"}
    assert {(one.text, one.files.get().name) for one in Report.objects.all()} == {("По обоим", "план.pdf")}
    assert len(said(answer)) == 2


def test_files_of_a_refused_batch_are_to_be_chosen_again(as_, cast):
    client, again = as_("head"), "Файлы выберите ещё раз"
    assert again in client.post("/my/report/", {"text": "Сделано", "files": [pdf()], "do": "final"}).text
    assert again not in client.post("/my/report/", {"text": "Сделано", "do": "final"}).text


def test_who_heads_two_colleges_is_told_whose_each_is(as_, cast):
    make.appoint(cast.head.person, cast.other_college, since=TODAY)
    row = make.assignment(cast.decision, cast.other_college)
    page = as_("head").get("/my/report/").text
    assert "· Колледж связи" in page
    assert "· Колледж сервиса" in page
    answer = as_("head").post("/my/report/", {"items": [row.pk], "do": "final"})
    assert ", Колледж сервиса: " in said(answer)[0]


def test_several_at_once_show_the_points_done_and_take_the_ticks_as_they_stand(as_, cast):
    first, second = (cast.decision.points.create(position=place, text=f"{place}-й пункт") for place in (1, 2))
    row = cast.assignment
    row.marks.create(point=first, marked_by=cast.head.person, marked_at=row.decision.protocol.created_at)
    page = as_("head").get("/my/report/").content.decode()
    assert f'value="{row.pk}-{first.pk}" checked' in page
    form = {"items": [row.pk], "points": [f"{row.pk}-{second.pk}"], "do": "final"}
    assert "Не отмечены пункты: 1-й пункт." in as_("head").post("/my/report/", form).content.decode()
    assert not row.reports.exists()
    as_("head").post("/my/report/", form | {"points_left_known": "on"})
    assert row.reports.get().points_left == "1-й пункт"
    assert [mark.point for mark in row.marks.all()] == [second]


def test_several_read_what_was_ticked_once_not_once_for_each(as_, cast, monkeypatch):
    asked, getlist = [], QueryDict.getlist
    monkeypatch.setattr(QueryDict, "getlist", lambda data, key, *default: asked.append(key) or getlist(data, key))
    rows = [make.assignment(make.decision(cast.protocol), cast.college) for _ in range(5)]
    for row in rows:
        DecisionPoint.objects.create(decision=row.decision, text="Пункт")
    points = [f"{row.pk}-{row.decision.points.get().pk}" for row in rows]
    form = {"items": [row.pk for row in rows], "points": points, "text": "Всё сделано", "do": "final"}
    assert as_("head").post("/my/report/", form).status_code == 302
    assert [row.reports.get().points_left for row in rows] == [""] * 5
    assert asked.count("points") == 1


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([], "Отметьте хотя бы одно поручение."),
        (["999999"], "Одно из отмеченных поручений уже закрыто или больше не ваше. Проверьте список."),
    ],
)
def test_several_are_refused_with_words_kept(as_, cast, items, message):
    page = as_("head").post("/my/report/", {"items": items, "text": "Моё"}).content.decode()
    assert message in page
    assert "Моё" in page


def test_a_stranger_cannot_slip_in_another_colleges_assignment(as_, cast):
    as_("other_head").post("/my/report/", {"items": [cast.assignment.pk], "text": "Чужое"})
    assert not Report.objects.exists()


def test_a_file_goes_out_as_an_attachment_only(as_, cast, url):
    as_("head").post(url, body(files=[pdf()]))
    answer = as_("controller").get(f"/files/{cast.assignment.reports.get().files.get().pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_what_a_contact_wrote_meanwhile_is_not_overwritten_unread(as_, cast, url):
    """The head's page was opened on an empty draft; then the contact saved a long one."""
    opened = as_("head").get(url).context["form"]["draft_seen"].value()
    as_("contact").post(url, body(do="draft", text="Долгий труд", draft_seen="0"))
    answer = as_("head").post(url, body(text="Готово", draft_seen=opened))
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        409,
        ["Пока вы писали, черновик изменил(а) Тополев И.П.: «Долгий труд». "
         "Ваш текст не потерян: сравните и сохраните ещё раз."],
    )  # fmt: skip
    assert answer.context["form"]["text"].value() == "Готово"
    assert cast.assignment.reports.get().text == "Долгий труд"
    read = answer.context["form"]["draft_seen"].value()
    assert as_("head").post(url, body(text="Готово", draft_seen=read)).status_code == 302
    assert cast.assignment.reports.get().text == "Готово"


def test_nor_by_a_page_that_saves_by_itself(as_, cast, url):
    as_("contact").post(url, body(do="draft", text="Долгий труд", draft_seen="0"))
    kept = f"/assignments/{cast.assignment.pk}/draft/"
    answer = as_("head").post(kept, {"text": "Го", "reports_seen": "0", "draft_seen": "0"})
    assert (answer.status_code, cast.assignment.reports.get().text) == (409, "Долгий труд")


def test_two_tabs_of_one_person_see_both_texts(as_, cast, url):
    first, second = (
        {name: as_("head").get(url).context["form"][name].value() for name in ("draft_seen", "tab")} for _ in range(2)
    )
    kept = f"/assignments/{cast.assignment.pk}/draft/"
    for text in ("Дол", "Долгий труд"):
        assert as_("head").post(kept, body(text=text, **first)).status_code == 204
    answer = as_("head").post(kept, body(text="Иное", **second))
    assert answer.status_code == 409
    assert answer.content.decode().startswith("Пока вы писали, в другой вкладке вы сохранили: «Долгий труд».")
    form = as_("head").post(url, body(text="Иное", **second)).context["form"]
    assert (form["text"].value(), cast.assignment.reports.get().text) == ("Иное", "Долгий труд")
    again = {name: form[name].value() for name in second}
    assert as_("head").post(url, body(do="draft", text="Долгий труд и иное", **again)).status_code == 302
    assert cast.assignment.reports.get().text == "Долгий труд и иное"
    assert as_("head").post(kept, body(text="Долгий труд, ещё", **first)).status_code == 409


def test_ones_own_draft_goes_on(as_, cast):
    kept = f"/assignments/{cast.assignment.pk}/draft/"
    pages = [as_("head").post(kept, {"text": t, "reports_seen": "0", "draft_seen": "0"}) for t in ("Г", "Го", "Гот")]
    assert [page.status_code for page in pages] == [204, 204, 204]
    assert cast.assignment.reports.get().text == "Гот"


def test_a_draft_is_told_of_to_its_writer_and_to_a_colleague(as_, cast):
    """An abbreviated name ends in a dot of its own, and no sentence ends in two."""
    as_("head").post(f"/assignments/{cast.assignment.pk}/draft/", {"text": "Г", "reports_seen": "0"})
    pages = {who: as_(who).get(f"/assignments/{cast.assignment.pk}/").content.decode() for who in ("head", "contact")}
    assert "Есть черновик: он ещё не отправлен." in pages["head"]
    assert f"{cast.head.person} пишет черновик." in pages["contact"]
    answer = as_("head").post(f"/assignments/{cast.assignment.pk}/hand/", {"colleague": cast.contact.person_id})
    assert said(answer) == [
        f"Поручение передано, его ведёт {cast.contact.person}; отвечает за него по-прежнему организация."
    ]
