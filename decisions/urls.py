from django.urls import include, path

from .views import asking, assignment, calendar, files, link, own, reporting

of_decisions = [
    path("assignments/<int:pk>/", assignment.assignment, name="assignment"),
    path("assignments/<int:pk>/report/", reporting.report, name="report"),
    path("assignments/<int:pk>/draft/", reporting.draft, name="draft"),
    path("assignments/<int:pk>/points/", assignment.points, name="points"),
    path("assignments/<int:pk>/hand/", assignment.hand, name="hand"),
    path("assignments/<int:pk>/extension/", asking.extension, name="extension"),
    path("assignments/<int:pk>/plan/", asking.plan, name="plan"),
    path("assignments/<int:pk>/evidence/", asking.evidence, name="evidence"),
    path("assignments/<int:pk>/calendar.ics", calendar.card, name="calendar_card"),
    path("my/report/", reporting.report_many, name="report_many"),
    path("my/calendar/", calendar.settings, name="calendar"),
    path("reports/<int:pk>/recall/", assignment.recall, name="recall"),
    path("extensions/<int:pk>/cancel/", asking.extension_cancel, name="extension_cancel"),
    path("planned/<int:pk>/remove/", asking.plan_remove, name="plan_remove"),
    path("evidence/<int:pk>/", files.evidence_file, name="evidence_file"),
    path("evidence/<int:pk>/remove/", asking.evidence_remove, name="evidence_remove"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/drop/", files.file_drop, name="file_drop"),
]

urlpatterns = [
    path("my/", own.my_assignments, name="my_assignments"),
    path("l/", link.personal_page, name="personal_page"),
    path("l/new/", link.personal_link_renew, name="personal_link_renew"),
    path("l/<str:token>/", link.personal_link, name="personal_link"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("", include((of_decisions, "decisions"))),
]
