"""One screen to enter or correct a draft with its attendance, agenda and decisions. A protocol in force is read as on
paper and corrected with a reason, on its own page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from simple_history.admin import SimpleHistoryAdmin

from decisions.models import Decision

from . import search
from .document.model import Unreadable
from .document.write import check_template
from .forms.conflict import both_texts
from .forms.entry import DecisionEntryForm
from .models import AgendaItem, Attendance, PaperTemplate, Protocol


class ProtocolForm(forms.ModelForm):
    """Refuses to overwrite what another tab saved meanwhile; what was typed stays on the screen."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Protocol
        fields = (
            "number", "date", "title", "place", "approved_by_name", "approved_by_post", "approved_on",
            "chair", "chair_name", "chair_post", "secretary", "secretary_name", "secretary_post", "not_understood",
        )  # fmt: skip
        widgets = {"title": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_version"] = self.instance.version

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen = data.get("seen_version")
        if self.instance.pk and seen is not None and seen != self.instance.version:
            last = self.instance.history.first()
            who = last.history_user if last and last.history_user else "другой сотрудник"
            told = (
                f"Пока вы правили, протокол изменил(а) {who}. Введённое вами осталось на экране: откройте протокол "
                "в новой вкладке, сравните и внесите недостающее там."
            )
            raise ValidationError([told, *both_texts(self, self.data)])
        return data


class AttendanceInline(admin.TabularInline):
    model = Attendance
    extra = 0
    fields = ("position", "kind", "name", "person")
    autocomplete_fields = ("person",)


class AgendaInline(admin.TabularInline):
    model = AgendaItem
    extra = 0
    fields = ("position", "text")
    formfield_overrides = {models.TextField: {"widget": forms.Textarea(attrs={"rows": 2})}}


class DecisionInline(admin.StackedInline):
    model = Decision
    extra = 0
    form = DecisionEntryForm
    autocomplete_fields = ("controller",)
    fieldsets = (
        (None, {"fields": (("position", "number", "is_task", "agenda_item"), "text", "points_text")}),
        ("Срок", {"fields": ("deadline_text", "deadline_kind", "due_on", "other_due", "recurrence", "control_on")}),
        ("Кто", {"fields": ("executors", "receivers_text", "controller", "needs_document")}),
        ("Норма", {"classes": ("collapse",), "fields": (("quota_on", "quota_target", "quota_unit", "quota_period"),)}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        executors = ("executors__group", "executors__organization", "executors__person")
        return super().get_queryset(request).prefetch_related(*executors, "points", "receivers__person")


@admin.register(Protocol)
class ProtocolAdmin(SimpleHistoryAdmin):
    form = ProtocolForm
    inlines = (AgendaInline, DecisionInline, AttendanceInline)
    list_display = ("__str__", "title", "state", "published_at")
    list_filter = ("state", "year")
    search_fields = ("number", "title")
    list_per_page = 50
    autocomplete_fields = ("chair", "secretary")
    history_list_display = ("state",)
    fieldsets = (
        (None, {"fields": (("number", "date"), "title", "place", "seen_version")}),
        (
            "Утверждение",
            {"classes": ("collapse",), "fields": (("approved_by_name", "approved_on"), "approved_by_post")},
        ),
        (
            "Председатель и секретарь",
            {
                "classes": ("collapse",),
                "fields": (("chair_name", "chair"), "chair_post", ("secretary_name", "secretary"), "secretary_post"),
            },
        ),
        ("Не распознано", {"classes": ("collapse",), "fields": ("not_understood",)}),
    )

    def has_change_permission(self, request: HttpRequest, obj: Protocol | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.is_draft)

    def has_delete_permission(self, request: HttpRequest, obj: Protocol | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and obj.is_draft

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The row is locked while it is compared with what the tab saw."""
        with transaction.atomic():
            if object_id and request.method == "POST" and (found := self.get_object(request, unquote(object_id))):
                Protocol.objects.select_for_update().get(pk=found.pk)
            return super().changeform_view(request, object_id, *args, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A protocol in force is read as on paper: nothing of it is typed over here."""
        protocol = self.get_object(request, unquote(object_id))
        if protocol and not protocol.is_draft and request.method in ("GET", "HEAD"):
            return redirect(protocol)
        return super().change_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Protocol, form: forms.ModelForm, change: bool) -> None:
        obj.version += 1
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        search.index_protocol(form.instance)

    def save_formset(self, request: HttpRequest, form: forms.ModelForm, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        if formset.model is Decision:
            for decision in formset.forms:
                if decision.has_changed() and decision not in formset.deleted_forms:
                    decision.save_parts(by=request.user)


class PaperTemplateForm(forms.ModelForm):
    class Meta:
        model = PaperTemplate
        fields = ("file", "note")

    def clean_file(self) -> Any:
        """Checked at upload, so that nothing is found out at signing."""
        file = self.cleaned_data["file"]
        try:
            check_template(file.read())
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        file.seek(0)
        self.instance.name = file.name[-255:]
        return file


@admin.register(PaperTemplate)
class PaperTemplateAdmin(admin.ModelAdmin):
    """The newest is used; an older one comes back by uploading it again."""

    form = PaperTemplateForm
    list_display = ("name", "note", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: PaperTemplate | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PaperTemplate | None = None) -> bool:
        return False
