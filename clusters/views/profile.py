"""«Профиль»: one's own data, absences, and how one signs in."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clusters import history
from clusters.directory import standings
from clusters.forms import AbsenceForm, OwnDataForm
from clusters.models import Person, Substitution

DAY = dt.timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user.person
    if request.method == "POST" and person is None:
        raise Http404
    form = OwnDataForm(request.POST or None, instance=person) if person else None
    if form and request.method == "POST" and form.is_valid():
        history.save(form.instance, by=request.user, fields=form.changed_data)
        messages.success(request, "Сохранено.")
        return redirect("profile")
    return _page(request, own_data=form)


@require_http_methods(["GET", "HEAD", "POST"])
def absence_add(request: HttpRequest) -> HttpResponse:
    """A reloaded address goes back to the profile, where the form is."""
    if request.method != "POST":
        return redirect("profile")
    form = _absence_form(request)
    if not form.is_valid():
        return _page(request, absence=form)
    history.save(form.instance, by=request.user)
    _warn_of_no_account(request, form.instance.substitute)
    messages.success(request, "Отсутствие записано.")
    return redirect("profile")


@require_POST
def absence_end(request: HttpRequest, pk: int) -> HttpResponse:
    """What has not begun is taken back; what goes on ends yesterday, so that today is a day at work."""
    today = timezone.localdate()
    absence = get_object_or_404(Substitution, pk=pk, absent=_person(request), until__gte=today)
    if absence.since >= today:
        history.delete(absence, by=request.user)
    else:
        absence.until = today - DAY
        history.save(absence, by=request.user, fields=["until"])
    messages.success(request, "С сегодняшнего дня вы снова на месте.")
    return redirect("profile")


def _page(request: HttpRequest, **forms: object) -> HttpResponse:
    person, today = request.user.person, timezone.localdate()
    context = {"person": person, "today": today, "standings": standings(person, today), **forms}
    if person:
        context["own_data"] = forms.get("own_data") or OwnDataForm(instance=person)
        context["absence"] = forms.get("absence") or AbsenceForm(absent=person, today=today)
        context["absences"] = person.absences.filter(until__gte=today).select_related("substitute").order_by("since")
    invalid = any(form is not None and form.is_bound for form in forms.values())
    return render(request, "clusters/profile.html", context, status=422 if invalid else 200)


def _absence_form(request: HttpRequest) -> AbsenceForm:
    return AbsenceForm(request.POST, absent=_person(request), today=timezone.localdate())


def _person(request: HttpRequest) -> Person:
    if request.user.person is None:
        raise Http404
    return request.user.person


def _warn_of_no_account(request: HttpRequest, substitute: Person | None) -> None:
    if substitute and not hasattr(substitute, "user"):
        text = f"{substitute}: у этого человека ещё нет входа в программу. Пригласите его на странице «Мой колледж»."
        messages.warning(request, text)
