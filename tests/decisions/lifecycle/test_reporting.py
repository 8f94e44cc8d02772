"""Reporting, drafts, ticks, taking back."""

import datetime as dt

import pytest

from decisions import access, lifecycle
from decisions.lifecycle import Account, StoredFile
from decisions.models import Assignment, Decision, DecisionPoint, ExtensionRequest, Opening, PointMark, Report

from .conftest import TODAY, at, refusal

State = Assignment.State
FILE = StoredFile("reports/abc", "план.pdf", "application/pdf", 1000, "0" * 64)


@pytest.fixture
def assignment(cast):
    return cast.assignment


def test_with_a_controller_a_report_waits(assignment, head, now):
    lifecycle.report(assignment, Account(text=" План обновлён. "), by=head, now=now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reported_at, assignment.executed_on) == (State.ON_ACCEPTANCE, now, TODAY)
    assert assignment.closed_at is None
    sent = assignment.reports.get()
    assert (sent.state, sent.text, sent.sent_at, sent.control_on) == ("sent", "План обновлён.", now, assignment.due_on)
    assert (sent.author, sent.person, sent.via) == (head.user, head.person, Report.Via.PAGE)


def test_without_a_controller_the_mark_is_final(final, assignment, head, now):
    lifecycle.report(assignment, Account(executed_on=dt.date(2026, 3, 5)), by=head, now=now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.closed_at) == (State.DONE, now)
    assert assignment.executed_on == dt.date(2026, 3, 5)


def test_history_says_who_when_and_why_once(cast, assignment, now):
    by = access.actor_for(cast.substitute, assignment, TODAY)
    lifecycle.report(assignment, Account(text="Готово"), by=by, now=now)
    newest = assignment.history.latest("history_id")
    assert (newest.history_user, newest.history_date) == (cast.substitute, now)
    assert newest.history_change_reason == "Отправлен отчёт об исполнении (по замещению за Ветров И.П.)"
    assert assignment.reports.get().history.count() == 1
    assert assignment.history.count() == 2  # made by the factory, and this


def test_a_partial_report_closes_nothing(assignment, head, now):
    lifecycle.report(assignment, Account(text="Половина", is_final=False), by=head, now=now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reported_at) == (State.IN_PROGRESS, None)
    assert assignment.reports.get().is_final is False


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (State.ON_ACCEPTANCE, "Отчёт уже отправлен и ждёт приёмки."),
        (State.DONE, "Поручение уже исполнено."),
        (State.WITHDRAWN, "Поручение прекращено."),
    ],
)
def test_a_second_report_is_refused(assignment, head, now, state, message):
    Assignment.objects.filter(pk=assignment.pk).update(state=state, closed_at=now)
    assert refusal(lifecycle.report, assignment, Account(), by=head, now=now) == message
    assert refusal(lifecycle.save_draft, assignment, Account(), by=head, now=now) == message
    assert refusal(lifecycle.mark_points, assignment, [], by=head, now=now) == message
    assert not Report.objects.exists()


def test_a_double_click_on_a_partial_report_sends_one(assignment, head, now):
    lifecycle.report(assignment, Account(is_final=False), by=head, now=now, reports_seen=0)
    message = refusal(lifecycle.report, assignment, Account(is_final=False), by=head, now=now, reports_seen=0)
    assert message == "Пока вы писали, по этому поручению уже отправлен отчёт."
    assert assignment.reports.count() == 1


def test_what_is_not_yet_cannot_have_been_done(assignment, head, now):
    tomorrow = TODAY + dt.timedelta(days=1)
    message = refusal(lifecycle.report, assignment, Account(executed_on=tomorrow), by=head, now=now)
    assert message == "Фактическая дата ещё не наступила."


def test_nor_is_it_before_the_meeting(cast, head, now):
    before = dt.date(2026, 3, 1)
    message = refusal(lifecycle.report, cast.assignment, Account(executed_on=before), by=head, now=now)
    assert message == "Фактическая дата раньше совещания, 02.03.2026."
    lifecycle.report(cast.assignment, Account(executed_on=cast.protocol.date), by=head, now=now)


@pytest.mark.parametrize(
    ("account", "enough"),
    [
        (Account(text="Сделано"), False),
        (Account(handed_over=True), True),
        (Account(files=(FILE,)), True),
        (Account(is_final=False), True),
    ],
)
def test_a_document_is_asked_for_when_it_is_needed(cast, assignment, head, now, account, enough):
    cast.decision.needs_document = True
    cast.decision.save(update_fields=["needs_document"])
    if enough:
        lifecycle.report(assignment, account, by=head, now=now)
    else:
        message = refusal(lifecycle.report, assignment, account, by=head, now=now)
        assert message == "К этому поручению нужен документ: приложите файл или отметьте «передано лично»."
    assert Report.objects.exists() == enough


def test_a_contact_drafts_and_the_head_sends_the_same_report(cast, assignment, head, now):
    contact = access.Actor(user=cast.contact, person=cast.contact.person)
    draft = lifecycle.save_draft(assignment, Account(text="Черновик", files=(FILE,)), by=contact, now=now)
    assert (draft.state, draft.person) == ("draft", cast.contact.person)
    lifecycle.report(assignment, Account(text="Чистовик"), by=head, now=now)
    sent = assignment.reports.get()
    assert (sent.pk, sent.text, sent.person) == (draft.pk, "Чистовик", head.person)
    assert [file.name for file in sent.files.all()] == ["план.pdf"]


def test_a_draft_that_says_the_same_leaves_no_trace(assignment, head, now):
    for text in ("Пишу", "Пишу ", "Пишу дальше", "Пишу дальше"):
        lifecycle.save_draft(assignment, Account(text=text), by=head, now=now)
    assert lifecycle.draft_of(assignment).history.count() == 2


def test_a_file_leaves_a_draft_but_never_a_sent_report(assignment, head, now):
    lifecycle.save_draft(assignment, Account(files=(FILE, FILE)), by=head, now=now)
    one, other = lifecycle.draft_of(assignment).files.all()
    lifecycle.drop_file(one, by=head, now=now)
    lifecycle.report(assignment, Account(), by=head, now=now)
    assert refusal(lifecycle.drop_file, other, by=head, now=now) == "Отчёт уже отправлен."
    assert list(assignment.reports.get().files.all()) == [other]


@pytest.fixture
def points(cast):
    texts = ("а) провести сверку", "б) обновить план", "в) направить копию")
    return [
        DecisionPoint.objects.create(decision=cast.decision, position=place, text=text)
        for place, text in enumerate(texts)
    ]


def test_points_are_ticked_and_unticked(assignment, head, now, points):
    first, second, third = points
    lifecycle.mark_points(assignment, {first.pk, second.pk}, by=head, now=now)
    lifecycle.mark_points(assignment, {second.pk, third.pk}, by=head, now=now)
    assert [mark.point for mark in assignment.marks.order_by("point")] == [second, third]
    reasons = PointMark.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(reasons) == [
        "Отмечен пункт: а) провести сверку",
        "Отмечен пункт: б) обновить план",
        "Снята отметка с пункта: а) провести сверку",
        "Отмечен пункт: в) направить копию",
    ]


def test_points_left_are_told_to_the_controller(assignment, head, now, points):
    lifecycle.report(assignment, Account(points=frozenset({points[1].pk})), by=head, now=now)
    assert assignment.reports.get().points_left == "а) провести сверку\nв) направить копию"


def test_a_report_makes_a_request_for_time_pointless(assignment, head, now):
    lifecycle.ask_extension(assignment, dt.date(2026, 3, 27), "Ждём смету", by=head, now=now)
    lifecycle.report(assignment, Account(), by=head, now=now)
    assert assignment.extensions.get().state == ExtensionRequest.State.CANCELLED


def test_its_author_takes_it_back_and_finds_it_as_a_draft(assignment, head, now):
    sent = lifecycle.report(assignment, Account(text="Рано", files=(FILE,)), by=head, now=now)
    lifecycle.recall(sent, by=head, now=at(dt.date(2026, 3, 30)))
    assignment.refresh_from_db()
    assert (assignment.state, assignment.reported_at, assignment.executed_on) == (State.IN_PROGRESS, None, None)
    assert assignment.due_version == 0
    draft = lifecycle.draft_of(assignment)
    assert (draft.text, [one.name for one in draft.files.all()]) == ("Рано", ["план.pdf"])


@pytest.mark.parametrize(
    ("sent_on", "back_on", "may"),
    [
        (dt.date(2026, 3, 10), dt.date(2026, 3, 11), True),
        (dt.date(2026, 3, 10), dt.date(2026, 3, 12), False),
        (dt.date(2026, 3, 13), dt.date(2026, 3, 16), True),  # Friday → Monday
        (dt.date(2026, 3, 13), dt.date(2026, 3, 17), False),
    ],
)
def test_what_is_done_is_taken_back_until_the_end_of_the_next_working_day(
    final, assignment, head, sent_on, back_on, may
):
    sent = lifecycle.report(assignment, Account(), by=head, now=at(sent_on))
    if may:
        assert lifecycle.recall(sent, by=head, now=at(back_on, 23)).state == State.IN_PROGRESS
    else:
        message = refusal(lifecycle.recall, sent, by=head, now=at(back_on, 0))
        assert message == "Отозвать можно до конца следующего рабочего дня."


def test_only_the_author_takes_it_back(cast, assignment, head, now):
    sent = lifecycle.report(assignment, Account(), by=head, now=now)
    substitute = access.actor_for(cast.substitute, assignment, TODAY)
    assert refusal(lifecycle.recall, sent, by=substitute, now=now) == "Отозвать отчёт может только его автор."


def test_an_accepted_report_is_not_taken_back(cast, assignment, head, now):
    sent = lifecycle.report(assignment, Account(), by=head, now=now)
    lifecycle.accept(assignment, by=cast.controller, now=now)
    assert refusal(lifecycle.recall, sent, by=head, now=now) == "Отчёт уже не отозвать: принят."


@pytest.fixture
def permanent(final):
    final.deadline_kind, final.deadline_text = Decision.Kind.PERMANENT, "постоянно"
    final.save(update_fields=["deadline_kind", "deadline_text"])
    return final


def test_what_is_permanent_goes_on_to_its_next_control_date(permanent, assignment, head, now):
    lifecycle.report(assignment, Account(text="За год"), by=head, now=now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.due_on, assignment.due_version) == (State.IN_PROGRESS, dt.date(2027, 1, 20), 1)
    assert (assignment.reported_at, assignment.closed_at) == (None, None)
    assert assignment.reports.get().control_on == dt.date(2026, 3, 20)
    assert assignment.history.latest("history_id").history_change_reason == (
        "Отправлен отчёт об исполнении. Следующая контрольная дата: 20.01.2027"
    )


def test_a_report_on_what_is_permanent_is_taken_back_with_its_date(permanent, assignment, head, now):
    sent = lifecycle.report(assignment, Account(), by=head, now=now)
    lifecycle.recall(sent, by=head, now=now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.due_on, assignment.due_version) == (State.IN_PROGRESS, dt.date(2026, 3, 20), 2)


def test_what_is_permanent_and_controlled_waits_and_then_goes_on(cast, permanent, assignment, head, now):
    permanent.controller = cast.controller.person
    permanent.save(update_fields=["controller"])
    lifecycle.report(assignment, Account(), by=head, now=now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.due_on) == (State.ON_ACCEPTANCE, dt.date(2026, 3, 20))
    lifecycle.accept(assignment, by=cast.controller, now=now)
    assignment.refresh_from_db()
    assert (assignment.state, assignment.due_on) == (State.IN_PROGRESS, dt.date(2027, 1, 20))


def test_opened_is_a_fact_once(cast, assignment, now):
    for _ in range(2):
        lifecycle.opened(assignment, cast.head.person, now)
    lifecycle.opened(assignment, None, now)
    assert [(one.assignment, one.person, one.opened_at) for one in Opening.objects.all()] == [
        (assignment, cast.head.person, now)
    ]
