"""More time, the dates of one's own plan, evidence of a quota."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from .. import access, lifecycle, uploads
from ..forms import EvidenceForm, ExtensionForm, PlanForm
from ..models import ExtensionRequest, PlannedDate, QuotaEvidence
from ..rules import current_calendar
from .rows import allowed, attempt, seen


@require_http_methods(["GET", "HEAD", "POST"])
def extension(request: HttpRequest, pk: int) -> HttpResponse:
    row, rights = seen(request, pk)
    allowed(rights.report)
    if row.due_on is None:
        messages.error(request, "У поручения нет срока, продлевать нечего.")
        return redirect("decisions:assignment", row.pk)
    if row.extensions.filter(state=ExtensionRequest.State.ASKED).exists():
        messages.info(request, "Просьба о продлении уже рассматривается. Чтобы просить иначе, сначала отзовите её.")
        return redirect("decisions:assignment", row.pk)
    latest = lifecycle.latest_extension(row.due_on, rights.today, current_calendar())
    form = ExtensionForm(request.POST or None, after=max(row.due_on, rights.today), latest=latest)
    if form.is_valid():
        try:
            lifecycle.ask_extension(
                row,
                form.cleaned_data["new_due_on"],
                form.cleaned_data["reason"],
                by=rights.actor,
                now=timezone.now(),
            )
        except lifecycle.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Просьба отправлена. До ответа действует прежний срок; ответ придёт письмом.")
            return redirect("decisions:assignment", row.pk)
    context = {"form": form, "assignment": row, "today": rights.today, "latest": latest}
    return render(request, "decisions/extension.html", context)


@require_POST
def extension_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    seen_rows = access.visible_to(request.user, timezone.localdate())
    asked = get_object_or_404(ExtensionRequest, pk=pk, assignment__in=seen_rows)
    row, rights = seen(request, asked.assignment_id)
    allowed(rights.report)
    done = "Просьба о продлении отозвана, срок прежний."
    attempt(request, done, lifecycle.cancel_extension, asked, by=rights.actor)
    return redirect("decisions:assignment", row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    row, rights = seen(request, pk)
    allowed(rights.report or rights.answer)
    form = PlanForm(request.POST or None)
    if form.is_valid():
        try:
            made = lifecycle.add_planned_dates(row, form.cleaned_data["dates"], by=rights.actor, now=timezone.now())
        except lifecycle.Refused as refused:
            form.add_error("dates", str(refused))
        else:
            messages.success(request, f"Внесено дат: {len(made)}. О каждой программа напомнит заранее.")
            return redirect("decisions:assignment", row.pk)
    context = {"form": form, "assignment": row, "today": rights.today, "planned": lifecycle.planned_dates(row)}
    return render(request, "decisions/plan.html", context)


@require_POST
def plan_remove(request: HttpRequest, pk: int) -> HttpResponse:
    planned = get_object_or_404(PlannedDate, pk=pk)
    of_decision = access.visible_to(request.user, timezone.localdate()).filter(
        decision=planned.decision_id, organization=planned.organization_id
    )
    base = get_object_or_404(of_decision, period="")
    row, rights = seen(request, base.pk)
    allowed(rights.report or rights.answer)
    attempt(request, "Дата убрана.", lifecycle.remove_planned_date, planned, by=rights.actor)
    return redirect("decisions:assignment", row.pk)


@require_POST
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    row, rights = seen(request, pk)
    allowed(rights.draft)
    form = EvidenceForm(request.POST, request.FILES, today=rights.today)
    if not form.is_valid():
        context = {"form": form, "assignment": row, "today": rights.today}
        return render(request, "decisions/evidence.html", context)
    stored = uploads.store(form.cleaned_data["files"])
    made = attempt(
        request,
        "Добавлено. Счёт обновлён.",
        lifecycle.add_evidence,
        row,
        form.cleaned_data["happened_on"],
        links=form.cleaned_data["links"],
        files=stored,
        by=rights.actor,
    )
    if not made:
        uploads.discard(stored)
    return redirect("decisions:assignment", row.pk)


@require_POST
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    seen_rows = access.visible_to(request.user, timezone.localdate())
    one = get_object_or_404(QuotaEvidence, pk=pk, assignment__in=seen_rows)
    row, rights = seen(request, one.assignment_id)
    allowed(rights.draft)
    attempt(request, "Подтверждение убрано.", lifecycle.remove_evidence, one, by=rights.actor)
    return redirect("decisions:assignment", row.pk)
