"""The preview keeps what is typed, whatever is typed."""

import sys

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protocols.document.model import ParsedProtocol
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
