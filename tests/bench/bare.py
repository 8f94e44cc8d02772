"""The yardstick of the web bench: the 50 rows of the list in a bare Django view. No middleware, no session, no filter form."""

from __future__ import annotations

from django.conf import settings

from config import settings as ours

TEMPLATE = """<!doctype html><html lang="ru"><title>Поручения</title><table>{% for row in rows %}
<tr><td>{{ row.pk }}<td><a href="/assignments/{{ row.pk }}/">{{ row.decision.text|truncatechars:160 }}</a>
<td>{{ row.decision.protocol }}<td>{{ row.organization }}<td>{{ row.due_on|date:"d.m.Y" }}<td>{{ row.get_state_display }}
{% endfor %}</table></html>"""

NEEDED = ["protocols", "decisions", "clusters", "django.contrib.auth", "django.contrib.contenttypes", "simple_history"]

settings.configure(
    **{name: getattr(ours, name) for name in dir(ours) if name.isupper()}
    | {"MIDDLEWARE": [], "ROOT_URLCONF": __name__, "LOGGING_CONFIG": None, "INSTALLED_APPS": NEEDED}
)

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()

from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.urls import path  # noqa: E402

from decisions.models import Assignment  # noqa: E402

template = Engine().from_string(TEMPLATE)


def rows(request: HttpRequest) -> HttpResponse:
    found = Assignment.objects.filter(state="in_progress").select_related("decision__protocol", "organization")
    return HttpResponse(template.render(Context({"rows": found.order_by("due_on", "id")[:50]})))


urlpatterns = [path("assignments/", rows)]
