"""«Обзор»: where staff and leadership begin. Each number opens the list behind it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from clusters.directory import problems
from clusters.doors import overseers_only
from clusters.first_steps import Step, first_steps
from clusters.models import User
from clusters.templatetags.russian import plural
from decisions import outbox
from decisions import overview as decided
from decisions.models import Assignment, Letter
from decisions.overview import charts, discipline
from decisions.reminders import organizations_without_address
from decisions.rules import current_calendar
from decisions.views.letters import LATELY

from .. import access
from ..models import Protocol
from ..registry import with_tallies

MONTHS_SHOWN = 6
PROTOCOLS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Counter:
    forms: str  # what follows 1, 2 and 5, or one for all
    number: int
    url: str
    tone: str = ""

    @property
    def name(self) -> str:
        return plural(self.number, self.forms) if "," in self.forms else self.forms


@require_safe
@overseers_only
def overview(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    if not Protocol.objects.exists():
        steps = _first_steps(today)
        context = {"steps": steps, "done": sum(step.is_done for step in steps), "today": today}
        return render(request, "protocols/first_steps.html", context)
    months = discipline.by_month(today, today, months=MONTHS_SHOWN)
    context = {
        "today": today,
        "late": decided.latest_organizations(today),
        "assignments": _assignments(today),
        "waiting": _waiting(request.user),
        "days": charts.of_days(decided.fortnight(today, current_calendar()), today),
        "months": charts.of_months(months),
        "this_month": months[-1][1],
        "last_month": months[-2][1],
        "protocols": with_tallies(_latest(request.user, today), today),
    }
    if request.user.is_staff:
        context |= _for_staff(now, today)
    return render(request, "protocols/overview.html", context)


def _latest(user: User, today: dt.date) -> list[Protocol]:
    published = access.visible_to(user, today).filter(state__in=access.PUBLISHED)
    return list(published.order_by("-date", "-id")[:PROTOCOLS_SHOWN])


def _table(**conditions: object) -> str:
    return f"{reverse('decisions:assignments')}?{urlencode(conditions)}"


def _assignments(today: dt.date) -> list[Counter]:
    rows = Assignment.objects.filter(is_archived=False)
    last = today + dt.timedelta(days=decided.DAYS - 1)
    soon = rows.filter(state=Assignment.State.IN_PROGRESS, due_on__range=(today, last))
    undated = rows.filter(state=Assignment.State.IN_PROGRESS, due_on=None)
    counters = [
        Counter("просрочено", rows.filter(decided.late(today)).count(), _table(overdue="on"), "late"),
        Counter(
            "срок в ближайшие две недели", soon.count(), _table(state="in_progress", since=today, until=last), "work"
        ),
    ]
    if number := undated.count():
        counters.append(Counter("в работе без срока", number, _table(state="in_progress", undated="on"), "plain"))
    return counters


def _waiting(user: User) -> list[Counter]:
    """What waits for an answer of ours; leadership reads the same in the table."""
    reports = decided.acceptance_queue(user.person).count()
    asked = decided.asked_extensions(user.person).count()
    queue = reverse("decisions:acceptance")
    return [
        Counter(
            "ждёт приёмки,ждут приёмки,ждут приёмки",
            reports,
            queue if user.is_staff else _table(state="on_acceptance"),
            "wait",
        ),
        Counter(
            "просит продлить,просят продлить,просят продлить",
            asked,
            f"{queue}#extensions" if user.is_staff else _table(state="extension"),
            "wait",
        ),
    ]


def _for_staff(now: dt.datetime, today: dt.date) -> dict[str, object]:
    """What only staff can put right; the short lists stand on the page itself."""
    unknown = list(decided.unknown_parties()[:50])
    without_address = list(organizations_without_address(today)[:50])
    found = problems(today)
    drafts = Protocol.objects.filter(state=Protocol.State.DRAFT).count()
    letters = decided.undelivered(now - LATELY).count()
    absent = [one for one in found if one.kind == "unattended"]
    counters = [
        Counter(
            "черновик протокола,черновика протоколов,черновиков протоколов",
            drafts,
            f"{reverse('protocols:list')}?state=draft",
            "plain",
        ),
        Counter(
            "неизвестный исполнитель в черновике,неизвестных исполнителя в черновиках,"
            "неизвестных исполнителей в черновиках",
            len(unknown),
            "#unknown",
            "wait",
        ),
        Counter(
            "письмо не доставлено,письма не доставлены,писем не доставлено",
            letters,
            f"{reverse('decisions:letters')}?state=trouble&lately=on",
            "late",
        ),
        Counter(
            "организация без адреса,организации без адреса,организаций без адреса",
            len(without_address),
            "#silent",
            "late",
        ),
        Counter(
            "отсутствует без замещающего,отсутствуют без замещающего,отсутствуют без замещающего",
            len(absent),
            "#absent",
            "wait",
        ),
    ]
    return {
        "to_mend": [one for one in counters if one.number],
        "unknown": unknown,
        "silent": without_address,
        "absent": absent,
        "trouble": outbox.trouble(now),
        "steps": [step for step in first_steps(today) if not step.is_done],
    }


def _first_steps(today: dt.date) -> list[Step]:
    sent = Letter.objects.filter(state=Letter.State.SENT).exists()
    return [
        *first_steps(today),
        Step(
            "Проверка почты",
            sent,
            "Письма уходят." if sent else "Отправьте письмо себе и убедитесь, что оно дошло.",
            reverse("decisions:letters"),
        ),
        Step(
            "Первый протокол", False, "Загрузите документ: программа найдёт решения, сроки и ответственных.",
            reverse("protocols:upload"),
        ),
    ]  # fmt: skip
