"""What happened: three protocols with assignments in every state, each verb done on its own day."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from clusters import history
from clusters.models import Appointment, ExecutorGroup, User
from decisions import entry, lifecycle
from decisions.access import Actor
from decisions.models import Assignment, Decision
from decisions.workdays import Calendar
from protocols import publishing
from protocols.models import AgendaItem, Attendance, Protocol

from .cast import DOMAIN, Cast

CALENDAR = Calendar()
Kind = Decision.Kind


def at(day: dt.date, hour: int = 11) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def workdays_from(day: dt.date, number: int) -> dt.date:
    return CALENDAR.add_workdays(day, number)


def _protocol(cast: Cast, number: str, day: dt.date, title: str, agenda: list[str]) -> Protocol:
    protocol = Protocol(
        number=number,
        date=day,
        title=title,
        place="г. Верхнеозёрск, ул. Садовая, 7",
        approved_by_name="М.А. Северцев",
        approved_by_post="Начальник Департамента профессионального образования Верхнеозёрской области",
        chair=cast.leadership.person,
        chair_name="Северцев Михаил Андреевич",
        chair_post="начальник Департамента профессионального образования Верхнеозёрской области",
    )
    history.save(protocol, by=cast.staff, now=at(day, 14))
    for place, text in enumerate(agenda, 1):
        AgendaItem.objects.create(protocol=protocol, position=place, text=text)
    present = [cast.heads[college.pk].person for college in cast.colleges[::3]]
    for place, person in enumerate([cast.controller.person, *present], 1):
        Attendance.objects.create(protocol=protocol, position=place, name=str(person), person=person)
    return protocol


def _decide(
    protocol: Protocol, text: str, group: ExecutorGroup, *, points: tuple[str, ...] = (), receiver=None, **fields
) -> Decision:  # type: ignore[no-untyped-def]
    place = protocol.decisions.count() + 1
    if due := fields.get("due_on"):
        fields = {"deadline_kind": Kind.DATE, "deadline_text": f"до {due:%d.%m.%Y} г.", **fields}
    decision = Decision(protocol=protocol, position=place, number=str(place), text=text, **fields)
    history.save(decision, by=None, now=at(protocol.date, 14))
    entry.set_points(decision, points, by=None)
    entry.set_executors(decision, [(group, group.name)], by=None)
    if receiver:
        entry.set_receivers(decision, [(receiver, str(receiver))], by=None)
    return decision


def tell(cast: Cast, today: dt.date) -> None:
    long_ago, a_while_ago, lately = (workdays_from(today, -days) for days in (60, 24, 4))
    _finished(cast, long_ago)
    _running(cast, a_while_ago, today)
    _fresh(cast, lately, today)


def _publish(cast: Cast, protocol: Protocol, day: dt.date) -> None:
    publishing.publish(protocol, publishing.Choices(day), by=cast.staff, now=at(day, 15))


def _report(one: Assignment, cast: Cast, day: dt.date, text: str) -> None:
    head = cast.heads[one.organization_id]
    account = lifecycle.Account(text=text, executed_on=day)
    lifecycle.report(one, account, by=Actor(user=head, person=head.person), now=at(day))


def _of(decision: Decision) -> list[Assignment]:
    return list(decision.assignments.select_related("organization").order_by("organization"))


def _finished(cast: Cast, day: dt.date) -> None:
    """All done, one of them late, and taken off control."""
    protocol = _protocol(
        cast, "1", day, "совещания руководителей ведущих профессиональных образовательных организаций Верхнеозёрской области",
        ["О подготовке к новому набору"],
    )  # fmt: skip
    due = workdays_from(day, 10)
    _decide(protocol, "Разместить на сайтах правила приёма на следующий учебный год.", cast.leading, due_on=due)
    _publish(cast, protocol, day)
    for place, one in enumerate(_of(protocol.decisions.get())):
        _report(one, cast, workdays_from(due, 2 if place == 3 else -1), "Правила приёма размещены на сайте.")
    closed = at(workdays_from(due, 5))
    publishing.close(protocol, ends=[], reason="Все поручения исполнены", basis="", by=cast.staff, now=closed)


def _running(cast: Cast, day: dt.date, today: dt.date) -> None:
    protocol = _protocol(
        cast, "2", day, "совещания руководителей ведущих профессиональных образовательных организаций Верхнеозёрской области",
        ["О планах работы образовательно-отраслевых кластеров", "О составах координационных советов"],
    )  # fmt: skip
    plans = _decide(
        protocol,
        "Актуализировать планы работы образовательно-отраслевых кластеров, включив в них мероприятия региональных проектов:",
        cast.leading,
        points=("«Безопасные дороги»", "«Современный колледж» (общеобразовательные дисциплины с учётом профессии)"),
        due_on=workdays_from(today, -6),
        controller=cast.controller.person,
    )
    councils = _decide(
        protocol,
        "Актуализировать составы координационных советов кластеров. Предоставить информацию Ольховской Е.В.",
        cast.leading,
        due_on=workdays_from(today, 3),
        receiver=cast.controller.person,
        controller=cast.controller.person,
        needs_document=True,
    )
    _decide(
        protocol,
        "Рассказывать о работе кластеров в социальных сетях (не менее трёх публикаций в неделю).",
        cast.leading,
        deadline_kind=Kind.PERMANENT,
        deadline_text="постоянно",
        quota_on=True,
        quota_target=3,
        quota_unit="публикаций",
        quota_period=Decision.QuotaPeriod.WEEK,
    )
    _publish(cast, protocol, day)
    _work(cast, plans, councils, today)


def _work(cast: Cast, plans: Decision, councils: Decision, today: dt.date) -> None:
    """Done and accepted, waiting, returned, withdrawn, late; one asks for a later date."""
    controller = Actor.staff(cast.controller)
    accepted, waiting, returned, withdrawn, *_ = _of(plans)
    for one in (accepted, waiting, returned):
        _report(one, cast, workdays_from(today, -7), "План кластера обновлён и утверждён координационным советом.")
    lifecycle.accept(accepted, by=controller, now=at(workdays_from(today, -6)))
    lifecycle.return_for_rework(
        returned, by=controller, now=at(workdays_from(today, -5)), reason="Не включён проект «Безопасные дороги»."
    )
    lifecycle.withdraw(
        withdrawn, by=controller, now=at(workdays_from(today, -5)), reason="План кластера утверждён отдельным приказом."
    )
    asks = _of(councils)[0]
    head = cast.heads[asks.organization_id]
    lifecycle.ask_extension(
        asks, workdays_from(today, 8), "Заседание совета перенесено на следующую неделю.",
        by=Actor(user=head, person=head.person), now=at(workdays_from(today, -1)),
    )  # fmt: skip


def _fresh(cast: Cast, day: dt.date, today: dt.date) -> None:
    protocol = _protocol(
        cast, "3", day, "совещания с руководителями профессиональных образовательных организаций Верхнеозёрской области",
        ["О неделе открытых дверей"],
    )  # fmt: skip
    _decide(protocol, "Представить предложения в программу недели открытых дверей.", cast.everyone, due_on=today)
    _decide(protocol, "Провести неделю открытых дверей.", cast.everyone, due_on=workdays_from(today, 15))
    _decide(
        protocol, "Проводить взаимное посещение заседаний координационных советов.", cast.leading,
        deadline_kind=Kind.BY_PLAN, deadline_text="в соответствии с планами заседаний координационных советов",
    )  # fmt: skip
    _publish(cast, protocol, day)
    for one in _of(protocol.decisions.first())[:9]:
        _report(one, cast, workdays_from(today, -1), "Предложения направлены в отдел.")


def sign_ins() -> dict[str, str]:
    """One of each kind; the head is one with something late, something soon and something permanent."""
    late = Assignment.objects.filter(state=Assignment.State.IN_PROGRESS, decision__protocol__number="2")
    one = late.select_related("organization").order_by("due_on", "-organization").first()
    heads = User.objects.filter(person__appointments__organization=one.organization if one else None)
    head = heads.filter(person__appointments__post=Appointment.Post.HEAD).order_by("id").first()
    return {
        "сотрудник отдела": f"otdel@{DOMAIN}",
        "контролёр": f"kontroler@{DOMAIN}",
        "руководитель колледжа": head.email if head else f"head1@{DOMAIN}",
        "руководство": f"nachalnik@{DOMAIN}",
    }
