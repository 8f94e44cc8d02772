import pytest
from django.db.models.fields.files import FieldFile
from django.http import Http404

from clusters.attachments import attachment
from protocols.models import Protocol


def test_a_file_that_the_storage_has_lost_is_not_found_and_stands_in_the_log(caplog):
    stored = FieldFile(Protocol(), Protocol._meta.get_field("source_file"), "protocols/gone")
    with pytest.raises(Http404):
        attachment(stored, "протокол.docx")
    assert caplog.messages == ["the storage has no protocols/gone"]
