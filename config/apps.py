from django.apps import AppConfig
from django.db.backends.signals import connection_created

from . import logs
from .sqlite import speak_russian


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Решили"

    def ready(self) -> None:
        logs.connect()
        connection_created.connect(speak_russian, dispatch_uid="speak_russian")
