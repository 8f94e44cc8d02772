from django.contrib import admin
from django.urls import include, path

from protocols.views import start

admin.autodiscover()
admin.site.site_header = admin.site.site_title = "Решили"
admin.site.index_title = "Справочники и протоколы"

urlpatterns = [
    path("", start.home, name="home"),
    path("protocols/", include("protocols.urls")),
    path("", include("decisions.urls")),
    path("", include("clusters.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
]
