"""Fill an empty database with an invented region, so that everything can be tried at once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from clusters.models import User
from config.demo import cast, document, story

DOCUMENT = "Протокол № 4 (загрузите меня).docx"


class Command(BaseCommand):
    help = "Наполнить пустую базу вымышленными данными и напечатать, кем войти."

    def handle(self, **options: Any) -> None:
        if not settings.TRIAL:
            raise CommandError("load_demo — для пробной установки: в рабочую базу вымышленные люди не нужны.")
        if not User.objects.exists():
            self.load()
        if User.objects.filter(email=f"otdel@{cast.DOMAIN}").exists():
            self.show_sign_ins()

    def load(self) -> None:
        today = timezone.localdate()
        with transaction.atomic():
            people = cast.gather()
            story.tell(people, today)
        settings.VAR.mkdir(parents=True, exist_ok=True)
        document.write(people, today, settings.VAR / DOCUMENT)

    def show_sign_ins(self) -> None:
        self.stdout.write(f"Войти можно так (пароль у всех: {cast.PASSWORD}):")
        for who, email in story.sign_ins().items():
            self.stdout.write(f"  {who:24}{email}")
        if (settings.VAR / DOCUMENT).exists():
            self.stdout.write(f"Документ для загрузки: {settings.VAR / DOCUMENT}")
