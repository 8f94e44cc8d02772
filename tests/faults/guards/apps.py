import os

from django.apps import AppConfig

from . import off


class GuardsConfig(AppConfig):
    name = "tests.faults.guards"
    label = "guards"

    def ready(self) -> None:
        getattr(off, os.environ["GUARD_OFF"])()
