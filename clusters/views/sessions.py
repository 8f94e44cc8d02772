"""«Где вы вошли»: the list is the library's; here one of them is ended."""

from __future__ import annotations

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST


@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Another one of one's own: this browser is left by «Выйти»."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    get_adapter().end_sessions([get_object_or_404(others, pk=pk)])
    messages.success(request, "Тот вход завершён: чтобы продолжить там, понадобится войти заново.")
    return redirect("usersessions_list")
