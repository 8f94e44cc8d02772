from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import copies


class Command(BaseCommand):
    help = "Восстанавливает новейшую копию в отдельную базу, сверяет строки и контрольные суммы и удаляет её."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("where", type=Path, metavar="ПАПКА", help="та же папка, что у backup")

    def handle(self, *, where: Path, **options: Any) -> None:
        try:
            folder = copies.newest(where)
            wrong = copies.check(folder)
        except copies.Unfit as error:
            raise CommandError(str(error)) from None
        if wrong:
            raise CommandError(f"{folder.name}: копия негодна.\n" + "\n".join(wrong))
        self.stdout.write(f"{folder.name}: копия восстанавливается, всё сходится.")
