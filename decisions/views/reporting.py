"""The report: written, kept while it is written, sent for one assignment or for several."""

from __future__ import annotations

import contextlib

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from .. import access, batch, lifecycle, own, uploads
from ..forms import ReportForm
from ..letters import source_of
from ..models import Assignment, Report
from ..rules import current_calendar
from .rows import Rights, allowed, seen

State = Assignment.State


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        row, rights = seen(request, pk)
    except Http404:
        if request.method != "POST":
            raise
        return _lost(request)
    allowed(rights.enter)
    if request.method != "POST":
        if row.state != State.IN_PROGRESS:
            return redirect("decisions:assignment", row.pk)
        if rights.draft:
            lifecycle.opened(row, request.user.person, timezone.now())
        return _page(request, row, rights, ReportForm(assignment=row, today=rights.today))
    form = ReportForm(request.POST, request.FILES, assignment=row, today=rights.today)
    wants = request.POST.get("do", "final")
    if wants != "draft":
        allowed(rights.send)
    if not form.is_valid() or _must_warn(form, wants):
        return _keep_and_show(request, row, rights, form)
    return _save(request, row, rights, form, wants)


def _lost(request: HttpRequest) -> HttpResponse:
    """The post was lost in the middle of typing, or it never was theirs: nothing is said but their own words."""
    return render(request, "decisions/lost.html", {"text": request.POST.get("text", "")}, status=404)


def _must_warn(form: ReportForm, wants: str) -> bool:
    """Unticked points warn once; the second press sends."""
    if wants != "final" or form.cleaned_data.get("points_left_known") or not form.points_left:
        return False
    form.data = form.data.copy()
    form.data["points_left_known"] = "on"
    return True


def _keep_and_show(request: HttpRequest, row: Assignment, rights: Rights, form: ReportForm) -> HttpResponse:
    """What was right is kept as the draft, so that nothing is typed or attached twice."""
    if row.state == State.IN_PROGRESS:
        files = _stored(row, rights, form)
        try:
            account = form.account(is_final=True, files=files)
            draft_seen = form.cleaned_data.get("draft_seen")
            lifecycle.save_draft(row, account, by=rights.actor, now=timezone.now(), draft_seen=draft_seen)
        except lifecycle.Refused as refused:
            uploads.discard(files)
            form.add_error(None, str(refused))
    return _page(request, row, rights, form)


def _stored(row: Assignment, rights: Rights, form: ReportForm) -> tuple[lifecycle.StoredFile, ...]:
    """Where the storage takes nothing, what was typed is kept as the draft before the error is told."""
    try:
        return uploads.store(form.good_files)
    except OSError:
        account, draft_seen = form.account(is_final=True, files=()), form.cleaned_data.get("draft_seen")
        with contextlib.suppress(lifecycle.Refused):
            lifecycle.save_draft(row, account, by=rights.actor, now=timezone.now(), draft_seen=draft_seen)
        raise


def _save(request: HttpRequest, row: Assignment, rights: Rights, form: ReportForm, wants: str) -> HttpResponse:
    files = _stored(row, rights, form)
    account, by, now = form.account(is_final=wants != "partial", files=files), rights.actor, timezone.now()
    draft_seen = form.cleaned_data["draft_seen"]
    try:
        if wants == "draft":
            lifecycle.save_draft(row, account, by=by, now=now, draft_seen=draft_seen)
            messages.success(request, "Черновик сохранён: отправить его может руководитель или замещающий.")
        else:
            reports_seen = form.cleaned_data["reports_seen"]
            lifecycle.report(row, account, by=by, now=now, reports_seen=reports_seen, draft_seen=draft_seen)
            row.refresh_from_db()
            messages.success(request, batch.what_next(row))
    except lifecycle.Refused as refused:
        uploads.discard(files)
        if not _is_double_click(request, row, account):
            form.add_error(None, str(refused))
            return _page(request, row, rights, form, status=409)
    return redirect("decisions:assignment", row.pk)


def _is_double_click(request: HttpRequest, row: Assignment, account: lifecycle.Account) -> bool:
    newest = row.reports.filter(state=Report.State.SENT).order_by("-sent_at", "-id").first()
    return bool(newest and newest.author == request.user and newest.text == account.text.strip())


def _page(request: HttpRequest, row: Assignment, rights: Rights, form: ReportForm, status: int = 200) -> HttpResponse:
    if form.is_bound:  # a colleague's draft stands in the message: it is read now
        form.data = form.data.copy()
        form.data["draft_seen"] = lifecycle.edition_of(lifecycle.draft_of(row))
    context = {
        "assignment": row,
        "card": own.Card(row, rights.today, current_calendar()),
        "form": form,
        "rights": rights,
        "today": rights.today,
        "draft": lifecycle.draft_of(row),
        "points_left": form.points_left if form.is_bound and form.data.get("points_left_known") else [],
        "returned": row.reports.filter(state=Report.State.RETURNED).order_by("-answered_at").first(),
    }
    return render(request, "decisions/report.html", context, status=status)


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Kept by the page's script every few seconds; the answer has no body."""
    row, rights = seen(request, pk)
    allowed(rights.enter)
    form = ReportForm(request.POST, assignment=row, today=rights.today)
    form.is_valid()
    try:
        account = form.account(is_final=True, files=())
        draft_seen = form.cleaned_data.get("draft_seen")
        lifecycle.save_draft(row, account, by=rights.actor, now=timezone.now(), draft_seen=draft_seen)
    except lifecycle.Refused as refused:
        return HttpResponse(str(refused), status=409, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def report_many(request: HttpRequest) -> HttpResponse:
    """Several of one's own, the same words for all."""
    today = timezone.localdate()
    places = access.places_of(request.user.person, today)
    open_now = access.of_places(places).filter(is_archived=False, state=State.IN_PROGRESS)
    mine = own.for_cards(open_now).prefetch_related("decision__points").order_by("due_on", "id")
    rows = [row for row in mine if places.may_report(row)]
    form = batch.BatchForm(request.POST or None, request.FILES or None, rows=rows, today=today, marks_shown=True)
    if form.is_valid() and not form.must_warn:
        outcome = batch.send(form, actor_of=lambda row: access.actor_for(request.user, row, today), now=timezone.now())
        tell(request, form, outcome)
        return redirect("my_assignments")
    context = {
        "form": form,
        "cards": form.cards(today, current_calendar()),
        "today": today,
        "ticked": set(request.POST.getlist("items") or request.GET.getlist("items")),
        "many_organizations": own.of_many(rows),
        "others_send": bool(mine) and not rows,
    }
    return render(request, "decisions/report_many.html", context)


def tell(request: HttpRequest, form: batch.BatchForm, outcome: batch.Outcome) -> None:
    with_organization = own.of_many(form.rows.values())

    def named(row: Assignment) -> str:
        return f"{source_of(row)}, {row.organization}" if with_organization else source_of(row)

    for row in outcome.sent:
        row.refresh_from_db()
        messages.success(request, f"{named(row)}: {batch.what_next(row)}")
    for row, points in outcome.left:
        listed = "; ".join(points.splitlines())
        messages.warning(request, f"{named(row)}: не отмечены пункты: {listed}. Это видит и контролёр.")
    for row, why in outcome.refused:
        messages.error(request, f"{named(row)}: {why}")
