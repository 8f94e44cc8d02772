"""What docs/ says must be so: names of tests, commands, files."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = settings.BASE_DIR
SECURITY = (ROOT / "docs" / "security.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
NAMED = sorted(set(re.findall(r"`([\w/]+\.py)::(test_\w+)`", SECURITY)))


def test_the_table_names_tests():
    assert len(NAMED) > 50


@pytest.mark.parametrize(("file", "test"), NAMED)
def test_a_test_of_the_security_table_is_there(file, test):
    assert f"def {test}(" in (ROOT / "tests" / file).read_text()


def test_every_requirement_is_told_of():
    told = {int(number) for number in re.findall(r"\bR(\d+)\b", SECURITY)}
    assert set(range(1, 41)) - told == set()


def test_every_row_of_the_table_has_a_test():
    rows = [line for line in SECURITY.partition("## Deviations")[0].splitlines() if line.startswith("| ")]
    bare = [line[:60] for line in rows if "::test_" not in line and not line.startswith("| requirement")]
    assert len(rows) > 35
    assert bare == []


@pytest.mark.parametrize(
    "file", sorted(set(re.findall(r"`((?:config|clusters|decisions|protocols|deploy)/[\w./-]+)`", SECURITY)))
)
def test_a_module_of_the_security_table_is_there(file):
    path = ROOT / file
    assert path.exists() or path.with_suffix(".py").exists()


def test_commands_of_operations_are_there():
    named = set(re.findall(r"(?:--rm manage|`manage) (\w+)", OPERATIONS))
    assert {"backup", "check_backup", "restore", "verify_history", "createsuperuser"} <= named
    assert named - set(get_commands()) == set()


def test_files_of_operations_are_there():
    named = set(re.findall(r"deploy/[\w.-]+(?:/[\w.-]+)?", OPERATIONS)) - {"deploy/systemd/"}
    assert named >= {"deploy/make-secrets.sh"}
    assert [one for one in named if not (ROOT / one).exists()] == []
