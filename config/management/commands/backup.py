from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config import copies


class Command(BaseCommand):
    help = "Делает копию: база, файлы и опись с контрольными суммами. Программу останавливать не нужно."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("where", type=Path, metavar="ПАПКА", help="здесь появится папка reshili-ГГГГММДД-ЧЧММСС")
        parser.add_argument("--keep", type=int, default=0, help="сколько новейших копий оставить; 0 — все")

    def handle(self, *, where: Path, keep: int, **options: Any) -> None:
        try:
            made = copies.backup(where, timezone.localtime())
        except copies.Unfit as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Копия: {made}")
        for old in copies.prune(where, keep) if keep else ():
            self.stdout.write(f"Удалена старая: {old.name}")
