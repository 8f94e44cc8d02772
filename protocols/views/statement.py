"""«Справка об исполнении»: the page is the paper, printed as it stands; the same as Word, PDF and XLSX."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clusters.attachments import attachment, download
from clusters.doors import overseers_only
from clusters.models import Organization
from decisions.access import is_head
from decisions.outbox.knock import send_after_commit

from .. import access, official, statement
from ..document.model import Unreadable
from ..models import Protocol, StatementFile
from ..statement import AT_ONCE, KINDS, ON_PAGE, Subject


class PeriodForm(forms.Form):
    since = forms.DateField(
        label="Протоколы с", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label="по", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def chosen(self) -> dict[str, Any]:
        valid = self.is_valid()
        return {name: self.cleaned_data.get(name) if valid else None for name in self.fields}


class OverseersForm(PeriodForm):
    organization = forms.ModelChoiceField(
        label="Организация", queryset=Organization.objects.all(), required=False, empty_label="Все"
    )


@require_safe
@overseers_only
def of_protocol(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    seen = access.visible_to(request.user, timezone.localdate()).exclude(state=Protocol.State.DRAFT)
    return _answer(request, Subject(protocol=get_object_or_404(seen, pk=pk)), kind)


@require_safe
@overseers_only
def of_period(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Without days: the protocols of this year."""
    today = timezone.localdate()
    year = {"since": today.replace(month=1, day=1).isoformat(), "until": today.isoformat()}
    form = OverseersForm(request.GET if OverseersForm.base_fields.keys() & request.GET.keys() else year)
    return _answer(request, Subject(**form.chosen()), kind, form)


@require_safe
def of_organization(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    """Overseers of any; a head, or who stands in for one, of their own."""
    user, today = request.user, timezone.localdate()
    organization = get_object_or_404(Organization, pk=pk)
    if not user.sees_everything and not is_head(user.person, organization, today):
        raise Http404
    form = PeriodForm(request.GET)
    return _answer(request, Subject(organization=organization, **form.chosen()), kind, form)


def _answer(request: HttpRequest, subject: Subject, kind: str, form: PeriodForm | None = None) -> HttpResponse:
    if not kind:
        return _page(request, subject, form)
    if kind not in KINDS:
        raise Http404
    if subject.size() > AT_ONCE[kind]:
        return _later(request, subject, kind)
    try:
        content = statement.made(subject, kind, today=timezone.localdate(), signed_by=str(request.user))
    except Unreadable as error:
        messages.error(request, str(error))
        return redirect(subject.url())
    return download(content, f"{subject.name.replace('/', '-')}.{kind}", KINDS[kind])


def _page(request: HttpRequest, subject: Subject, form: PeriodForm | None) -> HttpResponse:
    today = timezone.localdate()
    size = subject.size()
    told = subject.statement(today) if size <= ON_PAGE else None
    context = {
        "subject": subject,
        "size": size,
        "today": today,
        "form": form,
        "summary": statement.summary(told) if told else [],
        "parts": statement.shown(subject, told) if told else [],
        "files": [(kind, subject.url(kind)) for kind in KINDS if kind != "pdf" or official.may_make_pdf()],
        "pdf": official.may_make_pdf(),
    }
    return render(request, "protocols/statement.html", context)


def _later(request: HttpRequest, subject: Subject, kind: str) -> HttpResponse:
    if not request.user.sees_everything:
        raise PermissionDenied
    wanted = StatementFile.objects.create(
        subject=subject.as_json(),
        kind=kind,
        name=subject.name[:255],
        asked_by=request.user,
        asked_at=timezone.now(),
    )
    send_after_commit("protocols.tasks.write_statement_file", wanted.pk)
    messages.info(request, "Справка большая: она пишется отдельно и появится в этом списке.")
    return redirect("protocols:statements")


@require_safe
@overseers_only
def statements(request: HttpRequest) -> HttpResponse:
    """Those that this person asked for, the newest first."""
    mine = StatementFile.objects.filter(asked_by=request.user)[:50]
    return render(request, "protocols/statements.html", {"files": mine, "today": timezone.localdate()})


@require_safe
@overseers_only
def statement_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    ready = StatementFile.objects.filter(asked_by=request.user, ready_at__isnull=False)
    wanted = get_object_or_404(ready, pk=pk)
    return attachment(request, wanted.file, f"{wanted.name.replace('/', '-')}.{wanted.kind}", KINDS[wanted.kind])


@require_POST
@overseers_only
def statement_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A queue that lost its message is asked once more."""
    wanted = get_object_or_404(StatementFile, asked_by=request.user, ready_at=None, pk=pk)
    send_after_commit("protocols.tasks.write_statement_file", wanted.pk)
    messages.info(request, f"«{wanted}» поставлена в очередь ещё раз.")
    return redirect("protocols:statements")
