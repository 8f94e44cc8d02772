"""What the admin's «Отв.» field asks while staff type."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from clusters.doors import staff_only

from ..forms.entry import key_of, label_of, search_parties


@require_safe
@staff_only
def parties(request: HttpRequest) -> JsonResponse:
    found = search_parties(request.GET.get("term", "").replace("\0", "").strip())
    results = [{"id": key_of(target), "text": label_of(target)} for target in found]
    return JsonResponse({"results": results, "pagination": {"more": False}})
