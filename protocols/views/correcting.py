"""After publication: correct a decision, its parties, the head of the paper; end a decision; review the groups."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from clusters.doors import staff_only
from clusters.templatetags.russian import counted
from decisions import lifecycle
from decisions.lifecycle import Outdated, Refused
from decisions.models import Decision

from .. import correcting
from ..forms.correct import CorrectDecisionForm, EndForm, GroupsForm, HeadForm, PartiesForm
from ..models import Protocol

ASSIGNMENTS = "поручение,поручения,поручений"


@staff_only
def correct(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    def save(form: CorrectDecisionForm, row: Decision) -> str:
        correcting.correct_decision(row, form.changes(), form.around(), **_signed(request, form))
        return f"{row}: исправлено. Те, кого это касается, получат одно письмо."

    return _decision_page(request, pk, decision, lambda row, typed: CorrectDecisionForm(typed, instance=row), save,
                          {"heading": "Исправить решение", "button": "Исправить"})  # fmt: skip


@staff_only
def parties(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    def form_of(row: Decision, typed: Any) -> PartiesForm:
        return PartiesForm(correcting.executing(row), typed, initial={"seen_version": row.version})

    def save(form: PartiesForm, row: Decision) -> str:
        ended, began = correcting.change_parties(
            row, kept=form.kept_keys(), added=form.added_targets(), **_signed(request, form)
        )
        return f"{row}: добавлено {counted(began, ASSIGNMENTS)}, прекращено {counted(ended, ASSIGNMENTS)}."

    return _decision_page(request, pk, decision, form_of, save,
                          {"heading": "Кто исполняет", "button": "Сохранить состав"})  # fmt: skip


@staff_only
def end(request: HttpRequest, pk: int, decision: int) -> HttpResponse:
    def form_of(row: Decision, typed: Any) -> EndForm:
        return EndForm(typed, initial={"basis": request.GET.get("basis", "")[:400]})

    def save(form: EndForm, row: Decision) -> str:
        data = form.cleaned_data
        withdraws = data["how"] == EndForm.WITHDRAW
        verb = lifecycle.withdraw_decision if withdraws else lifecycle.take_off_control
        verb(row, by=request.user, now=timezone.now(), reason=data["reason"], basis=data["basis"])
        return f"{row}: {'решение отменено' if withdraws else 'снято с контроля'}."

    return _decision_page(request, pk, decision, form_of, save,
                          {"heading": "Прекратить решение", "button": "Прекратить", "ends": True})  # fmt: skip


@staff_only
def head(request: HttpRequest, pk: int) -> HttpResponse:
    protocol = get_object_or_404(Protocol, pk=pk)
    if protocol.is_draft:
        return redirect("admin:protocols_protocol_change", pk)

    def save(form: HeadForm, row: Protocol) -> str:
        correcting.correct_protocol(row, form.changes(), **_signed(request, form))
        return "Реквизиты исправлены."

    return _page(request, protocol, protocol, lambda row, typed: HeadForm(typed, instance=row), save,
                 {"heading": "Исправить реквизиты", "button": "Исправить"})  # fmt: skip


@staff_only
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    protocol = get_object_or_404(Protocol, pk=pk)
    changes = correcting.group_changes(protocol, timezone.localdate())
    if not changes:
        messages.info(request, "Состав групп тот же, что в поручениях.")
        return redirect(protocol)

    def save(form: GroupsForm, row: Protocol) -> str:
        began, ended = correcting.apply_group_changes(
            row, joined=form.joined_pairs(), left=form.left_ids(), **_signed(request, form)
        )
        return f"Состав групп пересмотрен: добавлено {counted(began, ASSIGNMENTS)}, прекращено {ended}."

    return _page(request, protocol, protocol,
                 lambda row, typed: GroupsForm(changes, typed, initial={"seen_version": row.version}), save,
                 {"heading": "Состав групп изменился", "button": "Применить отмеченное"})  # fmt: skip


def _signed(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "by": request.user,
        "now": timezone.now(),
        "reason": data["reason"],
        "seen_version": data["seen_version"],
    }


def _decision_page(
    request: HttpRequest, pk: int, decision: int, form_of: Callable, save: Callable, words: dict[str, Any]
) -> HttpResponse:
    row = get_object_or_404(Decision.objects.select_related("protocol", "controller"), pk=decision, protocol=pk)
    if row.state != Decision.State.IN_FORCE:
        messages.info(request, f"{row}: {row.get_state_display()}, исправлять нечего.")
        return redirect(row.protocol)
    return _page(request, row.protocol, row, form_of, save, words)


def _page(
    request: HttpRequest, protocol: Protocol, row: Any, form_of: Callable, save: Callable, words: dict[str, Any]
) -> HttpResponse:
    """One page for all. After another tab saved, both texts stand on it, and the next press saves the typed one."""
    theirs: list[Any] = []
    form = form_of(copy(row), request.POST or None)  # it writes what was typed into its row; the page shows the saved
    if request.method == "POST" and form.is_valid():
        try:
            done = save(form, type(row).objects.get(pk=row.pk))
        except Outdated as error:
            row = type(row).objects.get(pk=row.pk)
            typed = request.POST.copy()
            typed["seen_version"] = str(row.version)
            form = form_of(copy(row), typed)
            theirs = form.differences()
            messages.warning(request, f"{error} Ваш текст сохранён на экране: сравните и сохраните ещё раз.")
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return redirect(protocol)
    status = 409 if theirs else 422 if form.is_bound and form.errors else 200
    context = {**words, "protocol": protocol, "form": form, "theirs": theirs}
    if isinstance(row, Decision):
        context["decision"] = row
    return render(request, "protocols/correct.html", context, status=status)
