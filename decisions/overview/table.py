"""«Поручения»: the one table of all assignments, found by what staff and leadership ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import QueryDict

from clusters.models import Cluster, ExecutorGroup, Membership, Organization, Person
from decisions.forms import Day, Span
from decisions.models import Assignment, Decision, ExtensionRequest

from . import discipline
from .states import OPEN, REPORTED_LATE, REPORTED_ON, State, lasting, late
from .waiting import with_returned

STATES = {
    "open": ("Не закрытые", OPEN),
    "in_progress": ("В работе", Q(state=State.IN_PROGRESS)),
    "on_acceptance": ("На приёмке", Q(state=State.ON_ACCEPTANCE)),
    "extension": ("Просят продлить", Q(extensions__state=ExtensionRequest.State.ASKED)),
    "done": ("Исполнено", Q(state=State.DONE)),
    "done_late": ("Исполнено с опозданием", Q(state=State.DONE) & REPORTED_LATE),
    "lasting": ("Постоянно и по планам", OPEN & lasting()),
    "withdrawn": ("Прекращено", Q(state=State.WITHDRAWN)),
    "archive": ("В архиве", Q(is_archived=True)),
}
ORDERS = {
    "due": (F("due_on").asc(nulls_last=True), "pk"),
    "-due": (F("due_on").desc(nulls_first=True), "-pk"),  # the same index, read backwards
    "organization": ("organization__short_name", F("due_on").asc(nulls_last=True), "pk"),
    "protocol": ("-decision__protocol__date", "decision__protocol", "decision__position", "pk"),
}
# What a line of the table reads; whole rows of five tables cost a twelfth of the page more.
READ = [
    *("state", "period", "due_on", "original_due_on", "reported_at", "executed_on"),
    *(f"decision__{name}" for name in ("number", "text", "deadline_kind", "quota_on")),
    *(f"decision__protocol__{name}" for name in ("number", "date")),
    "organization__short_name",
    *(f"{whose}__{name}" for whose in ("person", "decision__controller") for name in ("surname", "name", "patronymic")),
]
SOON_FIRST = {"open", "in_progress", "on_acceptance", "extension", "lasting"}


class Options(forms.models.ModelChoiceIterator):
    """One query a list: Django's own opens a cursor on the server, which is three round trips."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        yield "", self.field.empty_label
        yield from map(self.choice, self.queryset)


class OneOfField(filters.fields.ModelChoiceField):
    iterator = Options


class OneOf(filters.ModelChoiceFilter):
    field_class = OneOfField


class AssignmentFilter(filters.FilterSet):
    """`protocol`, `decision`, `outcome` come only in links from other pages: they are not asked for on this one."""

    q = filters.CharFilter(label="Текст", method="with_text")
    number = filters.CharFilter(label="№ протокола", method="of_protocol_number")
    organization = OneOf(label="Организация", empty_label="Любая", queryset=Organization.objects.all())
    cluster = OneOf(label="Кластер", empty_label="Любой", queryset=Cluster.objects.all(), method="of_cluster")
    group = OneOf(
        label="Из группы", empty_label="Любая", queryset=ExecutorGroup.objects.all(), field_name="source_group"
    )
    controller = OneOf(
        label="Контролёр",
        empty_label="Любой",
        queryset=Person.objects.filter(Exists(Decision.objects.filter(controller=OuterRef("pk")))),
        field_name="decision__controller",
    )
    since = filters.DateFilter(label="Срок с", field_name="due_on", lookup_expr="gte", widget=Day())
    until = filters.DateFilter(label="Срок по", field_name="due_on", lookup_expr="lte", widget=Day())
    state = filters.ChoiceFilter(
        label="Состояние", empty_label="Любое", choices=[(key, label) for key, (label, _) in STATES.items()],
        method="in_state",
    )  # fmt: skip
    overdue = filters.BooleanFilter(label="Просрочено", method="only_overdue", widget=forms.CheckboxInput())
    undated = filters.BooleanFilter(label="Без срока", method="only_undated", widget=forms.CheckboxInput())
    protocol = filters.NumberFilter(field_name="decision__protocol", widget=forms.HiddenInput())
    decision = filters.ModelChoiceFilter(queryset=Decision.objects.all(), widget=forms.HiddenInput())
    outcome = filters.ChoiceFilter(choices=discipline.OUTCOMES, method="with_outcome", widget=forms.HiddenInput())

    def __init__(self, data: QueryDict, *, today: dt.date) -> None:
        self.today = today
        super().__init__(data, queryset=Assignment.objects.alias(reported_on=REPORTED_ON))

    class Meta:
        model = Assignment
        form = Span
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Assignment]) -> QuerySet[Assignment]:
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("state") == "archive" else found.filter(is_archived=False)

    def with_text(self, rows: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:
        """Of the decision. Found first among decisions, which are forty times fewer."""
        return rows.filter(decision__in=Decision.objects.filter(text__icontains=value.strip()).values("pk"))

    def of_protocol_number(self, rows: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:
        number = value.strip().removeprefix("№").strip()
        return rows.filter(decision__in=Decision.objects.filter(protocol__number__iexact=number).values("pk"))

    def of_cluster(self, rows: QuerySet[Assignment], name: str, value: Cluster) -> QuerySet[Assignment]:
        members = Membership.objects.on(self.today).filter(cluster=value).values("organization")
        return rows.filter(organization__in=members)

    def in_state(self, rows: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:
        return rows.filter(STATES[value][1])

    def only_overdue(self, rows: QuerySet[Assignment], name: str, value: bool) -> QuerySet[Assignment]:
        return rows.filter(late(self.today)) if value else rows

    def only_undated(self, rows: QuerySet[Assignment], name: str, value: bool) -> QuerySet[Assignment]:
        return rows.filter(due_on=None) if value else rows

    def with_outcome(self, rows: QuerySet[Assignment], name: str, value: str) -> QuerySet[Assignment]:
        return discipline.with_outcome(rows, value, self.today)


def order_of(asked: QueryDict) -> str:
    """As asked; else what is open by the nearest deadline, and what is past by the latest."""
    usual = "due" if asked.get("state") in SOON_FIRST or asked.get("overdue") else "-due"
    return asked["sort"] if asked.get("sort") in ORDERS else usual


def ordered(rows: QuerySet[Assignment], asked: QueryDict) -> QuerySet[Assignment]:
    order: Any = ORDERS[order_of(asked)]
    return rows.order_by(*order)


def with_names(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    return rows.select_related("decision__protocol", "decision__controller", "organization", "person").only(*READ)


def lines(found: QuerySet[Assignment]) -> list[Assignment]:
    """The rows of one page. First only their keys: of a million rows the database else joins all before it sorts."""
    keys = list(found.values_list("pk", flat=True))
    rows = with_returned(with_names(Assignment.objects.filter(pk__in=keys).order_by())).in_bulk()
    return [rows[key] for key in keys if key in rows]
