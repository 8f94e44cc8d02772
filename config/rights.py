"""What the database role of web and worker may do. History and its seals: read and add, nothing else."""

from __future__ import annotations

from django.db import connection, transaction

from . import seals
from .models import HistorySeal


def append_only_tables() -> list[str]:
    """Every table of history, and the seals over them."""
    return [*seals.histories(), HistorySeal._meta.db_table]


def grant(role: str) -> None:
    """One transaction: at no moment may the role do more than it should, or less."""
    quote = connection.ops.quote_name
    who, tables = quote(role), ", ".join(map(quote, append_only_tables()))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {who}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {who}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}")
        cursor.execute(f"REVOKE UPDATE, DELETE ON {tables} FROM {who}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {who}")
