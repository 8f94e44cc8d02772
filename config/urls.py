from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.site_header = admin.site.site_title = "Решили"
admin.site.index_title = "Справочники и протоколы"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
]
