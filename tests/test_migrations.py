"""Every migration can be taken back, and none would stop the writers of a running installation."""

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter

OURS = ["clusters", "config", "decisions", "protocols"]
BEFORE_THE_FIRST_RELEASE = ["0002_circuit_and_rate_of_mail"]  # no installation has the table that it changes


@pytest.fixture
def loader(db):
    return MigrationLoader(connection)


def test_every_operation_can_be_taken_back(loader):
    ours = {key: one for key, one in loader.disk_migrations.items() if key[0] in OURS}
    assert {app for app, _ in ours} == set(OURS)
    assert [key for key, one in ours.items() if not all(operation.reversible for operation in one.operations)] == []


@pytest.mark.postgres
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_linter_finds_nothing(loader, capsys):
    linter = MigrationLinter(
        str(settings.BASE_DIR),
        include_apps=OURS,
        ignore_name=BEFORE_THE_FIRST_RELEASE,
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    assert linter.nb_total >= len(OURS)
    assert (linter.nb_erroneous, capsys.readouterr().out.count("ERR")) == (0, 0)
