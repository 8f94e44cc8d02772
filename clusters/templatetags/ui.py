"""Small signs that pages repeat: icons, badges of state, bars of progress, page numbers."""

from functools import lru_cache
from typing import NamedTuple

from django import template
from django.core.paginator import Page
from django.forms.utils import flatatt
from django.template import engines
from django.templatetags.static import static
from django.utils.html import format_html
from markupsafe import Markup

from clusters.templatetags.russian import counted

register = template.Library()


class Sign(NamedTuple):
    colour: str
    icon: str
    label: str


# Never colour alone: each state has its own symbol and its own words.
SIGNS = {
    "new": Sign("work", "bell", "Новое"),
    "in_progress": Sign("work", "clock", "В работе"),
    "on_acceptance": Sign("wait", "hourglass", "На приёмке"),
    "rework": Sign("wait", "return", "На доработке"),
    "today": Sign("wait", "clock", "Срок сегодня"),
    "overdue": Sign("late", "alert", "Просрочено"),
    "done": Sign("done", "check", "Исполнено"),
    "done_late": Sign("done", "check-late", "Исполнено с опозданием"),
    "withdrawn": Sign("plain", "stop", "Прекращено"),
    "permanent": Sign("lasting", "repeat", "Постоянно"),
    "by_plan": Sign("lasting", "calendar", "По плану"),
    "quota": Sign("lasting", "chart", "Норма"),
    "undated": Sign("plain", "calendar", "Без срока"),
    "draft": Sign("plain", "edit", "Черновик"),
    "in_force": Sign("work", "document", "Действует"),
    "off_control": Sign("done", "check", "Снято с контроля"),
    "archive": Sign("plain", "archive", "В архиве"),
    "planned": Sign("plain", "clock", "Ждёт отправки"),
    "sent": Sign("done", "mail", "Отправлено"),
    "failed": Sign("late", "alert", "Не доставлено"),
    "dropped": Sign("plain", "stop", "Не понадобилось"),
    "on": Sign("done", "check", "Включено"),
    "off": Sign("plain", "stop", "Выключено"),
    "understood": Sign("done", "check", "Понято"),
    "doubtful": Sign("wait", "question", "Проверьте"),
    "missed": Sign("late", "alert", "Не понято"),
}

# The first name found wins: Yandex, Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
BROWSERS = {
    "YaBrowser": "Яндекс Браузер",
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
DEVICES = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "Linux": "Linux",
}

BAR = (
    ("done", "исполнено"),
    ("wait", "на приёмке"),
    ("work", "в работе"),
    ("late", "просрочено"),
    ("lasting", "постоянно"),
)


@register.simple_tag
@lru_cache(maxsize=1000)
def icon(name: str, label: str = ""):
    """An icon stays silent for a screen reader unless it stands alone and has a label."""
    spoken = flatatt({"role": "img", "aria-label": label} if label else {"aria-hidden": "true"})
    return format_html('<svg class="icon"{}><use href="{}#{}"/></svg>', spoken, static("icons.svg"), name)


@register.simple_tag
@lru_cache(maxsize=1000)
def badge(state: str, label: str = ""):
    sign = SIGNS[state]
    return format_html('<span class="badge {}">{} {}</span>', sign.colour, icon(sign.icon), label or sign.label)


@register.simple_tag
def jinja(name: str, **context: object) -> Markup:
    """{% jinja "decisions/_rows.html" rows=rows %}: a fragment of templates/jinja; it knows only what it is given."""
    return Markup(engines["jinja2"].get_template(name).render(context))  # noqa: S704  its engine escapes


@register.inclusion_tag("_bar.html")
def bar(forms: str = "поручение,поручения,поручений", **counts: int):
    """{% bar done=18 work=4 late=2 %}: counts become the widths, the drawing is as wide as their sum."""
    segments, total = [], 0
    for kind, word in BAR:
        if counts.get(kind):
            segments.append({"kind": kind, "word": word, "count": counts[kind], "start": total})
            total += counts[kind]
    return {"segments": segments, "total": total, "counted": counted(total, forms)}


@register.filter
def elided(page: Page):
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def device(user_agent: str) -> str:
    """«Chrome, Windows»: what a person recognises among their sessions."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), "")
    system = next((name for sign, name in DEVICES.items() if sign in user_agent), "")
    return ", ".join(filter(None, (browser, system))) or "Неизвестный браузер"
