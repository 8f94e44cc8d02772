"""Back from a copy. Letters wait for a yes of staff: those of yesterday may have gone already."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from config import rights
from decisions.models import PostOffice

from . import databases, files, manifest
from .check import checksums, database_of
from .manifest import Unfit


def restore(folder: Path) -> None:
    """Replaces the database and adds the files. Raises Unfit, before anything is touched when the copy is broken or the
    storage of files away; when files fail afterwards, letters are held already, and the command may be repeated."""
    facts = manifest.read(folder)
    if wrong := checksums(folder, facts) + files.differences(folder / files.TAR, facts["files"]["each"]):
        raise Unfit("\n".join(wrong))
    files.check_storage()
    source = database_of(folder, facts)
    connection.close()
    databases.load(source)
    with transaction.atomic():
        wrong = manifest.differences(facts["database"]["tables"], manifest.tables(connection))
        PostOffice.objects.update_or_create(pk=1, defaults={"held": True})
    if settings.APP_ROLE and connection.vendor == "postgresql":
        rights.grant(settings.APP_ROLE)
    files.unpack(folder / files.TAR, facts["files"]["each"])
    if wrong:
        raise Unfit("База восстановлена не так, как в описи:\n" + "\n".join(wrong))


def is_empty() -> bool:
    """A database that holds nothing of ours may be written over without asking."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)
