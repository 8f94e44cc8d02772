from django.contrib import admin
from django.urls import include, path

from decisions.views import letters
from protocols.views import overview, search, start

from . import health

admin.autodiscover()
admin.site.site_header = admin.site.site_title = "Решили"
admin.site.index_title = "Справочники и протоколы"

urlpatterns = [
    path("", start.home, name="home"),
    path("overview/", overview.overview, name="overview"),
    path("mailbox/", letters.mailbox, name="trial_mailbox"),
    path("mailbox/<int:pk>/", letters.mailbox_letter, name="trial_letter"),
    path("mailbox/<int:pk>/looks/", letters.mailbox_looks, name="trial_letter_looks"),
    path("protocols/", include("protocols.urls")),
    path("search/", search.found, name="search"),
    path("", include("decisions.urls")),
    path("", include("clusters.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("health/metrics", health.metrics, name="health_metrics"),
    path("health/reminders", health.reminders, name="health_reminders"),
]

handler400 = "config.errors.bad_request"
handler500 = "config.errors.server_error"
