import errno

import pytest
from django.db.models.fields.files import FieldFile

from clusters.attachments import attachment, is_lost
from protocols.models import Protocol


def stored(name):
    return FieldFile(Protocol(), Protocol._meta.get_field("source_file"), name)


@pytest.mark.parametrize("lost", ["gone", "folder"])
def test_a_file_that_the_storage_has_lost_is_not_found_and_stands_in_the_log(rf, settings, tmp_path, caplog, lost):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "folder").mkdir()
    answer = attachment(rf.get("/"), stored(lost), "протокол.docx")
    assert answer.status_code == 404
    assert "«протокол.docx»" in answer.text
    assert "Скажите об этом администратору" in answer.text
    assert caplog.messages == [f"the storage cannot give {lost}"]


def test_a_store_that_is_away_has_lost_nothing():
    """It is told as 503: the file will be there again."""
    assert is_lost(FileNotFoundError("the key does not exist"))
    assert is_lost(PermissionError(errno.EACCES, "Permission denied"))
    assert not is_lost(OSError("S3: connection refused"))
    assert not is_lost(OSError(errno.EMFILE, "Too many open files"))
