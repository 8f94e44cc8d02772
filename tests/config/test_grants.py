"""As the role `app`, under which web and worker run: history can be added to and read, nothing else.

The rest of the suite runs as the owner. A second role is made in this PostgreSQL, and the connection becomes it.
"""

import datetime as dt

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from clusters import history
from config import rights, seals
from decisions.models import Letter

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROLE = "app"
NOW = timezone.make_aware(dt.datetime(2026, 3, 3, 10))


@pytest.fixture
def as_app(cast):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
        rights.grant(ROLE)
        cursor.execute(f"SET ROLE {ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def refused(statement):
    with pytest.raises(ProgrammingError) as error, connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(error.value.__cause__, psycopg.errors.InsufficientPrivilege)
    return True


def test_the_tables_are_known():
    tables = rights.append_only_tables()
    assert len(tables) > 25
    assert {
        "decisions_historicalassignment",
        "clusters_historicalexecutorgroup_organizations",
        "config_historyseal",
    } <= set(tables)
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%%historical%%'")
        assert {name for (name,) in cursor.fetchall()} <= set(tables)


def test_history_is_append_only(as_app):
    for table in rights.append_only_tables():
        assert_append_only(table)


def assert_append_only(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        cursor.execute("SELECT has_table_privilege(%s, 'INSERT')", [table])
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s LIMIT 1", [table])
        (column,) = cursor.fetchone()
    assert refused(f"UPDATE {table} SET {column} = {column}")
    assert refused(f"DELETE FROM {table}")
    assert refused(f"TRUNCATE {table}")
    assert refused(f"ALTER TABLE {table} ADD COLUMN x int")
    assert refused(f"DROP TABLE {table}")


def test_the_role_owns_nothing(as_app):
    assert refused("CREATE TABLE mine (id int)")
    assert refused("DELETE FROM django_migrations")
    assert refused("TRUNCATE decisions_letter")
    assert refused("ALTER TABLE decisions_assignment DISABLE TRIGGER ALL")
    assert refused("CREATE ROLE another")
    assert refused("COPY decisions_letter TO '/tmp/letters'")


def test_the_role_cannot_give_itself_more(as_app):
    with connection.cursor() as cursor:
        cursor.execute("GRANT UPDATE ON decisions_historicalassignment TO app")  # PostgreSQL only warns
        cursor.execute("SELECT has_table_privilege('decisions_historicalassignment', 'UPDATE')")
        assert cursor.fetchone() == (False,)
    port = connection.settings_dict["PORT"]
    own = psycopg.connect(host="127.0.0.1", port=port, user=ROLE, dbname="postgres")
    with own, pytest.raises(psycopg.errors.InsufficientPrivilege):
        own.execute("SET ROLE owner")


def test_the_program_works_as_app(as_app, cast, client):
    """A report, its acceptance, an edit of the directory, a letter: each with its history."""
    client.force_login(cast.head)
    url = f"/assignments/{cast.assignment.pk}/report/"
    version = client.get(url).context["form"].initial
    answer = client.post(
        url, {**{name: value or "" for name, value in version.items()}, "text": "Сделано", "is_final": "on"}
    )
    assert answer.status_code in (200, 302)
    cast.college.note = "…"
    history.save(cast.college, by=cast.staff, fields=["note"])
    assert cast.college.history.count() == 2
    Letter.objects.create(kind="other", to="a@example.org", next_at=NOW, created_at=NOW)
    assert Letter.objects.filter(kind="other").update(state="sent") == 1
    assert seals.seal(NOW) == 0
    assert seals.seal(NOW + dt.timedelta(days=1)) > 0
    assert list(seals.verify()) == []


def test_migrate_grants(cast, settings):
    settings.APP_ROLE = ROLE
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'decisions_assignment', 'UPDATE')", [ROLE])
        assert cursor.fetchone() == (True,)
        cursor.execute("SELECT has_table_privilege(%s, 'decisions_historicalassignment', 'UPDATE')", [ROLE])
        assert cursor.fetchone() == (False,)
