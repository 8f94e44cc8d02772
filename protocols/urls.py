from django.urls import path

from .views import correcting, history, intake, matrix, papers, parties, publishing, reading, statement

app_name = "protocols"

urlpatterns = [
    path("", reading.protocols, name="list"),
    path("upload/", intake.upload, name="upload"),
    path("intake/<int:pk>/", intake.preview, name="preview"),
    path("intake/<int:pk>/discard/", intake.discard, name="discard"),
    path("parties/", parties.parties, name="parties"),
    path("<int:pk>/", reading.detail, name="detail"),
    path("<int:pk>/matrix/", matrix.matrix, name="matrix"),
    path("<int:pk>/matrix.xlsx", matrix.matrix_sheet, name="matrix_sheet"),
    path("<int:pk>/history/", history.history, name="history"),
    path("<int:pk>/history.xlsx", history.history_sheet, name="history_sheet"),
    path("<int:pk>/source/", reading.source, name="source"),
    path("template.docx", papers.template, name="template"),
    path("<int:pk>/paper.<slug:kind>", papers.protocol, name="paper"),
    path("<int:pk>/marked.<slug:kind>", papers.marked, name="marked"),
    path("<int:pk>/<int:decision>/excerpt.<slug:kind>", papers.excerpt, name="excerpt"),
    path("<int:pk>/publish/", publishing.publish, name="publish"),
    path("<int:pk>/close/", publishing.close, name="close"),
    path("<int:pk>/statement/", statement.of_protocol, name="statement"),
    path("<int:pk>/statement.<slug:kind>", statement.of_protocol, name="statement_file"),
    path("statement/", statement.of_period, name="statement_period"),
    path("statement.<slug:kind>", statement.of_period, name="statement_period_file"),
    path("statement/of/<int:pk>/", statement.of_organization, name="statement_of"),
    path("statement/of/<int:pk>.<slug:kind>", statement.of_organization, name="statement_of_file"),
    path("statements/", statement.statements, name="statements"),
    path("statements/<int:pk>/", statement.statement_file, name="statement_ready"),
    path("statements/<int:pk>/again/", statement.statement_again, name="statement_again"),
    path("<int:pk>/head/", correcting.head, name="head"),
    path("<int:pk>/groups/", correcting.groups, name="groups"),
    path("<int:pk>/<int:decision>/correct/", correcting.correct, name="correct"),
    path("<int:pk>/<int:decision>/parties/", correcting.parties, name="executing"),
    path("<int:pk>/<int:decision>/end/", correcting.end, name="end"),
]
