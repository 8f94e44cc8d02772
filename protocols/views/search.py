"""«Поиск»: for everybody who is signed in, each over what they may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from decisions.paging import CappedPaginator

from .. import search


@require_safe
def found(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    entries = search.with_texts(search.find(request.user, query, timezone.localdate()))
    page = CappedPaginator(entries, 20).get_page(request.GET.get("page"))
    return render(request, "protocols/search.html", {"query": query, "page": page, "hits": search.hits(page, query)})
