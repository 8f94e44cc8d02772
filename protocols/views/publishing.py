"""«Ввести в действие» and «Снять с контроля»: shown by name, asked once."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clusters.doors import staff_only
from decisions.lifecycle import Refused

from .. import intake, publishing
from ..forms.publish import PublishForm, choices, step_forms
from ..models import Protocol

CHANGED = "Пока страница была открыта, решения или их исполнители изменились"


@staff_only
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    protocol = get_object_or_404(Protocol, pk=pk)
    if not protocol.is_draft:
        messages.info(request, f"{protocol} уже введён в действие.")
        return redirect("protocols:detail", protocol.pk)
    now = timezone.now()
    today = timezone.localdate(now)
    intake.find_again(protocol, by=request.user)
    plan = publishing.plan(protocol, today=today, expanded_on=_chosen_day(request))
    typed = request.POST if request.POST.get("do") == "publish" else None
    form = PublishForm(plan, typed)
    steps = step_forms(plan, today, typed)
    if changed := [str(one.step.decision) for one in steps if typed and not one.is_bound]:
        form.add_error(None, f"{CHANGED}: {', '.join(changed)}. Посмотрите ещё раз и подтвердите.")
    if typed and all([form.is_valid(), *[step.is_valid() for step in steps]]):
        try:
            made = publishing.publish(protocol, choices(form, steps), by=request.user, now=now)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _told(protocol, len(made), archive=form.cleaned_data["archive"]))
            return redirect("protocols:detail", protocol.pk)
    context = {"protocol": protocol, "plan": plan, "form": form, "steps": steps, "today": today}
    return render(request, "protocols/publish.html", context)


def _chosen_day(request: HttpRequest) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.POST.get("expanded_on", ""))
    except ValueError:
        return None


def _told(protocol: Protocol, assignments: int, *, archive: bool) -> str:
    if archive:
        return f"{protocol} внесён в архив: поручений — {assignments}, письма не отправляются."
    return f"{protocol} введён в действие: поручений — {assignments}. Письма уйдут в рабочее время."


class CloseForm(forms.Form):
    reason = forms.CharField(label="Причина", widget=forms.Textarea(attrs={"rows": 3}))
    basis = forms.CharField(
        label="Основание", max_length=400, required=False, help_text="Документ, которым подтверждено исполнение."
    )
    ends = forms.MultipleChoiceField(
        label="Постоянные решения, которые снимаются вместе с протоколом",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Неотмеченные остаются на контроле.",
    )

    def __init__(self, lasting: list, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        super().__init__(*args, **kwargs)
        self.fields["ends"].choices = [(str(one.pk), f"{one}. {one.text}") for one in lasting]
        if not lasting:
            del self.fields["ends"]


@staff_only
def close(request: HttpRequest, pk: int) -> HttpResponse:
    protocol = get_object_or_404(Protocol, pk=pk)
    still_open = publishing.open_decisions(protocol)
    lasting = [one for one in still_open if one.stays_open]
    form = CloseForm(lasting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        ends = [one for one in lasting if str(one.pk) in form.cleaned_data.get("ends", [])]
        try:
            publishing.close(
                protocol, ends=ends, reason=form.cleaned_data["reason"], basis=form.cleaned_data["basis"],
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{protocol} снят с контроля.")
            return redirect("protocols:detail", protocol.pk)
    dated = [one for one in still_open if not one.stays_open]
    return render(request, "protocols/close.html", {"protocol": protocol, "form": form, "still_open": dated})
