"""The preview keeps what is typed, whatever is typed."""

from django.core.files.base import ContentFile
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
