"""Which tests run where. The servers are in tests/rig, the browser in tests/chromium.py."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from tests.cast import cast  # noqa: F401
from tests.chromium import chromium  # noqa: F401

HERE = Path(__file__).parent
# The same examples each time, so that a change is blamed only for what it did; `make drill` makes new ones.
settings.register_profile(
    "here",
    derandomize=not os.environ.get("DRILL"),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("here")

MARKED_FOLDERS = {"browser": pytest.mark.browser, "faults": pytest.mark.faults}


def pytest_addoption(parser):
    parser.addoption("--no-skips", action="store_true", help="a skipped test is a failure")


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items):
    for item in items:
        if mark := MARKED_FOLDERS.get(item.path.relative_to(HERE).parts[0]):
            item.add_marker(mark)


def pytest_xdist_make_scheduler(config, log):
    return ByInstallation(config, log) if config.getoption("dist") == "loadscope" else None


class ByInstallation(LoadScopeScheduling):
    """Each test by itself, but those that share one installation go to the process that has started it."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.endswith("test_rehearsal.py") else nodeid


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if report.skipped and item.config.getoption("no_skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped: {report.longrepr[2]}"


def pytest_terminal_summary(terminalreporter):
    """What the fault tests counted, which else only a failure shows."""
    for report in terminalreporter.getreports("passed"):
        if report.when == "call" and "/faults/" in report.nodeid:
            for line in filter(None, report.capstdout.splitlines()):
                terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2].partition('[')[0]}: {line}")
