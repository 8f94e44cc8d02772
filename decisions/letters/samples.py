"""A context for every letter, invented: staff preview each, a test renders each and looks for undefined variables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from clusters.models import Person

from . import addresses
from .items import Item, Section

Sample = Callable[[dt.date], dict[str, Any]]
DAY = dt.timedelta(days=1)
TOKEN = "образец"  # noqa: S105  opens nothing


def person() -> Person:
    return Person(surname="Берёзова", name="Анна", patronymic="Игоревна", email="head@college.example")


def item(
    pk: int, text: str, due: str, near: str, *, late: bool = False, note: str = "", organization: str = ""
) -> Item:
    return Item(
        assignment_id=pk,
        text=text,
        source=f"п. {pk} протокола № 7 от 02.03.2026",
        due=due,
        near=near,
        late=late,
        organization=organization,
        note=note,
        url=addresses.assignment_page(pk) if organization else addresses.link_to_item(TOKEN, pk),
        action="Открыть" if organization else "Отчитаться",
    )


PLANS = "Актуализировать планы работы образовательно-отраслевых кластеров с учётом мероприятий Года педагога."
MEMBERS = "Представить сведения о составах кластеров и координационных советов для внесения изменений в распоряжения."
CANDIDATE = "Предложить кандидатуру из числа ключевых работодателей для включения в координационный совет."


def base(today: dt.date, subject: str, sections: list[Section], *, by_link: bool = True) -> dict[str, Any]:
    return {
        "person": person(),
        "today": today,
        "subject": subject,
        "sections": sections,
        "quota_lines": [],
        "by_link": by_link,
        "has_controller": by_link,
        "link_days": 21,
        "all_url": addresses.link_page(TOKEN) if by_link else addresses.own_page(),
        "all_label": "Отчитаться по всем сразу" if by_link else "Открыть в программе",
        "profile_url": addresses.profile_page(),
    }


def digest(today: dt.date) -> dict[str, Any]:
    late = [
        item(3, MEMBERS, "до 27 февраля", "просрочено на 3 рабочих дня", late=True),
        item(5, CANDIDATE, "до 2 марта", "просрочено на 1 рабочий день", late=True, note="Внесите даты плана"),
    ]
    sections = [
        Section("Просрочено", late, late=True),
        Section("Сегодня", [item(1, PLANS, "до 5 марта", "сегодня")]),
        Section("Скоро", [item(2, PLANS, "до 16 марта", "через 6 рабочих дней")], more=2),
    ]
    context = base(today, "2 просрочено, 1 сегодня, 3 скоро", sections)
    return context | {"quota_lines": ["п. 4 протокола № 7 от 02.03.2026: с 23.02 по 01.03 — 1 из 3 публикаций"]}


def new(today: dt.date) -> dict[str, Any]:
    items = [
        item(1, PLANS, "до 16 марта", "через 9 рабочих дней"),
        item(2, "Усилить работу по популяризации кластеров.", "до 20 января 2027 г.", ""),
        item(5, CANDIDATE, "до 3 марта", "завтра"),
    ]
    return base(today, "3 новых поручения: протокол № 7 от 02.03.2026", [Section("Новые", items)])


def event(today: dt.date) -> dict[str, Any]:
    returned = item(3, MEMBERS, "до 27 марта", "через 5 рабочих дней", note="Возвращено: нет списка совета")
    sections = [Section("Возвращено на доработку", [returned], late=True)]
    return base(today, "Возвращено на доработку: п. 3 протокола № 7 от 02.03.2026", sections, by_link=False)


def weekly(today: dt.date) -> dict[str, Any]:
    late = item(3, MEMBERS, "до 27 февраля", "просрочено на 3 рабочих дня", late=True, organization="Озёрский колледж")
    waits = item(1, PLANS, "до 16 марта", "", note="отчёт ждёт, рабочих дней: 4", organization="Лесной техникум")
    return {
        "person": person(),
        "today": today,
        "since": today - 7 * DAY,
        "sections": [
            Section("Стало просрочено за неделю", [late], late=True, more=1),
            Section("Ждёт приёмки", [waits]),
        ],
        "unreached": ["Степной колледж: нет руководителя или адреса"],
        "all_url": addresses.page("overview"),
    }


def link_renewed(today: dt.date) -> dict[str, Any]:
    return {"person": person(), "count": 3, "url": addresses.link_page(TOKEN), "days": 21}


SAMPLES: dict[str, Sample] = {
    "digest": digest,
    "new": new,
    "event": event,
    "weekly": weekly,
    "link_renewed": link_renewed,
}
