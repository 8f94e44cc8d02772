from django.urls import include, path

from .views import acceptance, asking, assignment, calendar, discipline, files, letters, link, own, reporting, table

of_decisions = [
    path("assignments/", table.assignments, name="assignments"),
    path("assignments.xlsx", table.assignments_sheet, name="assignments_sheet"),
    path("assignments/views/", table.view_save, name="view_save"),
    path("assignments/views/<int:pk>/delete/", table.view_delete, name="view_delete"),
    path("acceptance/", acceptance.acceptance, name="acceptance"),
    path("acceptance/<int:pk>/", acceptance.acceptance_item, name="acceptance_item"),
    path("acceptance/extensions/<int:pk>/", acceptance.extension_answer, name="extension_answer"),
    path("discipline/", discipline.index, name="discipline"),
    path("discipline.xlsx", discipline.sheet, name="discipline_sheet"),
    path("letters/", letters.index, name="letters"),
    path("letters/release/", letters.release, name="release_letters"),
    path("letters/samples/<slug:name>/", letters.sample, name="letter_sample"),
    path("letters/samples/<slug:name>/looks/", letters.sample_looks, name="letter_sample_looks"),
    path("letters/<int:pk>/", letters.detail, name="letter"),
    path("letters/<int:pk>/looks/", letters.looks, name="letter_looks"),
    path("letters/<int:pk>/again/", letters.again, name="letter_again"),
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
    path("my/calendar/", calendar.own_feed, name="calendar"),
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
