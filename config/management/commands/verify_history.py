from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config import seals


class Command(BaseCommand):
    help = "Проверяет печати истории: изменённую, удалённую или вставленную задним числом строку называет."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seal", action="store_true", help="сначала запечатать то, что пора (это делает и beat)")

    def handle(self, **options: Any) -> None:
        if options["seal"]:
            self.stdout.write(f"запечатано строк: {seals.seal(timezone.now())}")
        broken = list(seals.verify())
        for one in broken:
            where = f"строка {one.row}: " if one.row is not None else ""
            self.stdout.write(f"{one.table}: {where}{one.what}")
        if broken:
            raise CommandError("История изменена в обход программы.")
        self.stdout.write("История цела.")
