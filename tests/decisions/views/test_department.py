"""What staff change of one assignment, and a report that came on paper."""

import datetime as dt

import pytest

from decisions.models import Assignment, Report


def test_a_date_is_changed_with_its_reason(as_, cast):
    url = f"/assignments/{cast.assignment.pk}/change/due/"
    assert as_("staff").post(url, {"due_on": "2026-03-27"}).status_code == 200
    as_("staff").post(url, {"due_on": "2026-03-27", "reason": "Перенесли совещание"})
    cast.assignment.refresh_from_db()
    assert (cast.assignment.due_on, cast.assignment.due_version) == (dt.date(2026, 3, 27), 1)
    assert "Перенесли совещание" in cast.assignment.why_due


def test_a_day_off_is_said_with_the_date_that_was_set(as_, cast):
    form = {"due_on": "2026-03-29", "reason": "Перенесли совещание"}
    page = as_("staff").post(f"/assignments/{cast.assignment.pk}/change/due/", form, follow=True).text
    told = "Установлен срок до 27 марта, пятница (29 марта, воскресенье — нерабочий день)."
    assert told in page.replace("\N{NO-BREAK SPACE}", " ")


def test_reassigned_it_goes_on_at_the_other_college(as_, cast):
    form = {"organization": cast.other_college.pk, "reason": "Не их кластер"}
    answer = as_("staff").post(f"/assignments/{cast.assignment.pk}/change/reassign/", form)
    moved = Assignment.objects.get(organization=cast.other_college)
    assert answer.url == f"/assignments/{moved.pk}/"


def test_a_person_must_work_where_it_goes(as_, cast):
    form = {"organization": cast.other_college.pk, "person": cast.deputy.person.pk, "reason": "Так"}
    page = as_("staff").post(f"/assignments/{cast.assignment.pk}/change/reassign/", form).content.decode()
    assert "Озеров И.П. не работает в этой организации." in page


def test_withdrawn_once(as_, cast):
    url = f"/assignments/{cast.assignment.pk}/change/withdraw/"
    as_("staff").post(url, {"reason": "Утратило смысл"})
    cast.assignment.refresh_from_db()
    assert cast.assignment.state == Assignment.State.WITHDRAWN
    page = as_("staff").post(url, {"reason": "Ещё раз"}).content.decode()
    assert "Поручение уже закрыто: прекращено." in page


@pytest.mark.parametrize("what", ["delete", "accept"])
def test_nothing_else_is_changed_so(as_, cast, what):
    assert as_("staff").get(f"/assignments/{cast.assignment.pk}/change/{what}/").status_code == 404


def test_a_report_on_paper_is_entered_by_the_department(as_, cast):
    url = f"/assignments/{cast.assignment.pk}/report/"
    client = as_("staff")
    assert "Вы вносите отчёт за организацию" in client.get(url).content.decode()
    client.post(url, {"do": "final", "reports_seen": "0", "text": "Письмо вх. № 12", "executed_on": "2026-03-09"})
    sent = cast.assignment.reports.get()
    assert (sent.via, sent.author, sent.executed_on) == (Report.Via.STAFF, cast.staff, dt.date(2026, 3, 9))
    assert not cast.assignment.openings.exists()
    assert "внесено отделом" in client.get(f"/assignments/{cast.assignment.pk}/").content.decode()
