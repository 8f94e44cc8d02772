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
from storages.backends.s3 import S3Storage

from .errors import StoreAway

BACKEND = "config.storage.ObjectStore"


@contextmanager
def told_as_of_a_disk() -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise StoreAway(f"S3: {error}") from error


class ObjectStore(S3Storage):
    """Nothing is overwritten, nothing is public: every file goes out by a view that checks who asks."""

    def _open(self, name: str, mode: str = "rb") -> File:
        """Read whole before the answer begins, so that a store that breaks off is an error and not half a file."""
        with told_as_of_a_disk():
            file = super()._open(name, mode)
            file.file  # noqa: B018 - the property reads it
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

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with told_as_of_a_disk():
            return super().listdir(name)

    def size(self, name: str) -> int:
        with told_as_of_a_disk():
            return super().size(name)


def options(url: str) -> dict[str, Any]:
    """`https://KEY:SECRET@host[:port]/bucket[?region=…]` as the options of the store."""
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in ("http", "https") or not (parts.hostname and parts.username and parts.password and bucket):
        raise ImproperlyConfigured("S3_URL: нужен адрес вида https://КЛЮЧ:СЕКРЕТ@хранилище/корзина (см. .env.example).")
    return {
        "endpoint_url": f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
        "access_key": unquote(parts.username),
        "secret_key": unquote(parts.password),
        "bucket_name": bucket,
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "file_overwrite": False,
        "client_config": Config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=30,
            retries={"total_max_attempts": 3},
            # Stores of others know only the checksums that S3 has had from the beginning.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }
