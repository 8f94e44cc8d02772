"""The preview keeps what is typed, whatever is typed."""

import re
import sys

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protocols import intake
from protocols.document.model import ParsedProtocol
from protocols.document.read import read_text
from protocols.models import Intake


def test_a_nul_that_postgresql_refuses_is_not_kept(cast, client):
    taken = Intake(
        name="протокол.txt", reading=ParsedProtocol().as_json(), document={"lines": [], "notes": []}, user=cast.staff
    )
    taken.file.save("протокол.txt", ContentFile("ПРОТОКОЛ".encode()), save=False)
    taken.save()
    client.force_login(cast.staff)
    answer = client.post(reverse("protocols:preview", args=[taken.pk]), {"head-title": "\0совещания", "do": "keep"})
    taken.refresh_from_db()
    assert (answer.status_code, taken.corrections["head-title"]) == (200, ["совещания"])


@pytest.mark.parametrize(("exit_code", "status"), [(0, 302), (1, 422)])
def test_a_document_is_scanned_like_any_file(cast, client, settings, exit_code, status):
    """It goes out again to whoever reads the protocol."""
    settings.UPLOAD_SCANNER = [sys.executable, "-c", f"import sys; sys.stdin.read(); sys.exit({exit_code})"]
    client.force_login(cast.staff)
    file = SimpleUploadedFile("протокол.txt", "ПРОТОКОЛ № 1\nРЕШИЛИ:\n1. Сделать.".encode())
    page = client.post("/protocols/upload/", {"file": file})
    assert (page.status_code, Intake.objects.count()) == (status, int(exit_code == 0))


def long_protocol(number, *, doubtful=""):
    head = "ПРОТОКОЛ № 7\n\nсовещания руководителей\n\n2 марта 2026 г.\n\nРЕШИЛИ:\n\n"
    decisions = (
        f"{place}. Утвердить план работы № {place}.\nСрок: {doubtful if doubtful and place == 8 else 'до 27.03.2026'}\n"
        "Отв.: Колледж связи\n"
        for place in range(1, number + 1)
    )
    return head + "\n".join(decisions)


def previewed(client, cast, text, **typed):
    client.force_login(cast.staff)
    taken = intake.take(text.encode(), "протокол.txt", document=read_text(text), user=cast.staff)
    url = reverse("protocols:preview", args=[taken.pk])
    return client.post(url, typed) if typed else client.get(url)


def folded(page):
    return re.findall(r'<details class="fold preview-decision" id="decision-(\d+)">', page.text)


@pytest.mark.parametrize("doubtful", ["как получится", "до 31.02.2026"])
def test_of_a_long_protocol_what_was_understood_is_folded_and_the_questions_are_named(client, cast, doubtful):
    page = previewed(client, cast, long_protocol(14, doubtful=doubtful))
    assert folded(page) == [str(place) for place in range(1, 15) if place != 8]
    assert '14\N{NO-BREAK SPACE}решений, 1\N{NO-BREAK SPACE}вопрос: <a href="#decision-8">решение 8</a>.' in page.text
    assert '<span class="preview-words">Утвердить план работы № 9.</span>' in page.text
    assert all(f'name="d{place}-responsible"' in page.text for place in range(14))


def test_a_short_protocol_stands_open(client, cast):
    page = previewed(client, cast, long_protocol(12))
    assert (folded(page), "вопросов нет." in page.text) == ([], True)


def test_what_is_wrong_stands_open_too(client, cast):
    page = previewed(client, cast, long_protocol(14), **{"do": "create", "d0-due_on": "вчера"})
    assert "1" not in folded(page)
