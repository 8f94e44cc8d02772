"""One leading organization per cluster at any day: an exclusion constraint on PostgreSQL, triggers on SQLite."""

from django.db import migrations

POSTGRES = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE clusters_membership ADD CONSTRAINT membership_one_leading EXCLUDE USING gist (
    cluster_id WITH =,
    daterange(since, until, '[]') WITH &&
) WHERE (role = 'leading');
"""

SQLITE = """
CREATE TRIGGER membership_one_leading_{verb} BEFORE {VERB} ON clusters_membership
WHEN NEW.role = 'leading' AND EXISTS (
    SELECT 1 FROM clusters_membership AS other
    WHERE other.cluster_id = NEW.cluster_id AND other.role = 'leading' AND other.id IS NOT NEW.id
      AND (other.until IS NULL OR NEW.since IS NULL OR other.until >= NEW.since)
      AND (NEW.until IS NULL OR other.since IS NULL OR other.since <= NEW.until)
)
BEGIN
    SELECT RAISE(ABORT, 'membership_one_leading');
END;
"""


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
        return
    for verb in ("insert", "update"):
        schema_editor.execute(SQLITE.format(verb=verb, VERB=verb.upper()))


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE clusters_membership DROP CONSTRAINT membership_one_leading")
        return
    for verb in ("insert", "update"):
        schema_editor.execute(f"DROP TRIGGER membership_one_leading_{verb}")


class Migration(migrations.Migration):
    dependencies = [("clusters", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
