"""What beat does every few minutes, by hand: promise what is owed and send what is due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from clusters.templatetags.russian import counted
from decisions import outbox, reminders
from decisions.models import Reminder, ReminderPolicy


class Command(BaseCommand):
    help = "Обещает и отправляет напоминания, которые должны уйти к этому часу. Повторный запуск ничего не удваивает."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=dt.date.fromisoformat, help="день, ГГГГ-ММ-ДД; по умолчанию сегодня")
        parser.add_argument("--dry-run", action="store_true", help="показать, что было бы обещано, и ничего не менять")

    def handle(self, **options: Any) -> None:
        now = moment(options["date"])
        self.stdout.write(f"Напоминания на {timezone.localtime(now):%d.%m.%Y %H:%M}")
        if options["dry_run"]:
            self.show(now)
            return
        self.tell("Обещано", reminders.promise(now))
        sent = reminders.deliver(now)
        self.stdout.write(
            f"Писем отправлено: {sent['sent']}, отложено: {sent['postponed']}, не принято адресом: {sent['bounced']}"
        )
        for line in outbox.trouble(now):
            self.stderr.write(line)

    def tell(self, word: str, made: Counter[str]) -> None:
        total = counted(sum(made.values()), "напоминание,напоминания,напоминаний")
        kinds = ", ".join(f"{Reminder.Kind(kind).label} — {number}" for kind, number in made.items())
        self.stdout.write(f"{word}: {total}{f' ({kinds})' if kinds else ''}")

    def show(self, now: dt.datetime) -> None:
        with transaction.atomic():
            self.tell("Было бы обещано", reminders.promise(now))
            waiting = Reminder.objects.filter(state=Reminder.State.PROMISED, tell_on__lte=timezone.localdate(now))
            for one in waiting.select_related("person", "assignment__decision", "assignment__organization"):
                self.stdout.write(f"  {one.person}: {one.get_kind_display()}, {one.assignment}")
            transaction.set_rollback(True)


def moment(day: dt.date | None) -> dt.datetime:
    """Now; or that day at the hour of the digest."""
    if day is None:
        return timezone.now()
    return timezone.make_aware(dt.datetime.combine(day, ReminderPolicy.current().digest_at))
