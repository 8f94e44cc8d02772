from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import copies
from config.copies.restoring import is_empty

NOT_EMPTY = "В базе уже есть данные. Чтобы заменить их копией, повторите с ключом --replace."
DONE = "Восстановлено. Письма задержаны, пока сотрудник не разрешит отправку на странице «Письма»."


class Command(BaseCommand):
    help = "Восстанавливает базу и файлы из копии, сделанной командой backup. Остановите перед этим web, worker и beat."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="КОПИЯ", help="папка reshili-ГГГГММДД-ЧЧММСС")
        parser.add_argument("--replace", action="store_true", help="заменить то, что сейчас в базе")

    def handle(self, *, folder: Path, replace: bool, **options: Any) -> None:
        if not replace and not is_empty():
            raise CommandError(NOT_EMPTY)
        try:
            copies.restore(folder)
        except copies.Unfit as error:
            raise CommandError(str(error)) from None
        self.stdout.write(DONE)
