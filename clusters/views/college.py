"""«Мой колледж»: the head names deputies and contacts and invites them; they see who is who."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clusters.directory import Standing, acting_heads, standings
from clusters.forms import ColleagueForm, PostForm
from clusters.invitations import CannotInvite, invite
from clusters.models import Appointment, Organization
from clusters.posts import give_up

AS_WHOM = {Appointment.Post.DEPUTY: "заместителем руководителя", Appointment.Post.CONTACT: "контактным лицом"}
COLLEAGUES = tuple(AS_WHOM)


@require_safe
def college(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    places = _places(request, today)
    acting = acting_heads(today, places)
    held = _colleagues(today).filter(organization__in=places).select_related("person__user").order_by("person__surname")
    sections = [
        {
            "standing": standing,
            "acting": acting[pk],
            "colleagues": [post for post in held if post.organization_id == pk],
        }
        for pk, standing in places.items()
    ]
    return render(request, "clusters/college.html", {"sections": sections, "today": today})


@require_http_methods(["GET", "HEAD", "POST"])
def colleague_add(request: HttpRequest, organization: int) -> HttpResponse:
    today = timezone.localdate()
    standing = _acting(request, organization, today)
    form = ColleagueForm(request.POST or None, initial={"post": Appointment.Post.CONTACT})
    if not form.is_valid():
        return _form_page(request, form, standing.organization)
    with transaction.atomic():
        post = form.save(standing.organization, since=today, by=request.user)
    _invite(request, post)
    return redirect("college")


@require_http_methods(["GET", "HEAD", "POST"])
def colleague(request: HttpRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    form = PostForm(request.POST or None, instance=post)
    if not form.is_valid():
        return _form_page(request, form, post.organization, post)
    with transaction.atomic():
        form.keep(by=request.user)
    messages.success(request, f"{post.person}: сохранено.")
    return redirect("college")


@require_POST
def colleague_end(request: HttpRequest, pk: int) -> HttpResponse:
    post = _post(request, pk)
    give_up(post, today=timezone.localdate(), by=request.user)
    messages.success(request, f"{post.person}: доступ к поручениям организации закрыт.")
    return redirect("college")


@require_POST
def colleague_invite(request: HttpRequest, pk: int) -> HttpResponse:
    _invite(request, _post(request, pk))
    return redirect("college")


def _places(request: HttpRequest, today: dt.date) -> dict[int, Standing]:
    """By organization's id, the better standing first; the department keeps its people in the directories."""
    places: dict[int, Standing] = {}
    for standing in standings(request.user.person, today):
        if standing.organization.kind != Organization.Kind.DEPARTMENT:
            places.setdefault(standing.organization.pk, standing)
    return places


def _colleagues(today: dt.date):
    return Appointment.objects.filter(Q(until=None) | Q(until__gte=today), post__in=COLLEAGUES, person__is_active=True)


def _acting(request: HttpRequest, organization: int, today: dt.date) -> Standing:
    standing = _places(request, today).get(organization)
    if standing is None:
        raise Http404
    if not standing.acts:
        raise PermissionDenied
    return standing


def _post(request: HttpRequest, pk: int) -> Appointment:
    today = timezone.localdate()
    post = get_object_or_404(_colleagues(today).select_related("person", "organization"), pk=pk)
    _acting(request, post.organization_id, today)
    return post


def _form_page(
    request: HttpRequest, form: ColleagueForm | PostForm, organization: Organization, post: Appointment | None = None
) -> HttpResponse:
    context = {"form": form, "organization": organization, "post": post}
    return render(request, "clusters/colleague.html", context, status=422 if form.is_bound else 200)


def _invite(request: HttpRequest, post: Appointment) -> None:
    note = f"Вы названы {AS_WHOM[post.post]} организации: {post.organization} ({request.user.person})."
    try:
        user = invite(post.person, by=request.user, now=timezone.now(), note=note)
    except CannotInvite as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"{post.person}: приглашение отправлено на {user.email}.")
