"""The program with one of its guards taken off, named by GUARD_OFF: what shows that a fault test can fail."""

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.guards.apps.GuardsConfig"]  # noqa: F405
