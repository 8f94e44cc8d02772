"""PostgreSQL asks an index which entries hold a stem; SQLite, meant for a trial, reads the texts."""

from django.db import migrations

INDEX = "CREATE INDEX search_stems ON decisions_searchentry USING gin (string_to_array(stems, ' '))"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(INDEX)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX search_stems")


class Migration(migrations.Migration):
    dependencies = [("decisions", "0005_search")]
    operations = [migrations.RunPython(add, remove)]
