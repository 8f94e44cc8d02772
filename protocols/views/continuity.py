"""Entering a protocol beside those before it: what a draft replaces, and the draft of the next meeting."""

from __future__ import annotations

from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clusters.doors import staff_only
from decisions.lifecycle import Refused
from decisions.models import Decision

from .. import continuity
from ..continuity import Similar
from ..models import Protocol


class ReplacesForm(forms.Form):
    """One decision of the draft: what it replaces of those that are similar."""

    replaces = forms.ChoiceField(label="", widget=forms.RadioSelect, required=False)

    def __init__(self, decision: Decision, found: list[Similar], *args: object) -> None:
        super().__init__(*args, prefix=f"d{decision.pk}", initial={"replaces": str(decision.replaces_id or "")})
        self.decision, self.found = decision, found
        self.fields["replaces"].choices = [
            ("", "новое решение, ничего не заменяет"),
            *((str(one.decision.pk), f"заменяет {one.place}: {one.decision.text[:160]}") for one in found),
        ]

    def chosen(self) -> Decision | None:
        key = self.cleaned_data["replaces"]
        return next((one.decision for one in self.found if str(one.decision.pk) == key), None)


@staff_only
def replaces(request: HttpRequest, pk: int) -> HttpResponse:
    protocol = get_object_or_404(Protocol, pk=pk)
    if not protocol.is_draft:
        return redirect(protocol)
    typed = request.POST or None
    rows = [ReplacesForm(decision, found, typed) for decision, found in continuity.similar_to(protocol).items()]
    if request.method == "POST" and all(form.is_valid() for form in rows):
        continuity.choose_replaced({form.decision: form.chosen() for form in rows}, by=request.user)
        messages.success(
            request, "Сохранено: заменённые решения снимутся с контроля при введении протокола в действие."
        )
        return redirect("protocols:publish", pk)
    basis = quote(f"протокол № {protocol.number} от {protocol.date:%d.%m.%Y}")
    return render(request, "protocols/replaces.html", {"protocol": protocol, "forms": rows, "basis": basis})


class NextForm(forms.Form):
    number = forms.CharField(label="Номер", max_length=40)
    date = forms.DateField(label="Дата совещания", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    title = forms.CharField(label="Заголовок", widget=forms.Textarea(attrs={"rows": 2}))


@staff_only
def begin_next(request: HttpRequest, pk: int) -> HttpResponse:
    protocol = get_object_or_404(Protocol.objects.exclude(state=Protocol.State.DRAFT), pk=pk)
    today = timezone.localdate()
    form = NextForm(request.POST or None, initial={"title": protocol.title, "date": today})
    if request.method == "POST" and form.is_valid():
        try:
            draft = continuity.begin_next(protocol, by=request.user, today=today, **form.cleaned_data)
        except Refused as error:
            form.add_error("number", str(error))
        else:
            messages.success(request, f"Черновик начат: {draft}. Первый вопрос — выполнение прежних решений.")
            return redirect("admin:protocols_protocol_change", draft.pk)
    return render(request, "protocols/next.html", {"protocol": protocol, "form": form})
