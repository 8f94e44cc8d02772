"""«Письма»: every letter of the program, as it was or will be sent; the trial mailbox; previews with sample data."""

from __future__ import annotations

import datetime as dt

import lxml.html
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.mail import send_mail
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from clusters.doors import staff_only

from .. import letters, outbox
from ..models import Letter, PostOffice
from ..paging import CappedPaginator
from ..reminders import may_go_again, organizations_without_address, send_again, unreachable

SIGNS = {
    Letter.State.QUEUED: "planned",
    Letter.State.SENDING: "planned",
    Letter.State.SENT: "sent",
    Letter.State.BOUNCED: "failed",
    Letter.State.FAILED: "failed",
    Letter.State.DROPPED: "dropped",
}
STATES = {
    "waiting": ("Ждут отправки", [Letter.State.QUEUED, Letter.State.SENDING]),
    "sent": ("Отправлены", [Letter.State.SENT]),
    "trouble": ("Не доставлены", [Letter.State.BOUNCED, Letter.State.FAILED]),
    "dropped": ("Не понадобились", [Letter.State.DROPPED]),
}
LATELY = dt.timedelta(days=30)
TOLD_ANEW = "Напоминание составляется заново и уйдёт на нынешний адрес человека."
NOTHING_LEFT = (
    "Это письмо нельзя отправить ещё раз: с кодом или личной ссылкой его содержание не хранится. Нужно новое письмо: "
    "код или ссылку человек запросит сам, приглашение отправляет сотрудник."
)
SAMPLE_NAMES = {
    "digest": "Напоминание о сроках",
    "new": "Новые поручения по протоколу",
    "event": "События: принято, возвращено, продлено",
    "weekly": "Сводка за неделю",
    "link_renewed": "Новая личная ссылка",
}


def _found(request: HttpRequest, now: dt.datetime) -> QuerySet[Letter]:
    """`lately` is what the overview counts: refused in the last days, and so still worth mending."""
    rows = Letter.objects.select_related("person").defer("raw", "text", "html")
    if request.GET.get("lately"):
        rows = rows.filter(created_at__gte=now - LATELY)
    if chosen := STATES.get(request.GET.get("state", "")):
        rows = rows.filter(state__in=chosen[1])
    if term := request.GET.get("q", "").replace("\0", "").strip():
        rows = rows.filter(Q(to__icontains=term) | Q(subject__icontains=term) | Q(person__surname__icontains=term))
    return rows


@require_safe
@staff_only
def index(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    page = CappedPaginator(_found(request, now), 50).get_page(request.GET.get("page"))
    for letter in page:
        letter.sign = SIGNS[letter.state]
    context = {
        "page": page,
        "states": [(name, label) for name, (label, _) in STATES.items()],
        "today": timezone.localdate(now),
        "office": outbox.office.office(),
        "trouble": outbox.trouble(now),
        "without_address": organizations_without_address(timezone.localdate(now)),
        "unreachable": unreachable(),
        "samples": [(name, SAMPLE_NAMES.get(name, name)) for name in letters.SAMPLES],
    }
    return render(request, "decisions/letters/index.html", context)


@require_POST
@staff_only
def test(request: HttpRequest) -> HttpResponse:
    """To oneself, by the same road as every letter: whoever gets it knows that the mail works."""
    send_mail(
        "Проверка почты",
        "Если вы читаете это письмо, программа «Решили» умеет отправлять почту.",
        None,
        [request.user.email],
    )
    messages.success(request, f"Проверочное письмо отправлено на {request.user.email}.")
    return redirect("decisions:letters")


@require_safe
@staff_only
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.select_related("person", "organization"), pk=pk)
    letter.sign = SIGNS[letter.state]
    reminders = letter.reminders.select_related("assignment__decision__protocol", "assignment__organization")
    context = {
        "letter": letter,
        "reminders": reminders,
        "text": outbox.masked(letter.text, letter.secrets),
        "may_go_again": may_go_again(letter),
        "nothing_left": NOTHING_LEFT,
    }
    return render(request, "decisions/letters/detail.html", context)


@require_safe
@staff_only
@xframe_options_sameorigin
def looks(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter, pk=pk)
    return shown(outbox.masked(letter.html, letter.secrets))


@require_safe
@staff_only
def sample(request: HttpRequest, name: str) -> HttpResponse:
    context = _sample(name)
    formed = letters.build(name, context)
    return render(request, "decisions/letters/sample.html", {"name": name, "formed": formed})


@require_safe
@staff_only
@xframe_options_sameorigin
def sample_looks(request: HttpRequest, name: str) -> HttpResponse:
    return shown(letters.build(name, _sample(name)).html)


def _sample(name: str) -> dict[str, object]:
    if name not in letters.SAMPLES:
        raise Http404
    return letters.SAMPLES[name](timezone.localdate())


def shown(html: str) -> HttpResponse:
    """A letter as a page of ours: mail programs need inline styles, our policy forbids them, a sheet replaces them."""
    if not html.strip():
        return HttpResponse()
    document = lxml.html.document_fromstring(html)
    for element in document.xpath("//style | //script"):
        element.drop_tree()
    for element in document.xpath("//*[@style]"):
        del element.attrib["style"]
    head = document.head if document.find("head") is not None else document
    for sheet in ("css/variables.css", "css/base.css", "css/letter.css"):
        head.append(lxml.html.Element("link", rel="stylesheet", href=static(sheet)))
    for link in document.xpath("//a[@href]"):
        link.set("target", "_top")
    response = HttpResponse(lxml.html.tostring(document, encoding="unicode", doctype="<!doctype html>"))
    response._csp_replace = {"frame-ancestors": "'self'"}  # noqa: SLF001  django-csp's own way for one response
    return response


@require_POST
@staff_only
def release(request: HttpRequest) -> HttpResponse:
    """After a restore letters are held until staff say go; after a closed circuit staff may try at once."""
    PostOffice.objects.filter(pk=1).update(held=False, closed_until=None, closed_reason="")
    outbox.knock()
    messages.success(request, "Отправка разрешена: письма уйдут в течение минуты.")
    return redirect("decisions:letters")


@require_POST
@staff_only
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a letter again that was refused: the address may have been mended."""
    letter = get_object_or_404(Letter.objects.only("pk", "state"), pk=pk)
    if send_again(letter.pk, timezone.now()):
        messages.success(request, TOLD_ANEW if letter.reminders.exists() else "Письмо снова в очереди.")
    elif letter.state in outbox.queue.REFUSED:
        messages.error(request, NOTHING_LEFT)
    return redirect("decisions:letter", pk)


@login_not_required
@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    """Everybody's mail of a trial run, codes and personal links included: there is nobody to keep them from."""
    _require_trial()
    page = Paginator(Letter.objects.defer("raw").order_by("-id"), 30).get_page(request.GET.get("page"))
    return render(request, "decisions/letters/mailbox.html", {"page": page, "today": timezone.localdate()})


@login_not_required
@require_safe
def mailbox_letter(request: HttpRequest, pk: int) -> HttpResponse:
    _require_trial()
    letter = get_object_or_404(Letter, pk=pk)
    text, _ = outbox.readable(letter)
    return render(request, "decisions/letters/mailbox_letter.html", {"letter": letter, "text": text})


@login_not_required
@require_safe
@xframe_options_sameorigin
def mailbox_looks(request: HttpRequest, pk: int) -> HttpResponse:
    _require_trial()
    _, html = outbox.readable(get_object_or_404(Letter, pk=pk))
    return shown(html)


def _require_trial() -> None:
    if not settings.TRIAL or settings.SMTP_URL:
        raise Http404
