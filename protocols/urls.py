from django.urls import path

from .views import intake, parties, publishing, reading

app_name = "protocols"

urlpatterns = [
    path("", reading.protocols, name="list"),
    path("upload/", intake.upload, name="upload"),
    path("intake/<int:pk>/", intake.preview, name="preview"),
    path("intake/<int:pk>/discard/", intake.discard, name="discard"),
    path("parties/", parties.parties, name="parties"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/source/", reading.source, name="source"),
    path("<int:pk>/publish/", publishing.publish, name="publish"),
    path("<int:pk>/close/", publishing.close, name="close"),
]
