"""«Загрузить документ» → preview, source beside reading → draft."""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from clusters.directory import Directory
from clusters.doors import staff_only
from clusters.models import ExecutorGroup, Organization, Person
from decisions.uploads import scan

from .. import intake
from ..document.model import Document, ParsedProtocol, Unreadable
from ..document.read import read_safely, read_text
from ..forms.preview import Preview
from ..models import Intake


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Файл протокола", required=False, help_text="Word, OpenDocument, RTF, PDF с текстом, TXT; до 20 МБ."
    )
    text = forms.CharField(label="Или вставьте текст", required=False, widget=forms.Textarea(attrs={"rows": 8}))

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not data.get("file") and not (data.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError("Выберите файл протокола или вставьте его текст.")
        if data.get("file") and data["file"].size > settings.UPLOAD_MAX_BYTES:
            limit = settings.UPLOAD_MAX_BYTES // 1024**2
            self.add_error(
                "file", f"Файл больше {limit} МБ. Сохраните документ без вложенных изображений и загрузите снова."
            )
        elif data.get("file"):
            try:
                scan(data["file"])  # it goes out again to whoever reads the protocol
            except forms.ValidationError as error:
                self.add_error("file", error)
        return data


@staff_only
def upload(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            content, name, document = _read(form.cleaned_data["file"], form.cleaned_data["text"])
        except Unreadable as error:
            form.add_error("file" if form.cleaned_data["file"] else "text", str(error))
        else:
            taken = intake.take(content, name, document=document, user=request.user)
            return redirect("protocols:preview", taken.pk)
    waiting = Intake.objects.filter(user=request.user, protocol=None).order_by("-touched_at")[:10]
    return render(
        request, "protocols/upload.html", {"form": form, "waiting": waiting}, status=422 if form.errors else 200
    )


def _read(file: UploadedFile | None, text: str) -> tuple[bytes, str, Document]:
    """The bytes to keep, their name, and what was read; no transaction is open meanwhile."""
    if file is None:
        return text.encode(), "вставленный текст.txt", read_text(text)
    content = file.read()
    with tempfile.TemporaryDirectory(prefix="reshili-") as folder:
        path = Path(folder) / f"document{Path(file.name).suffix[:10]}"
        path.write_bytes(content)
        return content, file.name, read_safely(path)


def _mine(request: HttpRequest, pk: int) -> Intake:
    """Any of the staff may finish what another began."""
    return get_object_or_404(Intake, pk=pk)


@staff_only
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    taken = _mine(request, pk)
    if taken.protocol_id:
        return redirect("admin:protocols_protocol_change", taken.protocol_id)
    typed = request.POST if request.method == "POST" else _typed_before(taken)
    shown = _preview(taken, typed)
    if request.method == "POST":
        _keep(taken, request.POST)
        if request.POST.get("do") == "create" and shown.is_valid():
            created = _create(request, taken, shown)
            if created:
                return created
    elif typed:
        shown.is_valid()
    context = {
        "intake": taken,
        "preview": shown,
        "same": intake.seen_before(taken.sha256),
        "parties": _party_names(),
        **_source(taken),
    }
    return render(request, "protocols/preview.html", context)


def _preview(taken: Intake, typed: QueryDict | None) -> Preview:
    parsed = ParsedProtocol.from_json(taken.reading)
    meeting = timezone.localdate()
    for day in ((typed or {}).get("head-date"), parsed.date):
        with contextlib.suppress(TypeError, ValueError):
            meeting = dt.date.fromisoformat(day)  # type: ignore[arg-type]
            break
    return Preview.of(parsed, Directory.load(meeting), typed)


def _typed_before(taken: Intake) -> QueryDict | None:
    """What was corrected at an earlier visit."""
    if not taken.corrections:
        return None
    typed = QueryDict(mutable=True)
    for name, values in taken.corrections.items():
        typed.setlist(name, values)
    return typed


def _keep(taken: Intake, typed: QueryDict) -> None:
    # PostgreSQL keeps no NUL; the form has its say about one when it is read
    kept = {name: [value.replace("\0", "") for value in values] for name, values in typed.lists()}
    taken.corrections = {name.replace("\0", ""): kept[name] for name in kept if name != "csrfmiddlewaretoken"}
    taken.save(update_fields=["corrections", "touched_at"])


def _create(request: HttpRequest, taken: Intake, shown: Preview) -> HttpResponse | None:
    unread = tuple(line["text"] for line in taken.document["lines"] if line["index"] in set(taken.reading["unread"]))
    with taken.file.open("rb") as file:
        source = intake.Source(file, taken.name, taken.sha256, unread)
        try:
            protocol = intake.create_draft(shown.reading(), by=request.user, source=source, choices=shown.choices())
        except intake.Refused as error:
            shown.head.add_error(None, str(error))
            return None
    taken.protocol = protocol
    taken.save(update_fields=["protocol", "touched_at"])
    messages.success(request, f"Черновик создан: {protocol}. Проверьте, кто что получит, и введите в действие.")
    return redirect("protocols:publish", protocol.pk)


def _party_names() -> list[str]:
    """What the «Кто это?» fields suggest: groups, organizations, people in full."""
    groups = ExecutorGroup.objects.filter(is_active=True).values_list("name", flat=True)
    organizations = Organization.objects.filter(is_active=True).values_list("short_name", flat=True)
    return [*groups, *organizations, *(person.full_name for person in Person.objects.filter(is_active=True))]


def _source(taken: Intake) -> dict[str, object]:
    """The lines at the left, each with its mark; `missed` are those that went nowhere."""
    marks: dict[int, str] = {}
    for source in taken.reading["sources"].values():
        for index in source["lines"]:
            if marks.get(index) != "doubtful":
                marks[index] = source["mark"]
    marks |= dict.fromkeys(taken.reading["unread"], "missed")
    lines = [line | {"mark": marks.get(line["index"], "")} for line in taken.document["lines"]]
    return {
        "lines": lines,
        "missed": [line for line in lines if line["mark"] == "missed"],
        "warnings": [*taken.document["notes"], *taken.reading["warnings"], *_left_over(taken.reading)],
    }


def _left_over(reading: dict[str, Any]) -> Iterator[str]:
    """A further deadline without a date («далее – ежемесячно …») has no field: it is a decision of its own."""
    for place, decision in enumerate(reading["decisions"], 1):
        for other in decision["other_deadlines"]:
            if not other["due_on"]:
                number = decision["number"] or f"без номера ({place})"
                yield f"Решение {number}: есть и срок «{other['raw']}» — введите его отдельным решением."


@require_POST
@staff_only
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    taken = _mine(request, pk)
    if taken.protocol_id is None:
        taken.file.delete(save=False)
        taken.delete()
        messages.success(request, f"Документ «{taken.name}» убран.")
    return redirect("protocols:upload")
