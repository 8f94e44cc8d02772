"""Who has done what of one protocol: decisions × organizations, on screen, on paper and as XLSX."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clusters.doors import overseers_only
from clusters.models import Cluster, Organization
from decisions.exports import sheets
from decisions.models import Assignment
from decisions.overview.matrix import Matrix, Wanted, in_score, matrix_of
from decisions.rules import current_calendar

from .. import access
from ..models import Protocol


class WantedForm(forms.Form):
    late = forms.BooleanField(label="Только просроченное", required=False)
    cluster = forms.ModelChoiceField(
        label="Кластер", queryset=Cluster.objects.filter(is_active=True), required=False, empty_label="Все"
    )
    organization = forms.ModelChoiceField(
        label="Организация", queryset=Organization.objects.none(), required=False, empty_label="Все"
    )

    def __init__(self, protocol: Protocol, *args: object) -> None:
        super().__init__(*args)
        concerned = Assignment.objects.filter(decision__protocol=protocol).values("organization")
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=concerned)

    def wanted(self) -> Wanted:
        if not self.is_valid():
            return Wanted()
        given = self.cleaned_data
        return Wanted(
            cluster=given["cluster"] and given["cluster"].pk,
            organization=given["organization"] and given["organization"].pk,
            late=given["late"],
        )


def _found(request: HttpRequest, pk: int, today: dt.date) -> tuple[Protocol, WantedForm, Matrix]:
    protocol = get_object_or_404(access.visible_to(request.user, today), pk=pk)
    form = WantedForm(protocol, request.GET)
    rows = Assignment.objects.filter(decision__protocol=protocol)
    found = matrix_of(
        rows, form.wanted(), on=protocol.expanded_on or protocol.date, today=today, calendar=current_calendar()
    )
    return protocol, form, found


@require_safe
@overseers_only
def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    protocol, form, found = _found(request, pk, today)
    context = {"protocol": protocol, "form": form, "matrix": found, "today": today}
    return render(request, "protocols/matrix.html", context)


@require_safe
@overseers_only
def matrix_sheet(request: HttpRequest, pk: int) -> FileResponse:
    protocol, _, found = _found(request, pk, timezone.localdate())
    columns = [sheets.Column("№", 6), sheets.Column("Решение", 60), sheets.Column("Срок", 24)]
    columns += [sheets.Column(organization.short_name, 18) for organization in found.organizations]
    lines = [
        [
            row.decision.number,
            row.decision.text,
            row.decision.deadline_text,
            *(cell and cell.spoken for cell in row.cells),
        ]
        for row in found.rows
    ]
    scores = [in_score(score) for score in found.scores]
    stored = sheets.sheet("Исполнение", columns, [*lines, ["", "Всего", "", *scores]])
    return sheets.download(stored, f"Исполнение протокола {protocol.number} от {protocol.date:%d.%m.%Y}.xlsx")
