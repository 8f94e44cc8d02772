"""Uploaded files in an S3-compatible store, where S3_URL names one: several web nodes then share no folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from boto3.exceptions import Boto3Error
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import File
from s3transfer.exceptions import RetriesExceededError
from storages.backends.s3 import S3Storage

from .errors import StoreAway

BACKEND = "config.storage.ObjectStore"
NOT_FOUND = ("404", "NoSuchKey")


@contextmanager
def told_as_of_a_disk() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError, RetriesExceededError) as error:
        if isinstance(error, ClientError) and error.response["Error"]["Code"] in NOT_FOUND:
            raise FileNotFoundError(str(error)) from error
        raise StoreAway(f"S3: {error}") from error


class ObjectStore(S3Storage):
    """Nothing is overwritten, nothing is public: every file goes out by a view that checks who asks."""

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """None. The library would sign an address under which anybody may read the file for an hour."""
        return ""

    def _open(self, name: str, mode: str = "rb") -> File:
        """Read whole before the answer begins, so that a store that breaks off is an error and not half a file."""
        with told_as_of_a_disk():
            file = super()._open(name, mode)
            try:
                file.file  # noqa: B018 - the property reads it
            except BaseException:
                file.close()
                raise
            return file

    def _save(self, name: str, content: File) -> str:
        with told_as_of_a_disk():
            return super()._save(name, content)

    def delete(self, name: str) -> None:
        with told_as_of_a_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with told_as_of_a_disk():
            return super().exists(name)

    def size(self, name: str) -> int:
        with told_as_of_a_disk():
            return super().size(name)


def options(url: str) -> dict[str, Any]:
    """`https://KEY:SECRET@host[:port]/bucket[?region=…]` as the options of the store."""
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    named = parts.hostname and parts.username and parts.password and bucket and "/" not in bucket
    if parts.scheme not in ("http", "https") or not named:
        raise ImproperlyConfigured("S3_URL: нужен адрес вида https://КЛЮЧ:СЕКРЕТ@хранилище/корзина (см. .env.example).")
    return {
        "endpoint_url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "bucket_name": bucket,
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "file_overwrite": False,
        "object_parameters": {"ContentType": "application/octet-stream"},  # not what the visitor's browser says
        "client_config": Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=3,  # seconds; with one more try all of it ends before the proxy gives up
            read_timeout=10,
            retries={"total_max_attempts": 2},
            # Stores of others know only the checksums that S3 has had from the beginning.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
